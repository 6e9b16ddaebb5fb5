/**
 * Mistakes with shapes, one to a line. Under each, the mark that every compiler must make and the sentence it must print;
 * lines without a mark must be accepted. Checked by test/shapes/messages.test.ts in TypeScript 5.9, 6.0 and 7.0.
 */
import {
  add,
  broadcastTo,
  chunk,
  concat,
  convolution,
  crossEntropy,
  dyn,
  expand,
  flatten,
  flip,
  fn,
  gather,
  layer,
  linear,
  matmul,
  maxPool,
  moveaxis,
  mseLoss,
  oneHot,
  pad,
  permute,
  reshape,
  select,
  slice,
  softmax,
  split,
  squeeze,
  stack,
  sum,
  swapAdjacentAtDepth,
  tile,
  transpose,
  unsqueeze,
  zeros,
  type Tensor,
} from './operators.js'

const x = zeros([32, 784])
const h = zeros([32, 128])
const w = zeros([128, 10])
const cube = zeros([2, 3, 4])
const image = zeros([64, 3, 224, 224])
const tokens = zeros(['B', 'T', 100])

// Elementwise and products
add(h, zeros([64]))
//     ^^^^^^^^^^^ add: cannot broadcast [32, 128] with [64] (128 vs 64)
add(zeros(['batch', 64]), zeros(['T', 64]))
//                        ^^^^^^^^^^^^^^^^ add: cannot broadcast [batch, 64] with [T, 64] (batch vs T)
matmul(x, w)
//        ^ matmul: inner dimensions differ: [32, 784] x [128, 10] (784 != 128)
matmul(cube, zeros([5, 4, 6]))
//           ^^^^^^^^^^^^^^^^ matmul: batch dimensions do not broadcast: [2, 3, 4] x [5, 4, 6] (2 vs 5)
linear(zeros(['batch', 64]), zeros([32, 63]))
//                           ^^^^^^^^^^^^^^^ linear: input [batch, 64] has 64 features, weight [32, 63] expects 63
linear(zeros(['batch', 64]), zeros([32, 64]), zeros([31]))
//                                            ^^^^^^^^^^^ linear: bias [31] has 31 features, weight [32, 64] gives 32
layer(63, 32)(zeros(['batch', 64]))
//            ^^^^^^^^^^^^^^^^^^^^ linear: input [batch, 64] has 64 features, weight [32, 63] expects 63
layer(10, 5)(layer(784, 128)(x))
//           ^^^^^^^^^^^^^^^^^^ linear: input [32, 128] has 128 features, weight [5, 10] expects 10
const chained = add(layer(783, 128)(x), zeros([7, 9, 11]))
//                                  ^ linear: input [32, 784] has 784 features, weight [128, 783] expects 783
matmul(chained, zeros([3, 5]))

// Axes
sum(x, 2)
//     ^ sum: axis 2 is out of range for [32, 784] (rank 2)
sum(cube, [0, -3])
//        ^^^^^^^ sum: axis -3 is repeated in [0, -3] for [2, 3, 4]
softmax(x, -3)
//         ^^ softmax: axis -3 is out of range for [32, 784] (rank 2)
permute(cube, [0, 0, 1])
//                ^ permute: axis 0 is repeated in [0, 0, 1] for [2, 3, 4]
permute(cube, [0, 1, 3])
//                   ^ permute: axis 3 is out of range for [2, 3, 4] (rank 3)
permute(cube, [0, 1])
//            ^^^^^^ permute: [0, 1] has 2 axes, [2, 3, 4] has rank 3
transpose(cube, 0, 5)
//                 ^ transpose: axis 5 is out of range for [2, 3, 4] (rank 3)
gather(x, 2, zeros([5]))
//        ^ gather: axis 2 is out of range for [32, 784] (rank 2)

// Movement
reshape(x, [32, 28, 29])
//         ^^^^^^^^^^^^ reshape: [32, 784] has 25088 elements, [32, 28, 29] has 25984
reshape(image, [64, 150529])
//             ^^^^^^^^^^^^ reshape: [64, 3, 224, 224] has 9633792 elements, [64, 150529] has 9633856
reshape(w, [-1, 7])
//         ^^^^^^^ reshape: cannot infer -1 in [-1, 7]: [128, 10] has 1280 elements, not a multiple of 7
reshape(tokens, ['B', 100])
//              ^^^^^^^^^^ reshape: [B, T, 100] has 100*B*T elements, [B, 100] has 100*B
reshape(tokens, ['B', 'T', 3, -1])
//              ^^^^^^^^^^^^^^^^^ reshape: cannot infer -1 in [B, T, 3, -1]: [B, T, 100] has 100*B*T elements, not a multiple of 3*B*T
reshape(x, [-2, 784])
//          ^^ reshape: dimension -2 is not a whole number, 0 or more
flatten(cube, 3)
//            ^ flatten: axis 3 is out of range for [2, 3, 4] (rank 3)
broadcastTo(cube, [2, 5, 4])
//                ^^^^^^^^^ broadcastTo: cannot broadcast [2, 3, 4] to [2, 5, 4] (3 vs 5)
slice(x, 0, 0, 33)
//             ^^ slice: end 33 is out of range for axis 0 of [32, 784] (size 32)
slice(x, 0, 20, 10)
//              ^^ slice: start 20 is after end 10 on axis 0 of [32, 784] (size 32)
concat([cube, zeros([2, 3, 5])], 0)
//            ^^^^^^^^^^^^^^^^ concat: [2, 3, 4] and [2, 3, 5] differ on axis 2 (4 != 5), joined along axis 0
concat([cube, cube, x], 0)
//                  ^ concat: ranks differ: [2, 3, 4] has rank 3, [32, 784] has rank 2

// Axes and parts
squeeze(cube, -1)
//            ^^ squeeze: axis -1 of [2, 3, 4] has size 4, expected 1
squeeze(cube, [0, -3])
//            ^^^^^^^ squeeze: axis -3 is repeated in [0, -3] for [2, 3, 4]
unsqueeze(x, 3)
//           ^ unsqueeze: axis 3 is out of range for a new axis of [32, 784] (expected -3 to 2)
expand(cube, [2, 5, -1])
//           ^^^^^^^^^^ expand: cannot expand [2, 3, 4] to [2, 5, -1] (3 vs 5)
expand(x, [-1, 32, 784])
//        ^^^^^^^^^^^^^ expand: -1 in [-1, 32, 784] stands before the axes of [32, 784], there is nothing to keep
expand(cube, [3, 4])
//           ^^^^^^ expand: cannot expand [2, 3, 4] to [3, 4] (rank 3 vs 2)
expand(x, [2.5, 784])
//         ^^^ expand: dimension 2.5 is not a whole number, 0 or more
stack([cube, zeros([2, 3, 5])], 0)
//           ^^^^^^^^^^^^^^^^ stack: [2, 3, 4] and [2, 3, 5] differ on axis 2 (4 != 5)
stack([x, cube], 0)
//        ^^^^ stack: ranks differ: [32, 784] has rank 2, [2, 3, 4] has rank 3
stack([x, x], 3)
//            ^ stack: axis 3 is out of range for a new axis of [32, 784] (expected -3 to 2)
split(x, [16, 15], 0)
//       ^^^^^^^^ split: sizes [16, 15] add up to 31, axis 0 of [32, 784] has size 32
split(tokens, 8, 1)
//            ^ split: axis 1 of [B, T, 100] has size T, no number: give the sizes as a list
split(x, 0, 0)
//       ^ split: size 0 is not a whole number, 1 or more ([32, 784])
split(x, [16, -16], 0)
//            ^^^ split: dimension -16 is not a whole number, 0 or more
chunk(x, 5, 1)
//       ^ chunk: axis 1 of [32, 784] has size 784, not a multiple of 5
chunk(x, 0, 1)
//       ^ chunk: 0 is not a whole number of parts, 1 or more ([32, 784])
// prettier-ignore
pad(x, [[1, 1]])
//     ^^^^^^^^ pad: 1 pairs of widths given, [32, 784] has rank 2
// prettier-ignore
pad(x, [[0, 0], [1, -1]])
//                  ^^ pad: width -1 on axis 1 of [32, 784] is not a whole number, 0 or more
tile(x, [1, 1.5])
//          ^^^ tile: 1.5 is not a whole number of times, 0 or more, in [1, 1.5] (input [32, 784])
flip(cube, [1, -2])
//         ^^^^^^^ flip: axis -2 is repeated in [1, -2] for [2, 3, 4]
select(x, 0, 32)
//           ^^ select: index 32 is out of range for axis 0 of [32, 784] (size 32)
select(x, 0, 0.5)
//           ^^^ select: index 0.5 is not a whole number (axis 0 of [32, 784])
select(x, 2, 0)
//        ^ select: axis 2 is out of range for [32, 784] (rank 2)
moveaxis(cube, 3, 0)
//             ^ moveaxis: axis 3 is out of range for [2, 3, 4] (rank 3)
moveaxis(cube, [0, 1], [2, -1])
//                     ^^^^^^^ moveaxis: axis -1 is repeated in [2, -1] for [2, 3, 4]
moveaxis(cube, [0, 1], 2)
//                     ^ moveaxis: source [0, 1] has 2 axes, destination [2] has 1 (input [2, 3, 4])
oneHot(zeros(['batch']), 2.5)
//                       ^^^ oneHot: dimension 2.5 is not a whole number, 0 or more

split(x, 16, 2)
//           ^ split: axis 2 is out of range for [32, 784] (rank 2)
chunk(x, 2, -3)
//          ^^ chunk: axis -3 is out of range for [32, 784] (rank 2)

// Windows
convolution(image, zeros([16, 4, 3, 3]))
//                 ^^^^^^^^^^^^^^^^^^^^ convolution: input [64, 3, 224, 224] has 3 channels, weight [16, 4, 3, 3] expects 4
convolution(zeros([1, 3, 4, 4]), zeros([16, 3, 7, 7]))
//                               ^^^^^^^^^^^^^^^^^^^^ convolution: kernel 7 is larger than the padded input 4 on spatial axis 0 (input [1, 3, 4, 4], kernel [16, 3, 7, 7])
convolution(image, zeros([16, 3, 3, 3]), zeros([3]))
//                                       ^^^^^^^^^^ convolution: bias [3] has 3 channels, weight [16, 3, 3, 3] gives 16
maxPool(image, [3, 3], { stride: 2, padding: 2 })
//      ^^^^^ maxPool: padding 2 is more than half of kernel 3 on spatial axis 0 (input [64, 3, 224, 224], kernel [3, 3])
maxPool(image, [2, 2], { stride: 0, padding: 0 })
//      ^^^^^ maxPool: stride 0 on spatial axis 0 is not a whole number, 1 or more (input [64, 3, 224, 224], kernel [2, 2])
layer(6272, 10)(reshape(convolution(zeros([64, 1, 28, 28]), zeros([32, 1, 3, 3])), [64, -1]))
//              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ linear: input [64, 21632] has 21632 features, weight [10, 6272] expects 6272

// Losses
crossEntropy(zeros([32, 10]), zeros([31]))
//                            ^^^^^^^^^^^ crossEntropy: labels [31] do not fit logits [32, 10] (32 != 31 on axis 0)
mseLoss(zeros([32, 1]), zeros([32]))
//                      ^^^^^^^^^^^ mseLoss: shapes differ: [32, 1] and [32] (rank 2 != 1)

// Construction
const config = { width: 64 }
const list: number[] = [2, 3]
let rows = 3
rows = rows + 1
declare const flag: boolean
declare const text: string
zeros([rows, 64])
//     ^^^^ zeros: dimension is a plain number: use a literal, 'as const', a name such as 'batch', or dyn(n)
zeros([32, config.width])
//         ^^^^^^^^^^^^ zeros: dimension is a plain number: use a literal, 'as const', a name such as 'batch', or dyn(n)
zeros([flag ? 2 : 3, 64])
//     ^^^^^^^^^^^^ zeros: dimension is one of several: use one literal, a name such as 'batch', or dyn(n)
zeros([64, -1])
//         ^^ zeros: dimension -1 is not a whole number, 0 or more
zeros([2.5])
//     ^^^ zeros: dimension 2.5 is not a whole number, 0 or more
zeros([text])
//     ^^^^ zeros: dimension is a plain string: use a literal name such as 'batch', or 'as const'
zeros(['batch size'])
//     ^^^^^^^^^^^^ zeros: dimension 'batch size' is not a name (letters, digits, _)
zeros(['T*B'])
//     ^^^^^ zeros: dimension 'T*B' is written 'B*T'
zeros(list)
//    ^^^^ zeros: the shape is a plain array: write its dimensions as literals, or 'as const'

// Functions with named inputs
const classify = fn({ x: ['B', 784] }, (inputs) => layer(784, 10)(inputs.x))
const loss = fn({ x: ['batch', 10], label: ['batch'] }, ({ x: logits, label }) => crossEntropy(logits, label))
const square = fn({ m: ['T', 'T'] }, ({ m }) => m)
classify({ x: zeros([32, 783]) })
//         ^ x: expected 784, got 783 (declared [B, 784], passed [32, 783])
square({ m: zeros([16, 15]) })
//       ^ m: T is 16 and 15 (declared [T, T], passed [16, 15])
loss({ x: zeros([32, 10]), label: zeros([31]) })
//     ^ x: batch is 31 and 32 (declared [batch, 10], passed [32, 10])
fn({ x: ['B', 784] }, (inputs) => layer(783, 10)(inputs.x))
//                                               ^^^^^^^^ linear: input [B, 784] has 784 features, weight [10, 783] expects 783

// What must be accepted
export const accepted = {
  classified: classify({ x: zeros([32, 784]) }) satisfies Tensor<[32, 10]>,
  named: classify({ x: zeros(['batch', 784]) }) satisfies Tensor<['batch', 10]>,
  swapped: swapAdjacentAtDepth(cube, 7) satisfies Tensor<[2, 3, 4]>,
  unknown: matmul(zeros([dyn(rows), 784]), zeros([784, 10])) satisfies Tensor<[number, 10]>,
  heads: permute(reshape(zeros(['B', 'T', 768]), ['B', 'T', 12, -1]), [0, 2, 1, 3]) satisfies Tensor<
    ['B', 12, 'T', 64]
  >,
}
export function generic<B extends number | string, I extends number, O extends number>(
  a: Tensor<[B, I]>,
  b: Tensor<[I, O]>,
) {
  return add(matmul(a, b), matmul(a, b)) satisfies Tensor<[B, O]>
}
