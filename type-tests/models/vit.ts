/** Vision Transformer, base size, patches of 16 x 16 (Dosovitskiy et al. 2021), three of its twelve equal blocks. */
import { concat, crossEntropy, init, input, nn, parameter, type Tensor } from 'shapewright'

const side = 224
const patch = 16
const patches = 196
const tokens = 197
const width = 768
const heads = 12
const headWidth = 64
const hidden = 3072
const classes = 1000

type Tokens = Tensor<['batch', typeof tokens, typeof width]>

function transformerBlock() {
  const norm1 = nn.layerNorm(width)
  const query = nn.linear(width, width)
  const key = nn.linear(width, width)
  const value = nn.linear(width, width)
  const output = nn.linear(width, width)
  const norm2 = nn.layerNorm(width)
  const mlp = nn.sequential(nn.linear(width, hidden), nn.gelu(), nn.linear(hidden, width))

  const split = (x: Tokens) => x.reshape(['batch', tokens, heads, headWidth]).permute([0, 2, 1, 3])

  return (x: Tokens): Tokens => {
    const normed = norm1(x)
    const q = split(query(normed)) satisfies Tensor<['batch', 12, 197, 64]>
    const mixed = q.scaledDotProductAttention(split(key(normed)), split(value(normed)))
    const joined = mixed.permute([0, 2, 1, 3]).flatten(2) satisfies Tensor<['batch', 197, 768]>
    const attended = x.add(output(joined))
    return attended.add(mlp(norm2(attended)))
  }
}

const embed = nn.conv2d(3, width, patch, { stride: patch })
const classToken = parameter([1, 1, width], init.normal(0, 0.02), 'classToken')
const position = parameter([1, tokens, width], init.normal(0, 0.02), 'position')
const block1 = transformerBlock()
const block2 = transformerBlock()
const block3 = transformerBlock()
const head = nn.sequential(nn.layerNorm(width), nn.linear(width, classes))

const image = input('image', ['batch', 3, side, side])
const label = input('label', ['batch'], 'i32')

const grid = embed(image) satisfies Tensor<['batch', 768, 14, 14]>
const sequence = grid.flatten(2).transpose(1, 2) satisfies Tensor<['batch', typeof patches, 768]>
const withClass = concat([classToken.broadcastTo(['batch', 1, width]), sequence], 1)
const embedded = withClass.add(position) satisfies Tensor<['batch', 197, 768]>
const encoded = block3(block2(block1(embedded)))
const logits = head(encoded.select(1, 0)) satisfies Tensor<['batch', 1000]>

export const outputs = { logits, loss: crossEntropy(logits, label) }
