/**
 * Two blocks of Llama 3 at the size of 8B (Grattafiori et al. 2024), of 32 equal ones: rotary positions, eight key heads
 * shared by four query heads each, root-mean-square norms and a gated perceptron. One program trains on T tokens; the
 * other adds one token after P in the cache.
 */
import { concat, crossEntropy, init, input, nn, parameter, rope, type Tensor } from 'shapewright'

const vocabulary = 128256
const width = 4096
const keyHeads = 8
const shared = 4
const headWidth = 128
const keyWidth = 1024
const hidden = 14336

type Tokens<T extends number | string> = Tensor<['batch', T, typeof width]>
type Keys<T extends number | string> = Tensor<['batch', typeof keyHeads, 1, T, typeof headWidth]>

const plain = { bias: false }

function makeBlock() {
  const attentionNorm = nn.rmsNorm(width)
  const query = nn.linear(width, width, plain)
  const key = nn.linear(width, keyWidth, plain)
  const value = nn.linear(width, keyWidth, plain)
  const output = nn.linear(width, width, plain)
  const feedNorm = nn.rmsNorm(width)
  const gate = nn.linear(width, hidden, plain)
  const up = nn.linear(width, hidden, plain)
  const down = nn.linear(hidden, width, plain)

  function train(x: Tokens<'T'>): Tokens<'T'> {
    const normed = attentionNorm(x)
    // Query heads stand beside the key head that they share: [batch, keyHeads, shared, T, headWidth].
    const q = query(normed)
      .reshape(['batch', 'T', keyHeads, shared, headWidth])
      .permute([0, 2, 3, 1, 4])
      .rope({ base: 500_000 })
    const k = key(normed)
      .reshape(['batch', 'T', keyHeads, 1, headWidth])
      .permute([0, 2, 3, 1, 4])
      .rope({ base: 500_000 })
    const v = value(normed).reshape(['batch', 'T', keyHeads, 1, headWidth]).permute([0, 2, 3, 1, 4])
    const mixed = q.scaledDotProductAttention(k, v, { causal: true }) satisfies Tensor<['batch', 8, 4, 'T', 128]>
    const attended = x.add(output(mixed.permute([0, 3, 1, 2, 4]).flatten(2)))
    const inner = feedNorm(attended) satisfies Tokens<'T'>
    // SwiGLU
    return attended.add(down(gate(inner).silu().mul(up(inner))))
  }

  function step(x: Tokens<1>, pastKeys: Keys<'P'>, pastValues: Keys<'P'>) {
    const normed = attentionNorm(x)
    const q = query(normed)
      .reshape(['batch', 1, keyHeads, shared, headWidth])
      .permute([0, 2, 3, 1, 4])
      .rope({ base: 500_000, offset: 'P' })
    const k = key(normed)
      .reshape(['batch', 1, keyHeads, 1, headWidth])
      .permute([0, 2, 3, 1, 4])
      .rope({ base: 500_000, offset: 'P' })
    const v = value(normed).reshape(['batch', 1, keyHeads, 1, headWidth]).permute([0, 2, 3, 1, 4])
    const keys = concat([pastKeys, k], 3) satisfies Keys<'P+1'>
    const values = concat([pastValues, v], 3) satisfies Tensor<['batch', 8, 1, 'P+1', 128]>
    const mixed = q.scaledDotProductAttention(keys, values) satisfies Tensor<['batch', 8, 4, 1, 128]>
    const attended = x.add(output(mixed.permute([0, 3, 1, 2, 4]).flatten(2)))
    const inner = feedNorm(attended)
    return { x: attended.add(down(gate(inner).silu().mul(up(inner)))), keys, values }
  }

  return { train, step }
}

const word = parameter([vocabulary, width], init.normal(0, 0.02), 'word')
const block1 = makeBlock()
const block2 = makeBlock()
const head = nn.sequential(nn.rmsNorm(width), nn.linear(width, vocabulary, plain))

const token = input('token', ['batch', 'T'], 'i32')
const target = input('target', ['batch', 'T'], 'i32')
const embedded = word.gatherRows(token) satisfies Tensor<['batch', 'T', 4096]>
const logits = head(block2.train(block1.train(embedded))) satisfies Tensor<['batch', 'T', 128256]>

const next = input('next', ['batch', 1], 'i32')
const keys1 = input('keys1', ['batch', keyHeads, 1, 'P', headWidth])
const values1 = input('values1', ['batch', keyHeads, 1, 'P', headWidth])
const keys2 = input('keys2', ['batch', keyHeads, 1, 'P', headWidth])
const values2 = input('values2', ['batch', keyHeads, 1, 'P', headWidth])
const first = block1.step(word.gatherRows(next), keys1, values1)
const second = block2.step(first.x, keys2, values2)
const nextLogits = head(second.x) satisfies Tensor<['batch', 1, 128256]>

export const outputs = {
  logits,
  loss: crossEntropy(logits, target),
  nextLogits,
  nextKeys: second.keys,
  nextValues: second.values,
}
