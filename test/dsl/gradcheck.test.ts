/**
 * First- and second-order gradient checks of every operator in the table, at generic points (away from kinks and ties),
 * in f64 against central differences. An operator without a row here fails the last test.
 */
import { describe, expect, test } from 'vitest'
import '../../src/dsl/ops/index.js'
import type { Leaf, Value } from '../../src/dsl/comprehension/types.js'
import { leaf as makeLeaf } from '../../src/dsl/comprehension/value.js'
import { jvp } from '../../src/dsl/differentiate/jvp.js'
import { vjp } from '../../src/dsl/differentiate/vjp.js'
import { referenceExecutor } from '../../src/dsl/executor.js'
import { expandNodes } from '../../src/dsl/expand.js'
import type { Attributes } from '../../src/dsl/graph.js'
import { interpret } from '../../src/dsl/interpret.js'
import { findOperator, operatorNames } from '../../src/dsl/operator.js'
import { record, recordRequest, requestGradient, source } from '../../src/dsl/record.js'
import { graphOf } from '../../src/dsl/graph-of.js'
import type { AnyTensor } from '../../src/dsl/tensor.js'
import { vmap } from '../../src/dsl/transform/index.js'
import { isFloat, type DType } from '../../src/shapes/dtype.js'
import { Generator } from '../../src/runtime/random.js'

interface Check {
  readonly operator: string
  readonly shapes: readonly (readonly number[])[]
  readonly attributes?: Attributes
  /** Range of the operands; default [−2, 2]. */
  readonly range?: readonly [number, number]
  /** Values of an integer operand, by position. */
  readonly integers?: Readonly<Record<number, readonly number[]>>
  /** The positions among those of masks. */
  readonly masks?: readonly number[]
}

const elementwise = (operator: string, range?: readonly [number, number]): Check => ({
  operator,
  shapes: [[2, 3]],
  ...(range && { range }),
})
const binary = (operator: string, range?: readonly [number, number]): Check[] => [
  {
    operator,
    shapes: [
      [2, 3],
      [2, 3],
    ],
    ...(range && { range }),
  },
  {
    operator,
    shapes: [
      [2, 1, 3],
      [4, 1],
    ],
    ...(range && { range }),
  },
]
const conv = (
  x: number[],
  w: number[],
  stride: number[],
  padding: number[],
  bias = true,
  more: Attributes = {},
): Check => ({
  operator: 'convolution',
  shapes: bias ? [x, w, [w[0]!]] : [x, w],
  attributes: { stride, padding, ...more },
})
const transposed = (x: number[], w: number[], more: Attributes, bias?: number): Check => ({
  operator: 'convTranspose',
  shapes: bias === undefined ? [x, w] : [x, w, [bias]],
  attributes: { stride: 1, padding: 0, outputPadding: 0, dilation: 1, groups: 1, ...more },
})
const pools = (operator: string, more: Attributes = {}): Check[] => [
  { operator, shapes: [[2, 2, 6]], attributes: { kernel: [3], stride: [2], padding: [1], ...more } },
  { operator, shapes: [[2, 4, 6]], attributes: { kernel: [2, 3], stride: [2, 1], padding: [0, 1], ...more } },
  {
    operator,
    shapes: [[1, 1, 4, 4, 4]],
    attributes: { kernel: [2, 2, 2], stride: [2, 2, 2], padding: [0, 0, 0], ...more },
  },
]

/** A mask whose second row allows nothing. */
const mask = [1, 0, 1, 0, 0, 0, 1, 1, 0]
const headed = (x: number[], width: number, out: number): number[][] => {
  const projection = [x.at(-1)!, width]
  return [x, projection, projection, projection, [width, out]]
}
const scaledDotProductAttention = (shapes: number[][], causal: boolean, integers?: Check['integers']): Check => ({
  operator: 'scaledDotProductAttention',
  shapes,
  attributes: { causal },
  ...(integers && { integers }),
})
const attentions: readonly Check[] = [
  scaledDotProductAttention(
    [
      [2, 2],
      [3, 2],
      [3, 2],
    ],
    false,
  ),
  scaledDotProductAttention(
    [
      [2, 1, 3, 3],
      [2, 4, 3],
      [1, 4, 1],
    ],
    true,
  ),
  scaledDotProductAttention(
    [
      [1, 3, 2],
      [1, 3, 2],
      [2, 3, 2],
      [3, 3],
    ],
    false,
    { 3: mask },
  ),
  scaledDotProductAttention(
    [
      [2, 3, 2],
      [2, 3, 2],
      [3, 1],
      [2, 1, 3],
    ],
    true,
    { 3: [1, 0, 1, 0, 1, 1] },
  ),
  { operator: 'multiHeadAttention', shapes: headed([3, 2], 4, 3), attributes: { heads: 2, causal: true } },
  {
    operator: 'multiHeadAttention',
    shapes: [...headed([1, 3, 2], 2, 2), [3, 3]],
    attributes: { heads: 2, causal: false },
    integers: { 5: mask },
  },
]

const pair = (operator: string, attributes: Attributes = {}, range?: readonly [number, number]): Check => ({
  operator,
  shapes: [
    [2, 3],
    [2, 3],
  ],
  attributes,
  ...(range && { range }),
})
const labels = { 1: [2, 0, 1, 2] }
const losses: readonly Check[] = [
  pair('mseLoss'),
  pair('mseLoss', { reduction: 'none' }),
  pair('l1Loss', { reduction: 'sum' }),
  pair('huberLoss', { delta: 0.7, reduction: 'sum' }),
  pair('smoothL1Loss', { beta: 0.7 }),
  pair('smoothL1Loss', { beta: 0 }),
  pair('binaryCrossEntropy', {}, [0.2, 0.8]),
  pair('binaryCrossEntropyWithLogits'),
  {
    operator: 'binaryCrossEntropyWithLogits',
    shapes: [[2, 3], [2, 3], [3]],
    attributes: { reduction: 'none' },
  },
  pair('klDiv', { reduction: 'batchmean' }, [0.2, 2]),
  pair('klDiv', { logTarget: true }),
  pair('poissonNllLoss'),
  pair('poissonNllLoss', { logInput: false, eps: 0.01 }, [0.3, 2]),
  pair('hingeLoss'),
  pair('logCoshLoss'),
  ...['crossEntropy', 'nllLoss'].flatMap((operator): Check[] => [
    { operator, shapes: [[4, 3], [4], [3]], integers: labels },
    { operator, shapes: [[4, 3], [4]], integers: labels, attributes: { reduction: 'none', ignoreIndex: 0 } },
    { operator, shapes: [[4, 3], [4]], integers: labels, attributes: { ignoreIndex: 2 } },
  ]),
  {
    operator: 'crossEntropy',
    shapes: [[4, 3], [4], [3]],
    range: [0.2, 2],
    integers: labels,
    attributes: { labelSmoothing: 0.3, ignoreIndex: 0 },
  },
]

const checks: readonly Check[] = [
  ...['add', 'sub', 'mul', 'maximum', 'minimum'].flatMap((name) => binary(name)),
  ...binary('div', [0.5, 2]),
  ...operatorNames()
    .filter((name) => findOperator(name)?.elementwise && !['log', 'reciprocal', 'sqrt'].includes(name))
    .map((name) => elementwise(name)),
  elementwise('log', [0.3, 3]),
  elementwise('reciprocal', [0.3, 3]),
  elementwise('sqrt', [0.3, 3]),
  { operator: 'clamp', shapes: [[3, 5]], attributes: { min: -1.5, max: 0.5, inclusive: false } },
  { operator: 'clamp', shapes: [[3, 5]], attributes: { min: -0.5, max: Infinity, inclusive: true } },
  { operator: 'logEps', shapes: [[3, 5]], attributes: { eps: 0.5, form: 'clamp' } },
  { operator: 'logEps', shapes: [[2, 3]], attributes: { eps: 2.25, form: 'shift' } },
  { operator: 'logEps', shapes: [[2, 3]], attributes: { eps: 0.01, form: 'softplus' } },
  { operator: 'scale', shapes: [[2, 3]], attributes: { factor: -1.75 } },
  {
    operator: 'matmul',
    shapes: [
      [3, 4],
      [4, 2],
    ],
  },
  {
    operator: 'matmul',
    shapes: [
      [2, 1, 3, 4],
      [5, 4, 2],
    ],
  },
  { operator: 'linear', shapes: [[3, 4], [2, 4], [2]] },
  {
    operator: 'linear',
    shapes: [
      [2, 3, 4],
      [5, 4],
    ],
  },
  ...['sum', 'mean'].flatMap((operator): Check[] => [
    { operator, shapes: [[2, 3, 4]], attributes: { axes: null, keepDims: false } },
    { operator, shapes: [[2, 3, 4]], attributes: { axes: [0, 2], keepDims: true } },
    { operator, shapes: [[2, 3, 4]], attributes: { axes: [-2], keepDims: false } },
  ]),
  { operator: 'reshape', shapes: [[2, 6]], attributes: { shape: [3, -1] } },
  { operator: 'flatten', shapes: [[2, 3, 4]], attributes: { start: 1, end: -1 } },
  { operator: 'permute', shapes: [[2, 3, 4]], attributes: { axes: [2, 0, 1] } },
  { operator: 'transpose', shapes: [[2, 3, 4]], attributes: { axis0: 0, axis1: -1 } },
  { operator: 'broadcastTo', shapes: [[3, 1]], attributes: { shape: [2, 3, 4] } },
  { operator: 'slice', shapes: [[5, 3]], attributes: { axis: 0, start: 1, end: 4 } },
  {
    operator: 'concat',
    shapes: [
      [2, 3],
      [2, 1],
      [2, 2],
    ],
    attributes: { axis: 1 },
  },
  { operator: 'softmax', shapes: [[3, 4]], attributes: { axis: -1 } },
  { operator: 'softmax', shapes: [[3, 4, 2]], attributes: { axis: 1 } },
  { operator: 'logSoftmax', shapes: [[3, 4]], attributes: { axis: -1 } },
  { operator: 'logSoftmax', shapes: [[3, 4, 2]], attributes: { axis: 0 } },
  { operator: 'crossEntropy', shapes: [[4, 3], [4]], integers: { 1: [2, 0, 1, 2] } },
  ...losses,
  conv([2, 2, 6], [3, 2, 3], [1], [1]),
  conv([2, 7], [3, 2, 3], [2], [0], false),
  conv([2, 2, 5, 6], [3, 2, 3, 2], [2, 1], [1, 0]),
  conv([1, 4, 3, 4], [2, 1, 2, 2, 2], [1, 1, 2], [0, 1, 0]),
  conv([2, 2, 8], [3, 2, 3], [2], [1], true, { dilation: [2] }),
  conv([4, 6, 7], [6, 2, 2, 3], [1, 2], [0, 2], true, { dilation: [3, 2], groups: 2 }),
  conv([2, 3, 5], [3, 1, 2], [1], [1], true, { groups: 3 }),
  transposed([2, 2, 4], [2, 3, 3], {}, 3),
  transposed([3, 5], [3, 2, 2], { stride: 3, padding: 1, outputPadding: 2 }, 2),
  transposed([2, 3, 3], [2, 1, 3, 2], { stride: [2, 1], padding: [1, 0], dilation: [2, 3] }),
  transposed([1, 4, 4], [4, 1, 3], { stride: 2, padding: 1, outputPadding: 1, groups: 2 }, 2),
  transposed([1, 2, 2, 2], [1, 2, 2, 1, 2], { stride: [1, 2, 1] }, 2),
  ...pools('maxPool'),
  ...pools('avgPool'),
  ...['smoothMaxPool', 'softmaxPool'].flatMap((operator) => [
    ...pools(operator, { beta: 1.5, padded: 'exclude' }),
    ...pools(operator, { beta: -0.75, padded: 'zero' }).slice(0, 2),
  ]),
  { operator: 'gather', shapes: [[4, 3]], attributes: { axis: 0, indices: [3, 0, 0, 2] } },
  { operator: 'gather', shapes: [[2, 4]], attributes: { axis: 1, indices: [1, 1] } },
  {
    operator: 'take',
    shapes: [
      [2, 4],
      [3, 2],
    ],
    attributes: { axis: 1 },
    integers: { 1: [3, 0, 7, 0, 1, -1] },
  },
  { operator: 'take', shapes: [[2, 3, 2], []], attributes: { axis: -2 }, integers: { 1: [2] } },
  { operator: 'gatherRows', shapes: [[4, 3], [5]], integers: { 1: [3, 0, 7, 0, 1] } },
  {
    operator: 'gatherRows',
    shapes: [
      [4, 3],
      [2, 2],
    ],
    integers: { 1: [3, 0, 0, 1] },
  },
  { operator: 'scatterAdd', shapes: [[4], []], attributes: { index: 2 } },
  {
    operator: 'scatterAdd',
    shapes: [
      [4, 2, 3],
      [2, 3],
    ],
    attributes: { index: -1 },
  },
  { operator: 'where', shapes: [[2, 1], [3], []], integers: { 0: [1, 0] }, masks: [0] },
  { operator: 'layerNorm', shapes: [[3, 4], [4], [4]], attributes: { eps: 0.01 } },
  { operator: 'layerNorm', shapes: [[2, 2, 3], [3]], attributes: { eps: 1e-5 } },
  { operator: 'rmsNorm', shapes: [[2, 2, 3], [3]], attributes: { eps: 0.01 } },
  { operator: 'rope', shapes: [[2, 3, 4]], attributes: { base: 100, interleaved: false, offset: 0 } },
  { operator: 'rope', shapes: [[3, 6]], attributes: { base: 100, interleaved: true, offset: 2 } },
  { operator: 'batchNorm', shapes: [[3, 2, 4], [2], [2]], attributes: { eps: 0.01, axis: 1 } },
  { operator: 'batchNorm', shapes: [[2, 3, 2], [2]], attributes: { eps: 0.01, axis: 0 } },
  {
    operator: 'batchNorm',
    shapes: [[3, 2, 4], [2], [2], [2], [2]],
    attributes: { eps: 0.01, axis: 1, momentum: 0.1 },
    range: [0.3, 2], // a running variance is not negative
  },
  { operator: 'withUpdate', shapes: [[2, 3], [4], [4]] },
  ...['variance', 'std'].flatMap((operator): Check[] => [
    { operator, shapes: [[2, 3, 4]], attributes: { axes: null, keepDims: false, correction: 1 } },
    { operator, shapes: [[2, 3, 4]], attributes: { axes: [0, -1], keepDims: true, correction: 0 } },
  ]),
  ...[1, 0, -1, 2, 5, -3].map((exponent): Check => ({
    operator: 'pow',
    shapes: [[2, 3]],
    attributes: { exponent },
    ...(exponent < 0 && { range: [0.5, 2] as const }),
  })),
  { operator: 'leakyRelu', shapes: [[2, 3]], attributes: { slope: 0.2 } },
  { operator: 'elu', shapes: [[2, 3]], attributes: { alpha: 1 } },
  { operator: 'elu', shapes: [[5]], attributes: { alpha: 0.4 }, range: [-3, -0.5] },
  { operator: 'logSumExp', shapes: [[2, 3]], attributes: { axes: null, keepDims: false } },
  { operator: 'logSumExp', shapes: [[2, 3, 2]], attributes: { axes: [0, -1], keepDims: true } },
  { operator: 'norm', shapes: [[2, 3]], attributes: { axes: null, keepDims: false, order: 2 } },
  { operator: 'norm', shapes: [[2, 3, 2]], attributes: { axes: [-1, 0], keepDims: true, order: 1 } },
  { operator: 'groupNorm', shapes: [[2, 4, 3], [4], [4]], attributes: { groups: 2, eps: 0.01, axis: 1 } },
  { operator: 'groupNorm', shapes: [[3, 2, 2], [3]], attributes: { groups: 3, eps: 0.01, axis: 0 } },
  ...attentions,
  { operator: 'dropout', shapes: [[4, 5]], attributes: { probability: 0.4 } },
  { operator: 'squeeze', shapes: [[1, 3, 1]], attributes: { axes: [-1] } },
  { operator: 'unsqueeze', shapes: [[2, 3]], attributes: { axis: -2 } },
  { operator: 'expand', shapes: [[3, 1]], attributes: { shape: [2, -1, 4] } },
  { operator: 'einsum', shapes: [[3, 3]], attributes: { equation: 'ii->i' } },
  { operator: 'einsum', shapes: [[2, 2, 3]], attributes: { equation: 'iij' } },
  {
    operator: 'einsum',
    shapes: [
      [2, 3, 4],
      [2, 4, 2],
    ],
    attributes: { equation: 'bij,bjk->kbi' },
  },
  { operator: 'einsum', shapes: [[4, 1], [2, 3, 4], [4]], attributes: { equation: 'i...,b...i,i->...b' } },
  {
    operator: 'rearrange',
    shapes: [[2, 6, 3]],
    attributes: { pattern: 'a (b c) d -> (c a) d b', names: ['b'], sizes: [3] },
  },
  { operator: 'rearrange', shapes: [[2, 3, 4]], attributes: { pattern: '... d -> d 1 ...', names: [], sizes: [] } },
  { operator: 'at', shapes: [[3, 2, 5]], attributes: { text: '1:, ..., -1' } },
  { operator: 'at', shapes: [[2, 3, 5]], attributes: { text: '-1, ::-2, 1:4:2' } },
  { operator: 'slice', shapes: [[2, 7]], attributes: { axis: 1, start: 1, end: null, step: 3 } },
  { operator: 'slice', shapes: [[5, 2]], attributes: { axis: 0, start: -2, end: null, step: -2 } },
  {
    operator: 'takeAlongAxis',
    shapes: [
      [2, 3, 2],
      [2, 4, 2],
    ],
    attributes: { axis: 1 },
    integers: { 1: [0, 2, 1, 1, 0, 0, 3, 2, 0, 1, 2, -1, 0, 0, 1, 1] },
  },
  { operator: 'takeAlongAxis', shapes: [[4], [3]], attributes: { axis: -1 }, integers: { 1: [3, 3, 0] } },
  {
    operator: 'scatterAddAlongAxis',
    shapes: [
      [2, 3, 2],
      [2, 4, 2],
      [2, 4, 2],
    ],
    attributes: { axis: 1 },
    integers: { 1: [0, 2, 1, 1, 0, 0, 3, 2, 0, 1, 2, -1, 0, 0, 1, 1] },
  },
  { operator: 'scatterAddAlongAxis', shapes: [[4], [3], [3]], attributes: { axis: -1 }, integers: { 1: [3, 3, 0] } },
  {
    operator: 'stack',
    shapes: [
      [2, 3],
      [2, 3],
      [2, 3],
    ],
    attributes: { axis: -1 },
  },
  { operator: 'split', shapes: [[2, 5]], attributes: { sizes: [2, 3], part: 1, axis: -1 } },
  { operator: 'split', shapes: [[5, 2]], attributes: { sizes: 2, part: 2, axis: 0 } },
  { operator: 'chunk', shapes: [[2, 6]], attributes: { count: 3, part: 1, axis: 1 } },
  {
    operator: 'pad',
    shapes: [[2, 3]],
    attributes: {
      widths: [
        [1, 0],
        [2, 1],
      ],
      value: 0.5,
    },
  },
  { operator: 'tile', shapes: [[2, 3]], attributes: { repeats: [2, 1, 3] } },
  { operator: 'tile', shapes: [[2, 1, 2]], attributes: { repeats: [2] } },
  { operator: 'flip', shapes: [[2, 3, 2]], attributes: { axes: [0, -1] } },
  { operator: 'flip', shapes: [[2, 3]], attributes: { axes: null } },
  { operator: 'select', shapes: [[2, 3, 2]], attributes: { axis: 1, index: -1 } },
  { operator: 'moveaxis', shapes: [[2, 3, 4]], attributes: { source: [0, -1], destination: [1, 0] } },
  { operator: 'swapAdjacentAtDepth', shapes: [[2, 3, 4]], attributes: { depth: 1 } },
  { operator: 'swapAdjacentAtDepth', shapes: [[2, 3]], attributes: { depth: 5 } },
  ...['max', 'min'].flatMap((operator): Check[] => [
    { operator, shapes: [[2, 3, 4]], attributes: { axes: null, keepDims: false } },
    { operator, shapes: [[2, 3, 4]], attributes: { axes: [0, -1], keepDims: true } },
    { operator, shapes: [[2, 3, 4]], attributes: { axes: 1, keepDims: false } },
  ]),
  { operator: 'cumulativeSum', shapes: [[2, 5]], attributes: { axis: -1 } },
  { operator: 'cumulativeSum', shapes: [[70, 1]], attributes: { axis: 0 } },
]

/** Operators with an integer result, and detach, have no gradient; that they pass none on is what is checked for them. */
const withoutGradient: readonly Check[] = [
  { operator: 'bernoulliMask', shapes: [], attributes: { shape: [2, 3], keep: 0.5 } },
  { operator: 'randUniform', shapes: [], attributes: { shape: [2, 3], low: 0, high: 1 } },
  { operator: 'detach', shapes: [[3, 4]] },
  ...['less', 'lessEqual', 'greater', 'greaterEqual', 'equal'].flatMap((name) => binary(name)),
  { operator: 'argmax', shapes: [[3, 4]], attributes: { axis: -1 } },
  { operator: 'oneHot', shapes: [[4]], attributes: { classes: 3 }, integers: { 0: [2, 0, 5, 1] } },
  { operator: 'accuracy', shapes: [[4, 3], [4]], integers: { 1: [2, 0, 1, 2] } },
]

const size = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1)

interface Prepared {
  readonly leaves: readonly Leaf[]
  readonly output: Value
  readonly data: Map<string, Float64Array>
}

function prepare({ operator, shapes, attributes = {}, range = [-2, 2], integers = {}, masks = [] }: Check): Prepared {
  const draw = new Generator(7, `${operator} ${shapes.join(' ')}`)
  const data = new Map<string, Float64Array>([
    ['seed', Float64Array.of(11, 22)],
    ['step', Float64Array.of(3)],
  ])
  const operands = shapes.map((shape, at) => {
    const given = integers[at]
    const [low, high] = range
    data.set(
      `x${at}`,
      given ?
        Float64Array.from(given)
      : Float64Array.from({ length: size(shape) }, () => low + (high - low) * draw.uniform()),
    )
    const dtype =
      masks.includes(at) ? 'bool'
      : given ? 'i32'
      : 'f32'
    return source('input', { name: `x${at}`, shape, dtype })
  })
  const output = record(operator, operands, attributes)
  const graph = graphOf({
    outputs: { output, ...Object.fromEntries(operands.map((operand, at) => [`x${at}`, operand])) },
  })
  const { values } = expandNodes(graph, { name: operator, binding: {}, training: true })
  return {
    data,
    output: values[graph.outputs['output']!]!,
    leaves: shapes.map((_, at) => values[graph.outputs[`x${at}`]!] as Leaf).filter(({ dtype }) => dtype === 'f32'),
  }
}

/** Random values for a leaf of this shape, of the sort of a cotangent or a direction. */
function direction(name: string, shape: readonly number[], data: Map<string, Float64Array>): Leaf {
  const draw = new Generator(9, name)
  data.set(
    name,
    Float64Array.from({ length: size(shape) }, () => 2 * draw.uniform() - 1),
  )
  return makeLeaf({ name, shape, dtype: 'f32', role: 'input' })
}

const evaluate = (value: Value, data: ReadonlyMap<string, Float64Array>): Float64Array =>
  interpret([value], (leaf) => leaf.data ?? data.get(leaf.name)!).get(value)!

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let total = 0
  for (let at = 0; at < a.length; at++) total += a[at]! * b[at]!
  return total
}

/** d⟨weights, value⟩ / d leaf by central differences. */
function differences(value: Value, weights: Float64Array, leaf: Leaf, data: Map<string, Float64Array>): Float64Array {
  const step = 1e-5
  const base = data.get(leaf.name)!
  const at = (position: number, offset: number): number => {
    const moved = Float64Array.from(base)
    moved[position]! += offset
    return dot(weights, evaluate(value, new Map(data).set(leaf.name, moved)))
  }
  return base.map((_, position) => (at(position, step) - at(position, -step)) / (2 * step))
}

function expectClose(got: ArrayLike<number>, want: ArrayLike<number>, what: string): void {
  expect(got.length, what).toBe(want.length)
  const scale = Math.max(1, ...Array.from(want, Math.abs))
  for (let at = 0; at < want.length; at++) {
    expect(Math.abs(got[at]! - want[at]!) / scale, `${what} [${at}]: got ${got[at]}, want ${want[at]}`).toBeLessThan(
      2e-7,
    )
  }
}

const zeros = (leaf: Leaf): Float64Array => new Float64Array(size(leaf.shape))

/** vmap of the operator, and of its gradients, gives at each sample what the operator gives there. */
function expectBatchable(check: Check): void {
  const samples = 2
  const { operator, shapes, attributes = {}, masks = [], integers = {} } = check
  const { data } = prepare(check)
  const draw = new Generator(13, operator)
  const rows = shapes.map((_, at) => {
    const first = data.get(`x${at}`)!
    // The second sample has the numbers of the first in another order, so that it stays in the operator's domain.
    const keys = Array.from(first, () => draw.uniform())
    const order = [...first.keys()].sort((a, b) => keys[a]! - keys[b]!)
    return [first, first.map((__, i) => first[order[i]!]!)]
  })
  const dtypeOf = (at: number): DType =>
    masks.includes(at) ? 'bool'
    : integers[at] ? 'i32'
    : 'f32'
  const operand = (at: number, values: Float64Array, lead: readonly number[]): AnyTensor =>
    source('constant', { shape: [...lead, ...shapes[at]!], dtype: dtypeOf(at), values: [...values] })
  const results = (...operands: readonly AnyTensor[]): AnyTensor[] => {
    const variables = operands.map((x) => recordRequest('argument', [x]))
    const y = record(operator, variables, attributes)
    const floats = variables.filter(({ dtype }) => isFloat(dtype))
    if (!isFloat(y.dtype)) return [y]
    const squares = record('sum', [record('mul', [y, y])], { axes: null, keepDims: false })
    return [y, ...floats.map((x) => requestGradient(squares, x))]
  }
  const together = vmap(results)(
    ...rows.map((list, at) => operand(at, Float64Array.from(list.flatMap((row) => [...row])), [samples])),
  )
  const apart = [0, 1].map((sample) => results(...rows.map((list, at) => operand(at, list[sample]!, []))))
  const outputs = Object.fromEntries([
    ...together.map((tensor, at) => [`together${at}`, tensor] as const),
    ...apart.flatMap((list, sample) => list.map((tensor, at) => [`apart${at} ${sample}`, tensor] as const)),
  ])
  // Not training: a batch draws other random numbers than two operators do.
  const { program } = expandNodes(graphOf({ outputs }), { name: operator, binding: {}, training: false })
  const run = referenceExecutor.prepare(program)(data).outputs
  together.forEach((_, at) => {
    const want = [0, 1].flatMap((sample) => [...run.get(`apart${at} ${sample}`)!])
    expectClose(run.get(`together${at}`)!, want, `result ${at} of a batch`)
  })
}

describe('gradients of every operator', () => {
  test.each(
    checks.map(
      (check) =>
        [`${check.operator} ${JSON.stringify(check.shapes)} ${JSON.stringify(check.attributes ?? {})}`, check] as const,
    ),
  )('%s', (_, check) => {
    const { leaves, output, data } = prepare(check)
    const cotangent = direction('cotangent', output.shape, data)
    const first = vjp([{ value: output, cotangent }], leaves)
    leaves.forEach((leaf, at) => {
      const want = differences(output, data.get('cotangent')!, leaf, data)
      expectClose(first[at] ? evaluate(first[at], data) : zeros(leaf), want, `gradient of operand ${leaf.name}`)
    })

    // ⟨J·v, w⟩ = ⟨v, Jᵀ·w⟩: the tangent is derived by other rules than the adjoint.
    const moves = leaves.map((leaf) => direction(`move_${leaf.name}`, leaf.shape, data))
    const [tangent] = jvp([output], new Map(leaves.map((leaf, at) => [leaf as Value, moves[at]! as Value])))
    const forward = tangent ? dot(evaluate(tangent, data), data.get('cotangent')!) : 0
    const backward = leaves.reduce(
      (sum, _leaf, at) => sum + (first[at] ? dot(evaluate(first[at], data), data.get(moves[at]!.name)!) : 0),
      0,
    )
    expect(Math.abs(forward - backward)).toBeLessThan(1e-12 * Math.max(1, Math.abs(forward)))

    // Second order: the gradient of ⟨gradient, move⟩ with respect to every operand and to the cotangent.
    const wrt = [...leaves, cotangent]
    first.forEach((gradient, at) => {
      if (gradient === null || gradient === undefined) return
      const second = vjp([{ value: gradient, cotangent: moves[at]! }], wrt)
      wrt.forEach((leaf, position) => {
        const want = differences(gradient, data.get(moves[at]!.name)!, leaf, data)
        const got = second[position] ? evaluate(second[position], data) : zeros(leaf)
        expectClose(got, want, `second derivative by ${leaves[at]!.name} and ${leaf.name}`)
      })
    })
  })

  // An operator without operands has no samples to make a batch of.
  const batchable = [...checks, ...withoutGradient].filter(({ shapes }) => shapes.length > 0)
  test.each(
    batchable.map(
      (check) =>
        [`${check.operator} ${JSON.stringify(check.shapes)} ${JSON.stringify(check.attributes ?? {})}`, check] as const,
    ),
  )('a batch is as its samples: %s', (_, check) => expectBatchable(check))

  test.each(withoutGradient.map((check) => [check.operator, check] as const))('%s passes no gradient', (_, check) => {
    const { leaves, output, data } = prepare(check)
    const cotangent = direction('cotangent', output.shape, data)
    expect(vjp([{ value: output, cotangent }], leaves)).toEqual(leaves.map(() => null))
    expect(jvp([output], new Map(leaves.map((leaf) => [leaf, leaf])))).toEqual([null])
  })

  test('every operator has a row', () => {
    const known = new Set([...checks, ...withoutGradient].map(({ operator }) => operator))
    expect(operatorNames().filter((name) => !known.has(name))).toEqual([])
  })
})
