/**
 * What the compiler would have stopped is stopped when it is recorded, with the same sentence and the author's line. The
 * tensors here hide their shapes from the compiler, as a cast or plain JavaScript does.
 */
import * as shapewright from 'shapewright'
import { ShapeError, input, runningStatistics } from 'shapewright'
import type { AnyTensor } from 'shapewright'
import { expect, test } from 'vitest'
import { findOperator, operatorNames } from '../../../src/dsl/operator.js'

type Untyped = (...operands: readonly unknown[]) => AnyTensor

const x = input('x', ['batch', 64])
const image = input('image', ['batch', 3, 8, 8])
const label = input('label', ['batch'], 'i32')
const gain = input('gain', [64])
const colour = input('colour', [3])
const square = input('square', [64, 64])

const rejected: readonly (readonly [operator: string, operands: readonly unknown[], sentence: string])[] = [
  ['add', [x, input('b', [63])], 'add: cannot broadcast [batch, 64] with [63] (64 vs 63)'],
  ['sub', [x, input('b', ['T', 64])], 'sub: cannot broadcast [batch, 64] with [T, 64] (batch vs T)'],
  ['mul', [x, input('b', ['batch'])], 'mul: cannot broadcast [batch, 64] with [batch] (64 vs batch)'],
  ['div', [x, input('b', [64], 'i32')], 'div: operands are f32 and i32, expected one element type'],
  ['maximum', [x, input('b', [64], 'f64')], 'maximum: operands are f32 and f64, expected one element type'],
  ['minimum', [x, input('b', [2])], 'minimum: cannot broadcast [batch, 64] with [2] (64 vs 2)'],
  ...operatorNames()
    .filter((name) => findOperator(name)?.elementwise)
    .map((operator) => [operator, [label], `${operator}: operand is i32, expected f32 or f64`] as const),
  ['softmax', [label], 'softmax: operand is i32, expected f32 or f64'],
  ['scale', [x, NaN], 'scale: factor NaN is not a finite number'],
  ['clamp', [x, NaN, 1], 'clamp: bounds NaN and 1 are not a number below Infinity and one above -Infinity'],
  ['clamp', [x, 0, -Infinity], 'clamp: bounds 0 and -Infinity are not a number below Infinity and one above -Infinity'],
  ['clamp', [label, 0, 1], 'clamp: operand is i32, expected f32 or f64'],
  ['detach', [label], 'detach: operand is i32, expected f32 or f64'],
  ['logEps', [x, { eps: 0 }], 'logEps: eps 0 is not a finite number above 0'],
  ['logEps', [x, { form: 'sharp' }], 'logEps: form sharp is not one of clamp, shift, softplus'],
  ['matmul', [x, input('w', [63, 2])], 'matmul: inner dimensions differ: [batch, 64] x [63, 2] (64 != 63)'],
  ['linear', [x, input('w', [32, 63])], 'linear: input [batch, 64] has 64 features, weight [32, 63] expects 63'],
  [
    'linear',
    [x, input('w', [32, 64]), input('b', [33])],
    'linear: bias [33] has 33 features, weight [32, 64] gives 32',
  ],
  ['sum', [x, 2], 'sum: axis 2 is out of range for [batch, 64] (rank 2)'],
  ['mean', [x, [0, -2]], 'mean: axis -2 is repeated in [0, -2] for [batch, 64]'],
  ['reshape', [x, ['batch', 63]], 'reshape: [batch, 64] has 64*batch elements, [batch, 63] has 63*batch'],
  ['flatten', [x, 1, 0], 'flatten: start axis 1 is after end axis 0 in [batch, 64]'],
  ['permute', [x, [0, 0]], 'permute: axis 0 is repeated in [0, 0] for [batch, 64]'],
  ['transpose', [x, 0, 2], 'transpose: axis 2 is out of range for [batch, 64] (rank 2)'],
  ['broadcastTo', [x, [64]], 'broadcastTo: cannot broadcast [batch, 64] to [64] (rank 2 vs 1)'],
  ['broadcastTo', [x, [0.5, 64]], 'broadcastTo: dimension 0.5 is not a whole number, 0 or more'],
  ['einsum', ['bi,bj->ij', x, square], "einsum: b is batch in [batch, 64] and 64 in [64, 64] (equation 'bi,bj->ij')"],
  ['einsum', ['bi->b', x, square], "einsum: 'bi->b' has 1 terms, got 2 operands"],
  ['einsum', ['bij->b', x], "einsum: operand [batch, 64] has rank 2, its term in 'bij->b' names 3 axes"],
  [
    'einsum',
    ['...bij->b...', x],
    "einsum: operand [batch, 64] has rank 2, its term in '...bij->b...' names 3 or more axes",
  ],
  ['einsum', ['bi->bj', x], "einsum: output letter j of 'bi->bj' is in none of its terms"],
  ['einsum', ['bi->bb', x], "einsum: output letter b is repeated in 'bi->bb'"],
  ['einsum', ['b.i->b', x], "einsum: . in 'b.i->b' is not a letter, ',', '->' or one '...' of a term"],
  ['einsum', ['b...->b', x], "einsum: 'b...->b' has '...' in its terms and not in the output"],
  ['einsum', ['bi->...b', x], "einsum: 'bi->...b' has '...' in the output and in none of its terms"],
  [
    'einsum',
    ['...,...->...', x, input('b', [63])],
    "einsum: '...' is [batch, 64] and [63] in [63], which do not broadcast (64 vs 63, equation '...,...->...')",
  ],
  ['einsum', ['b->b', label], 'einsum: operand is i32, expected f32 or f64'],
  ['rearrange', [x, 'b d'], "rearrange: 'b d' has no '->'"],
  [
    'rearrange',
    [x, 'b (h d -> b'],
    "rearrange: '(' in 'b (h d -> b' is not a name, 1, one '...' of a side, or a group of names in ( )",
  ],
  ['rearrange', [x, 'b b -> b'], "rearrange: axis b is repeated on one side of 'b b -> b'"],
  ['rearrange', [x, 'b d -> b'], "rearrange: axis d is on one side only of 'b d -> b'"],
  ['rearrange', [x, 'b ... -> b'], "rearrange: axis ... is on one side only of 'b ... -> b'"],
  ['rearrange', [x, 'b -> b'], "rearrange: [batch, 64] has rank 2, the left side of 'b -> b' has 1 axes"],
  [
    'rearrange',
    [x, 'a ... b c -> a ... b c'],
    "rearrange: [batch, 64] has rank 2, the left side of 'a ... b c -> a ... b c' has 3 or more axes",
  ],
  ['rearrange', [x, 'b d -> d b', { q: 1 }], "rearrange: q is no axis of 'b d -> d b'"],
  [
    'rearrange',
    [x, 'b (h d) -> b h d'],
    "rearrange: h and d of 'b (h d) -> b h d' are both unknown, give the size of one",
  ],
  [
    'rearrange',
    [x, 'b (h d) -> b h d', { h: 7 }],
    "rearrange: (h d) of 'b (h d) -> b h d' needs a multiple of 7, its axis of [batch, 64] has 64",
  ],
  [
    'rearrange',
    [x, 'b (h d) -> b h d', { h: 7, d: 9 }],
    "rearrange: (h d) of 'b (h d) -> b h d' has 63 elements, its axis of [batch, 64] has 64",
  ],
  ['rearrange', [x, 'b (h d) -> b h d', { h: 0.5 }], 'rearrange: dimension 0.5 is not a whole number, 0 or more'],
  ['at', [x, ':, 64'], "at: '64' is out of range for axis 1 of [batch, 64] (size 64)"],
  ['at', [x, ':, :65'], 'at: end 65 is out of range for axis 1 of [batch, 64] (size 64)'],
  ['at', [x, '0, 0, 0'], "at: '0, 0, 0' has 3 parts, [batch, 64] has rank 2"],
  ['at', [x, '0, 1.5'], "at: '1.5' in '0, 1.5' is not a position such as -1, a range such as 1:-1:2, or the one '...'"],
  ['slice', [x, 1, 0, 65, 2], 'slice: end 65 is out of range for axis 1 of [batch, 64] (size 64)'],
  ['slice', [x, 1, 0, 64, 0], 'slice: step 0 on axis 1 of [batch, 64] is not a whole number other than 0'],
  ['slice', [x, 1, 64, 0, -1], 'slice: start 64 is out of range for axis 1 of [batch, 64] (size 64)'],
  [
    'slice',
    [x, 1, 2, 5, -1],
    'slice: start 2 is before end 5 and step -1 goes back, on axis 1 of [batch, 64] (size 64)',
  ],
  [
    'slice',
    [x, 0, 1, undefined, 2],
    'slice: step 2 on axis 0 of [batch, 64] must divide batch-1, the length of the range',
  ],
  [
    'takeAlongAxis',
    [x, input('i', ['batch', 2], 'i32'), 2],
    'takeAlongAxis: axis 2 is out of range for [batch, 64] (rank 2)',
  ],
  ['takeAlongAxis', [x, label, 1], 'takeAlongAxis: indices [batch] have rank 1, [batch, 64] has rank 2'],
  [
    'takeAlongAxis',
    [x, input('i', [3, 2], 'i32'), 1],
    'takeAlongAxis: indices [3, 2] do not fit [batch, 64] (3 != batch on axis 0, indexed along axis 1)',
  ],
  ['takeAlongAxis', [x, x, 1], 'takeAlongAxis: the index tensor is f32, expected i32 or u32'],
  [
    'scatterAddAlongAxis',
    [x, input('i', ['batch', 2], 'i32'), x, 1],
    'scatterAddAlongAxis: shapes differ: [batch, 2] and [batch, 64] (2 != 64 on axis 1)',
  ],
  [
    'scatterAddAlongAxis',
    [x, label, input('b', ['batch']), 1],
    'scatterAddAlongAxis: indices [batch] have rank 1, [batch, 64] has rank 2',
  ],
  ['slice', [x, 1, 0, 65], 'slice: end 65 is out of range for axis 1 of [batch, 64] (size 64)'],
  ['concat', [[x, image], 1], 'concat: ranks differ: [batch, 64] has rank 2, [batch, 3, 8, 8] has rank 4'],
  ['concat', [[label, input('f', [3])]], 'concat: operands are i32 and f32, expected one element type'],
  ['concat', [[]], 'concat: no tensors given, expected 1 or more'],
  ['logSoftmax', [x, -3], 'logSoftmax: axis -3 is out of range for [batch, 64] (rank 2)'],
  ['argmax', [x, 2], 'argmax: axis 2 is out of range for [batch, 64] (rank 2)'],
  [
    'crossEntropy',
    [x, input('l', [3], 'i32')],
    'crossEntropy: labels [3] do not fit logits [batch, 64] (batch != 3 on axis 0)',
  ],
  ['crossEntropy', [x, input('l', ['batch'])], 'crossEntropy: the label tensor is f32, expected i32 or u32'],
  [
    'accuracy',
    [x, input('l', [3], 'i32')],
    'accuracy: labels [3] do not fit logits [batch, 64] (batch != 3 on axis 0)',
  ],
  ['mseLoss', [x, input('t', [64])], 'mseLoss: shapes differ: [batch, 64] and [64] (rank 2 != 1)'],
  ...[
    'mseLoss',
    'l1Loss',
    'huberLoss',
    'smoothL1Loss',
    'hingeLoss',
    'logCoshLoss',
    'poissonNllLoss',
    'binaryCrossEntropy',
    'binaryCrossEntropyWithLogits',
  ].flatMap((name) => [
    [
      name,
      [x, input('t', ['batch', 63])],
      `${name}: shapes differ: [batch, 64] and [batch, 63] (64 != 63 on axis 1)`,
    ] as const,
    [name, [x, x, { reduction: 'max' }], `${name}: reduction max is not one of mean, sum, none`] as const,
    [
      name,
      [x, input('t', ['batch', 64], 'f64')],
      `${name}: operands are f32 and f64, expected one element type`,
    ] as const,
  ]),
  ['klDiv', [x, input('t', [64])], 'klDiv: shapes differ: [batch, 64] and [64] (rank 2 != 1)'],
  ['klDiv', [x, x, { reduction: 'max' }], 'klDiv: reduction max is not one of mean, batchmean, sum, none'],
  [
    'klDiv',
    [input('s', []), input('s', []), { reduction: 'batchmean' }],
    'klDiv: [] has rank 0, batchmean needs 1 or more',
  ],
  ['huberLoss', [x, x, { delta: 0 }], 'huberLoss: delta 0 is not a finite number above 0'],
  ['smoothL1Loss', [x, x, { beta: -1 }], 'smoothL1Loss: beta -1 is not a finite number, 0 or more'],
  ['poissonNllLoss', [x, x, { eps: NaN }], 'poissonNllLoss: eps NaN is not a finite number above 0'],
  [
    'binaryCrossEntropyWithLogits',
    [x, x, { posWeight: input('w', [63]) }],
    'binaryCrossEntropyWithLogits: posWeight [63] has 63 elements, axis -1 of input [batch, 64] has 64',
  ],
  ...['crossEntropy', 'nllLoss'].flatMap((name) => [
    [
      name,
      [x, label, { weight: input('w', [63]) }],
      `${name}: weight [63] has 63 elements, axis -1 of input [batch, 64] has 64`,
    ] as const,
    [name, [x, label, { ignoreIndex: 0.5 }], `${name}: ignore index 0.5 is not a whole number`] as const,
    [name, [x, label, { reduction: 'max' }], `${name}: reduction max is not one of mean, sum, none`] as const,
    [name, [gain.sum(), label], `${name}: logits [] have rank 0, expected 1 or more (labels [batch])`] as const,
    [name, [x, x], `${name}: the label tensor is f32, expected i32 or u32`] as const,
  ]),
  ['crossEntropy', [x, label, { labelSmoothing: 1.5 }], 'crossEntropy: label smoothing 1.5 is not from 0 to 1'],
  [
    'convolution',
    [image, input('w', [16, 2, 3, 3])],
    'convolution: input [batch, 3, 8, 8] has 3 channels, weight [16, 2, 3, 3] expects 2',
  ],
  [
    'convolution',
    [image, input('w', [16, 2, 3, 3]), undefined, { groups: 2 }],
    'convolution: input [batch, 3, 8, 8] has 3 channels, weight [16, 2, 3, 3] in 2 groups expects 4',
  ],
  [
    'convTranspose',
    [image, input('w', [3, 2, 2, 2]), undefined, { padding: 5 }],
    'convTranspose: size -1 on spatial axis 0 of the result is not 1 or more (input [batch, 3, 8, 8], kernel [3, 2, 2, 2])',
  ],
  [
    'convTranspose',
    [image, input('w', [3, 2, 2, 2]), input('b', [3])],
    'convTranspose: bias [3] has 3 channels, weight [3, 2, 2, 2] gives 2',
  ],
  ['smoothMaxPool', [image, 2, { beta: 0 }], 'smoothMaxPool: beta 0 is not a finite number other than 0'],
  ['smoothMaxPool', [image, 2, { beta: NaN }], 'smoothMaxPool: beta NaN is not a finite number other than 0'],
  [
    'smoothMaxPool',
    [image, 2, { beta: 1, padded: 'same' }],
    `smoothMaxPool: padded is "same", expected 'exclude' or 'zero'`,
  ],
  ['softmaxPool', [image, 2, { beta: Infinity }], 'softmaxPool: beta Infinity is not a finite number'],
  [
    'softmaxPool',
    [image, 2, { beta: 1, padding: 2 }],
    'softmaxPool: padding 2 is more than half of kernel 2 on spatial axis 0 (input [batch, 3, 8, 8], kernel [2, 2])',
  ],
  [
    'maxPool',
    [image, 9],
    'maxPool: kernel 9 is larger than the padded input 8 on spatial axis 0 (input [batch, 3, 8, 8], kernel [9, 9])',
  ],
  [
    'avgPool',
    [image, 2, { padding: 2 }],
    'avgPool: padding 2 is more than half of kernel 2 on spatial axis 0 (input [batch, 3, 8, 8], kernel [2, 2])',
  ],
  ['gather', [x, [0], 2], 'gather: axis 2 is out of range for [batch, 64] (rank 2)'],
  ['gather', [x, [64], 1], 'gather: index 64 is out of range for axis 1 of [batch, 64] (size 64)'],
  ['take', [x, input('i', [2], 'i32'), 2], 'take: axis 2 is out of range for [batch, 64] (rank 2)'],
  ['take', [x, input('i', [2])], 'take: the index tensor is f32, expected i32 or u32'],
  ['gatherRows', [input('s', []), input('i', [2], 'i32')], 'gatherRows: axis 0 is out of range for [] (rank 0)'],
  ['gatherRows', [x, input('i', [2])], 'gatherRows: the index tensor is f32, expected i32 or u32'],
  [
    'scatterAdd',
    [x, 0, input('r', [63])],
    'scatterAdd: row [63] does not fit the rows of [batch, 64] (63 != 64 on axis 0 of the row)',
  ],
  ['scatterAdd', [image, 0, x], 'scatterAdd: row [batch, 64] has rank 2, rows of [batch, 3, 8, 8] have rank 3'],
  ['scatterAdd', [input('w', [4, 64]), 4, x], 'scatterAdd: index 4 is out of range for axis 0 of [4, 64] (size 4)'],
  ['scatterAdd', [x, 0.5, x], 'scatterAdd: index 0.5 is not a whole number (axis 0 of [batch, 64])'],
  ['scatterAdd', [input('s', []), 0, x], 'scatterAdd: [] has rank 0, expected 1 or more'],
  ...['less', 'lessEqual', 'greater', 'greaterEqual', 'equal'].flatMap((name) => [
    [name, [x, input('b', [63])], `${name}: cannot broadcast [batch, 64] with [63] (64 vs 63)`] as const,
    [name, [x, input('b', [64], 'i32')], `${name}: operands are f32 and i32, expected one element type`] as const,
    [name, [input('m', [3], 'bool'), 1], `${name}: operand is bool, expected a number`] as const,
  ]),
  ['where', [x, x, x], 'where: the mask is f32, expected bool'],
  ['where', [x.less(0), input('a', [63]), x], 'where: cannot broadcast [batch, 64] with [63] (64 vs 63)'],
  [
    'where',
    [input('m', [2], 'bool'), input('a', [2, 1]), x],
    'where: cannot broadcast [2, 2] with [batch, 64] (2 vs 64)',
  ],
  ['where', [x.less(0), x, input('b', [], 'f64')], 'where: operands are f32 and f64, expected one element type'],
  ['squeeze', [x, -1], 'squeeze: axis -1 of [batch, 64] has size 64, expected 1'],
  ['squeeze', [x, 2], 'squeeze: axis 2 is out of range for [batch, 64] (rank 2)'],
  ['unsqueeze', [x, 3], 'unsqueeze: axis 3 is out of range for a new axis of [batch, 64] (expected -3 to 2)'],
  ['expand', [x, [-1, 63]], 'expand: cannot expand [batch, 64] to [-1, 63] (64 vs 63)'],
  ['expand', [x, [64]], 'expand: cannot expand [batch, 64] to [64] (rank 2 vs 1)'],
  [
    'expand',
    [x, [-1, 'batch', 64]],
    'expand: -1 in [-1, batch, 64] stands before the axes of [batch, 64], there is nothing to keep',
  ],
  ['stack', [[x, input('y', ['batch', 63])]], 'stack: [batch, 64] and [batch, 63] differ on axis 1 (64 != 63)'],
  ['stack', [[label, input('f', ['batch'])]], 'stack: operands are i32 and f32, expected one element type'],
  ['stack', [[]], 'stack: no tensors given, expected 1 or more'],
  ['split', [x, [32, 31], 1], 'split: sizes [32, 31] add up to 63, axis 1 of [batch, 64] has size 64'],
  ['split', [x, 8], 'split: axis 0 of [batch, 64] has size batch, no number: give the sizes as a list'],
  ['split', [x, 0, 1], 'split: size 0 is not a whole number, 1 or more ([batch, 64])'],
  ['chunk', [x, 5, 1], 'chunk: axis 1 of [batch, 64] has size 64, not a multiple of 5'],
  ['chunk', [x, 0.5], 'chunk: 0.5 is not a whole number of parts, 1 or more ([batch, 64])'],
  ['pad', [x, [[1, 1]]], 'pad: 1 pairs of widths given, [batch, 64] has rank 2'],
  [
    'pad',
    [
      x,
      [
        [0, 0],
        [0, -1],
      ],
    ],
    'pad: width -1 on axis 1 of [batch, 64] is not a whole number, 0 or more',
  ],
  ['pad', [label, [[0, 1]], 0.5], 'pad: value 0.5 is not a whole number, the operand is i32'],
  ['pad', [label, [[0, 1]], -Infinity], 'pad: value -Infinity is not a finite number'],
  ['tile', [x, [1.5]], 'tile: 1.5 is not a whole number of times, 0 or more, in [1.5] (input [batch, 64])'],
  ['flip', [x, [0, -2]], 'flip: axis -2 is repeated in [0, -2] for [batch, 64]'],
  ['select', [x, 1, 64], 'select: index 64 is out of range for axis 1 of [batch, 64] (size 64)'],
  ['select', [x, 2, 0], 'select: axis 2 is out of range for [batch, 64] (rank 2)'],
  [
    'moveaxis',
    [image, [0, 1], 2],
    'moveaxis: source [0, 1] has 2 axes, destination [2] has 1 (input [batch, 3, 8, 8])',
  ],
  ['max', [x, 2], 'max: axis 2 is out of range for [batch, 64] (rank 2)'],
  ['min', [label], 'min: operand is i32, expected f32 or f64'],
  ['oneHot', [x, 10], 'oneHot: the label tensor is f32, expected i32 or u32'],
  ['oneHot', [label, 1.5], 'oneHot: dimension 1.5 is not a whole number, 0 or more'],
  ['cumulativeSum', [x, -3], 'cumulativeSum: axis -3 is out of range for [batch, 64] (rank 2)'],
  ['layerNorm', [x, input('g', [63])], 'layerNorm: gamma [63] has 63 elements, axis -1 of input [batch, 64] has 64'],
  ['layerNorm', [x, gain, input('b', [1, 64])], 'layerNorm: beta [1, 64] has rank 2, expected 1 (input [batch, 64])'],
  ['layerNorm', [x, gain, gain, { eps: -1 }], 'layerNorm: eps -1 is not a finite number, 0 or more'],
  ['layerNorm', [x, input('g', [64], 'f64')], 'layerNorm: operands are f32 and f64, expected one element type'],
  ['rmsNorm', [input('s', []), gain], 'rmsNorm: axis -1 is out of range for [] (rank 0)'],
  ['rope', [gain], 'rope: input [64] has rank 1, expected 2 or more'],
  [
    'rope',
    [input('r', ['T', 7])],
    'rope: input [T, 7] has 7 features on its last axis, expected an even number of them',
  ],
  ['rope', [x, { base: 0 }], 'rope: base 0 is not a finite number above 0'],
  ['rope', [x, { offset: 1.5 }], 'rope: dimension 1.5 is not a whole number, 0 or more'],
  ['rmsNorm', [x, gain, { eps: NaN }], 'rmsNorm: eps NaN is not a finite number, 0 or more'],
  ['batchNorm', [gain, gain], 'batchNorm: axis 1 is out of range for [64] (rank 1)'],
  ['batchNorm', [image, gain], 'batchNorm: gamma [64] has 64 elements, axis 1 of input [batch, 3, 8, 8] has 3'],
  [
    'batchNorm',
    [image, colour, undefined, { running: { mean: runningStatistics(3).mean, variance: gain } }],
    'batchNorm: a running statistic is input, expected a state',
  ],
  [
    'batchNorm',
    [image, colour, colour, { running: { mean: runningStatistics(3).mean, variance: runningStatistics(4).variance } }],
    'batchNorm: running variance [4] has 4 elements, axis 1 of input [batch, 3, 8, 8] has 3',
  ],
  [
    'batchNorm',
    [image, colour, undefined, { running: runningStatistics(3), momentum: 1.5 }],
    'batchNorm: momentum 1.5 is not from 0 to 1',
  ],
  ['bernoulliMask', [['batch', 2], 1.5], 'bernoulliMask: probability 1.5 is not from 0 to 1'],
  ['bernoulliMask', [[0.5], 1], 'bernoulliMask: dimension 0.5 is not a whole number, 0 or more'],
  ['randUniform', [[2], { low: 1 }], 'randUniform: bounds 1 and 1 are not finite numbers, the lower first'],
  [
    'randUniform',
    [[2], { high: Infinity }],
    'randUniform: bounds 0 and Infinity are not finite numbers, the lower first',
  ],
  ['randUniform', [[-1]], 'randUniform: dimension -1 is not a whole number, 0 or more'],
  ['withUpdate', [x, gain, gain], 'withUpdate: the leaf is input, expected a state'],
  ['withUpdate', [x, runningStatistics(3).mean, gain], 'withUpdate: shapes differ: [3] and [64] (3 != 64 on axis 0)'],
  ['variance', [x, 2], 'variance: axis 2 is out of range for [batch, 64] (rank 2)'],
  ['variance', [x, 0, false, { correction: -1 }], 'variance: correction -1 is not a whole number, 0 or more'],
  ['std', [x, 0, false, { correction: 0.5 }], 'std: correction 0.5 is not a whole number, 0 or more'],
  ['leakyRelu', [x, Infinity], 'leakyRelu: slope Infinity is not a finite number'],
  ['leakyRelu', [label], 'leakyRelu: operand is i32, expected f32 or f64'],
  ['elu', [x, NaN], 'elu: alpha NaN is not a finite number'],
  ['elu', [label], 'elu: operand is i32, expected f32 or f64'],
  ['pow', [x, 0.5], 'pow: exponent 0.5 is not a whole number'],
  ['pow', [label, 2], 'pow: operand is i32, expected f32 or f64'],
  ['logSumExp', [x, 2], 'logSumExp: axis 2 is out of range for [batch, 64] (rank 2)'],
  ['norm', [x, [0, 0]], 'norm: axis 0 is repeated in [0, 0] for [batch, 64]'],
  ['norm', [x, 0, false, { order: 3 }], 'norm: order 3 is neither 1 nor 2'],
  ['groupNorm', [x, 5, gain], 'groupNorm: 5 groups do not divide the 64 channels on axis 1 of input [batch, 64]'],
  ['groupNorm', [x, 0, gain], 'groupNorm: number of groups 0 is not a whole number, 1 or more (input [batch, 64])'],
  [
    'scaledDotProductAttention',
    [x, input('k', [5, 63]), x],
    'scaledDotProductAttention: query [batch, 64] has 64 features, key [5, 63] has 63',
  ],
  [
    'scaledDotProductAttention',
    [x, input('k', [5, 64]), input('v', [6, 2])],
    'scaledDotProductAttention: key [5, 64] has length 5, value [6, 2] has 6',
  ],
  [
    'scaledDotProductAttention',
    [x, x, x, { mask: input('m', [3], 'bool') }],
    'scaledDotProductAttention: cannot broadcast mask [3] to scores [batch, batch] (3 vs batch)',
  ],
  [
    'scaledDotProductAttention',
    [x, x, x, { mask: input('m', [1]) }],
    'scaledDotProductAttention: mask is f32, expected bool, i32 or u32',
  ],
  [
    'multiHeadAttention',
    [x, square, square, square, square, { heads: 5 }],
    'multiHeadAttention: 5 heads do not divide the 64 features that wq [64, 64] gives',
  ],
  [
    'multiHeadAttention',
    [x, square, input('k', [64, 63]), square, square, { heads: 4 }],
    'multiHeadAttention: wk [64, 63] gives 63 features, wq [64, 64] gives 64',
  ],
  [
    'multiHeadAttention',
    [x, square, square, square, square, { heads: 4, mask: input('m', [1, 1, 1], 'i32') }],
    'multiHeadAttention: cannot broadcast mask [1, 1, 1] to scores [batch, batch] (rank 3 vs 2)',
  ],
  ['dropout', [x, 1], 'dropout: probability 1 is not from 0 up to, but not, 1'],
]

const functions = shapewright as unknown as Readonly<Record<string, Untyped>>

test.each(rejected)('%s %#', (operator, operands, sentence) => {
  let thrown: unknown
  try {
    functions[operator]!(...operands)
  } catch (error) {
    thrown = error
  }
  expect(thrown).toBeInstanceOf(ShapeError)
  expect((thrown as ShapeError).message).toBe(sentence)
  expect((thrown as ShapeError).site?.file).toMatch(/errors\.test\.ts$/)
})

test('every operator that can be misused is here', () => {
  const covered = new Set(rejected.map(([operator]) => operator))
  covered.add('swapAdjacentAtDepth') // takes any depth of any tensor
  expect(operatorNames().filter((name) => !covered.has(name))).toEqual([])
})

test('an operand that is no tensor is named by its place', () => {
  expect(() => functions['add']!(x, 'x')).toThrow(new TypeError('add: operand 2 is not a tensor (string)'))
  expect(() => functions['relu']!(null)).toThrow(new TypeError('relu: operand 1 is not a tensor (null)'))
  expect(() => functions['split']!('x', 2)).toThrow(new TypeError('split: operand 1 is not a tensor (string)'))
  expect(() => functions['squeeze']!('x')).toThrow(new TypeError('squeeze: operand 1 is not a tensor (string)'))
  expect(() => functions['matmul']!(x)).toThrow(new TypeError('matmul: operand 2 is not a tensor (undefined)'))
})
