/**
 * checkLink: the link theorem as an executable check. A graph is lowered to a tape and swept by the loop, and evaluated and
 * differentiated by the typed recursion; all entries of Γ ++ ss must be the same, to the last bit in f64 and exactly over
 * the rationals where the graph has a meaning there.
 *
 * In: a recorded graph, or whatever gives one with its numbers (a session). Out: a report, or the first entry that differs.
 */
import { elementCount } from '../../shapes/size.js'
import { Generator } from '../../runtime/random.js'
import { isFloat } from '../../shapes/dtype.js'
import { bindGraph } from '../bind.js'
import { exact } from '../domain/exact.js'
import { f64 } from '../domain/floats.js'
import { DomainError, type ScalarDomain } from '../domain/scalar-domain.js'
import type { LeafData } from '../executor.js'
import type { Graph } from '../graph.js'
import { isSource } from '../node.js'
import { graphHash } from '../serialize.js'
import { compileAuxData } from './compile.js'
import { graphData, type RecordedGraphData, type RecordedOptions } from './recorded.js'
import { denseToHashMap, type Tape } from './tape.js'
import { dotList, TList, type Context } from './tensor-list.js'
import { formatShape, LinkError, sameTensor, tensorValue, type AnyTensorValue } from './tensor-value.js'

/** A graph with numbers for its leaves. */
export interface LinkSnapshot {
  readonly graph: Graph
  readonly data: LeafData
  readonly training?: boolean
}

export interface CheckLinkOptions extends RecordedOptions {
  /** Numbers for leaves by name; leaves without get random ones. */
  readonly data?: LeafData
  /** Of the random leaves, tangents and cotangents. Default 0. */
  readonly seed?: number
}

export interface LinkReport {
  /** The hash of the graph. */
  readonly graph: string
  /** |Γ| and |ss| */
  readonly leaves: number
  readonly nodes: number
  /** Parents over all nodes. */
  readonly edges: number
  /** How many entries were compared, over all domains and all forms of backward. */
  readonly compared: number
  /** The domains in which they are the same. */
  readonly domains: readonly string[]
  /** Why the graph has no meaning over the rationals, if so: `exp: not a function of the rational numbers`. */
  readonly inexact: string | null
}

/** The tape and the recursion differ. */
export class LinkMismatchError extends LinkError {
  override readonly name: string = 'LinkMismatchError'
}

/**
 * Checks a graph (or a session, by its snapshot) and says what was compared. Leaves without numbers get random ones.
 *
 * @throws LinkMismatchError with the first entry that differs; BindError when a named dim has no size
 * @example
 * const session = new Session()
 * const x = session.input([2], [1, -2])
 * const loss = x.square().sum()
 * checkLink(session).domains // => [f64, rational]
 * const graph = graphOf({ outputs: { y: input('y', ['n', 3]).softmax() } })
 * checkLink(graph, { binding: { n: 2 } }).inexact // => exp: not a function of the rational numbers
 */
export function checkLink(source: Graph | { snapshot(): LinkSnapshot }, options: CheckLinkOptions = {}): LinkReport {
  const snapshot: LinkSnapshot = 'snapshot' in source ? source.snapshot() : { graph: source, data: new Map() }
  const { graph, training = true } = snapshot
  const recording = { binding: options.binding ?? {}, training: options.training ?? training }
  const generator = new Generator(options.seed ?? 0, 'checkLink')
  const data = completed(graph, recording, new Map([...snapshot.data, ...(options.data ?? [])]), generator)
  const inF64 = graphData(graph, f64, recording)
  const draw = (size: number): number[] => quarters(generator, size)
  let compared = compareLink(inF64, data, draw)
  let inexact: string | null = null
  try {
    compared += compareLink(graphData(graph, exact, recording), data, draw)
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    inexact = error.message
  }
  const { context, nodes } = inF64.data
  return {
    graph: graphHash(graph),
    leaves: context.length,
    nodes: nodes.length,
    edges: nodes.reduce((edges, { parents }) => edges + parents.length, 0),
    compared,
    domains: inexact === null ? [f64.name, exact.name] : [f64.name],
    inexact,
  }
}

/** Quarters in −2 … 2: few digits, so that exact arithmetic stays small. */
export const quarters = (generator: Generator, size: number): number[] =>
  Array.from({ length: size }, () => Math.round((generator.uniform() - 0.5) * 16) / 4)

/** Numbers for every leaf: those given, else random ones; integers are 0 or 1, and so is the run-time counter. */
function completed(
  graph: Graph,
  { binding }: Required<Pick<RecordedOptions, 'binding'>>,
  given: LeafData,
  generator: Generator,
): LeafData {
  const data = new Map<string, ArrayLike<number>>([['seed', [0, 0]], ['step', [0]], ...given])
  for (const node of bindGraph(graph, binding).nodes) {
    const name = String(node.attributes['name'])
    if (!isSource(node) || node.operator === 'constant' || data.has(name)) continue
    const numbers = quarters(generator, elementCount(node.shape as readonly number[])) // bound: integers
    data.set(name, isFloat(node.dtype) ? numbers : numbers.map((x) => (x < 0 ? 0 : 1)))
  }
  return data
}

/**
 * Compares the tape with the recursion in one domain, and returns the number of entries compared. `draw` gives so many numbers
 * for a tangent or a cotangent; `lower` is what makes the tape: a test puts a broken one in its place.
 *
 * @throws LinkMismatchError with the first entry that differs
 */
export function compareLink<T>(
  { data: graph, inputs }: RecordedGraphData<T>,
  numbers: LeafData,
  draw: (size: number) => ArrayLike<number>,
  lower: typeof compileAuxData = compileAuxData,
): number {
  const { domain, context, shapes } = graph
  const x = inputs(numbers)
  const { tape } = lower(graph, x, numbers)
  const check = comparison(domain)
  check.all(
    'value',
    tape.nodes.map(({ value }) => value),
    graph.eval(x, numbers).toAnyArray(),
  )
  const random = (of: Context): TList<Context, T> =>
    TList.of<Context, T>(domain, of, new Map(of.map((s, at) => [at, tensorValue(domain, s, draw(elementCount(s)))])))
  const seed = random(shapes)
  const all = graph.backpropAllCtx(x, numbers, seed)
  check.all('gradient (from)', tape.backwardDenseFrom(entriesOf(seed)), all.toAnyArray())
  const ofLeaves = graph.backpropCtx(x, numbers, seed)
  check.all('gradient of a leaf', entriesOf(ofLeaves), entriesOf(all).slice(0, context.length))
  const last = shapes.length - 1
  if (last >= context.length) oneOutput(graph, tape, x, numbers, last, check)
  if (domain.rounds) return check.count
  const dx = random(context)
  check.scalars('⟨Jv, w⟩ and ⟨v, Jᵀw⟩', dotList(graph.jvpCtx(x, dx, numbers), seed), dotList(dx, ofLeaves))
  return check.count
}

/** All forms of backward from one output. */
function oneOutput<T>(
  graph: RecordedGraphData<T>['data'],
  tape: Tape<T>,
  x: TList<Context, T>,
  numbers: LeafData,
  out: number,
  check: Comparison<T>,
): void {
  const { domain, shapes } = graph
  const shape = shapes[out]!
  const seed = tensorValue(domain, shape, Array<number>(elementCount(shape)).fill(1))
  const recursion = graph.backpropAllCtx(x, numbers, TList.of<Context, T>(domain, shapes, new Map([[out, seed]])))
  const dense = tape.backwardDense(out, seed)
  check.all(`gradient of node ${out} (dense)`, dense, entriesOf(recursion))
  check.all(`gradient of node ${out} (all)`, tape.backwardDenseAll(out, seed), recursion.toAnyArray())
  const sparse = [tape.backward(out, seed), denseToHashMap(dense)]
  for (const map of sparse)
    check.all(
      `gradient of node ${out} (sparse)`,
      shapes.map((_, at) => map.get(at) ?? null),
      entriesOf(recursion),
    )
}

const entriesOf = <T>(list: TList<Context, T>): (AnyTensorValue<T> | null)[] =>
  list.shapes.map((_, at) => list.entry(at))

type Entries<T> = readonly (AnyTensorValue<T> | null)[]

interface Comparison<T> {
  readonly count: number
  all(what: string, tape: Entries<T>, recursion: Entries<T>): void
  scalars(what: string, a: T, b: T): void
}

function comparison<T>(domain: ScalarDomain<T>): Comparison<T> {
  let count = 0
  const show = (entry: AnyTensorValue<T> | null): string =>
    entry === null ? 'nothing' : (
      `${formatShape(entry.shape)} ${Array.from(entry.cells, domain.format).slice(0, 8).join(', ')}`
    )
  return {
    get count() {
      return count
    },
    all(what, tape, recursion) {
      if (tape.length !== recursion.length)
        throw new LinkMismatchError(
          `checkLink: ${what}: ${tape.length} entries on the tape, ${recursion.length} in the recursion`,
        )
      tape.forEach((entry, at) => {
        const other = recursion[at] ?? null
        const same = entry === null || other === null ? entry === other : sameTensor(domain, entry, other)
        if (!same)
          throw new LinkMismatchError(
            `checkLink: ${what}: entry ${at} in ${domain.name} is ${show(entry)} on the tape, ${show(other)} in the recursion`,
          )
        count++
      })
    },
    scalars(what, a, b) {
      if (!domain.same(a, b))
        throw new LinkMismatchError(
          `checkLink: ${what} in ${domain.name} are ${domain.format(a)} and ${domain.format(b)}`,
        )
      count++
    },
  }
}
