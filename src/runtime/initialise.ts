/**
 * How parameters start. The definitions are PyTorch's (`torch.nn.init`); the numbers are our own, because each value is
 * a function of (seed, parameter name, index) alone: adding a layer or changing the order of layers moves no other.
 *
 * In: an initializer of the manifest. Out: row-major values. Used by instance.ts and by the reference executor.
 *
 *   kaimingUniform   U(−b, b), b = gain·√(3 / fanIn)
 *   kaimingNormal    N(0, σ²), σ = gain / √fanIn
 *   xavierUniform    U(−b, b), b = gain·√(6 / (fanIn + fanOut))
 *   xavierNormal     N(0, σ²), σ = gain·√(2 / (fanIn + fanOut))
 */
import { RuntimeShapeError } from './errors.js'
import type { Initializer } from './manifest.js'
import { Generator } from './random.js'

/**
 * Writes the initial values of the parameter `name` to `out`, row-major.
 *
 * @throws RuntimeShapeError where `data` gives another number of values than the parameter has.
 * @example
 * const weight = new Float32Array(3)
 * initialise({ kind: 'uniform', low: -1, high: 1 }, 'hidden.weight', 0, weight)
 * weight // => [-0.1451, -0.8429, -0.9547]
 */
export function initialise(
  initializer: Initializer,
  name: string,
  seed: number,
  out: { [index: number]: number; readonly length: number },
): void {
  switch (initializer.kind) {
    case 'constant':
      return constant(out, initializer.value)
    case 'uniform':
      return uniform(out, new Generator(seed, name), initializer.low, initializer.high)
    case 'normal':
      return normal(out, new Generator(seed, name), initializer.mean, initializer.deviation)
    case 'kaimingUniform': {
      const bound = initializer.gain * Math.sqrt(3 / initializer.fanIn)
      return uniform(out, new Generator(seed, name), -bound, bound)
    }
    case 'kaimingNormal':
      return normal(out, new Generator(seed, name), 0, initializer.gain / Math.sqrt(initializer.fanIn))
    case 'xavierUniform': {
      const bound = initializer.gain * Math.sqrt(6 / (initializer.fanIn + initializer.fanOut))
      return uniform(out, new Generator(seed, name), -bound, bound)
    }
    case 'xavierNormal': {
      const deviation = initializer.gain * Math.sqrt(2 / (initializer.fanIn + initializer.fanOut))
      return normal(out, new Generator(seed, name), 0, deviation)
    }
    case 'data':
      if (initializer.values.length !== out.length) {
        throw new RuntimeShapeError(
          `initialise: ${name} has ${out.length} elements, its initial data has ${initializer.values.length}; give one value per element, row-major`,
        )
      }
      for (let i = 0; i < out.length; i++) out[i] = initializer.values[i]!
  }
}

type Values = { [index: number]: number; readonly length: number }

function constant(out: Values, value: number): void {
  for (let i = 0; i < out.length; i++) out[i] = value
}

function uniform(out: Values, generator: Generator, low: number, high: number): void {
  for (let i = 0; i < out.length; i++) out[i] = low + (high - low) * generator.uniform()
}

function normal(out: Values, generator: Generator, mean: number, deviation: number): void {
  for (let i = 0; i < out.length; i++) out[i] = mean + deviation * generator.normal()
}
