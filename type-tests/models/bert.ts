/**
 * BERT encoder, base size (Devlin et al. 2019), two of its twelve equal layers: word, position and segment embeddings,
 * attention that leaves padding out, and the masked-language-model head that shares the word embedding.
 */
import { crossEntropy, init, input, linear, nn, parameter, type Tensor } from 'shapewright'

const vocabulary = 30522
const positions = 512
const width = 768
const heads = 12
const headWidth = 64
const hidden = 3072

type Tokens = Tensor<['batch', 'T', typeof width]>
type Mask = Tensor<['batch', 1, 1, 'T'], 'bool'>

function encoderLayer() {
  const query = nn.linear(width, width)
  const key = nn.linear(width, width)
  const value = nn.linear(width, width)
  const output = nn.linear(width, width)
  const norm1 = nn.layerNorm(width, { eps: 1e-12 })
  const mlp = nn.sequential(nn.linear(width, hidden), nn.gelu(), nn.linear(hidden, width), nn.dropout(0.1))
  const norm2 = nn.layerNorm(width, { eps: 1e-12 })
  const drop = nn.dropout(0.1)

  const split = (x: Tokens) => x.reshape(['batch', 'T', heads, headWidth]).permute([0, 2, 1, 3])

  return (x: Tokens, mask: Mask): Tokens => {
    const q = split(query(x)) satisfies Tensor<['batch', 12, 'T', 64]>
    const mixed = q.scaledDotProductAttention(split(key(x)), split(value(x)), { mask })
    const joined = mixed.permute([0, 2, 1, 3]).flatten(2) satisfies Tensor<['batch', 'T', 768]>
    const attended = norm1(x.add(drop(output(joined))))
    return norm2(attended.add(mlp(attended)))
  }
}

const word = parameter([vocabulary, width], init.normal(0, 0.02), 'word')
const position = nn.embedding(positions, width)
const segment = nn.embedding(2, width)
const normEmbedding = nn.layerNorm(width, { eps: 1e-12 })
const layer1 = encoderLayer()
const layer2 = encoderLayer()
const pooler = nn.sequential(nn.linear(width, width), nn.tanh())
const transform = nn.sequential(nn.linear(width, width), nn.gelu(), nn.layerNorm(width, { eps: 1e-12 }))
const outputBias = parameter([vocabulary], init.zeros, 'outputBias')

const token = input('token', ['batch', 'T'], 'i32')
const place = input('place', ['T'], 'i32')
const part = input('part', ['batch', 'T'], 'i32')
const present = input('present', ['batch', 1, 1, 'T'], 'bool')
const masked = input('masked', ['batch', 'T'], 'i32')

const embedded = word.gatherRows(token).add(position(place)).add(segment(part)) satisfies Tensor<['batch', 'T', 768]>
const encoded = layer2(layer1(normEmbedding(embedded), present), present)
const pooled = pooler(encoded.select(1, 0)) satisfies Tensor<['batch', 768]>
const logits = linear(transform(encoded), word, outputBias) satisfies Tensor<['batch', 'T', 30522]>

export const outputs = { pooled, logits, loss: crossEntropy(logits, masked) }
