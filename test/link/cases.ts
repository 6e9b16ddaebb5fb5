/**
 * A thousand random graphs, linked: each in f64, the polynomial ones also over the rationals. In: nothing. Out: for each,
 * its GraphData, its tape at random leaves, random tangents of the leaves and random cotangents of everything.
 */
import { link } from 'shapewright'
import { seededRandom } from '../support/seeded-random.js'
import { randomGraph, type RandomGraph } from './random-graph.js'

export interface Linked<T> {
  readonly title: string
  readonly random: RandomGraph
  readonly domain: link.ScalarDomain<T>
  readonly recorded: link.RecordedGraphData<T>
  readonly compiled: link.Compiled<link.Context, T>
  readonly x: link.TList<link.Context, T>
  readonly dx: link.TList<link.Context, T>
  /** Cotangents of all of Γ ++ ss, about a third of them structurally zero. */
  readonly seed: link.TList<link.Context, T>
}

export const runs = 1000

const some = (random: () => number, size: number): number[] =>
  Array.from({ length: size }, () => Math.round((random() - 0.5) * 12) / 2)

function randomList<T>(
  domain: link.ScalarDomain<T>,
  shapes: link.Context,
  random: () => number,
  absent: number,
): link.TList<link.Context, T> {
  const entries = new Map<number, link.AnyTensorValue<T>>()
  shapes.forEach((shape, at) => {
    const numbers = some(
      random,
      shape.reduce((product, n) => product * n, 1),
    )
    if (random() >= absent) entries.set(at, link.tensorValue(domain, shape, numbers))
  })
  return link.TList.of<link.Context, T>(domain, shapes, entries)
}

function linked<T>(random: RandomGraph, domain: link.ScalarDomain<T>): Linked<T> {
  const { recorded, ...compiled } = link.compileAux(random.graph, domain, random.numbers)
  const draw = seededRandom(random.seed + 100_000)
  const { context, shapes } = recorded.data
  return {
    title: `graph ${random.seed} in ${domain.name}`,
    random,
    domain,
    recorded,
    compiled,
    x: recorded.inputs(random.numbers),
    dx: randomList<T>(domain, context, draw, 0.2),
    seed: randomList<T>(domain, shapes, draw, 0.35),
  }
}

let made: readonly { readonly f64: Linked<number>; readonly exact: Linked<link.Rational> | null }[] | undefined

/** Calls `visit` for every case: each graph in f64, and each polynomial one also in the rationals. */
export function forEachCase(visit: <T>(one: Linked<T>) => void): void {
  made ??= Array.from({ length: runs }, (_, seed) => {
    const random = randomGraph(seed)
    return { f64: linked(random, link.f64), exact: random.polynomial ? linked(random, link.exact) : null }
  })
  for (const { f64, exact } of made) {
    visit(f64)
    if (exact !== null) visit(exact)
  }
}

const shown = <T>(domain: link.ScalarDomain<T>, x: link.AnyTensorValue<T> | null): string =>
  x === null ? 'nothing' : `[${x.shape.join()}] ${Array.from(x.cells, domain.format).join(', ')}`

/** Fails with the first entry that differs by as much as a bit. */
export function expectSame<T>(
  { title, domain }: Pick<Linked<T>, 'title' | 'domain'>,
  what: string,
  found: readonly (link.AnyTensorValue<T> | null)[],
  expected: readonly (link.AnyTensorValue<T> | null)[],
): void {
  if (found.length !== expected.length)
    throw new Error(`${title}: ${what}: ${found.length} entries, expected ${expected.length}`)
  found.forEach((entry, at) => {
    const other = expected[at] ?? null
    const same = entry === null || other === null ? entry === other : link.sameTensor(domain, entry, other)
    if (!same) throw new Error(`${title}: ${what}: entry ${at} is ${shown(domain, entry)}, not ${shown(domain, other)}`)
  })
}

/** The entries of a list in order, null for the structural zero. */
export const entriesOf = <T>(list: link.TList<link.Context, T>): (link.AnyTensorValue<T> | null)[] =>
  list.shapes.map((_, at) => list.entry(at))
