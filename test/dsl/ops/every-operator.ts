/**
 * One application of every operator, with the shape that its static type has: the second argument of `recorded` has the very
 * type of the tensor's shape, so that the compiler refuses another one, and the tests compare it with what was recorded.
 */
import {
  accuracy,
  add,
  argmax,
  avgPool,
  batchNorm,
  broadcastTo,
  concat,
  constant,
  convolution,
  crossEntropy,
  div,
  dropout,
  flatten,
  gather,
  gatherRows,
  groupNorm,
  input,
  layerNorm,
  linear,
  logSoftmax,
  matmul,
  maxPool,
  maximum,
  mean,
  minimum,
  mseLoss,
  mul,
  multiHeadAttention,
  permute,
  record,
  relu,
  reshape,
  rmsNorm,
  scale,
  scaledDotProductAttention,
  slice,
  softmax,
  sub,
  sum,
  transpose,
} from 'shapewright'
import type { AnyTensor } from 'shapewright'
import { findOperator, operatorNames } from '../../../src/dsl/operator.js'

export interface OperatorCase {
  readonly operator: string
  readonly tensor: AnyTensor
  readonly shape: readonly (number | string)[]
  readonly dtype: string
}

const recorded = <T extends AnyTensor>(
  operator: string,
  tensor: T,
  shape: NoInfer<T['shape']>,
  dtype: NoInfer<T['dtype']>,
): OperatorCase => ({
  operator,
  tensor,
  shape,
  dtype,
})

/** Operators of one operand that keep its type are all alike, so that a new one needs no line here. */
const elementwise = operatorNames().filter((name) => findOperator(name)?.elementwise && name !== 'relu')

/** Fresh leaves and nodes at each call. */
export function everyOperator(): readonly OperatorCase[] {
  const x = input('x', ['batch', 64])
  const column = input('column', ['batch', 1])
  const row = input('row', [64])
  const image = input('image', ['batch', 3, 8, 8])
  const label = input('label', ['batch'], 'i32')
  const weight = input('weight', [32, 64])
  const bias = input('bias', [16])
  const line = input('line', [2, 8])
  const [gain, wide] = [input('gain', [64]), input('wide', [64, 8])]
  const [narrow, mask] = [input('narrow', [8, 5]), input('mask', ['batch', 'batch'], 'bool')]
  const colour = input('colour', [3])
  const kernel = input('kernel', [16, 3, 3, 3])
  return [
    recorded('accuracy', accuracy(x, label), [], 'f32'),
    recorded('add', add(x, row), ['batch', 64], 'f32'),
    recorded('add', column.add(row), ['batch', 64], 'f32'),
    recorded('add', add(x, 1), ['batch', 64], 'f32'),
    recorded('argmax', argmax(x), ['batch'], 'i32'),
    recorded('argmax', image.argmax(0), [3, 8, 8], 'i32'),
    recorded('avgPool', avgPool(image, [2, 4], { stride: [1, 4] }), ['batch', 3, 7, 2], 'f32'),
    recorded('batchNorm', batchNorm(image, colour, colour), ['batch', 3, 8, 8], 'f32'),
    recorded('batchNorm', x.batchNorm(gain, gain, { axis: -1 }), ['batch', 64], 'f32'),
    recorded('broadcastTo', broadcastTo(row, ['batch', 64]), ['batch', 64], 'f32'),
    recorded('concat', concat([x, weight.slice(0, 0, 1).broadcastTo(['batch', 64]), x], 1), ['batch', 192], 'f32'),
    recorded('concat', concat([label, label]), ['2*batch'], 'i32'),
    recorded('convolution', convolution(image, kernel, bias, { padding: 1 }), ['batch', 16, 8, 8], 'f32'),
    recorded('convolution', line.convolution(input('taps', [4, 2, 3]), undefined, { stride: 2 }), [4, 3], 'f32'),
    recorded('crossEntropy', crossEntropy(x, label), [], 'f32'),
    recorded('div', div(x, column), ['batch', 64], 'f32'),
    recorded('dropout', dropout(x, 0.25), ['batch', 64], 'f32'),
    recorded('flatten', flatten(image, 1), ['batch', 192], 'f32'),
    recorded('flatten', flatten(constant(1)), [1], 'f32'),
    recorded('gather', gather(weight, [0, 5, 5]), [3, 64], 'f32'),
    recorded('gather', weight.gather([-1, 1], 1), [32, 2], 'f32'),
    recorded('gatherRows', gatherRows(weight, label), ['batch', 64], 'f32'),
    recorded('groupNorm', groupNorm(x, 8, gain, gain), ['batch', 64], 'f32'),
    recorded('groupNorm', image.groupNorm(3, colour), ['batch', 3, 8, 8], 'f32'),
    recorded('layerNorm', layerNorm(x, gain, gain), ['batch', 64], 'f32'),
    recorded('layerNorm', x.layerNorm(gain), ['batch', 64], 'f32'),
    recorded('linear', linear(x, weight, input('b', [32])), ['batch', 32], 'f32'),
    recorded('linear', row.linear(weight), [32], 'f32'),
    recorded('logSoftmax', logSoftmax(x, 0), ['batch', 64], 'f32'),
    recorded('matmul', matmul(x, weight.transpose(0, 1)), ['batch', 32], 'f32'),
    recorded('matmul', image.matmul(image), ['batch', 3, 8, 8], 'f32'),
    recorded('maxPool', maxPool(image, 3, { stride: 2, padding: 1 }), ['batch', 3, 4, 4], 'f32'),
    recorded('maximum', maximum(x, 0), ['batch', 64], 'f32'),
    recorded('mean', mean(x), [], 'f32'),
    recorded('mean', image.mean([2, 3], true), ['batch', 3, 1, 1], 'f32'),
    recorded('minimum', minimum(x, row), ['batch', 64], 'f32'),
    recorded('mseLoss', mseLoss(x, x.scale(2)), [], 'f32'),
    recorded('mul', mul(row, x), ['batch', 64], 'f32'),
    recorded(
      'multiHeadAttention',
      multiHeadAttention(x, wide, wide, wide, narrow, { heads: 2, mask }),
      ['batch', 5],
      'f32',
    ),
    recorded('multiHeadAttention', x.multiHeadAttention(wide, wide, wide, narrow, { heads: 4 }), ['batch', 5], 'f32'),
    recorded('permute', permute(image, [0, 2, 3, 1]), ['batch', 8, 8, 3], 'f32'),
    recorded('relu', relu(x), ['batch', 64], 'f32'),
    ...elementwise.map((name) => recorded(name, record(name, [x]), ['batch', 64], 'f32')),
    recorded('reshape', reshape(x, [-1, 8]), ['8*batch', 8], 'f32'),
    recorded('rmsNorm', rmsNorm(x, gain), ['batch', 64], 'f32'),
    recorded('rmsNorm', x.rmsNorm(gain), ['batch', 64], 'f32'),
    recorded('scale', scale(x, 0.5), ['batch', 64], 'f32'),
    recorded('scaledDotProductAttention', scaledDotProductAttention(x, x, x, { mask }), ['batch', 64], 'f32'),
    recorded('scaledDotProductAttention', x.scaledDotProductAttention(weight, weight), ['batch', 64], 'f32'),
    recorded('slice', slice(x, 1, 2, -2), ['batch', 60], 'f32'),
    recorded('softmax', softmax(x), ['batch', 64], 'f32'),
    recorded('sub', sub(x, row), ['batch', 64], 'f32'),
    recorded('sum', sum(x, 1), ['batch'], 'f32'),
    recorded('sum', image.sum([-1, 0]), [3, 8], 'f32'),
    recorded('transpose', transpose(image, 1, -1), ['batch', 8, 8, 3], 'f32'),
  ]
}
