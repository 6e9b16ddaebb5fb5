/**
 * The same mistakes in the words of an author: with the tensors, methods, layers and functions of the library. Under each
 * line the mark and the sentence that every compiler must give; lines without a mark must be accepted.
 */
import {
  add,
  batchNorm,
  castNodeContext,
  concat,
  einsum,
  convolution,
  convTranspose,
  crossEntropy,
  DGraph,
  dnode,
  fn,
  grad,
  groupNorm,
  hessian,
  hvp,
  huberLoss,
  i32,
  gruCell,
  input,
  jacobian,
  jvp,
  layerNorm,
  linear,
  lstmCell,
  matmul,
  maxPool,
  mseLoss,
  multiHeadAttention,
  nn,
  permute,
  reshape,
  smoothMaxPool,
  rmsNorm,
  rope,
  scaledDotProductAttention,
  softmax,
  stack,
  sum,
  vjp,
  vmap,
  where,
  weakenNodeMiddle,
  zeros,
  type Tensor,
} from 'shapewright'

const x = zeros([32, 784])
const w = zeros([128, 10])
const cube = zeros([2, 3, 4])
const image = zeros(['batch', 3, 32, 32])
const tokens = zeros(['B', 'T', 100])
const heads = zeros([4, 4])
const i32Mask = input('mask', [4], 'i32')
const i32Labels = input('label', ['batch'], 'i32')
const wider = DGraph.empty([
  [32, 784],
  [784, 11],
  [32, 10],
])
const node = dnode([[2], [3]], (entry) => entry(1).relu())
const affine = DGraph.empty([
  [32, 784],
  [784, 10],
]).snoc((entry) => entry(0).matmul(entry(1)))

// Functions
add(x, zeros([64]))
//     ^^^^^^^^^^^ add: cannot broadcast [32, 784] with [64] (784 vs 64)
x.less(zeros([2, 784]))
//     ^^^^^^^^^^^^^^^ less: cannot broadcast [32, 784] with [2, 784] (32 vs 2)
crossEntropy(zeros(['batch', 10]), zeros(['batch']))
//                                 ^^^^^^^^^^^^^^^^ crossEntropy: the label tensor is f32, expected i32 or u32
crossEntropy(i32Labels, i32Labels)
//           ^^^^^^^^^ crossEntropy: operand is i32, expected f32 or f64
void i32Labels.relu()
//   ^^^^^^^^^ relu: operand is i32, expected f32 or f64
softmax(i32Labels)
//      ^^^^^^^^^ softmax: operand is i32, expected f32 or f64
x.add(input('y', [784], 'f64'))
//    ^^^^^^^^^^^^^^^^^^^^^^^^ add: operands are f32 and f64, expected one element type
matmul(x, input('y', [784, 10], 'i32'))
//        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ matmul: operands are f32 and i32, expected one element type
void x.less(0).less(1)
//   ^^^^^^^^^ less: operand is bool, expected a number
concat([heads, input('y', [4, 4], 'f64')], 1)
//             ^^^^^^^^^^^^^^^^^^^^^^^^^ concat: operands are f32 and f64, expected one element type
where(x, x, x)
//    ^ where: the mask is f32, expected bool
nn.embedding(100, 16)(zeros([8]))
//                    ^^^^^^^^^^ gatherRows: the index tensor is f32, expected i32 or u32
nn.linear(8, 16)(i32Labels)
//               ^^^^^^^^^ linear: operand is i32, expected f32
nn.sequential(nn.relu(), nn.linear(8, 16))(i32Labels)
//                                         ^^^^^^^^^ relu: operand is i32, expected f32
nn.conv2d(3, 8, 3)(input('y', [1, 3, 8, 8], 'f64'))
//                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ conv2d: operand is f64, expected f32
nn.sequential(nn.embedding(100, 16), nn.linear(16, 4))(zeros([8]))
//                                                     ^^^^^^^^^^ gatherRows: the index tensor is f32, expected i32 or u32
nn.sequential(nn.linear(8, 16), nn.embedding(100, 16))(zeros([8]))
//                                                     ^^^^^^^^^^ gatherRows: the index tensor is f32, expected i32 or u32
nn.conv2d(3, 8, 0)(image)
//              ^ conv2d: kernel 0 is not a whole number, 1 or more
nn.conv2d(3, 8, [3, 1.5])
//                  ^^^ conv2d: kernel 1.5 is not a whole number, 1 or more
nn.convTranspose2d(3, 8, -2)
//                       ^^ convTranspose2d: kernel -2 is not a whole number, 1 or more
nn.conv2d(3, 8, 3, { stride: 0 })(image)
//                   ^^^^^^ conv2d: stride 0 is not a whole number, 1 or more
nn.convTranspose2d(3, 8, 3, { padding: -1 })
//                            ^^^^^^^ convTranspose2d: padding -1 is not a whole number, 0 or more
nn.sequential(nn.conv2d(3, 8, 3), nn.groupNorm(3, 8))(image)
//                                             ^ groupNorm: 3 groups do not divide the 8 channels
nn.groupNorm(0, 8)
//           ^ groupNorm: groups 0 is not a whole number, 1 or more
nn.multiHeadAttention(64, 5)(zeros([12, 64]))
//                        ^ multiHeadAttention: 5 heads do not divide the 64 features that wq [64, 64] gives
nn.gruCell(8, 16)(zeros([2, 8]), input('y', [2, 16], 'i32'))
//                               ^^^^^^^^^^^^^^^^^^^^^^^^^^ gruCell: operand is i32, expected f32
where(x.less(0), zeros([64]), x)
//               ^^^^^^^^^^^ where: cannot broadcast [32, 784] with [64] (784 vs 64)
where(zeros([784]).less(0), x, w)
//                             ^ where: cannot broadcast [32, 784] with [128, 10] (784 vs 10)
matmul(x, w)
//        ^ matmul: inner dimensions differ: [32, 784] x [128, 10] (784 != 128)
linear(zeros(['batch', 64]), zeros([32, 63]))
//                           ^^^^^^^^^^^^^^^ linear: input [batch, 64] has 64 features, weight [32, 63] expects 63
linear(zeros(['batch', 64]), zeros([32, 64]), zeros([31]))
//                                            ^^^^^^^^^^^ linear: bias [31] has 31 features, weight [32, 64] gives 32
sum(x, 2)
//     ^ sum: axis 2 is out of range for [32, 784] (rank 2)
softmax(x, -3)
//         ^^ softmax: axis -3 is out of range for [32, 784] (rank 2)
permute(cube, [0, 0, 1])
//                ^ permute: axis 0 is repeated in [0, 0, 1] for [2, 3, 4]
reshape(tokens, ['B', 100])
//              ^^^^^^^^^^ reshape: [B, T, 100] has 100*B*T elements, [B, 100] has 100*B
concat([cube, zeros([2, 3, 5])], 0)
//            ^^^^^^^^^^^^^^^^ concat: [2, 3, 4] and [2, 3, 5] differ on axis 2 (4 != 5), joined along axis 0
affine.append(wider)
//            ^^^^^ append: position 1 of the context is [784, 11], expected [784, 10]
affine.append(affine)
//            ^^^^^^ append: the context has 2 shapes, expected 3
affine.snocUnaryOp(3, (v) => v)
//                 ^ entry: position 3 of a context of 3
affine.snoc((entry) => entry(0).add(entry(-1)))
//                                        ^^ entry: position -1 of a context of 3
castNodeContext(node, [[2], [4]])
//                    ^^^^^^^^^^ castNodeContext: position 1 of the context is [4], expected [3]
weakenNodeMiddle(node, [[2]], [[7]], [])
//               ^^^^ weakenNodeMiddle: the context has 2 shapes, expected 1
convolution(image, zeros([16, 4, 3, 3]))
//                 ^^^^^^^^^^^^^^^^^^^^ convolution: input [batch, 3, 32, 32] has 3 channels, weight [16, 4, 3, 3] expects 4
convolution(image, zeros([16, 2, 3, 3]), undefined, { groups: 2 })
//                 ^^^^^^^^^^^^^^^^^^^^ convolution: input [batch, 3, 32, 32] has 3 channels, weight [16, 2, 3, 3] in 2 groups expects 4
convolution(image, zeros([16, 3, 3, 3]), undefined, { dilation: 16 })
//                 ^^^^^^^^^^^^^^^^^^^^ convolution: kernel 3 with dilation 16 spans 33, more than the padded input 32 on spatial axis 0 (input [batch, 3, 32, 32], kernel [16, 3, 3, 3])
convTranspose(image, zeros([3, 8, 2, 2]), undefined, { stride: 2, outputPadding: 2 })
//                                                                ^^^^^^^^^^^^^ convTranspose: outputPadding 2 is not less than stride 2 or dilation 1 on spatial axis 0 (input [batch, 3, 32, 32], kernel [3, 8, 2, 2])
convolution(image, zeros([16, 3, 3, 3]), undefined, { stride: 0 })
//                                                    ^^^^^^ convolution: stride 0 on spatial axis 0 is not a whole number, 1 or more (input [batch, 3, 32, 32], kernel [16, 3, 3, 3])
image.convolution(zeros([16, 3, 3, 3]), undefined, { padding: [1, -1] })
//                                                   ^^^^^^^ convolution: padding -1 on spatial axis 1 is not a whole number, 0 or more (input [batch, 3, 32, 32], kernel [16, 3, 3, 3])
image.convolution(zeros([16, 3, 3, 3]), undefined, { padding: 1, dilation: 1.5 })
//                                                               ^^^^^^^^ convolution: dilation 1.5 on spatial axis 0 is not a whole number, 1 or more (input [batch, 3, 32, 32], kernel [16, 3, 3, 3])
image.convolution(zeros([16, 3, 3, 3]), undefined, { stride: [2, 2, 2] })
//                                                   ^^^^^^ convolution: stride [2, 2, 2] has 3 entries, expected 2 (input [batch, 3, 32, 32], kernel [16, 3, 3, 3])
image.convolution(zeros([16, 1, 3, 3]), undefined, { groups: 3 })
//                                                   ^^^^^^ convolution: groups 3 does not divide the 16 channels that weight [16, 1, 3, 3] gives (input [batch, 3, 32, 32])
image.convolution(zeros([16, 3, 3, 3]), undefined, { groups: 0 })
//                                                   ^^^^^^ convolution: groups 0 is not a whole number, 1 or more (input [batch, 3, 32, 32], weight [16, 3, 3, 3])
input('wave', ['B', 3, 'T']).convolution(zeros([8, 3, 2]), undefined, { stride: 2 })
//                                                                      ^^^^^^ convolution: stride 2 does not divide T-2 on spatial axis 0 (input [B, 3, T], kernel [8, 3, 2])
image.convTranspose(zeros([3, 8, 2, 2]), undefined, { outputPadding: [0] })
//                                                    ^^^^^^^^^^^^^ convTranspose: outputPadding [0] has 1 entries, expected 2 (input [batch, 3, 32, 32], kernel [3, 8, 2, 2])
image.convTranspose(zeros([3, 8, 2, 2]), undefined, { outputPadding: -1 })
//                                                    ^^^^^^^^^^^^^ convTranspose: outputPadding -1 on spatial axis 0 is not a whole number, 0 or more (input [batch, 3, 32, 32], kernel [3, 8, 2, 2])
image.convTranspose(zeros([3, 8, 2, 2]), undefined, { groups: 2 })
//                                                    ^^^^^^ convTranspose: groups 2 does not divide the 3 channels of input [batch, 3, 32, 32] (weight [3, 8, 2, 2])
maxPool(image, [3, 3], { stride: 2, padding: 2 })
//                                  ^^^^^^^ maxPool: padding 2 is more than half of kernel 3 on spatial axis 0 (input [batch, 3, 32, 32], kernel [3, 3])
image.avgPool(2, { stride: 0 })
//                 ^^^^^^ avgPool: stride 0 on spatial axis 0 is not a whole number, 1 or more (input [batch, 3, 32, 32], kernel [2, 2])
image.avgPool([2, 0])
//                ^ avgPool: kernel 0 on spatial axis 1 of [2, 0] is not a whole number, 1 or more (input [batch, 3, 32, 32])
image.maxPool([33, 2])
//             ^^ maxPool: kernel 33 is larger than the padded input 32 on spatial axis 0 (input [batch, 3, 32, 32], kernel [33, 2])
image.sum([1, 1])
//            ^ sum: axis 1 is repeated in [1, 1] for [batch, 3, 32, 32]
image.mean([0, -5], true)
//             ^^ mean: axis -5 is out of range for [batch, 3, 32, 32] (rank 4)
image.max([7, -5])
//         ^ max: axis 7 is out of range for [batch, 3, 32, 32] (rank 4)
image.flip([0, 2, -2])
//                ^^ flip: axis -2 is repeated in [0, 2, -2] for [batch, 3, 32, 32]
image.softmaxPool(2, { beta: 1, stride: [2] })
//                              ^^^^^^ softmaxPool: stride [2] has 1 entries, expected 2 (input [batch, 3, 32, 32], kernel [2, 2])
input('wave', ['B', 3, 'T']).smoothMaxPool(2, { beta: 1, stride: 3 })
//                                                       ^^^^^^ smoothMaxPool: stride 3 does not divide T-2 on spatial axis 0 (input [B, 3, T], kernel [2])
input('wave', ['B', 3, 'T']).maxPool(2)
//                                   ^ maxPool: stride 2 does not divide T-2 on spatial axis 0 (input [B, 3, T], kernel [2])
convTranspose(image, zeros([3, 8, 2, 2]), zeros([3]), { stride: 2 })
//                                        ^^^^^^^^^^ convTranspose: bias [3] has 3 channels, weight [3, 8, 2, 2] gives 8
smoothMaxPool(image, 2, { beta: 0 })
//                        ^^^^ smoothMaxPool: beta 0 is not a finite number other than 0
mseLoss(zeros([32, 1]), zeros([32]))
//                      ^^^^^^^^^^^ mseLoss: shapes differ: [32, 1] and [32] (rank 2 != 1)
mseLoss(zeros([3, 4]), zeros([3, 5]), { reduction: 'none' })
//                     ^^^^^^^^^^^^^ mseLoss: shapes differ: [3, 4] and [3, 5] (4 != 5 on axis 1)
huberLoss(zeros([3, 4]), zeros([4]), { delta: 2 })
//                       ^^^^^^^^^^ huberLoss: shapes differ: [3, 4] and [4] (rank 2 != 1)
x.nllLoss(input('l', [31], 'i32'))
//        ^^^^^^^^^^^^^^^^^^^^^^^ nllLoss: labels [31] do not fit logits [32, 784] (32 != 31 on axis 0)
crossEntropy(x, input('l', [32], 'i32'), { weight: w })
//                                         ^^^^^^ crossEntropy: weight [128, 10] has rank 2, expected 1 (input [32, 784])
x.binaryCrossEntropyWithLogits(x, { posWeight: zeros([10]) })
//                                  ^^^^^^^^^ binaryCrossEntropyWithLogits: posWeight [10] has 10 elements, axis -1 of input [32, 784] has 784

// Normalisation and attention
layerNorm(x, zeros([32]))
//           ^^^^^^^^^^^ layerNorm: gamma [32] has 32 elements, axis -1 of input [32, 784] has 784
layerNorm(x, zeros([784]), zeros([1, 784]))
//                         ^^^^^^^^^^^^^^^ layerNorm: beta [1, 784] has rank 2, expected 1 (input [32, 784])
rmsNorm(zeros([]), zeros([1]))
//                 ^^^^^^^^^^ rmsNorm: axis -1 is out of range for [] (rank 0)
const [step, state] = [zeros(['batch', 8]), zeros(['batch', 16])]
gruCell(zeros([]), state, zeros([48, 8]), zeros([48, 16]))
//                 ^^^^^ gruCell: input [] has rank 0, expected 1 or more (state [batch, 16])
gruCell(step, zeros([16]), zeros([48, 8]), zeros([48, 16]))
//            ^^^^^^^^^^^ gruCell: input [batch, 8] has rank 2, state [16] has rank 1
gruCell(step, zeros(['B', 16]), zeros([48, 8]), zeros([48, 16]))
//            ^^^^^^^^^^^^^^^^ gruCell: input [batch, 8] and state [B, 16] differ before their last axes
gruCell(step, state, zeros([64, 8]), zeros([48, 16]))
//                   ^^^^^^^^^^^^^^ gruCell: weightIh [64, 8] gives 64 features, expected 48: 3 for each of state [batch, 16]
gruCell(step, state, zeros([48, 8]), zeros([48]))
//                                   ^^^^^^^^^^^ gruCell: weightHh [48] has rank 1, expected 2 (state [batch, 16])
lstmCell(step, state, zeros(['batch', 15]), zeros([64, 8]), zeros([64, 16]))
//                    ^^^^^^^^^^^^^^^^^^^^ lstmCell: shapes differ: [batch, 16] and [batch, 15] (16 != 15 on axis 1)
lstmCell(step, state, state, zeros([64, 8]), zeros([64, 8]))
//                                           ^^^^^^^^^^^^^^ lstmCell: weightHh [64, 8] expects 8 features, [batch, 16] has 16
lstmCell(step, state, state, zeros([64, 8]), zeros([64, 16]), zeros([1, 64]))
//                                                            ^^^^^^^^^^^^^^ lstmCell: biasIh [1, 64] has rank 2, expected 1 (state [batch, 16])
lstmCell(step, state, state, zeros([64, 8]), zeros([64, 16]), zeros([64]), zeros([48]))
//                                                                         ^^^^^^^^^^^ lstmCell: biasHh [48] gives 48 features, expected 64: 4 for each of state [batch, 16]
nn.lstmCell(7, 16)(step, state, state)
//                 ^^^^ lstmCell: weightIh [64, 7] expects 7 features, [batch, 8] has 8
nn.gruCell(8, 17)(step, state)
//                      ^^^^^ gruCell: weightHh [51, 17] expects 17 features, [batch, 16] has 16
rope(zeros([64]))
//   ^^^^^^^^^^^ rope: input [64] has rank 1, expected 2 or more
rope(zeros(['T', 63]), { interleaved: true })
//   ^^^^^^^^^^^^^^^^ rope: input [T, 63] has 63 features on its last axis, expected an even number of them
zeros(['T', 64]).rope({ offset: 1.5 })
//                      ^^^^^^ rope: dimension 1.5 is not a whole number, 0 or more
batchNorm(image, zeros([32]))
//               ^^^^^^^^^^^ batchNorm: gamma [32] has 32 elements, axis 1 of input [batch, 3, 32, 32] has 3
batchNorm(image, zeros([3]), zeros([3]), { running: { mean: zeros([3]), variance: zeros([4]) } })
//                                                                      ^^^^^^^^ batchNorm: running variance [4] has 4 elements, axis 1 of input [batch, 3, 32, 32] has 3
groupNorm(image, 2, zeros([3]))
//               ^ groupNorm: 2 groups do not divide the 3 channels on axis 1 of input [batch, 3, 32, 32]
groupNorm(image, 0, zeros([3]))
//               ^ groupNorm: number of groups 0 is not a whole number, 1 or more (input [batch, 3, 32, 32])
scaledDotProductAttention(zeros([4]), cube, cube)
//                                    ^^^^ scaledDotProductAttention: query [4] has rank 1, expected 2 or more (key [2, 3, 4])
scaledDotProductAttention(cube, zeros([4]), cube)
//                              ^^^^^^^^^^ scaledDotProductAttention: key [4] has rank 1, expected 2 or more (query [2, 3, 4])
scaledDotProductAttention(cube, zeros([5, 3]), cube)
//                              ^^^^^^^^^^^^^ scaledDotProductAttention: query [2, 3, 4] has 4 features, key [5, 3] has 3
scaledDotProductAttention(cube, zeros([3, 5, 4]), cube)
//                              ^^^^^^^^^^^^^^^^ scaledDotProductAttention: leading axes of query [2, 3, 4] and key [3, 5, 4] do not broadcast (2 vs 3)
scaledDotProductAttention(cube, cube, zeros([4]))
//                                    ^^^^^^^^^^ scaledDotProductAttention: value [4] has rank 1, expected 2 or more (key [2, 3, 4])
scaledDotProductAttention(cube, cube, zeros([5, 4]))
//                                    ^^^^^^^^^^^^^ scaledDotProductAttention: key [2, 3, 4] has length 3, value [5, 4] has 5
scaledDotProductAttention(cube, cube, zeros([3, 3, 4]))
//                                    ^^^^^^^^^^^^^^^^ scaledDotProductAttention: leading axes of scores [2, 3, 3] and value [3, 3, 4] do not broadcast (2 vs 3)
scaledDotProductAttention(cube, cube, cube, { mask: i32Mask })
//                                            ^^^^ scaledDotProductAttention: cannot broadcast mask [4] to scores [2, 3, 3] (4 vs 3)
multiHeadAttention(cube, heads, heads, heads, heads, { heads: 3 })
//                                                     ^^^^^ multiHeadAttention: 3 heads do not divide the 4 features that wq [4, 4] gives
multiHeadAttention(zeros([4]), heads, heads, heads, heads, { heads: 2 })
//                             ^^^^^ multiHeadAttention: input [4] has rank 1, expected 2 or more (wq [4, 4])
multiHeadAttention(cube, heads, zeros([4]), heads, heads, { heads: 2 })
//                              ^^^^^^^^^^ multiHeadAttention: wk [4] has rank 1, expected 2 (input [2, 3, 4])
multiHeadAttention(cube, heads, zeros([5, 4]), heads, heads, { heads: 2 })
//                              ^^^^^^^^^^^^^ multiHeadAttention: input [2, 3, 4] has 4 features, wk [5, 4] expects 5
multiHeadAttention(cube, heads, heads, zeros([4, 6]), heads, { heads: 2 })
//                                     ^^^^^^^^^^^^^ multiHeadAttention: wv [4, 6] gives 6 features, wq [4, 4] gives 4
multiHeadAttention(cube, heads, heads, heads, zeros([6, 4]), { heads: 2 })
//                                            ^^^^^^^^^^^^^ multiHeadAttention: wo [6, 4] expects 6 features, wq [4, 4] gives 4
multiHeadAttention(cube, heads, heads, heads, zeros([4]), { heads: 2 })
//                                            ^^^^^^^^^^ multiHeadAttention: wo [4] has rank 1, expected 2 (wq [4, 4])

// Methods
x.add(zeros([64]))
//    ^^^^^^^^^^^ add: cannot broadcast [32, 784] with [64] (784 vs 64)
x.matmul(w).relu()
//       ^ matmul: inner dimensions differ: [32, 784] x [128, 10] (784 != 128)
x.reshape([32, 28, 29])
//        ^^^^^^^^^^^^ reshape: [32, 784] has 25088 elements, [32, 28, 29] has 25984
cube.permute([0, 1, 3])
//                  ^ permute: axis 3 is out of range for [2, 3, 4] (rank 3)
cube.flatten(3)
//           ^ flatten: axis 3 is out of range for [2, 3, 4] (rank 3)
cube.scatterAdd(2, zeros([3, 4]))
//              ^ scatterAdd: index 2 is out of range for axis 0 of [2, 3, 4] (size 2)
cube.scatterAdd(0.5, zeros([3, 4]))
//              ^^^ scatterAdd: index 0.5 is not a whole number (axis 0 of [2, 3, 4])
zeros([]).scatterAdd(0, zeros([]))
//                   ^ scatterAdd: [] has rank 0, expected 1 or more
cube.scatterAdd(1, zeros([3]))
//                 ^^^^^^^^^^ scatterAdd: row [3] has rank 1, rows of [2, 3, 4] have rank 2
cube.scatterAdd(1, zeros([3, 5]))
//                 ^^^^^^^^^^^^^ scatterAdd: row [3, 5] does not fit the rows of [2, 3, 4] (5 != 4 on axis 1 of the row)

// Axes and parts
x.unsqueeze(-4)
//          ^^ unsqueeze: axis -4 is out of range for a new axis of [32, 784] (expected -3 to 2)
cube.squeeze(0)
//           ^ squeeze: axis 0 of [2, 3, 4] has size 2, expected 1
stack([x, zeros([32, 783])])
//        ^^^^^^^^^^^^^^^^ stack: [32, 784] and [32, 783] differ on axis 1 (784 != 783)
x.split([700, 83], 1)
//      ^^^^^^^^^ split: sizes [700, 83] add up to 783, axis 1 of [32, 784] has size 784
tokens.chunk(3, -1)
//           ^ chunk: axis -1 of [B, T, 100] has size 100, not a multiple of 3
tokens.select(2, -101)
//               ^^^^ select: index -101 is out of range for axis 2 of [B, T, 100] (size 100)
cube.moveaxis(0, 3)
//               ^ moveaxis: axis 3 is out of range for [2, 3, 4] (rank 3)
x.max(2)
//    ^ max: axis 2 is out of range for [32, 784] (rank 2)
x.min([0, -2])
//        ^^ min: axis -2 is repeated in [0, -2] for [32, 784]
x.cumulativeSum(-3)
//              ^^ cumulativeSum: axis -3 is out of range for [32, 784] (rank 2)
input('label', ['batch'], 'i32').oneHot(1.5)
//                                      ^^^ oneHot: dimension 1.5 is not a whole number, 0 or more

cube.chunk(1.5)
//         ^^^ chunk: 1.5 is not a whole number of parts, 1 or more ([2, 3, 4])
x.unsqueeze(0).squeeze([0, 1])
//                         ^ squeeze: axis 1 of [1, 32, 784] has size 32, expected 1
cube.moveaxis([0, 1], [2, 3])
//                        ^ moveaxis: axis 3 is out of range for [2, 3, 4] (rank 3)
cube.permute([2, 2, 2])
//               ^ permute: axis 2 is repeated in [2, 2, 2] for [2, 3, 4]
concat([cube, cube], 3)
//                   ^ concat: axis 3 is out of range for [2, 3, 4] (rank 3)
concat([w, x, x], 0)
//         ^ concat: [128, 10] and [32, 784] differ on axis 1 (10 != 784), joined along axis 0
concat([zeros([]), zeros([])])
//     ^^^^^^^^^^^^^^^^^^^^^^ concat: axis 0 is out of range for [] (rank 0)
stack([w, x, x])
//        ^ stack: [128, 10] and [32, 784] differ on axis 0 (128 != 32)
x.split([16, 16], 2)
//                ^ split: axis 2 is out of range for [32, 784] (rank 2)
stack([x, x], -4)
//            ^^ stack: axis -4 is out of range for a new axis of [32, 784] (expected -3 to 2)

// Equations
const [m, n] = [zeros([2, 3, 4]), zeros([2, 4, 5])]
einsum('bij,bjk->bik', m, zeros([2, 3, 5]))
//                        ^^^^^^^^^^^^^^^^ einsum: j is 4 in [2, 3, 4] and 3 in [2, 3, 5] (equation 'bij,bjk->bik')
einsum('bij,bk->bik', m, n)
//                       ^ einsum: operand [2, 4, 5] has rank 3, its term in 'bij,bk->bik' names 2 axes
einsum('...bij,bk->...k', zeros([3, 4]), n)
//                        ^^^^^^^^^^^^^ einsum: operand [3, 4] has rank 2, its term in '...bij,bk->...k' names 3 or more axes
einsum('...j,...->...', m, zeros([3, 3]))
//                         ^^^^^^^^^^^^^ einsum: '...' is [2, 3] and [3, 3] in [3, 3], which do not broadcast (2 vs 3, equation '...j,...->...')
einsum('bij,bjk->bkl', m, n)
//     ^^^^^^^^^^^^^^ einsum: output letter l of 'bij,bjk->bkl' is in none of its terms
einsum('bij,bjk->bkk', m, n)
//     ^^^^^^^^^^^^^^ einsum: output letter k is repeated in 'bij,bjk->bkk'
einsum('bij;bjk->bk', m, n)
//     ^^^^^^^^^^^^^ einsum: ; in 'bij;bjk->bk' is not a letter, ',', '->' or one '...' of a term
einsum('bij,bjk,k->bk', m, n)
//     ^^^^^^^^^^^^^^^ einsum: 'bij,bjk,k->bk' has 3 terms, got 2 operands
einsum('b...->b', m)
//     ^^^^^^^^^ einsum: 'b...->b' has '...' in its terms and not in the output
einsum('bij->...b', m)
//     ^^^^^^^^^^^ einsum: 'bij->...b' has '...' in the output and in none of its terms

x.rearrange('b (h d) -> h b d', { h: 5 })
//                                ^ rearrange: (h d) of 'b (h d) -> h b d' needs a multiple of 5, its axis of [32, 784] has 784
x.rearrange('b (h d) -> h b d', { h: 28, d: 27 })
//                                       ^ rearrange: (h d) of 'b (h d) -> h b d' has 756 elements, its axis of [32, 784] has 784
x.rearrange('b (h d) -> h b d', { h: 28, w: 28 })
//                                       ^ rearrange: w is no axis of 'b (h d) -> h b d'
x.rearrange('b (h d) -> h b d')
//          ^^^^^^^^^^^^^^^^^^ rearrange: h and d of 'b (h d) -> h b d' are both unknown, give the size of one
x.rearrange('b h w -> b w h')
//          ^^^^^^^^^^^^^^^^ rearrange: [32, 784] has rank 2, the left side of 'b h w -> b w h' has 3 axes
x.rearrange('b h -> b w')
//          ^^^^^^^^^^^^ rearrange: axis w is on one side only of 'b h -> b w'
x.rearrange('b b -> b')
//          ^^^^^^^^^^ rearrange: axis b is repeated on one side of 'b b -> b'
x.rearrange('b (h d -> b h d')
//          ^^^^^^^^^^^^^^^^^ rearrange: '(' in 'b (h d -> b h d' is not a name, 1, one '...' of a side, or a group of names in ( )
x.rearrange('b h')
//          ^^^^^ rearrange: 'b h' has no '->'
tokens.rearrange('b t 1 -> b t')
//               ^^^^^^^^^^^^^^ rearrange: () of 'b t 1 -> b t' has 1 elements, its axis of [B, T, 100] has 100

x.at(':, 784')
//   ^^^^^^^^ at: '784' is out of range for axis 1 of [32, 784] (size 784)
x.at('..., -785')
//   ^^^^^^^^^^^ at: '-785' is out of range for axis 1 of [32, 784] (size 784)
x.at('1:33')
//   ^^^^^^ at: end 33 is out of range for axis 0 of [32, 784] (size 32)
tokens.at(':, :, 50:20')
//        ^^^^^^^^^^^^^ at: start 50 is after end 20 on axis 2 of [B, T, 100] (size 100)
x.at('2:5:-1')
//   ^^^^^^^^ at: start 2 is before end 5 and step -1 goes back, on axis 0 of [32, 784] (size 32)
x.at('::0')
//   ^^^^^ at: step 0 on axis 0 of [32, 784] is not a whole number other than 0
tokens.at(':, ::2')
//        ^^^^^^^^ at: step 2 on axis 1 of [B, T, 100] must divide T, the length of the range
x.at('0, ..., 0, 0')
//   ^^^^^^^^^^^^^^ at: '0, ..., 0, 0' has 3 parts, [32, 784] has rank 2
x.at('..., ...')
//   ^^^^^^^^^^ at: '...' in '..., ...' is not a position such as -1, a range such as 1:-1:2, or the one '...'
x.at('1.5')
//   ^^^^^ at: '1.5' in '1.5' is not a position such as -1, a range such as 1:-1:2, or the one '...'
x.slice(1, 1, undefined, 0)
//                       ^ slice: step 0 on axis 1 of [32, 784] is not a whole number other than 0
x.slice(1, 784, undefined, -1)
//         ^^^ slice: start 784 is out of range for axis 1 of [32, 784] (size 784)
x.slice(1, 2, 5, -1)
//            ^ slice: start 2 is before end 5 and step -1 goes back, on axis 1 of [32, 784] (size 784)
tokens.slice(1, undefined, undefined, 2)
//                                    ^ slice: step 2 on axis 1 of [B, T, 100] must divide T, the length of the range

const places = input('places', [2, 5, 4], 'i32')
cube.take(places, 3)
//                ^ take: axis 3 is out of range for [2, 3, 4] (rank 3)
input('s', []).take(places)
//                  ^^^^^^ take: axis 0 is out of range for [] (rank 0)
cube.takeAlongAxis(places, 3)
//                         ^ takeAlongAxis: axis 3 is out of range for [2, 3, 4] (rank 3)
cube.takeAlongAxis(places, 2)
//                 ^^^^^^ takeAlongAxis: indices [2, 5, 4] do not fit [2, 3, 4] (5 != 3 on axis 1, indexed along axis 2)
x.takeAlongAxis(places, 1)
//              ^^^^^^ takeAlongAxis: indices [2, 5, 4] have rank 3, [32, 784] has rank 2
cube.scatterAddAlongAxis(places, cube, 1)
//                               ^^^^ scatterAddAlongAxis: shapes differ: [2, 5, 4] and [2, 3, 4] (5 != 3 on axis 1)

// Layers
const hidden = nn.linear(63, 32)
const network = nn.sequential(nn.conv2d(1, 8, 3), nn.relu(), nn.flatten(), nn.linear(288, 10))
hidden(zeros(['batch', 64])).relu()
//     ^^^^^^^^^^^^^^^^^^^^ linear: input [batch, 64] has 64 features, weight [32, 63] expects 63
network(zeros(['batch', 3, 8, 8]))
//      ^^^^^^^^^^^^^^^^^^^^^^^^^ convolution: input [batch, 3, 8, 8] has 3 channels, weight [8, 1, 3, 3] expects 1

// Functions with named inputs
const classify = fn({ x: ['B', 784] }, (inputs) => nn.linear(784, 10)(inputs.x))
const loss = fn({ x: ['batch', 10], label: i32(['batch']) }, (inputs) => crossEntropy(inputs.x, inputs.label))
classify({ x: zeros([32, 783]) })
//         ^ x: expected 784, got 783 (declared [B, 784], passed [32, 783])
classify({ x: i32Labels })
//         ^ x: expected f32, got i32
classify({ x: zeros([32, 784]), label: i32Labels })
//                              ^^^^^ label: the function declares no such input
loss({ x: zeros([32, 10]), label: zeros([32]) })
//                         ^^^^^ label: expected i32, got f32
fn({ x: ['B', 784] }, (inputs) => nn.linear(783, 10)(inputs.x))
//                                                   ^^^^^^^^ linear: input [B, 784] has 784 features, weight [10, 783] expects 783

const halves = fn({ x: ['B', 'D', 'H'], y: ['D/H'] }, (inputs) => inputs.y)
halves({ x: zeros([2, 10, 4]), y: zeros([3]) })
//                             ^ y: expected D/H = 5/2, got 3 (declared [D/H], passed [3])
halves({ x: zeros([2, 10, 0]), y: zeros([3]) })
//                             ^ y: D/H is divided by 0 or a sum (declared [D/H], passed [3])
halves({ x: zeros([2, 10, 'S+1']), y: zeros([3]) })
//                                 ^ y: D/H is divided by 0 or a sum (declared [D/H], passed [3])
reshape(zeros(['B', 'D']), ['B', 'H', 'D/2'])
//                         ^^^^^^^^^^^^^^^^^ reshape: [B, D] has B*D elements, [B, H, D/2] has B*D*H/2
zeros(['T', '2*D/2'])
//          ^^^^^^^ zeros: dimension '2*D/2' is written 'D'
zeros(['T', 'D/H/2'])
//          ^^^^^^^ zeros: dimension 'D/H/2' is written 'D/2/H'

// Derivatives and batches
const energy = (v: Tensor<[3]>, scales: Tensor<[3]>): Tensor<[]> => v.mul(scales).sum()
const counted = (v: Tensor<[3]>, n: Tensor<[3], 'i32'>): Tensor<[]> => where(n.greater(0), v, 0).sum()
const label = input('label', [3], 'i32')
grad((v: Tensor<[3]>) => v.relu())
//   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ grad: the function gives shape [3] (rank 1), expected a scalar (rank 0)
grad(energy, 2)
//   ^^^^^^ grad: there is no argument 2 (the function takes 2)
grad(counted, [0, 1])
//   ^^^^^^^ grad: argument 1 is i32, expected f32 or f64
jacobian((v: Tensor<[3]>) => v.argmax(0))
//       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ jacobian: the function gives i32, expected f32 or f64
hessian((v: Tensor<[3]>) => v.mul(v))
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hessian: the function gives shape [3] (rank 1), expected a scalar (rank 0)
jvp(energy, [zeros([3]), zeros([3])], [zeros([3]), zeros([4])])
//                                                 ^^^^^^^^^^ jvp: shapes differ: [3] and [4] (3 != 4 on axis 0)
hvp(energy, [zeros([3]), zeros([3])], [zeros([]), zeros([3])])
//                                     ^^^^^^^^^ hvp: shapes differ: [3] and [] (rank 1 != 0)
vjp(counted, zeros([3]), label)
//  ^^^^^^^ vjp: argument 1 is i32, expected f32 or f64
vjp(energy, zeros([3]), zeros([3]))[1](zeros([3]))
//                                     ^^^^^^^^^^ vjp: shapes differ: [] and [3] (rank 0 != 1)
vmap(energy)(zeros(['batch', 3]), zeros([7, 3]))
//                                ^^^^^^^^^^^^^ vmap: argument 1 [7, 3] has 7 samples on axis 0, argument 0 [batch, 3] has batch
vmap(energy, { inAxes: [2, 0] })(zeros(['batch', 3]), zeros(['batch', 3]))
//                               ^^^^^^^^^^^^^^^^^^^ vmap: axis 2 is out of range for [batch, 3] (rank 2)
vmap(energy, { inAxes: null })(zeros([3]), zeros([3]))
//                             ^^^^^^^^^^ vmap: no argument has an axis of samples
vmap(energy, { outAxis: 1 })
//             ^^^^^^^ vmap: axis 1 is out of range for a new axis of [] (expected -1 to 0)

// What must be accepted
export const accepted = {
  classified: classify({ x: zeros([32, 784]) }) satisfies Tensor<[32, 10]>,
  loss: loss({ x: zeros([32, 10]), label: input('label', [32], 'i32') }) satisfies Tensor<[]>,
  pooled: maxPool(image, [2, 2]) satisfies Tensor<['batch', 3, 16, 16]>,
  gradients: vmap(grad(energy, [0, 1]), { inAxes: [0, null] })(zeros(['batch', 3]), zeros([3])) satisfies [
    Tensor<['batch', 3]>,
    Tensor<['batch', 3]>,
  ],
  heads: reshape(zeros(['B', 'D']), ['B', 'H', 'D/H']) satisfies Tensor<['B', 'H', 'D/H']>,
  halves: halves({ x: zeros([2, 12, 4]), y: zeros([3]) }) satisfies Tensor<[3]>,
  network: network(zeros(['batch', 1, 8, 8])) satisfies Tensor<['batch', 10]>,
}
