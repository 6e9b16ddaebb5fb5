/**
 * Parameters: float leaves that persist between calls and start from a seeded initialiser. The initialiser is data; the
 * run time draws the numbers (runtime/initialise.ts), each parameter from its own stream, named after it.
 */
import type { Initializer } from '../../runtime/manifest.js'
import { checkedSizes, type Constructed, type ShapeArgument } from '../../shapes/construct.js'
import { source } from '../record.js'
import { captureSite } from '../site.js'
import type { Tensor } from '../tensor.js'

let created = 0

/**
 * A trainable tensor. Models name it after the layer and field that hold it (`hidden.weight`); `name` is for parameters
 * that belong to no layer.
 *
 * @throws ShapeError for a dimension that is not a whole number
 * @example
 * const scale = parameter([64], init.ones, 'scale')
 * zeros(['batch', 64]).mul(scale) // => [batch, 64]
 */
export function parameter<const S extends readonly number[]>(
  shape: ShapeArgument<'parameter', S>,
  initializer: Initializer,
  name?: string,
): Tensor<Constructed<S>> {
  return layerParameter('parameter', shape as readonly number[], initializer, name) as Tensor<Constructed<S>>
}

/** A parameter of a layer, whose sizes are not literals any more; errors are about the layer. */
export function layerParameter(
  operator: string,
  shape: readonly number[],
  initializer: Initializer,
  name?: string,
): Tensor {
  // Without a name it gets a unique one, which model() replaces: two parameters are never one by accident.
  const unique = name ?? `parameter#${created++}`
  const sizes = checkedSizes(operator, shape, captureSite())
  return source('parameter', { name: unique, shape: sizes, dtype: 'f32', initializer }) as Tensor
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
