/** A variational autoencoder (Kingma and Welling 2014) of digits: noise comes in as an input, so that it is the caller's. */
import { input, nn, type Tensor } from 'shapewright'

const pixels = 784
const hidden = 400
const latent = 20

const encoder = nn.sequential(nn.linear(pixels, hidden), nn.relu())
const toMean = nn.linear(hidden, latent)
const toLogVariance = nn.linear(hidden, latent)
const decoder = nn.sequential(nn.linear(latent, hidden), nn.relu(), nn.linear(hidden, pixels))

const x = input('x', ['batch', pixels])
const noise = input('noise', ['batch', latent])

const encoded = encoder(x) satisfies Tensor<['batch', 400]>
const mean = toMean(encoded) satisfies Tensor<['batch', 20]>
const logVariance = toLogVariance(encoded)

// z = mean + deviation * noise, which has a derivative in mean and deviation.
const deviation = logVariance.mul(0.5).exp()
const z = mean.add(deviation.mul(noise)) satisfies Tensor<['batch', 20]>
const logits = decoder(z) satisfies Tensor<['batch', 784]>
const reconstruction = logits.sigmoid()

// -log p(x|z) of Bernoulli pixels with these logits.
const surprise = logits.binaryCrossEntropyWithLogits(x, { reduction: 'none' }).sum(-1) satisfies Tensor<['batch']>
// KL(N(mean, variance) || N(0, 1)) = 1/2 sum (mean^2 + variance - log variance - 1)
const divergence = mean.square().add(logVariance.exp()).sub(logVariance).sub(1).sum(-1).mul(0.5)
const loss = surprise.add(divergence).mean() satisfies Tensor<[]>

export const outputs = { reconstruction, z, divergence: divergence.mean(), loss }
