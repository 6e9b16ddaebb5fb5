/**
 * One line for every operator of the library, and a further one where an operator has a dear case: what the call costs the
 * compiler at shapes it has not seen. In: nothing. Out: rows of budget.ts; hover.test.ts reads the type of every result.
 */

/** What the issue allows at new shapes. */
export const limits = {
  elementwise: 1200,
  matmul: 1200,
  convolution: 1200,
  pooling: 1200,
  reduction: 1200,
  permute: 1200,
  slice: 1200,
  reshape: 4000,
  rearrange: 4000,
  inferred: 7500,
} as const

/**
 * A call on operands named x, y, z, u, v. An operand is a shape, of f32 unless an element type stands before it. The
 * operator is the first word of the name.
 */
export interface OperatorRow {
  readonly name: string
  readonly call: string
  readonly operands: readonly string[]
  readonly limit?: keyof typeof limits
}

type Line = readonly [name: string, call: string, operands: readonly string[], limit?: keyof typeof limits]

const image = "['batch', 3, 28, 28]"
const tokens = "['B', 'T', 768]"
const heads = "['B', 12, 'T', 64]"

const unary =
  'abs cos detach exp gelu log logEps neg reciprocal relu safeLog sigmoid silu sin softplus softsign sqrt square tanh'
const binary = 'add div equal greater greaterEqual less lessEqual maximum minimum mul sub'

const lines: readonly Line[] = [
  ...unary.split(' ').map((name): Line => [name, `s.${name}(x)`, [image], 'elementwise']),
  ...binary.split(' ').map((name): Line => [name, `x.${name}(y)`, [image, '[3, 1, 1]'], 'elementwise']),
  ['add of a number', 'x.add(1)', [image], 'elementwise'],
  ['add of two that stretch', 'x.add(y)', ["['batch', 1, 28, 1]", '[16, 1, 14]'], 'elementwise'],
  ['inv', 's.inv(x)', [image], 'elementwise'],
  ['clamp', 'x.clamp(0, 1)', [image], 'elementwise'],
  ['leakyRelu', 'x.leakyRelu(0.2)', [image], 'elementwise'],
  ['elu', 'x.elu()', [image], 'elementwise'],
  ['pow', 'x.pow(3)', [image], 'elementwise'],
  ['scale', 'x.scale(2)', [image], 'elementwise'],
  ['dropout', 'x.dropout(0.1)', [image], 'elementwise'],
  ['bernoulliMask', "s.bernoulliMask(['batch', 3, 28, 28], 0.5)", []],
  ['randUniform', "s.randUniform(['batch', 3, 28, 28])", []],
  ['where', 's.where(x.greater(0), x, y)', [image, '[28, 28]'], 'elementwise'],
  ['matmul', 'x.matmul(y)', ["['batch', 784]", '[784, 128]'], 'matmul'],
  ['matmul of batches', 'x.matmul(y)', [heads, "['B', 1, 64, 'T']"], 'matmul'],
  ['linear', 'x.linear(y, z)', [tokens, '[3072, 768]', '[3072]'], 'matmul'],
  ['convolution', 'x.convolution(y, z)', [image, '[16, 3, 3, 3]', '[16]'], 'convolution'],
  ['convolution with padding', 'x.convolution(y, z, { padding: 1 })', [image, '[16, 3, 3, 3]', '[16]'], 'convolution'],
  [
    'convolution with stride',
    'x.convolution(y, z, { stride: 2, padding: 3 })',
    ["['batch', 3, 224, 224]", '[64, 3, 7, 7]', '[64]'],
    'convolution',
  ],
  [
    'convolution with dilation',
    'x.convolution(y, z, { padding: 2, dilation: 2 })',
    [image, '[16, 3, 3, 3]', '[16]'],
    'convolution',
  ],
  [
    'convolution with options for each axis',
    'x.convolution(y, z, { stride: [2, 1], padding: [2, 1], dilation: [2, 1] })',
    ["['batch', 32, 56, 48]", '[64, 32, 3, 3]', '[64]'],
    'convolution',
  ],
  [
    'convolution in groups',
    'x.convolution(y, z, { padding: 1, groups: 4 })',
    ["['batch', 32, 56, 48]", '[64, 8, 3, 3]', '[64]'],
    'convolution',
  ],
  ['convTranspose', 'x.convTranspose(y, z, { stride: 2 })', ["['batch', 64, 14, 14]", '[64, 32, 2, 2]', '[32]']],
  ['maxPool', 'x.maxPool(2)', [image], 'pooling'],
  ['maxPool with options', 'x.maxPool([3, 3], { stride: 2, padding: 1 })', ["['batch', 64, 112, 112]"], 'pooling'],
  ['avgPool', 'x.avgPool(2)', [image], 'pooling'],
  ['softmaxPool', 'x.softmaxPool(2, { beta: 4 })', [image], 'pooling'],
  ['smoothMaxPool', 'x.smoothMaxPool(2, { beta: 4 })', [image], 'pooling'],
  ['sum', 'x.sum(1)', [image], 'reduction'],
  ['sum over everything', 'x.sum()', [image], 'reduction'],
  ['mean', 'x.mean([2, 3], true)', [image], 'reduction'],
  ['max', 'x.max(-1)', [image], 'reduction'],
  ['min', 'x.min([-1, -2])', [image], 'reduction'],
  ['argmax', 'x.argmax(-1)', [image], 'reduction'],
  ['cumulativeSum', 'x.cumulativeSum(-1)', [image], 'reduction'],
  ['softmax', 'x.softmax(-1)', [heads], 'reduction'],
  ['logSoftmax', 'x.logSoftmax(-1)', [heads], 'reduction'],
  ['layerNorm', 'x.layerNorm(y, z)', [tokens, '[768]', '[768]'], 'reduction'],
  ['rmsNorm', 'x.rmsNorm(y)', [tokens, '[768]'], 'reduction'],
  ['batchNorm', 'x.batchNorm(y, z)', [image, '[3]', '[3]'], 'reduction'],
  ['groupNorm', 'x.groupNorm(4, y, z)', ["['batch', 16, 28, 28]", '[16]', '[16]'], 'reduction'],
  ['crossEntropy', 'x.crossEntropy(y)', ["['batch', 10]", "i32 ['batch']"], 'reduction'],
  ['accuracy', 'x.accuracy(y)', ["['batch', 10]", "i32 ['batch']"], 'reduction'],
  ['mseLoss', 'x.mseLoss(y)', [image, image], 'reduction'],
  ['std', 'x.std([2, 3], true)', [image], 'reduction'],
  ['variance', 'x.variance(-1)', [image], 'reduction'],
  ['logSumExp', 'x.logSumExp(-1)', [image], 'reduction'],
  ['norm', 'x.norm(1, true)', [image], 'reduction'],
  ['l1Loss', 'x.l1Loss(y)', [image, image], 'reduction'],
  ['huberLoss', 'x.huberLoss(y)', [image, image], 'reduction'],
  ['smoothL1Loss', 'x.smoothL1Loss(y)', [image, image], 'reduction'],
  ['logCoshLoss', 'x.logCoshLoss(y)', [image, image], 'reduction'],
  ['hingeLoss', 'x.hingeLoss(y)', [image, image], 'reduction'],
  ['klDiv', 'x.klDiv(y)', [image, image], 'reduction'],
  ['poissonNllLoss', 'x.poissonNllLoss(y)', [image, image], 'reduction'],
  ['binaryCrossEntropy', 'x.binaryCrossEntropy(y)', [image, image], 'reduction'],
  ['binaryCrossEntropyWithLogits', 'x.binaryCrossEntropyWithLogits(y)', [image, image], 'reduction'],
  ['nllLoss', 'x.nllLoss(y)', ["['batch', 10]", "i32 ['batch']"], 'reduction'],
  ['withUpdate', 's.withUpdate(x, s.state([], s.init.zeros), y)', [image, '[]'], 'elementwise'],
  ['einsum', "s.einsum('bhqk,bhkd->bqhd', x, y)", ["['batch', 12, 'T', 'T']", heads.replace('B', 'batch')], 'reshape'],
  ['einsum of two', "s.einsum('ij,jk->ik', x, y)", ['[32, 784]', '[784, 128]'], 'reshape'],
  ['permute', 'x.permute([0, 2, 3, 1])', [image], 'permute'],
  ['transpose', 'x.transpose(-1, -2)', [heads], 'permute'],
  ['moveaxis', 'x.moveaxis(1, -1)', [image], 'permute'],
  ['moveaxis of two', 'x.moveaxis([0, 1], [2, 3])', [image], 'permute'],
  ['swapAdjacentAtDepth', 'x.swapAdjacentAtDepth(1)', [image], 'permute'],
  ['flip', 'x.flip([2, -1])', [image], 'permute'],
  ['slice', 'x.slice(2, 4, -4)', [image], 'slice'],
  ['slice by steps', 'x.slice(2, undefined, undefined, 2)', [image], 'slice'],
  ['select', 'x.select(1, -1)', [image], 'slice'],
  ['at', "x.at('2:5')", ['[96, 3, 28, 28]'], 'slice'],
  ['at of all but the last', "x.at(':, :-1')", [tokens], 'slice'],
  ['at of two ranges', "x.at('..., 1:-1, 1:-1')", [image], 'slice'],
  ['at of a position', "x.at('..., 0')", [image], 'slice'],
  ['at by steps', "x.at('..., ::2, ::2')", [image], 'slice'],
  ['squeeze', 'x.squeeze([1, -1])', ["['batch', 1, 28, 1]"], 'slice'],
  ['unsqueeze', 'x.unsqueeze(-2)', [image], 'slice'],
  ['reshape', 'x.reshape([64, 28, 28])', ['[64, 784]'], 'reshape'],
  ['reshape of names', "x.reshape(['B', 'T', 768])", ["['B', 'T', 12, 64]"], 'reshape'],
  ['reshape with -1', "x.reshape(['batch', -1])", ["['batch', 64, 6, 6]"], 'inferred'],
  ['reshape with -1 and a division', "x.reshape(['B', 'T', 12, -1])", [tokens], 'inferred'],
  ['flatten', 'x.flatten(1)', ["['batch', 64, 6, 6]"], 'reshape'],
  ['broadcastTo', "x.broadcastTo(['batch', 32, 28, 28])", ['[32, 1, 28]'], 'slice'],
  ['expand', 'x.expand([-1, 3, -1, 28])', ["['batch', 1, 28, 1]"], 'slice'],
  ['concat', 's.concat([x, y], 1)', ['[32, 784]', '[32, 16]']],
  ['concat of names', 's.concat([x, y], 2)', [heads, "['B', 12, 'S', 64]"]],
  ['einsum with an ellipsis', "s.einsum('...qk,...kd->...qd', x, y)", ["['B', 12, 'T', 'T']", heads], 'reshape'],
  ['rearrange', "x.rearrange('b t (h d) -> b h t d', { h: 12 })", [tokens], 'rearrange'],
  ['rearrange that merges', "x.rearrange('b h t d -> b t (h d)')", [heads], 'rearrange'],
  ['rearrange of patches', "x.rearrange('b c (h p) (w q) -> b (h w) (p q c)', { p: 2, q: 2 })", [image], 'rearrange'],
  ['stack', 's.stack([x, x, x], -1)', [image]],
  ['split', 'x.split([512, 128, 128], -1)', [tokens]],
  ['split by size', 'x.split(100, -1)', [tokens]],
  ['chunk', 'x.chunk(3, -1)', ["['B', 'T', 2304]"]],
  ['pad', 'x.pad([[0, 0], [0, 0], [1, 1], [2, 2]])', [image]],
  ['tile', 'x.tile([2, 1, 3])', [image]],
  ['gather', 'x.gather([0, -1, 3])', ['[4, 10]']],
  ['take', 'x.take(y, 1)', [image, "i32 ['B', 'T']"], 'slice'],
  ['gatherRows', 'x.gatherRows(y)', ['[50257, 768]', "i32 ['B', 'T']"]],
  ['scatterAdd', 'x.scatterAdd(-1, y)', ['[10, 768]', '[768]']],
  ['takeAlongAxis', 'x.takeAlongAxis(y, 1)', ["['B', 12, 64]", "i32 ['B', 5, 64]"]],
  ['scatterAddAlongAxis', 'x.scatterAddAlongAxis(y, z, 1)', ["['B', 12, 64]", "i32 ['B', 5, 64]", "['B', 5, 64]"]],
  ['oneHot', 's.oneHot(x, 10)', ["i32 ['B', 'T']"]],
  ['rope', 's.rope(x)', [heads]],
  ['scaledDotProductAttention', 's.scaledDotProductAttention(x, x, x, { causal: true })', [heads]],
  ['multiHeadAttention', 's.multiHeadAttention(x, y, y, y, y, { heads: 12, causal: true })', [tokens, '[768, 768]']],
]

export const operatorRows: readonly OperatorRow[] = lines.map(([name, call, operands, limit]) =>
  limit === undefined ? { name, call, operands } : { name, call, operands, limit },
)

/** The statements that declare operands, named by `names`. */
export const declared = (operands: readonly string[], names = 'xyzuv'): string =>
  operands
    .map((operand, i) => {
      const [, dtype, shape = ''] = /^(?:(\w+) )?(.*)$/.exec(operand) ?? []
      const made = dtype === undefined ? `s.zeros(${shape})` : `s.input('${names[i]}', ${shape}, '${dtype}')`
      return `export const ${names[i]} = ${made}\n`
    })
    .join('')

/** Other sizes and names that fit wherever these do: 30 * 30 is 900 as 28 * 28 is 784. */
const others: Readonly<Record<string, string>> = {
  "'batch'": "'N'",
  "'B'": "'M'",
  "'T'": "'L'",
  "'S'": "'R'",
  3: '5',
  4: '6',
  7: '5',
  8: '10',
  10: '15',
  12: '16',
  14: '18',
  16: '24',
  28: '30',
  32: '40',
  48: '52',
  56: '60',
  64: '72',
  112: '96',
  128: '144',
  224: '192',
  512: '864',
  768: '1152',
  784: '900',
  2304: '3456',
  3072: '4608',
  50257: '32000',
}

const otherwise = (text: string, from: number): string =>
  text.replace(/'\w+'|\b\d+\b/g, (token) => (Number(token) < from ? token : (others[token] ?? token)))

/** The row's call at shapes that have nothing in common with it; its operands are named a, b, c, d, e. */
export const elsewhere = ({ operands, call }: OperatorRow): string =>
  declared(
    operands.map((operand) => otherwise(operand, 0)),
    'abcde',
  ) +
  `export const earlier = ${otherwise(call, 20).replace(/\b[xyzuv]\b/g, (name) => 'abcde'['xyzuv'.indexOf(name)] ?? name)}\n`
