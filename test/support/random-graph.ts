/**
 * Random typed graphs of recorded operators: leaves with values, and some nodes on top of them, most of which have several
 * users. Values stay bounded and away from singular points, so that derivatives exist and are finite; kinks and ties have
 * probability zero. With `polynomial` the graph has only sums, products and movement, and its leaves small integers, so that
 * exact rationals can run it.
 *
 * In: a seed. Out: tensors, and the values of their leaves by name. The same seed gives the same graph.
 */
import { nodeOf, record, source } from 'shapewright'
import type { AnyTensor, Attributes } from 'shapewright'
import { Generator } from '../../src/runtime/random.js'

export interface RandomGraph {
  /** Float leaves. */
  readonly leaves: readonly AnyTensor[]
  /** What was recorded on them, operands first; the last one is the output. */
  readonly nodes: readonly AnyTensor[]
  readonly output: AnyTensor
  /** Leaf values by name. */
  readonly data: ReadonlyMap<string, Float64Array>
  /** The operators in it. */
  readonly operators: ReadonlySet<string>
}

export interface RandomGraphOptions {
  /** How many steps are recorded on the leaves; a step is one operator or a few. Default 4 to 12. */
  readonly steps?: number
  readonly polynomial?: boolean
}

const count = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1)

/** No tensor becomes larger than this: the reference visits one point at a time. */
const largest = 48

/** Nothing is built on a product of more leaves than this: products of products grow beyond all bounds. */
const highestDegree = 6

/** Their values are in −1 … 1, whatever they are given. */
const bounded: ReadonlySet<string> = new Set(['tanh', 'sigmoid', 'sin', 'cos', 'softsign', 'softmax', 'clamp'])

class Maker {
  readonly draw: Generator
  readonly pool: AnyTensor[] = []
  readonly nodes: AnyTensor[] = []
  readonly operators = new Set<string>()
  readonly #degrees = new Map<AnyTensor, number>()

  constructor(seed: number) {
    this.draw = new Generator(seed, 'random graph')
  }

  apply(operator: string, operands: readonly AnyTensor[], attributes: Attributes = {}): AnyTensor {
    const made = record(operator, operands, attributes)
    this.operators.add(operator)
    this.nodes.push(made)
    const degrees = operands.map((operand) => this.degreeOf(operand))
    const product = operator === 'mul' || operator === 'matmul' || operator === 'scaledDotProductAttention'
    const degree = product ? degrees.reduce((sum, one) => sum + one) : Math.max(...degrees)
    this.#degrees.set(
      made,
      bounded.has(operator) ? 1
      : operator === 'square' ? 2 * degree
      : degree,
    )
    return made
  }

  /** How many leaves are multiplied in it, at most. */
  degreeOf(tensor: AnyTensor): number {
    return this.#degrees.get(tensor) ?? 1
  }

  pick<T>(from: readonly T[]): T {
    return from[this.draw.integer(from.length)] as T
  }

  /** A tensor made before, more often a late one. */
  any(fits: (shape: readonly number[]) => boolean = () => true): AnyTensor | undefined {
    const found = this.pool.filter((tensor) => fits(shapeOf(tensor)))
    if (found.length === 0) return undefined
    const late = Math.max(this.draw.integer(found.length), this.draw.integer(found.length))
    return found[late]
  }

  axis(x: AnyTensor): number {
    return this.draw.integer(x.shape.length)
  }

  constant(values: readonly number[], dtype: 'f32' | 'i32' | 'bool' = 'f32', shape = [values.length]): AnyTensor {
    return source('constant', { shape, dtype, values })
  }

  integers(length: number, below: number): number[] {
    return Array.from({ length }, () => this.draw.integer(below))
  }
}

const shapeOf = (tensor: AnyTensor): readonly number[] => tensor.shape as readonly number[]

/** One step: what it makes of tensors of the pool, or undefined where none fits. */
type Step = (maker: Maker) => AnyTensor | undefined

const rank =
  (least: number) =>
  (shape: readonly number[]): boolean =>
    shape.length >= least && !shape.includes(0)

const unary =
  (operator: string, attributes: Attributes = {}): Step =>
  (maker) => {
    const x = maker.any()
    return x && maker.apply(operator, [x], attributes)
  }

/** Two tensors that broadcast, aligned at the right. */
const binary =
  (operator: string): Step =>
  (maker) => {
    const a = maker.any()
    const b =
      a &&
      maker.any((shape) => shape.every((extent, at) => extent === 1 || extent === shapeOf(a).at(at - shape.length)))
    return a && b && b.shape.length <= a.shape.length ?
        maker.apply(
          operator,
          maker.pick([
            [a, b],
            [b, a],
          ]),
        )
      : undefined
  }

const along =
  (operator: string, attributes: (maker: Maker, axis: number, x: AnyTensor) => Attributes | undefined): Step =>
  (maker) => {
    const x = maker.any(rank(1))
    if (x === undefined) return undefined
    const given = attributes(maker, maker.axis(x), x)
    return given && maker.apply(operator, [x], given)
  }

/** Of [...a, k] the last axis, and a fresh matrix or vector of constants for it. */
const weights = (maker: Maker, shape: readonly number[]): AnyTensor =>
  maker.constant(
    Array.from({ length: count(shape) }, () => maker.draw.integer(5) - 2),
    'f32',
    [...shape],
  )

/** Sums, products and movement. */
const polynomialSteps: readonly Step[] = [
  ...['add', 'sub', 'mul'].map(binary),
  unary('neg'),
  unary('scale', { factor: 0.5 }),
  unary('square'),
  (maker) => {
    const a = maker.any(rank(2))
    if (a === undefined) return undefined
    const [k] = shapeOf(a).slice(-1)
    const b = maker.any((shape) => shape.length === 2 && shape[0] === k) ?? weights(maker, [k!, 2])
    return maker.apply('matmul', [a, b])
  },
  (maker) => {
    const x = maker.any(rank(1))
    return x && maker.apply('linear', [x, weights(maker, [3, shapeOf(x).at(-1)!]), weights(maker, [3])])
  },
  (maker) => {
    const x = maker.any(rank(1))
    if (x === undefined) return undefined
    const axes = maker.pick([null, [maker.axis(x)], [-1]])
    return maker.apply(maker.pick(['sum', 'mean']), [x], { axes, keepDims: maker.draw.integer(2) === 0 })
  },
  (maker) => {
    const x = maker.any(rank(1))
    return x && maker.apply('reshape', [x], { shape: maker.pick([[-1], [1, -1], [-1, 1], [shapeOf(x)[0]!, -1]]) })
  },
  (maker) => {
    const x = maker.any(rank(2))
    return x && maker.apply('flatten', [x], { start: 0, end: 1 })
  },
  (maker) => {
    const x = maker.any(rank(2))
    return x && maker.apply('permute', [x], { axes: [...shapeOf(x).keys()].reverse() })
  },
  (maker) => {
    const x = maker.any(rank(2))
    return x && maker.apply('transpose', [x], { axis0: maker.axis(x), axis1: maker.axis(x) })
  },
  (maker) => {
    const x = maker.any((shape) => count(shape) * 2 <= largest)
    return x && maker.apply('broadcastTo', [x], { shape: [2, ...shapeOf(x)] })
  },
  along('slice', (maker, axis, x) => {
    const start = maker.draw.integer(shapeOf(x)[axis]!)
    return { axis, start, end: start + 1 + maker.draw.integer(shapeOf(x)[axis]! - start) }
  }),
  along('select', (maker, axis, x) => ({ axis, index: maker.draw.integer(shapeOf(x)[axis]!) })),
  along('flip', (_, axis) => ({ axes: [axis] })),
  along('cumulativeSum', (_, axis) => ({ axis })),
  along('unsqueeze', (_, axis) => ({ axis })),
  along('gather', (maker, axis, x) => ({
    axis,
    indices: maker.integers(1 + maker.draw.integer(3), shapeOf(x)[axis]!),
  })),
  (maker) => {
    const x = maker.any((shape) => rank(1)(shape) && count(shape) <= 12)
    return x && maker.apply('tile', [x], { repeats: shapeOf(x).map((_, at) => (at === 0 ? 2 : 1)) })
  },
  (maker) => {
    const x = maker.any((shape) => rank(1)(shape) && count(shape) <= 16)
    return x && maker.apply('pad', [x], { widths: shapeOf(x).map(() => [maker.draw.integer(2), 1]), value: 0 })
  },
  (maker) => {
    const x = maker.any(rank(1))
    const y = x && maker.any((shape) => shape.join() === shapeOf(x).join())
    if (x === undefined || y === undefined || 2 * count(shapeOf(x)) > largest) return undefined
    return maker.apply(maker.pick(['concat', 'stack']), [x, y], { axis: maker.axis(x) })
  },
  (maker) => {
    const x = maker.any(rank(1))
    // The last index is out of range: it gathers 0.
    const rows = x && maker.constant([...maker.integers(2, shapeOf(x)[0]!), shapeOf(x)[0]!], 'i32')
    return x && rows && maker.apply('gatherRows', [x, rows])
  },
  (maker) => {
    const x = maker.any(rank(1))
    const row = x && maker.any((shape) => shape.join() === shapeOf(x).slice(1).join())
    return x && row && maker.apply('scatterAdd', [x, row], { index: maker.draw.integer(shapeOf(x)[0]!) })
  },
  (maker) => {
    const x = maker.any((shape) => shape.length === 2 && shape[1]! >= 2)
    if (x === undefined) return undefined
    const w = weights(maker, [2, shapeOf(x)[0]!, 2])
    return maker.apply('convolution', [x, w], { stride: [maker.draw.integer(2) + 1], padding: [maker.draw.integer(2)] })
  },
  (maker) => {
    const x = maker.any((shape) => shape.length === 2 && shape[1]! >= 2)
    return x && maker.apply('avgPool', [x], { kernel: [2], stride: [1], padding: [maker.draw.integer(2)] })
  },
]

/** x² + 1, where a function has no value at or below 0. */
const positive = (maker: Maker, x: AnyTensor): AnyTensor =>
  maker.apply('add', [maker.apply('square', [x]), maker.constant([1], 'f32', [])])

const smoothSteps: readonly Step[] = [
  ...['tanh', 'sigmoid', 'sin', 'cos', 'softplus', 'softsign', 'gelu', 'silu', 'relu', 'abs', 'detach'].map((name) =>
    unary(name),
  ),
  (maker) => {
    const x = maker.any()
    return x && maker.apply('exp', [maker.apply('tanh', [x])])
  },
  (maker) => {
    const x = maker.any()
    return x && maker.apply(maker.pick(['log', 'sqrt', 'reciprocal']), [positive(maker, x)])
  },
  (maker) => {
    const x = maker.any()
    const y = x && maker.any((shape) => shape.join() === shapeOf(x).join())
    return x && y && maker.apply('div', [x, positive(maker, y)])
  },
  ...['maximum', 'minimum'].map(binary),
  unary('clamp', { min: -0.75, max: 0.5, inclusive: false }),
  unary('logEps', { eps: 0.25, form: 'softplus' }),
  (maker) => {
    const x = maker.any((shape) => rank(1)(shape) && shape.at(-1)! > 1)
    return x && maker.apply(maker.pick(['softmax', 'logSoftmax']), [x], { axis: -1 })
  },
  (maker) => {
    const x = maker.any((shape) => rank(1)(shape) && shape.at(-1)! > 1)
    return (
      x && maker.apply(maker.pick(['layerNorm', 'rmsNorm']), [x, weights(maker, shapeOf(x).slice(-1))], { eps: 0.1 })
    )
  },
  (maker) => {
    const x = maker.any(rank(1))
    return x && maker.apply(maker.pick(['max', 'min']), [x], { axes: [maker.axis(x)], keepDims: false })
  },
  (maker) => {
    const x = maker.any((shape) => shape.length === 2 && shape[1]! >= 3)
    return x && maker.apply('maxPool', [x], { kernel: [2], stride: [2], padding: [1] })
  },
  (maker) => {
    const x = maker.any()
    const y = x && maker.any((shape) => shape.join() === shapeOf(x).join())
    return x && y && maker.apply('where', [maker.apply('less', [x, y]), x, maker.apply('scale', [y], { factor: 2 })])
  },
  (maker) => {
    const x = maker.any((shape) => shape.length === 2)
    return x && maker.apply('scaledDotProductAttention', [x, x, x], { causal: maker.draw.integer(2) === 0 })
  },
]

/**
 * A random graph.
 *
 * @example
 * const { output, leaves, data } = randomGraph(7)
 */
export function randomGraph(seed: number, options: RandomGraphOptions = {}): RandomGraph {
  const maker = new Maker(seed)
  const { draw } = maker
  const data = new Map<string, Float64Array>()
  const leaves = Array.from({ length: 2 + draw.integer(2) }, (_, at) => {
    const shape = maker.pick([[], [3], [4], [2, 3], [3, 2], [2, 4], [1, 3], [2, 1, 3], [3, 3]])
    const value = options.polynomial ? () => draw.integer(5) - 2 : () => 2 * draw.uniform() - 1
    data.set(`x${at}`, Float64Array.from({ length: count(shape) }, value))
    return source('input', { name: `x${at}`, shape, dtype: 'f32' })
  })
  maker.pool.push(...leaves)
  const steps = options.polynomial ? polynomialSteps : [...polynomialSteps, ...smoothSteps]
  for (let left = options.steps ?? 4 + draw.integer(9); left > 0;) {
    const made = maker.pick(steps)(maker)
    if (made === undefined) continue
    left--
    if (count(shapeOf(made)) <= largest && maker.degreeOf(made) <= highestDegree) maker.pool.push(made)
  }
  // One output that depends on everything nobody else uses.
  const used = new Set(maker.nodes.flatMap((tensor) => nodeOf(tensor).operands))
  const loose = [...leaves, ...maker.nodes].filter((tensor) => !used.has(nodeOf(tensor)))
  const sums = loose
    .filter(({ dtype }) => dtype === 'f32')
    .map((tensor) => maker.apply('sum', [maker.apply('mul', [tensor, tensor])], { axes: null, keepDims: false }))
  const output = sums.reduce((total, sum) => maker.apply('add', [total, sum]))
  return { leaves, nodes: maker.nodes, output, data, operators: maker.operators }
}
