/**
 * Does the compiler believe what really happened? For every call in the author's files whose static type is a tensor,
 * the shapes recorded at that very call site are compared with the type. A cast, or an `any` that hid a mistake, shows
 * here: the two disagree, and the build fails with both.
 *
 * In: static types (emit/project.ts) and the recorded graph. Out: the lies, and how much could be checked.
 */
import type { Shape } from '../shapes/shape.js'
import type { Node } from '../dsl/graph.js'

/** A static tensor type at a call; null means the compiler does not know this dim (or rank, or dtype). */
export interface StaticType {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly length: number
  readonly shape: readonly (number | string | null)[] | null
  readonly dtype: string | null
}

export interface StaticMismatch {
  readonly type: StaticType
  readonly recorded: Node
  readonly message: string
}

export interface StaticComparison {
  readonly mismatches: readonly StaticMismatch[]
  /** Calls whose type agreed with every record. */
  readonly checked: number
  /** Calls whose type leaves a dim, the rank or everything open (generic, `dyn`, `any`). */
  readonly unchecked: number
  /** Calls at which nothing was recorded (code that did not run, or results that no output needs). */
  readonly unrecorded: number
}

/**
 * Compares static types with recorded nodes, matching them by file, line and column; `pathOf` turns the file of a site
 * into a path as the types have it. (The nodes must be the recorded ones: copies are not the operands of each other.)
 */
export function compareStaticTypes(
  types: readonly StaticType[],
  nodes: Iterable<Node>,
  pathOf: (file: string) => string = (file) => file,
): StaticComparison {
  const bySite = new Map<string, Node[]>()
  for (const node of nodes) {
    if (node.site === undefined) continue
    const key = `${pathOf(node.site.file)}:${node.site.line}:${node.site.column}`
    const known = bySite.get(key)
    if (known === undefined) bySite.set(key, [node])
    else known.push(node)
  }
  const mismatches: StaticMismatch[] = []
  let checked = 0
  let unchecked = 0
  let unrecorded = 0
  for (const type of types) {
    const records = bySite.get(`${type.file}:${type.line}:${type.column}`)
    if (records === undefined) {
      unrecorded++
      continue
    }
    const results = resultsAmong(records)
    const wrong = results.find((node) => !agrees(type, node))
    if (wrong !== undefined) mismatches.push({ type, recorded: wrong, message: sentence(type, wrong) })
    else if (type.shape === null || type.shape.includes(null) || type.dtype === null) unchecked++
    else checked++
  }
  return { mismatches, checked, unchecked, unrecorded }
}

/**
 * Which of the nodes at one call site are results of the call? With one operator (also in a loop): all. A layer records
 * several operators at its caller's line, one feeding the next: then those that feed no other node of the same site.
 */
function resultsAmong(records: readonly Node[]): readonly Node[] {
  if (records.every((node) => node.operator === records[0]?.operator)) return records
  const inner = new Set(records.flatMap((node) => node.operands))
  return records.filter((node) => !inner.has(node))
}

/** Rank, literal dims and dtype must be equal; one name stands for one dim throughout a record. */
function agrees(type: StaticType, node: Node): boolean {
  if (type.dtype !== null && type.dtype !== node.dtype) return false
  if (type.shape === null) return true
  if (type.shape.length !== node.shape.length) return false
  const bound = new Map<string, number | string>()
  return type.shape.every((dim, axis) => {
    const recorded = node.shape[axis]
    if (dim === null || recorded === undefined || dim === recorded) return true
    // A name in the type against a number in the record: a symbolic body that ran with actual sizes.
    if (typeof dim === 'number' || typeof recorded === 'string') return false
    const before = bound.get(dim)
    bound.set(dim, recorded)
    return before === undefined || before === recorded
  })
}

const sentence = (type: StaticType, node: Node): string =>
  `${node.operator}: the compiler was told ${shown(type.shape ?? [], type.dtype ?? '?')}, but ${shown(node.shape, node.dtype)} was recorded here; a cast or an \`any\`, here or before, hides a wrong shape`

const shown = (shape: Shape | readonly (number | string | null)[], dtype: string): string =>
  `Tensor<[${shape.map((dim) => (dim === null ? 'number' : JSON.stringify(dim))).join(', ')}], "${dtype}">`
