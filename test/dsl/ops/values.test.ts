/** What operators compute, on cases small enough to work out by hand. Gradients: test/dsl/gradcheck.test.ts. */
import {
  bernoulliMask,
  broadcastTo,
  concat,
  constant,
  dyn,
  einsum,
  gather,
  graphOf,
  gruCell,
  input,
  lstmCell,
  randUniform,
  rope,
  slice,
  stack,
} from 'shapewright'
import { expect, test } from 'vitest'
import { jsExecutor } from '../../../src/codegen/executor.js'
import { expandGraph } from '../../../src/dsl/expand.js'
import { randomBits } from '../../../src/runtime/random.js'
import { evaluate } from './evaluate.js'

const near = (got: readonly number[], want: readonly number[]): void => {
  expect(got.length).toBe(want.length)
  got.forEach((value, i) => expect(value).toBeCloseTo(want[i]!, 12))
}
const line = (...values: number[]) => constant(values, [values.length as 3])
const square = constant([1, 2, 3, 4, 5, 6], [2, 3])

test('arithmetic broadcasts and takes numbers', () => {
  expect(evaluate(square.add(line(10, 20, 30)))).toEqual([11, 22, 33, 14, 25, 36])
  expect(evaluate(constant([1, 2], [2, 1]).sub(line(10, 20, 30)))).toEqual([-9, -19, -29, -8, -18, -28])
  expect(evaluate(square.mul(2).div(4))).toEqual([0.5, 1, 1.5, 2, 2.5, 3])
  expect(evaluate(square.scale(0.1))).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6].map((v) => expect.closeTo(v, 15)))
  expect(evaluate(line(-1, 0, 1).mul(Infinity))).toEqual([-Infinity, NaN, Infinity])
  expect(evaluate(line(1, 5, 3).maximum(3))).toEqual([3, 5, 3])
  expect(evaluate(line(1, 5, 3).minimum(constant(3)))).toEqual([1, 3, 3])
})

test('elementwise functions', () => {
  const x = line(-4, 0, 4)
  expect(evaluate(x.relu())).toEqual([0, 0, 4])
  expect(evaluate(line(NaN, -Infinity, Infinity).relu())).toEqual([NaN, 0, Infinity])
  expect(evaluate(x.sqrt())).toEqual([0, 0, 2])
  expect(evaluate(x.neg()).map((v) => v + 0)).toEqual([4, 0, -4])
  expect(evaluate(x.abs())).toEqual([4, 0, 4])
  expect(evaluate(x.softsign())).toEqual([-0.8, 0, 0.8])
  expect(evaluate(line(-1, 0, 1).log())).toEqual([NaN, -Infinity, 0])
  near(evaluate(x.exp()), [-4, 0, 4].map(Math.exp))
  near(evaluate(x.tanh()), [-4, 0, 4].map(Math.tanh))
  near(
    evaluate(x.sigmoid()),
    [-4, 0, 4].map((v) => 1 / (1 + Math.exp(-v))),
  )
  near(evaluate(x.sin()), [-4, 0, 4].map(Math.sin))
  near(evaluate(x.cos()), [-4, 0, 4].map(Math.cos))
})

test('elementwise functions with bounds and smooth ones', () => {
  const x = line(-4, 0, 4)
  expect(evaluate(x.square())).toEqual([16, 0, 16])
  expect(evaluate(x.reciprocal())).toEqual([-0.25, Infinity, 0.25])
  expect(evaluate(x.detach())).toEqual([-4, 0, 4])
  expect(evaluate(line(NaN, -Infinity, -1, 0.5, 2, 3).clamp(-1, 2))).toEqual([NaN, -1, -1, 0.5, 2, 2])
  expect(evaluate(x.clamp(-Infinity, 1))).toEqual([-4, 0, 1])
  expect(evaluate(x.clamp(3, -3))).toEqual([-3, -3, -3])
  expect(evaluate(line(-1000, 1000, Infinity, -Infinity, NaN).softplus())).toEqual([0, 1000, Infinity, 0, NaN])
  near(
    evaluate(x.softplus()),
    [-4, 0, 4].map((v) => Math.log(1 + Math.exp(v))),
  )
  near(
    evaluate(x.silu()),
    [-4, 0, 4].map((v) => v / (1 + Math.exp(-v))),
  )
  // PyTorch: gelu(torch.tensor([-4., 0., 4.]), approximate='tanh')
  evaluate(x.gelu()).forEach((value, i) => expect(value).toBeCloseTo([-7.0249e-5, 0, 3.99993][i]!, 6))
})

test('leaky rectifiers and powers', () => {
  const x = line(-4, 0, 4, NaN, Infinity, -Infinity)
  expect(evaluate(x.leakyRelu(0.5))).toEqual([-2, 0, 4, NaN, Infinity, -Infinity])
  near(evaluate(line(-4, 1).leakyRelu()), [-0.04, 1])
  expect(evaluate(x.elu(2))).toEqual([expect.closeTo(2 * Math.expm1(-4), 12), 0, 4, NaN, Infinity, -2])
  expect(evaluate(line(-1e-12).elu())[0]! / Math.expm1(-1e-12)).toBeCloseTo(1, 14)
  expect(evaluate(x.pow(0))).toEqual([1, 1, 1, 1, 1, 1])
  expect(evaluate(x.pow(1))).toEqual([-4, 0, 4, NaN, Infinity, -Infinity])
  expect(evaluate(x.pow(3))).toEqual([-64, 0, 64, NaN, Infinity, -Infinity])
  expect(evaluate(line(3, -2).pow(13))).toEqual([1594323, -8192])
  expect(evaluate(line(-2, 0, 4).pow(-3))).toEqual([-0.125, Infinity, 0.015625])
})

test('norms, and the logarithm of a sum of exponentials', () => {
  const x = constant([3, -4, 0, -5, 12, 0], [2, 3])
  near(evaluate(x.norm(1)), [5, 13])
  near(evaluate(x.norm(0, true, { order: 1 })), [8, 16, 0])
  near(evaluate(x.norm()), [Math.sqrt(194)])
  expect(evaluate(constant([], [0]).norm())).toEqual([0])
  near(evaluate(square.logSumExp(1)), [
    Math.log(Math.exp(1) + Math.exp(2) + Math.exp(3)),
    Math.log(Math.exp(4) + Math.exp(5) + Math.exp(6)),
  ])
  near(evaluate(line(-1000, -1000).logSumExp()), [-1000 + Math.LN2])
  near(evaluate(constant([1000, 0, 0, 1000], [2, 2]).logSumExp([0, 1], true)), [1000 + Math.LN2])
  expect(evaluate(line(-Infinity, -Infinity).logSumExp())).toEqual([-Infinity])
  expect(evaluate(line(0, Infinity).logSumExp())).toEqual([Infinity])
  expect(evaluate(line(0, NaN).logSumExp())).toEqual([NaN])
  expect(evaluate(constant([], [0]).logSumExp())).toEqual([-Infinity])
})

test('logarithms away from 0', () => {
  near(evaluate(line(-1, 0.25, 2).logEps({ eps: 0.5 })), [0.5, 0.5, 2].map(Math.log))
  near(evaluate(line(0, 0.25, 2).logEps({ eps: 0.5, form: 'shift' })), [0.5, 0.75, 2.5].map(Math.log))
  near(evaluate(line(-1000, 0, 1).safeLog(1e-3)), [
    Math.log(1e-3),
    Math.log(Math.LN2 + 1e-3),
    Math.log(Math.log(1 + Math.E) + 1e-3),
  ])
})

test('products', () => {
  expect(evaluate(square.matmul(constant([1, 0, 0, 1, 1, 1], [3, 2])))).toEqual([4, 5, 10, 11])
  const batched = constant([1, 1, 2, 2], [2, 1, 2]).matmul(constant([1, 2, 3, 4], [2, 2]))
  expect(evaluate(batched)).toEqual([4, 6, 8, 12])
  expect(evaluate(square.linear(constant([1, 0, 0, 0, 0, 1], [2, 3]), constant([10, 20], [2])))).toEqual([
    11, 23, 14, 26,
  ])
})

test('sums and means', () => {
  expect(evaluate(square.sum())).toEqual([21])
  expect(evaluate(square.sum(0))).toEqual([5, 7, 9])
  expect(evaluate(square.sum([-1], true))).toEqual([6, 15])
  expect(evaluate(square.mean())).toEqual([3.5])
  expect(evaluate(square.mean(1))).toEqual([2, 5])
  expect(evaluate(constant([], [0, 3]).sum(0))).toEqual([0, 0, 0])
  expect(evaluate(constant([], [0]).mean())).toEqual([0])
  expect(evaluate(input('x', ['batch', 2]).mean(), { binding: { batch: 3 }, data: { x: [1, 2, 3, 4, 5, 6] } })).toEqual(
    [3.5],
  )
})

test('variance and deviation', () => {
  const x = constant([1, 2, 3, 4, 6, 8], [2, 3])
  near(evaluate(x.variance()), [6.8])
  near(evaluate(x.variance(1)), [1, 4])
  near(evaluate(x.variance(0, true, { correction: 0 })), [2.25, 4, 6.25])
  near(evaluate(x.std(1)), [1, 2])
  near(evaluate(x.add(1e8).variance(1)), [1, 4])
  expect(evaluate(constant([5], [1]).variance())).toEqual([NaN])
  expect(evaluate(constant([], [0]).std(0, false, { correction: 0 }))).toEqual([NaN])
})

test('movement', () => {
  expect(evaluate(square.reshape([3, -1]))).toEqual([1, 2, 3, 4, 5, 6])
  expect(evaluate(square.transpose(0, 1).flatten())).toEqual([1, 4, 2, 5, 3, 6])
  expect(evaluate(square.reshape([1, 2, 3]).permute([2, 0, 1]))).toEqual([1, 4, 2, 5, 3, 6])
  expect(evaluate(broadcastTo(constant([1, 2], [2, 1]), [2, 2, 2]))).toEqual([1, 1, 2, 2, 1, 1, 2, 2])
  expect(evaluate(slice(square, 1, -2))).toEqual([2, 3, 5, 6])
  expect(evaluate(slice(square, 0, 1, 1))).toEqual([])
  expect(evaluate(concat([square, square.slice(1, 0, 1)], 1))).toEqual([1, 2, 3, 1, 4, 5, 6, 4])
  const many = Array.from({ length: 20 }, (_, i) => constant([i, -i], [1, 2]))
  expect(evaluate(concat(many))).toEqual(many.flatMap((_, i) => [i, -i]))
  expect(evaluate(gather(square, [1, 0, 1]))).toEqual([4, 5, 6, 1, 2, 3, 4, 5, 6])
  expect(evaluate(gather(square, [-1, -3], 1))).toEqual([3, 1, 6, 4])
  expect(evaluate(gather(square, [0, 0, 2, 1], 1))).toEqual([1, 1, 3, 2, 4, 4, 6, 5])
})

test('comparisons, and choices by them', () => {
  const x = line(NaN, -1, 0, 1)
  expect(evaluate(x.less(0))).toEqual([0, 1, 0, 0])
  expect(evaluate(x.lessEqual(0))).toEqual([0, 1, 1, 0])
  expect(evaluate(x.greater(0))).toEqual([0, 0, 0, 1])
  expect(evaluate(x.greaterEqual(0))).toEqual([0, 0, 1, 1])
  expect(evaluate(x.equal(x))).toEqual([0, 1, 1, 1])
  expect(evaluate(constant([2, 5], [2], 'i32').equal(5))).toEqual([0, 1])
  expect(evaluate(x.greater(0).where(x, constant([[10], [20]].flat(), [2, 1])))).toEqual([10, 10, 10, 1, 20, 20, 20, 1])
  expect(evaluate(constant([1, 0], [2, 1], 'bool').where(line(1, 2), 7))).toEqual([1, 2, 7, 7])
})

test('a row added to a copy of a tensor', () => {
  expect(evaluate(line(1, 2, 3).scatterAdd(1, constant(10)))).toEqual([1, 12, 3])
  expect(evaluate(square.scatterAdd(-1, line(10, 20, 30)))).toEqual([1, 2, 3, 14, 25, 36])
})

test('movement of axes and parts', () => {
  const cube = constant([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2])
  expect(evaluate(square.unsqueeze(-1).squeeze())).toEqual([1, 2, 3, 4, 5, 6])
  expect(evaluate(constant([1, 2], [2, 1]).expand([2, -1, 2]))).toEqual([1, 1, 2, 2, 1, 1, 2, 2])
  expect(evaluate(stack([square, square.neg()], -1))).toEqual([1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6])
  expect(evaluate(stack(Array.from({ length: 20 }, (_, i) => constant(i))))).toEqual([...Array(20).keys()])
  expect(square.split([1, 2], -1).map((part) => evaluate(part))).toEqual([
    [1, 4],
    [2, 3, 5, 6],
  ])
  expect(square.split(2, 1).map((part) => evaluate(part))).toEqual([
    [1, 2, 4, 5],
    [3, 6],
  ])
  expect(square.chunk(3, 1).map((part) => evaluate(part))).toEqual([
    [1, 4],
    [2, 5],
    [3, 6],
  ])
  const widths = [
    [1, 0],
    [0, 2],
  ] as const
  expect(evaluate(square.pad(widths))).toEqual([0, 0, 0, 0, 0, 1, 2, 3, 0, 0, 4, 5, 6, 0, 0])
  expect(evaluate(line(1, NaN, 3).pad([[1, 1]], -0.5))).toEqual([-0.5, 1, NaN, 3, -0.5])
  expect(evaluate(line(1, 2, 3).pad([[0, 0]], 7))).toEqual([1, 2, 3])
  expect(evaluate(line(1, 2, 3).tile([2, 2]))).toEqual([1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3])
  expect(evaluate(square.tile([0]))).toEqual([])
  expect(evaluate(square.flip())).toEqual([6, 5, 4, 3, 2, 1])
  expect(evaluate(square.flip(-1))).toEqual([3, 2, 1, 6, 5, 4])
  expect(evaluate(square.select(1, -1))).toEqual([3, 6])
  expect(evaluate(cube.moveaxis(0, -1))).toEqual([1, 5, 2, 6, 3, 7, 4, 8])
  expect(evaluate(cube.moveaxis([0, 1], [-1, 0]))).toEqual([1, 5, 2, 6, 3, 7, 4, 8])
  expect(evaluate(cube.swapAdjacentAtDepth(1))).toEqual([1, 3, 2, 4, 5, 7, 6, 8])
  expect(evaluate(cube.swapAdjacentAtDepth(2))).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
})

test('a name that is bound to 1 is not squeezed away', () => {
  const x = input('x', ['n', 1, 2]).squeeze()
  expect(x.shape).toEqual(['n', 2])
  expect(evaluate(x, { binding: { n: 1 }, data: { x: [3, 4] } })).toEqual([3, 4])
})

test('parts whose sizes are names', () => {
  const [past, last] = input('x', ['T+1']).split(['T', 1])
  const given = { binding: { T: 2 }, data: { x: [1, 2, 3] } }
  expect([evaluate(past, given), evaluate(last, given)]).toEqual([[1, 2], [3]])
})

test('extrema and one-hot', () => {
  expect(evaluate(square.max())).toEqual([6])
  expect(evaluate(square.max(0))).toEqual([4, 5, 6])
  expect(evaluate(square.min([-1], true))).toEqual([1, 4])
  expect(evaluate(square.neg().max([0, 1]))).toEqual([-1])
  expect(evaluate(constant([1, 3, -1, 0], [4], 'i32').oneHot(3))).toEqual([0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0])
})

test('cumulative sums, longer than a block and than a block of blocks', () => {
  expect(evaluate(square.cumulativeSum(0))).toEqual([1, 2, 3, 5, 7, 9])
  expect(evaluate(square.cumulativeSum(-1))).toEqual([1, 3, 6, 4, 9, 15])
  for (const length of [0, 1, 31, 32, 33, 64, 65, 1100]) {
    const ones = Array.from({ length }, (_, i) => i + 1)
    const sums = ones.map((n) => (n * (n + 1)) / 2)
    expect(evaluate(constant(ones, [length as 3]).cumulativeSum(0))).toEqual(sums)
  }
})

test('rows at run-time indices; one that is out of range gives zeros', () => {
  const rows = square.gatherRows(constant([1, 2, 0, -1], [4], 'i32'))
  expect(evaluate(rows)).toEqual([4, 5, 6, 0, 0, 0, 1, 2, 3, 0, 0, 0])
})

test('entries of any axis at run-time indices of any rank; one that is out of range gives zeros', () => {
  // numpy.take([[1, 2, 3], [4, 5, 6]], [[2, 0], [1, 1]], axis=1)
  const indices = constant([2, 0, 1, 1], [2, 2], 'i32')
  expect(evaluate(square.take(indices, 1))).toEqual([3, 1, 2, 2, 6, 4, 5, 5])
  expect(evaluate(square.take(indices))).toEqual([0, 0, 0, 1, 2, 3, 4, 5, 6, 4, 5, 6])
  expect(evaluate(square.take(constant([-1], [1], 'i32'), 1))).toEqual([0, 0])
})

test('softmax is stable, and cross entropy its loss', () => {
  const half = Math.log(0.5)
  near(evaluate(line(1000, 1000, -1000).softmax()), [0.5, 0.5, 0])
  near(evaluate(line(1000, 1000, 1000).logSoftmax()), [Math.log(1 / 3), Math.log(1 / 3), Math.log(1 / 3)])
  near(
    evaluate(constant([0, 0, 5, 5], [2, 2]).softmax(0)),
    [1, 1, Math.exp(5), Math.exp(5)].map((v) => v / (1 + Math.exp(5))),
  )
  expect(evaluate(line(-Infinity, 0, 0).logSoftmax())).toEqual([-Infinity, half, half])
  const label = constant([1, 0], [2], 'i32')
  near(evaluate(constant([0, 0, 1000, 0], [2, 2]).crossEntropy(label)), [-half / 2])
  near(evaluate(constant([0, 0], [2]).crossEntropy(constant([1], [], 'i32'))), [-half])
  expect(evaluate(constant([3, 9, 9, 1], [2, 2]).accuracy(constant([1, 1], [2], 'i32')))).toEqual([0.5])
  expect(evaluate(constant([3, 9, 9, 1, 4, 4], [2, 3]).argmax())).toEqual([1, 1])
  expect(evaluate(square.mseLoss(square.add(2)))).toEqual([4])
})

test('convolution with dilation and groups', () => {
  const signal = constant([1, 2, 3, 4, 5], [1, 5])
  expect(evaluate(signal.convolution(constant([100, 10, 1], [1, 1, 3]), undefined, { dilation: 2 }))).toEqual([135])
  const two = constant([1, 2, 3, 4, 5, 6], [2, 3])
  const each = constant([1, 10, 2, 20, 3, 30, 4, 40], [4, 1, 2])
  expect(evaluate(two.convolution(each, constant([0, 0, 0, 1000], [4]), { groups: 2 }))).toEqual([
    21, 32, 42, 64, 162, 195, 1216, 1260,
  ])
})

test('convTranspose spreads each cell over the kernel', () => {
  const signal = constant([1, 2, 3], [1, 3])
  const taps = constant([1, 10, 100], [1, 1, 3])
  expect(evaluate(signal.convTranspose(taps))).toEqual([1, 12, 123, 230, 300])
  expect(evaluate(signal.convTranspose(taps, constant([5], [1]), { stride: 2, padding: 1 }))).toEqual([
    15, 107, 25, 208, 35,
  ])
  expect(evaluate(signal.convTranspose(taps, undefined, { stride: 3, outputPadding: 2 }))).toEqual([
    1, 10, 100, 2, 20, 200, 3, 30, 300, 0, 0,
  ])
  expect(evaluate(signal.convTranspose(constant([1, 10], [1, 1, 2]), undefined, { dilation: 2 }))).toEqual([
    1, 2, 13, 20, 30,
  ])
  const two = constant([1, 2, 3, 4], [1, 2, 2])
  const each = constant([1, 10, 2, 20], [2, 1, 2])
  expect(evaluate(two.convTranspose(each, undefined, { groups: 2 }))).toEqual([1, 12, 20, 6, 68, 80])
})

test('smooth pools, with padding left out or counted as zeros', () => {
  const x = constant([1, 2, 4], [1, 3])
  const { exp, log } = Math
  const options = { beta: 2, stride: 1, padding: 1 }
  const sharp = (...cells: number[]) => log(cells.reduce((sum, cell) => sum + exp(2 * cell), 0)) / 2
  near(evaluate(x.smoothMaxPool([3], options)), [sharp(1, 2), sharp(1, 2, 4), sharp(2, 4)])
  near(evaluate(x.smoothMaxPool([3], { ...options, padded: 'zero' })), [sharp(0, 1, 2), sharp(1, 2, 4), sharp(2, 4, 0)])
  const mean = (...cells: number[]) =>
    cells.reduce((sum, cell) => sum + cell * exp(2 * cell), 0) / cells.reduce((sum, cell) => sum + exp(2 * cell), 0)
  near(evaluate(x.softmaxPool([3], options)), [mean(1, 2), mean(1, 2, 4), mean(2, 4)])
  near(evaluate(x.softmaxPool([3], { ...options, padded: 'zero' })), [mean(0, 1, 2), mean(1, 2, 4), mean(2, 4, 0)])
  near(evaluate(x.softmaxPool([3], { beta: 0 })), [7 / 3])
})

test('smooth pools neither overflow nor underflow', () => {
  const x = constant([-9000, -8000, 8000, 9000], [1, 4])
  expect(evaluate(x.smoothMaxPool([2], { beta: 100 }))).toEqual([-8000, 9000])
  expect(evaluate(x.smoothMaxPool([2], { beta: -100 }))).toEqual([-9000, 8000])
  expect(evaluate(x.smoothMaxPool([2], { beta: 100, padding: 1, padded: 'exclude' }))).toEqual([-9000, 8000, 9000])
  expect(evaluate(x.smoothMaxPool([2], { beta: 100, padding: 1, padded: 'zero' }))).toEqual([0, 8000, 9000])
  expect(evaluate(x.softmaxPool([2], { beta: 100 }))).toEqual([-8000, 9000])
})

test('convolution over any number of axes, with and without batch', () => {
  const signal = constant([1, 2, 3, 4], [1, 4])
  const taps = constant([1, 10, 100], [1, 1, 3])
  expect(evaluate(signal.convolution(taps))).toEqual([321, 432])
  expect(evaluate(signal.convolution(taps, constant([1000], [1]), { padding: 1 }))).toEqual([1210, 1321, 1432, 1043])
  expect(evaluate(signal.convolution(taps, undefined, { stride: 2, padding: 1 }))).toEqual([210, 432])
  const image = constant([1, 2, 3, 4, 5, 6, 7, 8], [2, 1, 2, 2])
  expect(evaluate(image.convolution(constant([1, 0, 0, 1, 0, 1, 1, 0], [2, 1, 2, 2])))).toEqual([5, 5, 13, 13])
})

test('pooling: padding never wins, and counts in a mean', () => {
  const x = constant([-3, -5, -4], [1, 3])
  expect(evaluate(x.maxPool([3], { stride: 1, padding: 1 }))).toEqual([-3, -3, -4])
  near(evaluate(x.avgPool([3], { stride: 1, padding: 1 })), [-8 / 3, -4, -3])
  expect(evaluate(constant([1, 2, 3, 4], [1, 1, 2, 2]).maxPool(2))).toEqual([4])
  expect(evaluate(constant([1, 2, 3, 4], [1, 2, 2]).avgPool([2, 1]))).toEqual([2, 3])
})

test('dropout: the identity unless training, and then known from seed, step and place', () => {
  const x = input('x', ['n', 50]).dropout(0.2)
  const data = { x: Array.from({ length: 2000 }, () => 1), seed: [7, 0], step: [3] }
  expect(evaluate(x, { binding: { n: 40 }, data })).toEqual(data.x)
  const dropped = evaluate(x, { binding: { n: 40 }, data, training: true })
  expect(new Set(dropped)).toEqual(new Set([0, 1.25]))
  const share = dropped.filter((value) => value === 0).length / dropped.length
  expect(share).toBeGreaterThan(0.17)
  expect(share).toBeLessThan(0.23)
  expect(evaluate(x, { binding: { n: 40 }, data, training: true })).toEqual(dropped)
  expect(evaluate(x, { binding: { n: 40 }, data: { ...data, step: [4] }, training: true })).not.toEqual(dropped)
  // The first element by the generator itself: the operator is node 1 of its graph.
  const key = randomBits(7, 0, 3, 1)
  expect(dropped[0]).toBe(randomBits(key, 0, 0, 1) >>> 8 < Math.ceil(0.2 * 2 ** 24) ? 0 : 1.25)
})

test('einsum sums over the letters that are not in the output', () => {
  const m = constant([1, 2, 3, 4], [2, 2])
  expect(evaluate(einsum('ij,jk->ik', m, square))).toEqual([9, 12, 15, 19, 26, 33])
  expect(evaluate(einsum('kj,ji', m, square))).toEqual([9, 19, 12, 26, 15, 33]) // the output is i, k
  expect(evaluate(einsum('ba', square))).toEqual([1, 4, 2, 5, 3, 6])
  expect(evaluate(einsum('ii', m))).toEqual([5])
  expect(evaluate(einsum('ii->i', m))).toEqual([1, 4])
  expect(evaluate(einsum('ij->', m))).toEqual([10])
  expect(evaluate(einsum(' i j -> j i', m))).toEqual([1, 3, 2, 4])
  expect(evaluate(einsum('i,j->ji', constant([1, 2], [2]), line(3, 4, 5)))).toEqual([3, 6, 4, 8, 5, 10])
  expect(evaluate(einsum(',i', constant(2), line(1, 2)))).toEqual([2, 4])
  expect(evaluate(einsum('ij->j', constant([], [0, 2])))).toEqual([0, 0])
})

test('einsum broadcasts its ellipsis and contracts many operands', () => {
  const m = constant([1, 2, 3, 4], [2, 2])
  expect(evaluate(einsum('...,...->...', square, constant([10, 100], [2, 1])))).toEqual([10, 20, 30, 400, 500, 600])
  expect(evaluate(einsum('...i,i', square, line(1, 10, 100)))).toEqual([321, 654])
  expect(evaluate(einsum('i...->...', square))).toEqual([5, 7, 9])
  // m (m (m 1))
  expect(evaluate(einsum('ij,jk,kl,l->i', m, m, m, constant([1, 1], [2])))).toEqual([91, 199])
  // A letter that only one operand has is summed where that operand is read.
  expect(evaluate(einsum('ij,k,i->j', m, line(1, 2, 3), constant([1, 10], [2])))).toEqual([186, 252])
})

test('rope turns pairs of features by their position', () => {
  const x = constant([1, 2, 3, 4, 5, 6, 7, 8], [2, 4])
  const turned = (a: number, b: number, angle: number): readonly [number, number] => [
    a * Math.cos(angle) - b * Math.sin(angle),
    a * Math.sin(angle) + b * Math.cos(angle),
  ]
  // The second pair turns at a hundredth of the speed of the first.
  const [first, second] = [turned(5, 7, 1), turned(6, 8, 0.01)]
  near(evaluate(rope(x)), [1, 2, 3, 4, first[0], second[0], first[1], second[1]])
  const interleaved = [turned(1, 2, 5), turned(3, 4, 0.05), turned(5, 6, 6), turned(7, 8, 0.06)]
  near(evaluate(rope(x, { interleaved: true, offset: 5 })), interleaved.flat())
  near(evaluate(rope(x, { interleaved: true, offset: 'P' }), { binding: { P: 5 } }), interleaved.flat())
  near(evaluate(rope(x, { base: 1e4 })), evaluate(x.rope()))
  const distance = (offset: number): number =>
    evaluate(rope(x, { offset: dyn(offset) }).matmul(rope(x, { offset: dyn(offset) }).transpose(0, 1)))[1]!
  expect(distance(9)).toBeCloseTo(distance(0), 12)
})

/** Two features in, one state: weights of one column each, so that every gate is a number by hand. */
const logistic = (v: number): number => 1 / (1 + Math.exp(-v))

test('cells of recurrent networks, in the order of gates of PyTorch', () => {
  const [x, h, c] = [constant([2], [1]), constant([3], [1]), constant([5], [1])]
  const [ih, hh] = [
    [0.1, 0.2, 0.3, 0.4],
    [-0.5, 0.6, -0.7, 0.8],
  ]
  const [i, f, g, o] = [0, 1, 2, 3].map((k) => 2 * ih![k]! + 3 * hh![k]! + 0.01 * (k + 1)) as [
    number,
    number,
    number,
    number,
  ]
  const cell = logistic(f) * 5 + logistic(i) * Math.tanh(g)
  const bias = constant([0.01, 0.02, 0.03, 0.04], [4])
  const outcome = lstmCell(x, h, c, constant(ih!, [4, 1]), constant(hh!, [4, 1]), bias)
  near(
    outcome.map((part) => evaluate(part)[0]!),
    [logistic(o) * Math.tanh(cell), cell],
  )

  const [reset, update] = [logistic(2 * 0.1 + 3 * -0.5 + 0.01), logistic(2 * 0.2 + 3 * 0.6 + 0.02)]
  const proposed = Math.tanh(2 * 0.3 + reset * (3 * -0.7 + 0.03))
  const three = (values: readonly number[]) => constant(values.slice(0, 3), [3, 1])
  const state = gruCell(x, h, three(ih!), three(hh!), undefined, constant([0.01, 0.02, 0.03], [3]))
  near(evaluate(state), [(1 - update) * proposed + update * 3])
})

test('cells refuse at run time what the compiler would have refused', () => {
  const untyped = { lstmCell, gruCell } as unknown as Record<string, (...operands: readonly unknown[]) => unknown>
  const [x, h] = [input('x', ['batch', 8]), input('h', ['batch', 16])]
  const [ih, hh] = [input('ih', [48, 8]), input('hh', [48, 16])]
  expect(() => untyped['gruCell']!(x, h, ih, input('w', [48, 15]))).toThrow(
    'gruCell: weightHh [48, 15] expects 15 features, [batch, 16] has 16',
  )
  expect(() => untyped['gruCell']!(x, input('s', [16]), ih, hh)).toThrow(
    'gruCell: input [batch, 8] has rank 2, state [16] has rank 1',
  )
  expect(() => untyped['lstmCell']!(x, h, x, ih, hh)).toThrow(
    'lstmCell: shapes differ: [batch, 16] and [batch, 8] (16 != 8 on axis 1)',
  )
  expect(() => untyped['gruCell']!(x, h, ih, hh, input('b', [47]))).toThrow(
    'gruCell: biasIh [47] gives 47 features, expected 48: 3 for each of state [batch, 16]',
  )
})

test('rearrange splits, permutes and merges', () => {
  const x = constant([...Array(12).keys()], [2, 6])
  expect(evaluate(x.rearrange('a b -> b a'))).toEqual([0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 11])
  expect(evaluate(x.rearrange('a (b c) -> c (a b)', { b: 3 }))).toEqual([0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11])
  expect(evaluate(x.rearrange('... (b c) -> b ... 1 c', { c: 2 }))).toEqual([0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11])
  // einops: rearrange(x, '(a b) ... -> a ... b', a=2) is x itself here, for b = 1
  expect(evaluate(x.rearrange('(a b) ... -> a ... b', { a: 2 }))).toEqual([...Array(12).keys()])
  expect(evaluate(constant(5).rearrange('-> 1 ()'))).toEqual([5])
})

test('slice takes every so many positions, backwards as well', () => {
  const x = constant([0, 1, 2, 3, 4, 5, 6], [7])
  expect(evaluate(x.slice(0, undefined, undefined, 3))).toEqual([0, 3, 6])
  expect(evaluate(x.slice(0, 1, -1, 2))).toEqual([1, 3, 5])
  expect(evaluate(x.slice(0, undefined, undefined, -1))).toEqual([6, 5, 4, 3, 2, 1, 0])
  expect(evaluate(x.slice(0, -2, 1, -2))).toEqual([5, 3])
  expect(evaluate(x.slice(0, 3, 3, -1))).toEqual([])
  expect(evaluate(square.slice(1, undefined, undefined, -2))).toEqual([3, 1, 6, 4])
})

test('at takes what NumPy takes between brackets', () => {
  const x = constant([...Array(24).keys()], [2, 3, 4])
  // numpy: x = arange(24).reshape(2, 3, 4)
  expect(evaluate(x.at('1, -1, 2'))).toEqual([22])
  expect(evaluate(x.at('..., 0'))).toEqual([0, 4, 8, 12, 16, 20])
  expect(evaluate(x.at('0, ::-2, 1:3'))).toEqual([9, 10, 1, 2])
  expect(evaluate(x.at('-1'))).toEqual([12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23])
  expect(evaluate(x.at(':, 1, ::3'))).toEqual([4, 7, 16, 19])
  expect(evaluate(x.at('0, ..., -2:'))).toEqual([2, 3, 6, 7, 10, 11])
  expect(evaluate(x.at('..., 2:2, :'))).toEqual([])
  expect(evaluate(constant(5).at('...'))).toEqual([5])
})

test('an index for every element along an axis', () => {
  const columns = constant([2, 0, 0, 9], [2, 2], 'i32')
  expect(evaluate(square.takeAlongAxis(columns, 1))).toEqual([3, 1, 4, 0])
  expect(evaluate(square.takeAlongAxis(constant([1, -1, 0], [1, 3], 'i32'), 0))).toEqual([4, 0, 3])
  const updates = constant([10, 20, 30, 40], [2, 2])
  expect(evaluate(square.scatterAddAlongAxis(columns, updates, -1))).toEqual([21, 2, 13, 34, 5, 6])
  const twice = constant([1, 1], [2, 1], 'i32')
  expect(evaluate(square.scatterAddAlongAxis(twice, constant([7, 8], [2, 1]), 1))).toEqual([1, 9, 3, 4, 13, 6])
})

test('random numbers: even, within their bounds, known from seed, step and place', () => {
  const data = { seed: [7, 9], step: [3] }
  const binding = { n: 40 }
  const uniform = randUniform(['n', 50], { low: -2, high: 6 })
  const drawn = evaluate(uniform, { binding, data })
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(-2)
  expect(Math.max(...drawn)).toBeLessThan(6)
  expect(drawn.reduce((sum, value) => sum + value, 0) / 2000).toBeCloseTo(2, 0)
  const spread = drawn.reduce((sum, value) => sum + (value - 2) ** 2, 0) / 2000
  expect(spread / (64 / 12)).toBeCloseTo(1, 1)
  const key = randomBits(7, 9, 3, 0)
  expect(drawn[5]).toBe(-2 + 8 * ((randomBits(key, 9, 5, 0) >>> 8) / 2 ** 24))
  expect(evaluate(uniform, { binding, data: { ...data, step: [4] } })).not.toEqual(drawn)
  const mask = evaluate(bernoulliMask(['n', 50], 0.75), { binding, data })
  expect(new Set(mask)).toEqual(new Set([0, 1]))
  expect(mask).toEqual(drawn.map((value) => ((value + 2) / 8 < 0.75 ? 1 : 0)))
  const y = randUniform([50]).sub(bernoulliMask([50], 0.5))
  const program = expandGraph(graphOf({ outputs: { y } }), { name: 'predict', binding: {}, training: false })
  const onKernels = jsExecutor()
    .prepare(program)(new Map(Object.entries(data)))
    .outputs.get('y')!
  expect([...onKernels]).toEqual(evaluate(y, { data }))
  expect(evaluate(bernoulliMask([4], 1), { data })).toEqual([1, 1, 1, 1])
  expect(evaluate(bernoulliMask([4], 0), { data })).toEqual([0, 0, 0, 0])
})
