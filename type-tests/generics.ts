/**
 * Generic functions over dims, as authors write them: they check inside, where a dim is a type parameter, and outside,
 * where it is known. Compiled by each TypeScript of the gate; every `@ts-expect-error` is a mistake that must be refused.
 */
import {
  concat,
  dyn,
  einsum,
  input,
  multiHeadAttention,
  nn,
  scaledDotProductAttention,
  stack,
  where,
  zeros,
  type Dim,
  type DType,
  type Tensor,
} from 'shapewright'

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

// Each rule has an answer for a dim that is a type parameter, as long as it need not know its size.
type Rows<B extends Dim> = Tensor<[B, 6]>
type Sequence<B extends Dim, T extends Dim> = Tensor<[B, T, 16]>
const inside = {
  flattened: <B extends Dim>(x: Tensor<[B, 3, 4]>): Tensor<[B, 12]> => x.flatten(1),
  convolved: <B extends Dim>(x: Tensor<[B, 3, 8, 8]>): Tensor<[B, 10]> =>
    x
      .convolution(zeros([4, 3, 3, 3]))
      .relu()
      .maxPool(2)
      .flatten(1)
      .linear(zeros([10, 36])),
  joined: <B extends Dim>(x: Rows<B>): Tensor<[B, 12]> => concat([x, x], 1),
  beside: <B extends Dim>(x: Rows<B>, y: NoInfer<Tensor<[B, 4]>>): Tensor<[B, 10]> => concat([x, y], -1),
  stacked: <B extends Dim>(x: Rows<B>): Tensor<[2, B, 6]> => stack([x, x]),
  split: <B extends Dim>(x: Rows<B>): [Tensor<[B, 3]>, Tensor<[B, 3]>] => x.split(3, 1),
  chunked: <B extends Dim>(x: Rows<B>): [Tensor<[B, 3]>, Tensor<[B, 3]>] => x.chunk(2, 1),
  padded: <B extends Dim>(x: Rows<B>): Tensor<[B, 8]> =>
    x.pad([
      [0, 0],
      [1, 1],
    ]),
  tiled: <B extends Dim>(x: Rows<B>): Tensor<[B, 12]> => x.tile([1, 2]),
  expanded: <B extends Dim>(x: Rows<B>): Tensor<[2, B, 6]> => x.expand([2, -1, -1]),
  heads: <B extends Dim>(x: Rows<B>): Tensor<[B, 2, 3]> => x.rearrange('b (h d) -> b h d', { h: 2 }),
  merged: <B extends Dim>(x: Tensor<[B, 4, 6]>): Tensor<[B, 24]> => x.rearrange('b c d -> b (c d)'),
  contracted: <B extends Dim>(x: Rows<B>): Tensor<[B, 4]> => einsum('bi,ij->bj', x, zeros([6, 4])),
  standardised: <B extends Dim>(x: Rows<B>): Rows<B> => x.sub(x.mean(-1, true)).div(x.std(-1, true)),
  shifted: <B extends Dim>(x: Rows<B>): Rows<B> =>
    x
      .add(zeros([6]))
      .sub(1)
      .div(zeros([1, 6])),
  columns: <B extends Dim>(x: Tensor<[4, B]>): Tensor<[4, B]> => x.add(zeros([4, 1])),
  chosen: <B extends Dim>(x: Rows<B>): Rows<B> => where(x.less(0), x, x.mul(2)),
  gram: <B extends Dim>(x: Tensor<[B, 4, 6]>): Tensor<[B, 4, 4]> => x.matmul(x.transpose(1, 2)),
  attended: <B extends Dim, T extends Dim>(x: Sequence<B, T>): Sequence<B, T> => scaledDotProductAttention(x, x, x),
  projected: <B extends Dim, T extends Dim>(x: Sequence<B, T>, w: Tensor<[16, 16]>): Sequence<B, T> =>
    multiHeadAttention(x, w, w, w, w, { heads: 4 }),
  layered: <B extends Dim>(x: Rows<B>): Tensor<[B, 2]> => nn.sequential(nn.linear(6, 8), nn.relu(), nn.linear(8, 2))(x),
}

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
  flattened: inside.flattened(zeros(['batch', 3, 4])) satisfies Tensor<['batch', 12]>,
  convolved: inside.convolved(zeros([2, 3, 8, 8])) satisfies Tensor<[2, 10]>,
  beside: inside.beside(zeros(['batch', 6]), zeros(['batch', 4])) satisfies Tensor<['batch', 10]>,
  standardised: inside.standardised(zeros([dyn(rows), 6])) satisfies Tensor<[number, 6]>,
  attended: inside.attended(zeros([2, 'T', 16])) satisfies Tensor<[2, 'T', 16]>,
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

// @ts-expect-error -- 4 and 5 columns beside 6
inside.beside(zeros([8, 6]), zeros([8, 5]))

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
// @ts-expect-error -- 12 elements, not 13
const flattened = <B extends Dim>(x: Tensor<[B, 3, 4]>): Tensor<[B, 13]> => x.flatten(1)
// @ts-expect-error -- 3 and 4 columns
const joined = <B extends Dim>(x: Tensor<[B, 3]>) => concat([x, zeros([2, 4])], 0)
// @ts-expect-error -- 5 columns
const attended = <B extends Dim>(x: Tensor<[B, 4, 6]>) => scaledDotProductAttention(x, zeros([4, 5]), x)

// @ts-expect-error -- D may be an integer
const rectified = <D extends DType>(x: Tensor<[4], D>) => x.relu()
// @ts-expect-error -- D and E are not known to be one element type
const mixed = <D extends Float, E extends Float>(x: Tensor<[4], D>, y: Tensor<[4], E>) => x.add(y)

export const refused = {
  flattened,
  joined,
  attended,
  eleven,
  features,
  columns,
  axis,
  square,
  both,
  rectified,
  mixed,
}
