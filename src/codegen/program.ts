/**
 * The front half of the compiler: programs of comprehensions in, statements over buffers out.
 *
 *     elect layouts → fuse → phases → cut → absorb → order → affine → lower, verified after every pass
 *
 * Parameters, state, inputs, scalars and constants are the same objects in all entries of a model: they get one layout,
 * one border and one buffer for all of them.
 */
import type { Comprehension, Leaf, Program, Value } from '../dsl/comprehension/types.js'
import { absorbGuards, isWorthBordering, type Borders, type MayBorder } from './passes/absorb.js'
import { cutLongMaps } from './passes/cut.js'
import { fuse } from './passes/fuse.js'
import { electPermutations, stridesOf, type Border, type Permutations } from './passes/layout.js'
import { lowerWork, type Counter } from './passes/lower.js'
import { order } from './passes/order.js'
import { splitPhases } from './passes/phases.js'
import type { WorkParts } from './passes/work.js'
import { volume } from '../dsl/comprehension/value.js'
import { WorkList } from './passes/work-list.js'
import type { Buffer, LoweredProgram } from './statement.js'
import { defaultThresholds, type Thresholds } from './thresholds.js'
import { verifyLowered, verifyOrder, verifyWorks } from './verify-program.js'

export interface LowerOptions {
  readonly thresholds?: Thresholds
  /** Proofs after every pass; on by default. */
  readonly verify?: boolean
}

/** What all entries agree on. */
export interface Layouts {
  readonly permutations: Permutations
  /** One buffer for each leaf of any entry. */
  readonly buffers: ReadonlyMap<Leaf, Buffer>
  readonly borders: ReadonlyMap<Leaf, Border>
  /** What the election had to work out already: programs fused at these thresholds. */
  readonly prepared: ReadonlyMap<Program, Prepared>
  readonly thresholds: Thresholds
}

/** A program after the passes on comprehensions. */
export interface Prepared {
  readonly list: WorkList
  readonly works: readonly WorkParts[]
  readonly borders: Borders
}

function prepare(
  program: Program,
  permutations: Permutations,
  leafBorder: MayBorder,
  { thresholds = defaultThresholds, verify = true }: LowerOptions,
): Prepared {
  const list = new WorkList(program)
  const roots = [...list.outputs, ...list.updates.keys()]
  const borders: Borders = new Map()
  const proven = new WeakSet<WorkParts>()
  const check = (works: readonly WorkParts[], pass: string): readonly WorkParts[] => {
    if (verify) verifyWorks(works, roots, pass, borders, proven)
    return works
  }
  check(list.works, 'expand')
  fuse(list, permutations, thresholds)
  let works = check(list.works, 'fuse')
  works = check(
    works.flatMap((work) => splitPhases(work, thresholds)),
    'phases',
  )
  works = check(
    works.flatMap((work) => cutLongMaps(work, thresholds)),
    'cut',
  )
  const kept = new Set<Value>(roots)
  const mayBorder: MayBorder = (tensor, border) =>
    isWorthBordering(tensor, border, thresholds) &&
    (tensor.kind === 'leaf' ? leafBorder(tensor, border) : !kept.has(tensor))
  works = check(
    works.map((work) => absorbGuards(work, borders, mayBorder)),
    'absorb',
  )
  return { list, works, borders }
}

const leafBuffer = (leaf: Leaf, id: number, permutations: Permutations, border: Border | null): Buffer => ({
  id,
  name: leaf.name,
  dtype: leaf.dtype,
  role: 'leaf',
  leaf,
  bordered: border !== null,
  shape: leaf.shape,
  ...stridesOf(leaf.shape, permutations(leaf), border),
})

/**
 * Elects the layouts of all entries together.
 *
 * @example
 * const layouts = electLayouts([step, predict])
 * const lowered = [step, predict].map((program) => lowerProgram(program, layouts))
 */
export function electLayouts(programs: readonly Program[], options: LowerOptions = {}): Layouts {
  const permutations = electPermutations(programs, options.thresholds ?? defaultThresholds)
  const borders = new Map<Leaf, Border>()
  const prepared = new Map(programs.map((program) => [program, prepare(program, permutations, () => true, options)]))
  for (const one of prepared.values())
    for (const [tensor, border] of one.borders) {
      if (tensor.kind !== 'leaf') continue
      const other = borders.get(tensor)
      const union = border.map(
        ([before, after], axis) =>
          [Math.max(before, other?.[axis]?.[0] ?? 0), Math.max(after, other?.[axis]?.[1] ?? 0)] as const,
      )
      borders.set(tensor, union)
    }
  const buffers = new Map<Leaf, Buffer>()
  for (const { leaves } of programs)
    for (const leaf of leaves)
      if (!buffers.has(leaf)) buffers.set(leaf, leafBuffer(leaf, buffers.size, permutations, borders.get(leaf) ?? null))
  return { permutations, buffers, borders, prepared, thresholds: options.thresholds ?? defaultThresholds }
}

const fits = (border: Border, within: Border | undefined): boolean =>
  border.every(([before, after], axis) => before <= (within?.[axis]?.[0] ?? 0) && after <= (within?.[axis]?.[1] ?? 0))

const isSame = (a: Thresholds, b: Thresholds): boolean =>
  (Object.keys(a) as (keyof Thresholds)[]).every((key) => a[key] === b[key])

/** `linear relu`, of which first and last part say where a statement comes from and what it makes. */
function statementName({ names, targets }: WorkParts, updated: Leaf | undefined): string {
  const parts = updated ? [updated.name, 'update'] : [...new Set([names[0] ?? '', targets[0]?.value.name ?? ''])]
  const name = parts
    .join('_')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
  return /^[A-Za-z]/.test(name) ? name : `value_${name}`
}

/** Names made unique by a number, in order. */
class UniqueNames {
  private readonly counts = new Map<string, number>()
  private readonly taken = new Set<string>()

  make(name: string): string {
    let count = this.counts.get(name) ?? 0
    let unique: string
    do unique = ++count === 1 ? name : `${name}_${count}`
    while (this.taken.has(unique))
    this.counts.set(name, count)
    this.taken.add(unique)
    return unique
  }
}

/**
 * Lowers one entry to statements over buffers, with the layouts that all entries share.
 *
 * @throws ProgramError when a pass went wrong (never because of the model).
 */
export function lowerProgram(program: Program, layouts: Layouts, options: LowerOptions = {}): LoweredProgram {
  const { thresholds = defaultThresholds, verify = true } = options
  const leafBorder: MayBorder = (tensor, border) => tensor.kind === 'leaf' && fits(border, layouts.borders.get(tensor))
  const known = isSame(thresholds, layouts.thresholds) ? layouts.prepared.get(program) : undefined
  const { list, works, borders } = known ?? prepare(program, layouts.permutations, leafBorder, options)
  const ordered = order(works, list.updates)
  if (verify) verifyOrder(ordered.works, ordered.inPlace, list.updates.values())

  const buffers = new Map<Value, Buffer>()
  const bufferNames = new UniqueNames()
  const leaves = program.leaves.map((leaf) => {
    const buffer = layouts.buffers.get(leaf)
    if (!buffer) throw new Error(`lower: ${leaf.name} was not among the programs whose layouts were elected`)
    buffers.set(leaf, buffer)
    bufferNames.make(buffer.name)
    return buffer
  })
  const made: Buffer[] = []
  const declare = (value: Comprehension, name: string): void => {
    if (buffers.has(value)) return
    const leaf = ordered.inPlace.get(value)
    const border = borders.get(value) ?? null
    const isOutput = list.outputs.has(value)
    const own = leaf && buffers.get(leaf)
    const buffer: Buffer = own ?? {
      id: layouts.buffers.size + made.length,
      name: bufferNames.make(name),
      dtype: value.dtype,
      role: isOutput ? 'output' : 'temporary',
      bordered: border !== null,
      shape: value.shape,
      ...stridesOf(value.shape, layouts.permutations(value), border),
    }
    buffers.set(value, buffer)
    if (!own) made.push(buffer)
  }
  // A buffer has the name of the statement that fills it, so that formulas refer to kernels one can find.
  const names = new UniqueNames()
  const nameOf = new Map(
    ordered.works.map((work) => {
      const updated = work.targets.map(({ value }) => ordered.inPlace.get(value)).findLast((leaf) => leaf !== undefined)
      return [work, names.make(statementName(work, updated))]
    }),
  )
  for (const work of ordered.works)
    work.targets.forEach(({ value }, at) => declare(value, at === 0 ? (nameOf.get(work) ?? value.name) : value.name))

  const bufferOf = (value: Value): Buffer => {
    const buffer = buffers.get(value)
    if (!buffer) throw new Error(`lower: ${value.name} has no buffer`)
    return buffer
  }
  const ids: Counter = { next: 0 }
  const statements = ordered.works
    .filter((work) => volume(work.scatter ? (work.targets[0]?.value.out ?? []) : work.loops) > 0)
    .map((work) => lowerWork(work, nameOf.get(work) ?? work.names[0] ?? '', bufferOf, thresholds, ids))
  const tensors = new Map<Value, Buffer>([...buffers].filter(([value]) => value.kind !== 'leaf'))
  const lowered: LoweredProgram = {
    name: program.name,
    statements,
    buffers: [...leaves, ...made],
    outputs: list.named.map(({ name, value }) => ({ name, buffer: bufferOf(value) })),
    tensors,
  }
  if (verify) verifyLowered(lowered)
  return lowered
}
