/**
 * nanoGPT at the size of GPT-2 (Karpathy 2022; Radford et al. 2019), two of its twelve equal blocks, in three programs over
 * the same parameters: training on T tokens; the prompt, which also gives each block's keys and values; and one more
 * token after P of them, whose cache has grown to P+1.
 */
import { concat, crossEntropy, init, input, linear, nn, parameter, type Tensor } from 'shapewright'

const vocabulary = 50257
const context = 1024
const width = 768
const heads = 12
const headWidth = 64
const hidden = 3072
const triple = 2304

type Tokens<T extends number | string> = Tensor<['batch', T, typeof width]>
type Heads<T extends number | string> = Tensor<['batch', typeof heads, T, typeof headWidth]>
interface Cache<T extends number | string> {
  readonly keys: Heads<T>
  readonly values: Heads<T>
}

function makeBlock() {
  const norm1 = nn.layerNorm(width)
  const projection = nn.linear(width, triple)
  const output = nn.linear(width, width)
  const norm2 = nn.layerNorm(width)
  const mlp = nn.sequential(nn.linear(width, hidden), nn.gelu(), nn.linear(hidden, width))

  /** All T positions at once, each seeing itself and those before it. */
  function prompt(x: Tokens<'T'>) {
    const [q, k, v] = projection(norm1(x)).chunk(3, -1)
    const split = (part: Tokens<'T'>) => part.reshape(['batch', 'T', heads, headWidth]).permute([0, 2, 1, 3])
    const [keys, values] = [split(k), split(v)]
    const mixed = split(q).scaledDotProductAttention(keys, values, { causal: true })
    const attended = x.add(output(mixed.permute([0, 2, 1, 3]).flatten(2)))
    return { x: attended.add(mlp(norm2(attended))), cache: { keys, values } satisfies Cache<'T'> }
  }

  /** One position, which sees the P in the cache and itself. */
  function step(x: Tokens<1>, cache: Cache<'P'>) {
    const [q, k, v] = projection(norm1(x)).chunk(3, -1)
    const split = (part: Tokens<1>) => part.reshape(['batch', 1, heads, headWidth]).permute([0, 2, 1, 3])
    const keys = concat([cache.keys, split(k)], 2) satisfies Heads<'P+1'>
    const values = concat([cache.values, split(v)], 2) satisfies Tensor<['batch', 12, 'P+1', 64]>
    const mixed = split(q).scaledDotProductAttention(keys, values) satisfies Tensor<['batch', 12, 1, 64]>
    const attended = x.add(output(mixed.permute([0, 2, 1, 3]).flatten(2)))
    return { x: attended.add(mlp(norm2(attended))), cache: { keys, values } satisfies Cache<'P+1'> }
  }

  return { prompt, step }
}

const word = parameter([vocabulary, width], init.normal(0, 0.02), 'word')
const position = parameter([context, width], init.normal(0, 0.02), 'position')
const block1 = makeBlock()
const block2 = makeBlock()
const lastNorm = nn.layerNorm(width)

// Training and prompt: T tokens.
const token = input('token', ['batch', 'T'], 'i32')
const place = input('place', ['T'], 'i32')
const target = input('target', ['batch', 'T'], 'i32')

const embedded = word.gatherRows(token).add(position.gatherRows(place)) satisfies Tensor<['batch', 'T', 768]>
const first = block1.prompt(embedded)
const second = block2.prompt(first.x)
const logits = linear(lastNorm(second.x), word) satisfies Tensor<['batch', 'T', 50257]>
const loss = crossEntropy(logits, target)

// One more token: the cache of each block comes in, and goes out longer.
const next = input('next', ['batch', 1], 'i32')
const nextPlace = input('nextPlace', [1], 'i32')
const cache1 = {
  keys: input('keys1', ['batch', heads, 'P', headWidth]),
  values: input('values1', ['batch', heads, 'P', headWidth]),
}
const cache2 = {
  keys: input('keys2', ['batch', heads, 'P', headWidth]),
  values: input('values2', ['batch', heads, 'P', headWidth]),
}

const nextEmbedded = word.gatherRows(next).add(position.gatherRows(nextPlace)) satisfies Tensor<['batch', 1, 768]>
const nextFirst = block1.step(nextEmbedded, cache1)
const nextSecond = block2.step(nextFirst.x, cache2)
const nextLogits = linear(lastNorm(nextSecond.x), word) satisfies Tensor<['batch', 1, 50257]>

export const outputs = {
  logits,
  loss,
  promptKeys: second.cache.keys,
  promptValues: second.cache.values,
  nextLogits,
  nextKeys: nextSecond.cache.keys,
  nextValues: nextSecond.cache.values,
}
