/**
 * The mistakes of the scoreboard. Each is one statement, wrong and right at once: `«wrong|right»` is what the author got
 * wrong and should have written. In ours, `⟦…⟧` encloses the argument or element that must be marked.
 *
 * `ofCompiler` marks what no library can word: it is shown, but does not count among the mistakes that are caught in one line.
 *
 * A peer's statement is there where the peer has the operation; it is compiled in both forms too, so that what its types
 * reject is the mistake and not our use of its interface.
 */

/** What the statements of each library stand under. */
export const headers = {
  shapewright: `import * as s from 'shapewright'
import { dyn, fn, i32, input, nn, ones, zeros, type Dim, type Tensor } from 'shapewright'
const x = zeros([32, 784]), h = zeros([32, 128]), cube = zeros([2, 3, 4])
const image = zeros(['batch', 3, 32, 32]), tokens = zeros(['B', 'T', 768])
const label = input('label', ['batch'], 'i32'), i32s = input('i', [8], 'i32')
declare const width: number`,
  tfjs: `import * as tf from '@tensorflow/tfjs'
const zeros = tf.zeros
const x = tf.zeros<tf.Rank.R2>([32, 784]), h = tf.zeros<tf.Rank.R2>([32, 128]), cube = tf.zeros<tf.Rank.R3>([2, 3, 4])
const image = tf.zeros<tf.Rank.R4>([8, 32, 32, 3])`,
  'jax-js': `import { lax, nn, numpy as np } from '@jax-js/jax'
const x = np.zeros([32, 784]), h = np.zeros([32, 128]), cube = np.zeros([2, 3, 4])`,
  'numpy-ts': `import * as np from 'numpy-ts'
const x = np.zeros([32, 784]), h = np.zeros([32, 128]), cube = np.zeros([2, 3, 4])`,
  typegpu: `import { d, std } from 'typegpu'`,
}

export const mistakes = [
  // products
  {
    family: 'inner dimensions',
    shapewright: 's.matmul(x, ⟦zeros([«128|784», 10])⟧)',
    tfjs: 'tf.matMul(x, tf.zeros<tf.Rank.R2>([«128|784», 10]))',
    'jax-js': 'np.matmul(x, np.zeros([«128|784», 10]))',
    'numpy-ts': 'np.matmul(x, np.zeros([«128|784», 10]))',
    typegpu: 'std.mul(d.mat3x3f(), «d.vec2f()|d.vec3f()»)',
  },
  {
    family: 'batch dimensions of a product',
    shapewright: 'cube.matmul(⟦zeros([«5|2», 4, 6])⟧)',
    tfjs: 'tf.matMul(cube, tf.zeros<tf.Rank.R3>([«5|2», 4, 6]))',
    'jax-js': 'np.matmul(cube, np.zeros([«5|2», 4, 6]))',
    'numpy-ts': 'np.matmul(cube, np.zeros([«5|2», 4, 6]))',
  },
  {
    family: 'rank of a product',
    shapewright: 's.matmul(x, ⟦zeros([«784|784, 10»])⟧)',
    tfjs: 'tf.matMul(x, tf.zeros<tf.Rank.«R1|R2»>([«784|784, 10»]))',
  },
  {
    family: 'features of a layer',
    shapewright: "s.linear(zeros(['batch', 64]), ⟦zeros([32, «63|64»])⟧)",
    'jax-js': 'np.matmul(np.zeros([8, 64]), np.zeros([«63|64», 32]))',
  },
  { family: 'bias of a layer', shapewright: 's.linear(x, zeros([10, 784]), ⟦zeros([«11|10»])⟧)' },
  {
    family: 'chain of layers',
    shapewright: 'nn.linear(«64|128», 10)(⟦nn.linear(784, 128)(x)⟧)',
    tfjs: 'tf.sequential({ layers: [tf.layers.dense({ units: 128, inputShape: [784] }), tf.layers.dense({ units: 10, inputShape: [«64|128»] })] })',
  },
  {
    family: 'input of a model',
    shapewright: 'nn.linear(784, 10)(⟦zeros([32, «783|784»])⟧)',
    tfjs: 'tf.sequential({ layers: [tf.layers.dense({ units: 10, inputShape: [784] })] }).predict(tf.zeros([32, «783|784»]))',
  },
  // elementwise
  {
    family: 'broadcasting',
    shapewright: 's.add(h, ⟦zeros([«64|128»])⟧)',
    tfjs: 'tf.add(h, tf.zeros<tf.Rank.R1>([«64|128»]))',
    'jax-js': 'np.add(h, np.zeros([«64|128»]))',
    'numpy-ts': 'np.add(h, np.zeros([«64|128»]))',
    typegpu: 'std.add(d.vec3f(), «d.vec2f()|d.vec3f()»)',
  },
  {
    family: 'broadcasting',
    shapewright: 'zeros([32, 128, 64]).add(⟦zeros([32, «64|128», 64])⟧)',
    tfjs: 'tf.add(tf.zeros([32, 128, 64]), tf.zeros([32, «64|128», 64]))',
    'jax-js': 'np.add(np.zeros([32, 128, 64]), np.zeros([32, «64|128», 64]))',
    'numpy-ts': 'np.add(np.zeros([32, 128, 64]), np.zeros([32, «64|128», 64]))',
  },
  {
    family: 'broadcasting of names',
    shapewright: "zeros(['B', 64]).add(⟦zeros(['«T|B»', 64])⟧)",
  },
  {
    family: 'broadcasting',
    shapewright: 'x.less(⟦zeros([«2|32», 784])⟧)',
    tfjs: 'tf.less(x, tf.zeros([«2|32», 784]))',
    'jax-js': 'np.less(x, np.zeros([«2|32», 784]))',
    'numpy-ts': 'np.less(x, np.zeros([«2|32», 784]))',
  },
  {
    family: 'mask',
    shapewright: 's.where(h.less(0), ⟦zeros([«64|128»])⟧, h)',
    tfjs: 'tf.where(tf.less(h, 0), tf.zeros([«64|128»]), h)',
    'jax-js': 'np.where(np.less(h, 0), np.zeros([«64|128»]), h)',
    'numpy-ts': 'np.where(np.less(h, 0), np.zeros([«64|128»]), h)',
  },
  { family: 'mask', shapewright: 's.where(⟦«x|x.less(0)»⟧, x, x)', tfjs: 'tf.where(«x|tf.less(x, 0)», x, x)' },
  {
    family: 'broadcast to a shape',
    shapewright: 'zeros([«64|128»]).broadcastTo(⟦[32, 128]⟧)',
    tfjs: 'tf.broadcastTo(tf.zeros([«64|128»]), [32, 128])',
    'jax-js': 'np.broadcastTo(np.zeros([«64|128»]), [32, 128])',
    'numpy-ts': 'np.broadcast_to(np.zeros([«64|128»]), [32, 128])',
  },
  {
    family: 'broadcast to a shape',
    shapewright: 'zeros([32, 128]).broadcastTo(⟦[«128|32, 128»]⟧)',
    tfjs: 'tf.broadcastTo(h, [«128|32, 128»])',
  },
  // shapes
  {
    family: 'count of a reshape',
    shapewright: 'x.reshape(⟦[32, 28, «29|28»]⟧)',
    tfjs: 'x.reshape([32, 28, «29|28»])',
    'jax-js': 'x.reshape([32, 28, «29|28»])',
    'numpy-ts': 'x.reshape(32, 28, «29|28»)',
  },
  {
    family: 'count of a reshape',
    shapewright: 'zeros([64, 3, 224, 224]).reshape(⟦[64, «150529|150528»]⟧)',
    tfjs: 'tf.zeros([64, 3, 224, 224]).reshape([64, «150529|150528»])',
    'jax-js': 'np.zeros([64, 3, 224, 224]).reshape([64, «150529|150528»])',
    'numpy-ts': 'np.zeros([64, 3, 224, 224]).reshape(64, «150529|150528»)',
  },
  { family: 'count of a reshape', shapewright: 'tokens.reshape(⟦[\'B\', «768|"T", 768»]⟧)' },
  {
    family: 'inferred axis of a reshape',
    shapewright: 'zeros([128, 10]).reshape(⟦[-1, «7|5»]⟧)',
    tfjs: 'tf.zeros([128, 10]).reshape([-1, «7|5»])',
    'jax-js': 'np.zeros([128, 10]).reshape([-1, «7|5»])',
    'numpy-ts': 'np.zeros([128, 10]).reshape(-1, «7|5»)',
  },
  {
    family: 'two inferred axes',
    shapewright: 'x.reshape(⟦[-1, «-1|4», 16]⟧)',
    tfjs: 'x.reshape([-1, «-1|4», 16])',
    'jax-js': 'x.reshape([-1, «-1|4», 16])',
  },
  { family: 'order of a flatten', shapewright: 'cube.flatten(⟦2⟧, «1|2»)' },
  {
    family: 'flatten into a layer',
    shapewright: 'nn.linear(«1568|6272», 10)(⟦s.maxPool(zeros([64, 32, 28, 28]), 2).flatten(1)⟧)',
    tfjs: 'tf.sequential({ layers: [tf.layers.flatten({ inputShape: [14, 14, 32] }), tf.layers.dense({ units: 10, inputShape: [«1568|6272»] })] })',
  },
  {
    family: 'size of a squeezed axis',
    shapewright: 'cube.squeeze(⟦«1|[]»⟧)',
    tfjs: 'cube.squeeze(«[1]|[]»)',
    'jax-js': 'np.squeeze(«cube|np.zeros([2, 1, 4])», 1)',
    'numpy-ts': 'np.squeeze(«cube|np.zeros([2, 1, 4])», 1)',
  },
  {
    family: 'place of a new axis',
    shapewright: 'cube.unsqueeze(⟦«4|3»⟧)',
    tfjs: 'cube.expandDims(«4|3»)',
    'jax-js': 'np.expandDims(cube, «4|3»)',
    'numpy-ts': 'np.expand_dims(cube, «4|3»)',
  },
  { family: 'expand', shapewright: 'cube.expand(⟦[2, «5|3», 4]⟧)' },
  { family: 'expand', shapewright: 'cube.expand(⟦[«3, 4|2, 3, 4»]⟧)' },
  // axes
  {
    family: 'axis out of range',
    shapewright: 'x.sum(⟦«2|1»⟧)',
    tfjs: 'x.sum(«2|1»)',
    'jax-js': 'np.sum(x, «2|1»)',
    'numpy-ts': 'np.sum(x, «2|1»)',
  },
  {
    family: 'axis out of range',
    shapewright: 'x.mean([0, ⟦«-3|-1»⟧])',
    tfjs: 'x.mean([0, «-3|-1»])',
    'jax-js': 'np.mean(x, [0, «-3|-1»])',
    'numpy-ts': 'np.mean(x, «-3|-1»)',
  },
  {
    family: 'axis out of range',
    shapewright: 'x.softmax(⟦«2|1»⟧)',
    tfjs: 'x.softmax(«2|1»)',
    'jax-js': 'nn.softmax(x, «2|1»)',
  },
  {
    family: 'axis out of range',
    shapewright: 's.logSoftmax(x, ⟦«-3|-1»⟧)',
    tfjs: 'tf.logSoftmax(x, «-3|-1»)',
    'jax-js': 'nn.logSoftmax(x, «-3|-1»)',
  },
  {
    family: 'axis out of range',
    shapewright: 'x.argmax(⟦«2|1»⟧)',
    tfjs: 'x.argMax(«2|1»)',
    'jax-js': 'np.argmax(x, «2|1»)',
    'numpy-ts': 'np.argmax(x, «2|1»)',
  },
  {
    family: 'axis out of range',
    shapewright: 'x.cumulativeSum(⟦«2|1»⟧)',
    tfjs: 'tf.cumsum(x, «2|1»)',
    'jax-js': 'np.cumsum(x, «2|1»)',
    'numpy-ts': 'np.cumsum(x, «2|1»)',
  },
  {
    family: 'axis out of range',
    shapewright: 'cube.transpose(0, ⟦«5|2»⟧)',
    'jax-js': 'np.swapaxes(cube, 0, «5|2»)',
    'numpy-ts': 'np.swapaxes(cube, 0, «5|2»)',
  },
  {
    family: 'repeated axis',
    shapewright: 'cube.sum([1, ⟦«1|2»⟧])',
    tfjs: 'cube.sum([1, «1|2»])',
    'jax-js': 'np.sum(cube, [1, «1|2»])',
  },
  {
    family: 'repeated axis of a permutation',
    shapewright: 'cube.permute([0, ⟦«0|2»⟧, 1])',
    tfjs: 'cube.transpose([0, «0|2», 1])',
    'jax-js': 'np.transpose(cube, [0, «0|2», 1])',
    'numpy-ts': 'np.transpose(cube, [0, «0|2», 1])',
  },
  {
    family: 'number of axes of a permutation',
    shapewright: 'cube.permute(⟦[0, 1«|, 2»]⟧)',
    tfjs: 'cube.transpose([0, 1«|, 2»])',
    'jax-js': 'np.transpose(cube, [0, 1«|, 2»])',
    'numpy-ts': 'np.transpose(cube, [0, 1«|, 2»])',
  },
  {
    family: 'axis out of range',
    shapewright: 'cube.permute([0, 1, ⟦«3|2»⟧])',
    tfjs: 'cube.transpose([0, 1, «3|2»])',
    'jax-js': 'np.transpose(cube, [0, 1, «3|2»])',
    'numpy-ts': 'np.transpose(cube, [0, 1, «3|2»])',
  },
  {
    family: 'moved axes',
    shapewright: 'cube.moveaxis([0, 1], ⟦[«2|2, 1»]⟧)',
    'jax-js': 'np.moveaxis(cube, 0, «5|2»)',
    'numpy-ts': 'np.moveaxis(cube, [0, 1], [«2|2, 1»])',
  },
  {
    family: 'axis out of range',
    shapewright: 'cube.flip(⟦«3|2»⟧)',
    tfjs: 'cube.reverse(«3|2»)',
    'jax-js': 'np.flip(cube, «3|2»)',
    'numpy-ts': 'np.flip(cube, «3|2»)',
  },
  // parts
  { family: 'end of a slice', shapewright: 'x.slice(0, 0, ⟦«33|32»⟧)', tfjs: 'x.slice([0, 0], [«33|32», 784])' },
  { family: 'order of a slice', shapewright: 'x.slice(0, 20, ⟦«10|30»⟧)', tfjs: 'x.slice([20, 0], [«-10|10», 784])' },
  { family: 'index out of range', shapewright: 'x.select(0, ⟦«32|31»⟧)' },
  {
    family: 'index out of range',
    shapewright: 'x.gather([0, ⟦«32|31»⟧])',
    tfjs: "x.gather(tf.tensor1d([0, «32|31»], 'int32'))",
  },
  {
    family: 'sizes of a split',
    shapewright: 'x.split(⟦[700, «83|84»]⟧, 1)',
    tfjs: 'x.split([700, «83|84»], 1)',
    'jax-js': 'np.split(x, «5|4», 1)',
    'numpy-ts': 'np.split(x, «5|4», 1)',
  },
  { family: 'number of chunks', shapewright: 'x.chunk(⟦«5|4»⟧, 1)', tfjs: 'x.split(«5|4», 1)' },
  {
    family: 'size of a joined axis',
    shapewright: 's.concat([cube, ⟦zeros([2, 3, «5|4»])⟧], 0)',
    tfjs: 'tf.concat([cube, tf.zeros<tf.Rank.R3>([2, 3, «5|4»])], 0)',
    'jax-js': 'np.concatenate([cube, np.zeros([2, 3, «5|4»])], 0)',
    'numpy-ts': 'np.concatenate([cube, np.zeros([2, 3, «5|4»])], 0)',
  },
  {
    family: 'rank of joined tensors',
    shapewright: 's.concat([cube, ⟦zeros([«3, 4|2, 3, 4»])⟧], 0)',
    tfjs: 'tf.concat([cube, tf.zeros<tf.Rank.«R2|R3»>([«3, 4|2, 3, 4»])], 0)',
    'jax-js': 'np.concatenate([cube, np.zeros([«3, 4|2, 3, 4»])], 0)',
    'numpy-ts': 'np.concatenate([cube, np.zeros([«3, 4|2, 3, 4»])], 0)',
  },
  {
    family: 'stacked shapes',
    shapewright: 's.stack([x, ⟦zeros([32, «783|784»])⟧])',
    tfjs: 'tf.stack([x, tf.zeros([32, «783|784»])])',
    'jax-js': 'np.stack([x, np.zeros([32, «783|784»])])',
    'numpy-ts': 'np.stack([x, np.zeros([32, «783|784»])])',
  },
  {
    family: 'widths of padding',
    shapewright: 'x.pad(⟦[[1, 1]«|, [0, 0]»]⟧)',
    tfjs: 'x.pad([[1, 1]«|, [0, 0]»])',
    'jax-js': 'np.pad(x, [[1, 1]«, [0, 0], [2, 2]|, [0, 0]»])',
  },
  {
    family: 'repeats of a tile',
    shapewright: 'x.tile([2, ⟦«-1|1»⟧])',
    tfjs: 'x.tile([2, «-1|1»])',
    'jax-js': 'np.tile(x, [2, «-1|1»])',
    'numpy-ts': 'np.tile(x, [2, «-1|1»])',
  },
  { family: 'scattered row', shapewright: 's.scatterAdd(x, 3, ⟦zeros([«783|784»])⟧)' },
  { family: 'range by text', shapewright: "x.at(⟦':, 5:«785|784»'⟧)" },
  { family: 'range by text', shapewright: "x.at(⟦'0, 1«, 2|»'⟧)" },
  { family: 'index by text', shapewright: "x.at(⟦'«32|31»'⟧)" },
  { family: 'grouped axes', shapewright: "s.rearrange(x, 'b (h w) -> b h w', { ⟦h⟧: «27|28» })" },
  { family: 'letters of a pattern', shapewright: "s.rearrange(x, ⟦'b d -> b «k|d»'⟧)" },
  {
    family: 'axis out of range',
    shapewright: 's.take(x, i32s, ⟦«2|1»⟧)',
    tfjs: "tf.gather(x, tf.zeros([8], 'int32'), «2|1»)",
    'jax-js': 'np.take(x, np.zeros([8], { dtype: np.int32 }), «2|1»)',
    'numpy-ts': 'np.take(x, [0, 1], «2|1»)',
  },
  // windows
  {
    family: 'channels of a convolution',
    shapewright: 's.convolution(image, ⟦zeros([16, «4|3», 3, 3])⟧)',
    tfjs: "tf.conv2d(image, tf.zeros<tf.Rank.R4>([3, 3, «4|3», 16]), 1, 'same')",
    'jax-js': "lax.convGeneralDilated(np.zeros([8, 3, 32, 32]), np.zeros([16, «4|3», 3, 3]), [1, 1], 'SAME')",
  },
  {
    family: 'kernel larger than its input',
    shapewright: 's.convolution(zeros([1, 3, 4, 4]), ⟦zeros([16, 3, «7, 7|3, 3»])⟧)',
    tfjs: "tf.conv2d(tf.zeros<tf.Rank.R4>([1, 4, 4, 3]), tf.zeros<tf.Rank.R4>([«7, 7|3, 3», 3, 16]), 1, 'valid')",
    'jax-js': "lax.convGeneralDilated(np.zeros([1, 3, 4, 4]), np.zeros([16, 3, «7, 7|3, 3»]), [1, 1], 'VALID')",
  },
  {
    family: 'dilated kernel',
    shapewright: 's.convolution(image, ⟦zeros([16, 3, 3, 3])⟧, undefined, { dilation: «16|2» })',
    tfjs: "tf.conv2d(image, tf.zeros<tf.Rank.R4>([3, 3, 3, 16]), 1, 'valid', 'NHWC', «16|2»)",
  },
  {
    family: 'groups of a convolution',
    shapewright: 's.convolution(image, ⟦zeros([18, «2|1», 3, 3])⟧, undefined, { groups: 3 })',
  },
  { family: 'bias of a convolution', shapewright: 's.convolution(image, zeros([16, 3, 3, 3]), ⟦zeros([«15|16»])⟧)' },
  {
    family: 'stride',
    shapewright: 's.convolution(image, zeros([16, 3, 3, 3]), undefined, { ⟦stride⟧: «0|1» })',
    tfjs: "tf.conv2d(image, tf.zeros<tf.Rank.R4>([3, 3, 3, 16]), «0|1», 'valid')",
  },
  {
    family: 'rank of an image',
    shapewright: 's.convolution(zeros([«32|3, 32», 32]), ⟦zeros([16, 3, 3, 3])⟧)',
    tfjs: "tf.conv2d(tf.zeros<tf.Rank.«R2|R3»>([«32|32, 32», 3]), tf.zeros<tf.Rank.R4>([3, 3, 3, 16]), 1, 'valid')",
  },
  {
    family: 'window of a pool',
    shapewright: 's.maxPool(image, ⟦«33|2»⟧)',
    tfjs: "tf.maxPool(image, «33|2», 1, 'valid')",
  },
  {
    family: 'window of a pool',
    shapewright: 's.avgPool(image, [2, ⟦«0|2»⟧])',
    tfjs: "tf.avgPool(image, [2, «0|2»], 1, 'valid')",
  },
  {
    family: 'channels of a transposed convolution',
    shapewright: 's.convTranspose(image, ⟦zeros([«4|3», 8, 2, 2])⟧, undefined, { stride: 2 })',
    tfjs: "tf.conv2dTranspose(image, tf.zeros<tf.Rank.R4>([2, 2, 8, «4|3»]), [8, 64, 64, 8], 2, 'valid')",
  },
  {
    family: 'output padding',
    shapewright: 's.convTranspose(image, zeros([3, 8, 2, 2]), undefined, { stride: 2, ⟦outputPadding⟧: «2|1» })',
  },
  // normalisation and attention
  {
    family: 'gain of a norm',
    shapewright: 's.layerNorm(h, ⟦ones([«64|128»])⟧)',
    tfjs: 'tf.batchNorm2d(h, tf.zeros<tf.Rank.R1>([128]), tf.zeros<tf.Rank.R1>([128]), tf.zeros<tf.Rank.R1>([128]), tf.zeros<tf.Rank.R1>([«64|128»]))',
  },
  {
    family: 'gain of a norm',
    shapewright: 's.batchNorm(image, ⟦ones([«5|3»])⟧, zeros([3]))',
    tfjs: 'tf.batchNorm4d(image, tf.zeros<tf.Rank.R1>([3]), tf.zeros<tf.Rank.R1>([3]), tf.zeros<tf.Rank.R1>([3]), tf.zeros<tf.Rank.R1>([«5|3»]))',
  },
  { family: 'shift of a norm', shapewright: 's.layerNorm(h, ones([128]), ⟦zeros([«64|128»])⟧)' },
  { family: 'groups of a norm', shapewright: 's.groupNorm(image, ⟦«2|3»⟧, ones([3]))' },
  { family: 'heads', shapewright: "tokens.reshape(⟦['B', 'T', «7|12», -1]⟧)" },
  {
    family: 'heads',
    shapewright:
      's.multiHeadAttention(tokens, zeros([768, 768]), zeros([768, 768]), zeros([768, 768]), zeros([768, 768]), { ⟦heads⟧: «7|12» })',
  },
  {
    family: 'width of keys',
    shapewright:
      's.scaledDotProductAttention(zeros([2, 4, 16, 64]), ⟦zeros([2, 4, 16, «32|64»])⟧, zeros([2, 4, 16, 64]))',
    'jax-js':
      'nn.dotProductAttention(np.zeros([2, 16, 4, 64]), np.zeros([2, 16, 4, «32|64»]), np.zeros([2, 16, 4, 64]))',
  },
  {
    family: 'length of values',
    shapewright:
      's.scaledDotProductAttention(zeros([2, 4, 16, 64]), zeros([2, 4, 20, 64]), ⟦zeros([2, 4, «16|20», 64])⟧)',
    'jax-js':
      'nn.dotProductAttention(np.zeros([2, 16, 4, 64]), np.zeros([2, 20, 4, 64]), np.zeros([2, «16|20», 4, 64]))',
  },
  {
    family: 'attention mask',
    shapewright:
      "s.scaledDotProductAttention(zeros([4, 16, 64]), zeros([4, 16, 64]), zeros([4, 16, 64]), { ⟦mask⟧: input('m', [«15|16», 16], 'bool') })",
  },
  {
    family: 'inner dimensions',
    shapewright: 'zeros([2, 4, 16, 64]).matmul(⟦zeros([2, 4, «32|64», 16])⟧)',
    tfjs: 'tf.matMul(tf.zeros([2, 4, 16, 64]), tf.zeros([2, 4, «32|64», 16]))',
    'jax-js': 'np.matmul(np.zeros([2, 4, 16, 64]), np.zeros([2, 4, «32|64», 16]))',
    'numpy-ts': 'np.matmul(np.zeros([2, 4, 16, 64]), np.zeros([2, 4, «32|64», 16]))',
  },
  // equations
  {
    family: 'size of a letter',
    shapewright: "s.einsum('bij,bjk->bik', cube, ⟦zeros([2, «5|4», 6])⟧)",
    tfjs: "tf.einsum('bij,bjk->bik', cube, tf.zeros([2, «5|4», 6]))",
    'jax-js': "np.einsum('bij,bjk->bik', cube, np.zeros([2, «5|4», 6]))",
    'numpy-ts': "np.einsum('bij,bjk->bik', cube, np.zeros([2, «5|4», 6]))",
  },
  {
    family: 'letters of an operand',
    shapewright: "s.einsum('bij,«jk|bjk»->bik', cube, ⟦zeros([2, 4, 6])⟧)",
    tfjs: "tf.einsum('bij,«jk|bjk»->bik', cube, tf.zeros([2, 4, 6]))",
    'jax-js': "np.einsum('bij,«jk|bjk»->bik', cube, np.zeros([2, 4, 6]))",
    'numpy-ts': "np.einsum('bij,«jk|bjk»->bik', cube, np.zeros([2, 4, 6]))",
  },
  {
    family: 'letters of an equation',
    shapewright: "s.einsum(⟦'bij->b«k|i»'⟧, cube)",
    tfjs: "tf.einsum('bij->b«k|i»', cube)",
    'jax-js': "np.einsum('bij->b«k|i»', cube)",
    'numpy-ts': "np.einsum('bij->b«k|i»', cube)",
  },
  // losses
  {
    family: 'labels of a loss',
    shapewright: "s.crossEntropy(zeros(['batch', 10]), ⟦input('l', [«31|\"batch\"»], 'i32')⟧)",
    tfjs: 'tf.losses.softmaxCrossEntropy(tf.zeros([«31|32», 10]), tf.zeros([32, 10]))',
  },
  {
    family: 'dtype of labels',
    shapewright: "s.crossEntropy(zeros(['batch', 10]), ⟦«zeros(['batch'])|label»⟧)",
    tfjs: "tf.oneHot(tf.zeros([32], «'float32'|'int32'»), 10)",
  },
  {
    family: 'shapes of a loss',
    shapewright: 's.mseLoss(zeros([32, 1]), ⟦zeros([32«|, 1»])⟧)',
    tfjs: 'tf.losses.meanSquaredError(tf.zeros([32, 1]), tf.zeros([32«|, 1»]))',
  },
  {
    family: 'dtype of indices',
    shapewright: 'nn.embedding(100, 16)(⟦«zeros([8])|i32s»⟧)',
    tfjs: "tf.gather(x, tf.zeros([8], «'float32'|'int32'»))",
  },
  // names, dimensions and assignments
  {
    family: 'conflict of a name',
    shapewright:
      "fn({ a: ['T', 4], b: ['T', 4] }, ({ a, b }) => a.add(b))({ a: zeros([16, 4]), ⟦b⟧: zeros([«15|16», 4]) })",
  },
  {
    family: 'input of a function',
    shapewright: "fn({ x: ['B', 784] }, ({ x }) => x.relu())({ ⟦x⟧: zeros([32, «783|784»]) })",
  },
  {
    family: 'dimension that is no size',
    shapewright: 'zeros([32, ⟦«-1|1»⟧])',
    tfjs: 'tf.zeros([32, «-1|1»])',
    'jax-js': 'np.zeros([32, «-1|1»])',
    'numpy-ts': 'np.zeros([32, «-1|1»])',
  },
  {
    family: 'dimension that is no size',
    shapewright: 'zeros([32, ⟦«1.5|1»⟧])',
    tfjs: 'tf.zeros([32, «1.5|1»])',
    'jax-js': 'np.zeros([32, «1.5|1»])',
    'numpy-ts': 'np.zeros([32, «1.5|1»])',
  },
  { family: 'dimension that lost its value', shapewright: 'zeros([32, ⟦«width|dyn(width)»⟧])' },
  // an assignment is the compiler's to judge: it gives both types, in a message of its own that has several lines
  {
    family: 'shape of a variable',
    ofCompiler: true,
    shapewright: '{ let p: Tensor<[784, 128]> = zeros([784, 128]); ⟦p⟧ = zeros([«128, 784|784, 128»]); void p }',
    tfjs: '{ let p: tf.Tensor2D = tf.zeros<tf.Rank.R2>([784, 128]); p = tf.zeros<tf.Rank.R2>([«128, 784|784, 128»]); void p }',
    'jax-js': '{ let p: np.Array = np.zeros([784, 128]); p = np.zeros([«128, 784|784, 128»]); void p }',
    'numpy-ts': '{ let p: np.NDArray = np.zeros([784, 128]); p = np.zeros([«128, 784|784, 128»]); void p }',
  },
  {
    family: 'result of a function',
    ofCompiler: true,
    shapewright:
      '{ const head = (x: Tensor<[32, 784]>): Tensor<[32, 10]> => { ⟦return⟧ nn.linear(784, «11|10»)(x) }; void head }',
  },
]
