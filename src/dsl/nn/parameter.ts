/**
 * Parameters: float leaves that persist between calls and start from a seeded initialiser. The initialiser is data; the
 * run time draws the numbers (runtime/initialise.ts), each parameter from its own stream, named after it.
 */
import type { Initializer } from '../../runtime/manifest.js'
import type { Shape } from '../../shapes/shape.js'
import { source } from '../record.js'
import type { Tensor } from '../tensor.js'

let created = 0

/**
 * A trainable tensor. Models name it after the layer and field that hold it (`hidden.weight`); `name` is for parameters
 * that belong to no layer.
 *
 * @throws RangeError for an extent that is not a natural number
 * @example
 * const scale = parameter([64], init.ones, 'scale')
 * zeros(['batch', 64]).mul(scale) // => [batch, 64]
 */
export function parameter<const S extends readonly number[]>(
  shape: S,
  initializer: Initializer,
  name?: string,
): Tensor<[...S]> {
  for (const [axis, extent] of shape.entries()) {
    if (!Number.isSafeInteger(extent) || extent < 0) {
      throw new RangeError(`parameter: extent ${extent} of axis ${axis} is not a natural number`)
    }
  }
  // Without a name it gets a unique one, which model() replaces: two parameters are never one by accident.
  const unique = name ?? `parameter#${created++}`
  return source('parameter', {
    name: unique,
    shape: [...shape] as Shape,
    dtype: 'f32',
    initializer,
  }) as unknown as Tensor<[...S]> // the very shape that was passed to source
}

/** uniform(−bound, bound) with bound = 1/√fanIn, PyTorch's default for linear layers and convolutions. */
export function fanInUniform(fanIn: number): Initializer {
  const bound = 1 / Math.sqrt(fanIn)
  return { kind: 'uniform', low: -bound, high: bound }
}

/**
 * Initialisers as data: `init.normal(0, 0.02)`, `init.kaimingUniform(fanIn, fanOut)`. Formulas in runtime/initialise.ts.
 *
 * @example
 * parameter([32, 64], init.normal(0, 0.02), 'weight') // => [32, 64]
 */
export const init = {
  constant: (value: number): Initializer => ({ kind: 'constant', value }),
  zeros: { kind: 'constant', value: 0 } as Initializer,
  ones: { kind: 'constant', value: 1 } as Initializer,
  uniform: (low: number, high: number): Initializer => ({ kind: 'uniform', low, high }),
  normal: (mean: number, deviation: number): Initializer => ({ kind: 'normal', mean, deviation }),
  kaimingUniform: (fanIn: number, fanOut: number, gain = Math.SQRT2): Initializer => ({
    kind: 'kaimingUniform',
    fanIn,
    fanOut,
    gain,
  }),
  kaimingNormal: (fanIn: number, fanOut: number, gain = Math.SQRT2): Initializer => ({
    kind: 'kaimingNormal',
    fanIn,
    fanOut,
    gain,
  }),
  xavierUniform: (fanIn: number, fanOut: number, gain = 1): Initializer => ({
    kind: 'xavierUniform',
    fanIn,
    fanOut,
    gain,
  }),
  xavierNormal: (fanIn: number, fanOut: number, gain = 1): Initializer => ({
    kind: 'xavierNormal',
    fanIn,
    fanOut,
    gain,
  }),
  data: (values: readonly number[]): Initializer => ({ kind: 'data', values }),
} as const
