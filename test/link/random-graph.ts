/**
 * Random typed graphs: operators recorded on random operands. What an operator's rule refuses is tried again elsewhere, so
 * every graph that comes out is well-typed. In: a seed. Out: a graph, numbers for its leaves, and whether it is polynomial
 * (piecewise, by comparisons), that is: has a meaning over the rationals.
 */
import * as library from 'shapewright'
import { graphOf, input, ShapeError, type AnyTensor, type Graph } from 'shapewright'
import { seededRandom } from '../support/seeded-random.js'

export interface RandomGraph {
  readonly seed: number
  readonly graph: Graph
  readonly polynomial: boolean
  readonly numbers: ReadonlyMap<string, readonly number[]>
}

type Random = () => number
type Step = (pick: () => AnyTensor, random: Random, integers: AnyTensor) => AnyTensor

// Operands are drawn at run time, so that the rules that are tried are those of recording: hence untyped functions.
const call = library as unknown as Record<string, (...operands: unknown[]) => AnyTensor>
const unary =
  (name: string, ...rest: unknown[]): Step =>
  (pick) =>
    call[name]!(pick(), ...rest)
const binary =
  (name: string): Step =>
  (pick) =>
    call[name]!(pick(), pick())
const axisOf = (x: AnyTensor, random: Random): number => Math.floor(random() * x.shape.length)
const along =
  (name: string, ...rest: unknown[]): Step =>
  (pick, random) => {
    const x = pick()
    return call[name]!(x, axisOf(x, random), ...rest)
  }

/** Sums, products, movement, comparisons and choices: exact over the rationals. */
const polynomial: readonly Step[] = [
  ...['add', 'sub', 'mul', 'matmul', 'maximum', 'minimum', 'mseLoss'].map(binary),
  ...['neg', 'square', 'relu', 'abs', 'sum', 'mean', 'flatten', 'detach'].map((name) => unary(name)),
  ...['sum', 'mean', 'max', 'min', 'cumulativeSum', 'flip', 'unsqueeze', 'squeeze'].map((name) => along(name)),
  unary('transpose', -1, -2),
  (pick) => {
    const x = pick()
    return call['matmul']!(x, call['transpose']!(x, -1, -2))
  },
  unary('scale', 0.5),
  unary('scale', -3),
  unary('clamp', -1, 1.5),
  unary('reshape', [-1, 2]),
  unary('expand', [2, 3]),
  unary('tile', [2]),
  unary('avgPool', 2),
  unary('maxPool', 2, { stride: 1 }),
  (pick, random) => {
    const x = pick()
    return call['select']!(x, axisOf(x, random), 0)
  },
  (pick, random) => {
    const x = pick()
    return call['concat']!([x, pick()], axisOf(x, random))
  },
  (pick) => call['stack']!([pick(), pick()]),
  (pick) => {
    const x = pick()
    return call['where']!(call['less']!(x, pick()), x, pick())
  },
  (pick, _, integers) => call['gatherRows']!(pick(), integers),
  (pick, random) => {
    const x = pick()
    return call['gather']!(x, [0, 0], axisOf(x, random))
  },
  (pick) => call['linear']!(pick(), pick(), pick()),
  (pick) => {
    const x = pick()
    return call['mul']!(x, x)
  },
]

const transcendental: readonly Step[] = [
  ...['exp', 'tanh', 'sigmoid', 'softplus', 'sin', 'cos', 'sqrt', 'log', 'gelu', 'silu', 'softsign'].map((name) =>
    unary(name),
  ),
  ...['softmax', 'logSoftmax', 'safeLog'].map((name) => unary(name)),
  binary('div'),
  (pick) => call['layerNorm']!(pick(), pick(), pick()),
]

/** Graphs with odd seeds are polynomial. */
export function randomGraph(seed: number): RandomGraph {
  const random = seededRandom(seed)
  const exactly = seed % 2 === 1
  const steps = exactly ? polynomial : [...polynomial, ...transcendental, ...transcendental]
  const extent = (): number => 1 + Math.floor(random() * 3)
  const numbers = new Map<string, readonly number[]>()
  const known: AnyTensor[] = []
  const leaves = 1 + Math.floor(random() * 3)
  for (let k = 0; k < leaves; k++) {
    const shape = Array.from({ length: Math.floor(random() * 4) }, extent)
    const size = shape.reduce((product, n) => product * n, 1)
    known.push(call['input']!(`x${k}`, shape))
    // Halves with ties among them; a quarter of all graphs has an entry that is exactly 0.
    numbers.set(
      `x${k}`,
      Array.from({ length: size }, () => Math.round((random() - 0.5) * 8) / 2),
    )
  }
  const integers = input('at', [2], 'i32')
  numbers.set('at', [0, Math.floor(random() * 4)]) // 3 is out of range for every extent up to 3
  const wanted = 2 + Math.floor(random() * 7)
  // Later tensors are likelier operands: graphs get deep.
  const pick = (): AnyTensor => known[Math.floor(known.length * Math.sqrt(random()))]!
  for (let attempt = 0, made = 0; attempt < 400 && made < wanted; attempt++) {
    const step = steps[Math.floor(random() * steps.length)]!
    try {
      const result = step(pick, random, integers)
      if (result.shape.some((dim) => dim === 0) || sizeOfShape(result.shape) > 60) continue
      known.push(result)
      made++
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error
    }
  }
  const outputs = Object.fromEntries(known.map((tensor, at) => [`t${at}`, tensor]))
  return { seed, graph: graphOf({ outputs }), polynomial: exactly, numbers }
}

const sizeOfShape = (shape: library.Shape): number => shape.reduce<number>((product, dim) => product * Number(dim), 1)
