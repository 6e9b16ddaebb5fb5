/**
 * A deep convolutional GAN (Radford et al. 2016) on pictures of 64 x 64: the generator rises from a vector by transposed
 * convolutions, the discriminator comes down again. Both losses are the non-saturating ones of Goodfellow et al. 2014.
 */
import { full, input, nn, type Tensor } from 'shapewright'

const latent = 100
const g8 = 512
const g4 = 256
const g2 = 128
const g1 = 64

// A discriminator judges several batches in one step, each by its own statistics.
const perBatch = { trackRunningStatistics: false }

const rise = <const I extends number, const O extends number>(from: I, to: O) =>
  nn.sequential(nn.convTranspose2d(from, to, 4, { stride: 2, padding: 1, bias: false }), nn.batchNorm2d(to), nn.relu())
const fall = <const I extends number, const O extends number>(from: I, to: O) =>
  nn.sequential(
    nn.conv2d(from, to, 4, { stride: 2, padding: 1, bias: false }),
    nn.batchNorm2d(to, perBatch),
    nn.leakyRelu(0.2),
  )

const generator = nn.sequential(
  nn.convTranspose2d(latent, g8, 4, { bias: false }),
  nn.batchNorm2d(g8),
  nn.relu(),
  rise(g8, g4),
  rise(g4, g2),
  rise(g2, g1),
  nn.convTranspose2d(g1, 3, 4, { stride: 2, padding: 1 }),
  nn.tanh(),
)
const discriminator = nn.sequential(
  nn.conv2d(3, g1, 4, { stride: 2, padding: 1 }),
  nn.leakyRelu(0.2),
  fall(g1, g2),
  fall(g2, g4),
  fall(g4, g8),
  nn.conv2d(g8, 1, 4),
)

/** One logit for each picture: how real it looks. */
const judge = (image: Tensor<['batch', 3, 64, 64]>) => discriminator(image).flatten(0)

/** −log of the probability that the logits give to a verdict: 1 for real, 0 for fake. */
const realness = (logits: Tensor<['batch']>, verdict: 0 | 1) =>
  logits.binaryCrossEntropyWithLogits(full(['batch'], verdict))

const noise = input('noise', ['batch', latent, 1, 1])
const real = input('real', ['batch', 3, 64, 64])

const fake = generator(noise) satisfies Tensor<['batch', 3, 64, 64]>
const generatorLoss = realness(judge(fake), 1) satisfies Tensor<[]>

// The discriminator's loss moves no parameter of the generator.
const onReal = judge(real) satisfies Tensor<['batch']>
const onFake = judge(fake.detach())
const discriminatorLoss = realness(onReal, 1).add(realness(onFake, 0))

export const outputs = { fake, onReal, generatorLoss, discriminatorLoss }
