/**
 * Generic functions over dims, as authors write them: they check inside, where a dim is a type parameter, and outside,
 * where it is known. Compiled by each TypeScript of the gate; every `@ts-expect-error` is a mistake that must be refused.
 */
import { concat, dyn, input, nn, zeros, type Dim, type DType, type Tensor } from 'shapewright'

// What checks inside: each declared result is compared with the type that the operators compute.
const mlp = <B extends Dim>(x: Tensor<[B, 784]>): Tensor<[B, 10]> =>
  x
    .linear(zeros([256, 784]), zeros([256]))
    .relu()
    .linear(zeros([10, 256]), zeros([10]))

const block = <B extends Dim, W extends Dim>(x: Tensor<[B, W]>, weight: NoInfer<Tensor<[W, W]>>): Tensor<[B, W]> =>
  x.add(x.matmul(weight).relu())

const residual = <B extends Dim, W extends number>(
  x: Tensor<[B, W]>,
  w: Tensor<[W, W]>,
  b: Tensor<[W]>,
): Tensor<[B, W]> => x.add(x.linear(w, b).gelu())

const pooled = <B extends Dim, T extends Dim, D extends Dim>(x: Tensor<[B, T, D]>): Tensor<[B, D]> => x.mean(1)

const weighted = <B extends Dim, T extends Dim, D extends Dim>(x: Tensor<[B, T, D]>): Tensor<[B, T, D]> =>
  x.softmax(-1).mul(x.tanh())

// Element types may be parameters too.
type Float = 'f32' | 'f64'
const dense = <B extends Dim, D extends Float>(
  x: Tensor<[B, 3], D>,
  w: Tensor<[5, 3], D>,
  b: Tensor<[5], D>,
): Tensor<[B, 5], D> => x.linear(w, b).relu().add(b).mul(2).softmax()
const distance = <D extends Float>(x: Tensor<[4, 3], D>, y: Tensor<[4, 3], D>): Tensor<[], D> => x.mseLoss(y)
const twice = <D extends DType>(x: Tensor<[4, 3], D>): Tensor<[8, 3], D> => concat([x, x])
const negative = <D extends Float | 'i32'>(x: Tensor<[4, 3], D>): Tensor<[4, 3], 'bool'> => x.less(0)

// Sizes of layers may be parameters: each call then says which.
const feedForward = <const I extends number, const O extends number>(from: I, to: O) =>
  nn.sequential(nn.linear(from, to), nn.layerNorm(to), nn.gelu(), nn.linear(to, 10))
const downward = <const I extends number, const O extends number>(from: I, to: O) =>
  nn.sequential(
    nn.conv2d(from, to, 3, { padding: 1 }),
    nn.batchNorm2d(to),
    nn.groupNorm(2, to),
    nn.convTranspose2d(to, 4, 2),
  )

// What checks outside: at literals, at names, at sums and at unknown sizes.
const rows = 3
export const results = {
  mlp: mlp(input('x', ['batch', 784])) satisfies Tensor<['batch', 10]>,
  literal: mlp(zeros([32, 784])) satisfies Tensor<[32, 10]>,
  unknown: mlp(zeros([dyn(rows), 784])) satisfies Tensor<[number, 10]>,
  block: block(input('x', ['batch', 64]), zeros([64, 64])) satisfies Tensor<['batch', 64]>,
  residual: residual(zeros([8, 64]), zeros([64, 64]), zeros([64])) satisfies Tensor<[8, 64]>,
  pooled: pooled(input('x', ['B', 'T+1', 768])) satisfies Tensor<['B', 768]>,
  weighted: weighted(input('x', [2, 'T', 16])) satisfies Tensor<[2, 'T', 16]>,
  dense: dense(input('x', ['B', 3], 'f64'), input('w', [5, 3], 'f64'), input('b', [5], 'f64')) satisfies Tensor<
    ['B', 5],
    'f64'
  >,
  feedForward: feedForward(64, 32)(zeros(['B', 64])) satisfies Tensor<['B', 10]>,
  downward: downward(3, 8)(zeros(['B', 3, 8, 8])) satisfies Tensor<['B', 4, 9, 9]>,
  unknownSize: nn.linear(dyn(rows), 10)(zeros([2, rows])) satisfies Tensor<[2, 10]>,
  unknownResult: nn.linear(3, dyn(rows))(zeros([2, 3])) satisfies Tensor<[2, number]>,
  distance: distance(zeros([4, 3]), zeros([4, 3])) satisfies Tensor<[]>,
  twice: twice(input('i', [4, 3], 'u32')) satisfies Tensor<[8, 3], 'u32'>,
  negative: negative(input('i', [4, 3], 'i32')) satisfies Tensor<[4, 3], 'bool'>,
}

// @ts-expect-error -- 783 features
mlp(zeros([32, 783]))
// @ts-expect-error -- rank 3
mlp(zeros([32, 1, 784]))
// @ts-expect-error -- an element type that is not promoted
mlp(input('x', [32, 784], 'f64'))
// @ts-expect-error -- 63 features
feedForward(64, 32)(zeros(['B', 63]))
// @ts-expect-error -- not square
block(zeros([8, 64]), zeros([64, 32]))
// @ts-expect-error -- rank 2
pooled(zeros([8, 64]))
// @ts-expect-error -- the result has 10 columns
const eleven: Tensor<[32, 11]> = mlp(zeros([32, 784]))

// Mistakes inside a generic body are refused where they stand, before any call.
// @ts-expect-error -- the weight expects 783 features
const features = <B extends Dim>(x: Tensor<[B, 784]>) => x.linear(zeros([256, 783]), zeros([256]))
// @ts-expect-error -- 784 and 783
const columns = <B extends Dim>(x: Tensor<[B, 784]>) => x.add(zeros([783]))
// @ts-expect-error -- rank 3 has no axis 3
const axis = <B extends Dim, T extends Dim, D extends Dim>(x: Tensor<[B, T, D]>) => x.mean(3)
// @ts-expect-error -- [B, W], not [B, B]
const square = <B extends Dim, W extends Dim>(x: Tensor<[B, W]>, w: Tensor<[W, W]>): Tensor<[B, B]> => x.matmul(w)
// @ts-expect-error -- B and C are not known to be one size
const both = <B extends Dim, C extends Dim>(x: Tensor<[B, 4]>, y: Tensor<[C, 4]>): Tensor<[B, 4]> => x.add(y)
// @ts-expect-error -- D may be an integer
const rectified = <D extends DType>(x: Tensor<[4], D>) => x.relu()
// @ts-expect-error -- D and E are not known to be one element type
const mixed = <D extends Float, E extends Float>(x: Tensor<[4], D>, y: Tensor<[4], E>) => x.add(y)

export const refused = { eleven, features, columns, axis, square, both, rectified, mixed }
