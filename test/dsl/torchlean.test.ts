/** TorchLean's names: all are there, and each computes what its line of docs/operators.md says. */
import { constant, input, torchlean } from 'shapewright'
import type { AnyTensor } from 'shapewright'
import { expect, test } from 'vitest'
import { builder, session } from '../support/torchlean.js'
import { evaluate } from './ops/evaluate.js'

test('all 62 of the session and those of the builder, and no other', () => {
  expect(session).toHaveLength(62)
  expect(Object.keys(torchlean).sort()).toEqual([...session, ...builder].sort())
})

const numbers = (...shape: number[]): number[] =>
  Array.from({ length: shape.reduce((size, extent) => size * extent, 1) }, (_, i) => Math.sin(3 * i + 1) * 2)
const same = (a: AnyTensor, b: AnyTensor): void => {
  expect(a.shape).toEqual(b.shape)
  expect(evaluate(a)).toEqual(evaluate(b))
}

test('movement', () => {
  const cube = constant(numbers(2, 3, 4), [2, 3, 4])
  const grid = constant(numbers(2, 3), [2, 3])
  const line = constant(numbers(4), [4])
  same(torchlean.transpose2d(grid), grid.transpose(0, 1))
  same(torchlean.transpose3dFirstToLast(cube), cube.permute([1, 2, 0]))
  same(torchlean.transpose3dLastToFirst(cube), cube.permute([2, 0, 1]))
  same(torchlean.transpose3dLastTwo(cube), cube.permute([0, 2, 1]))
  same(torchlean.transpose3dLastToFirst(torchlean.transpose3dFirstToLast(cube)), cube)
  expect(evaluate(torchlean.concatVectors(line, constant([7], [1])))).toEqual([...numbers(4), 7])
  expect(evaluate(torchlean.concatLeadingAxis(grid, constant([7, 8, 9], [1, 3])))).toEqual([...numbers(2, 3), 7, 8, 9])
  expect(evaluate(torchlean.sliceLeadingAxisRange(line, 1, 2))).toEqual(numbers(4).slice(1, 3))
  expect(evaluate(torchlean.sliceLeadingAxisRange(line, 4, 0))).toEqual([])
  same(torchlean.reduceSum(cube, 1), cube.sum(1))
  same(torchlean.reduceMean(cube, -1), cube.mean(-1))
})

test('gathers and scatters', () => {
  const line = constant([10, 20, 30], [3])
  const grid = constant([1, 2, 3, 4, 5, 6], [3, 2])
  expect(evaluate(torchlean.gatherScalar(line, 2))).toEqual([30])
  expect(evaluate(torchlean.gatherRow(grid, 1))).toEqual([3, 4])
  expect(evaluate(torchlean.gatherScalarNat(line, 1))).toEqual([20])
  expect(evaluate(torchlean.gatherScalarNat(line, 3))).toEqual([0])
  expect(evaluate(torchlean.gatherVecNat(line, [2, 2, 9]))).toEqual([30, 30, 0])
  expect(evaluate(torchlean.gatherRowsNat(grid, [2, 7]))).toEqual([5, 6, 0, 0])
  const slots = constant([2, 5], [2], 'i32')
  expect(evaluate(torchlean.gatherVecRef(line, slots))).toEqual([30, 0])
  expect(evaluate(torchlean.gatherRowsRef(grid, slots))).toEqual([5, 6, 0, 0])
  expect(evaluate(torchlean.gatherScalarRef(line, constant([0], [], 'i32')))).toEqual([10])
  expect(evaluate(torchlean.gatherRowRef(grid, constant([0], [], 'i32')))).toEqual([1, 2])
  expect(evaluate(torchlean.scatterAddVec(line, constant(5), 0))).toEqual([15, 20, 30])
  expect(evaluate(torchlean.scatterAddRow(grid, constant([10, 20], [2]), 2))).toEqual([1, 2, 3, 4, 15, 26])
})

test('layers: weight and bias first, ε of 1e-6', () => {
  const image = constant(numbers(2, 4, 6), [2, 4, 6])
  const weight = constant(numbers(3, 2, 2, 2), [3, 2, 2, 2])
  const up = constant(numbers(2, 3, 2, 2), [2, 3, 2, 2])
  const bias = constant([1, 2, 3], [3])
  same(torchlean.conv2d(weight, bias, image, 2, 1), image.convolution(weight, bias, { stride: 2, padding: 1 }))
  same(torchlean.conv(weight, bias, image), image.convolution(weight, bias))
  same(torchlean.convTranspose2d(up, bias, image, [2, 1]), image.convTranspose(up, bias, { stride: [2, 1] }))
  const row = constant(numbers(4), [4])
  const matrix = constant(numbers(3, 4), [3, 4])
  same(torchlean.linear(matrix, bias, row), row.linear(matrix, bias))
  same(torchlean.maxPool2d(image, 2, 3, 2), image.maxPool([2, 3], { stride: 2 }))
  same(torchlean.maxPool2dPad(image, 2, 3, 2, 1), image.maxPool([2, 3], { stride: 2, padding: 1 }))
  same(torchlean.avgPool2d(image, 2, 3, 2), image.avgPool([2, 3], { stride: 2 }))
  same(torchlean.avgPool2dPad(image, 2, 3, 2, 1), image.avgPool([2, 3], { stride: 2, padding: 1 }))
  same(torchlean.smoothMaxPool2d(image, 2, 3, 2, 5), image.smoothMaxPool([2, 3], { stride: 2, beta: 5 }))
  const [gain, shift] = [constant([2, 3], [2]), constant([1, -1], [2])]
  same(torchlean.batchnormChannelFirst(image, gain, shift), image.batchNorm(gain, shift, { axis: 0, eps: 1e-6 }))
  const wide = constant(numbers(6), [6])
  same(torchlean.layerNorm(image, wide, wide), image.layerNorm(wide, wide, { eps: 1e-6 }))
  same(torchlean.max(gain, shift), gain.maximum(shift))
  same(torchlean.min(gain, shift), gain.minimum(shift))
})

test('what the types would have stopped is stopped when recorded', () => {
  type Untyped = (...operands: readonly unknown[]) => AnyTensor
  const names = torchlean as unknown as Readonly<Record<string, Untyped>>
  const cube = input('cube', [2, 3, 4])
  const rank = (name: string, wanted: number) => `${name}: [2, 3, 4] has rank 3, expected ${wanted}`
  expect(() => names['transpose2d']!(cube)).toThrow(rank('transpose2d', 2))
  expect(() => names['transpose3dLastTwo']!(cube.sum(0))).toThrow('transpose3dLastTwo: [3, 4] has rank 2, expected 3')
  expect(() => names['linear']!(zeros(3, 4), zeros(3), zeros(2, 4))).toThrow('linear: [2, 4] has rank 2, expected 1')
  expect(() => names['concatVectors']!(cube, cube)).toThrow(rank('concatVectors', 1))
  expect(() => names['gatherScalar']!(cube, 0)).toThrow(rank('gatherScalar', 1))
  expect(() => names['gatherRow']!(cube, 0)).toThrow(rank('gatherRow', 2))
  expect(() => names['gatherVecNat']!(zeros(3), [-1])).toThrow('gatherVecNat: index -1 is not a natural number')
  expect(() => names['gatherRow']!(zeros(3, 2), 3)).toThrow(
    'select: index 3 is out of range for axis 0 of [3, 2] (size 3)',
  )
})

const zeros = (...shape: number[]): AnyTensor => input('zeros', shape as [3])
