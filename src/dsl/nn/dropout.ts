/** `nn.dropout` and the parameterless layers that `nn.sequential` needs between the others. */
import type { Flatten } from '../../shapes/flatten.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { layer } from './layer.js'
import type { FloatShape, InputShape, Layer, SameShape } from './layer.js'

const elementwise =
  <Op extends string>(operator: Op) =>
  (): Layer<SameShape<Op>> =>
    layer<SameShape<Op>>(operator, (x) => record(operator, [x], {}) as Tensor)

/**
 * In training, each element is zero with this probability and the others are scaled by 1/(1 − probability); in
 * `evaluate` and `predict` the identity. Draws are a function of seed, step and position: the same on every target.
 *
 * @throws RangeError for a probability outside [0, 1).
 * @example
 * const drop = nn.dropout(0.25)
 * drop(zeros(['batch', 32])) // => [batch, 32]
 */
export function dropout(probability: number): Layer<SameShape<'dropout'>> {
  if (!(probability >= 0 && probability < 1)) {
    throw new RangeError(`dropout: probability must be at least 0 and less than 1, got ${probability}`)
  }
  return layer<SameShape<'dropout'>>('dropout', (x) => record('dropout', [x], { probability }) as Tensor)
}

/**
 * max(x, 0) as a layer: `[...]` → `[...]`. PyTorch: `nn.ReLU`.
 *
 * @example
 * nn.sequential(nn.linear(64, 32), nn.relu())(zeros(['batch', 64])) // => [batch, 32]
 */
export const relu: () => Layer<SameShape<'relu'>> = elementwise('relu')
/**
 * tanh x as a layer: `[...]` → `[...]`. PyTorch: `nn.Tanh`.
 *
 * @example
 * nn.sequential(nn.linear(64, 32), nn.tanh())(zeros(['batch', 64])) // => [batch, 32]
 */
export const tanh: () => Layer<SameShape<'tanh'>> = elementwise('tanh')
/**
 * 1/(1 + exp(−x)) as a layer: `[...]` → `[...]`. PyTorch: `nn.Sigmoid`.
 *
 * @example
 * nn.sequential(nn.linear(64, 32), nn.sigmoid())(zeros(['batch', 64])) // => [batch, 32]
 */
export const sigmoid: () => Layer<SameShape<'sigmoid'>> = elementwise('sigmoid')
/**
 * x·σ(x) as a layer: `[...]` → `[...]`. PyTorch: `nn.SiLU`.
 *
 * @example
 * nn.sequential(nn.linear(64, 32), nn.silu())(zeros(['batch', 64])) // => [batch, 32]
 */
export const silu: () => Layer<SameShape<'silu'>> = elementwise('silu')
/**
 * x·Φ(x) as a layer, in the form with tanh: `[...]` → `[...]`. PyTorch: `nn.GELU('tanh')`.
 *
 * @example
 * nn.sequential(nn.linear(64, 32), nn.gelu())(zeros(['batch', 64])) // => [batch, 32]
 */
export const gelu: () => Layer<SameShape<'gelu'>> = elementwise('gelu')

/**
 * x where x > 0, else slope·x, as a layer: `[...]` → `[...]`. PyTorch: `nn.LeakyReLU`.
 *
 * @throws ShapeError when it is called and the slope is NaN or infinite
 * @example
 * nn.sequential(nn.linear(64, 32), nn.leakyRelu(0.2))(zeros(['batch', 64])) // => [batch, 32]
 */
export const leakyRelu = (slope = 0.01): Layer<SameShape<'leakyRelu'>> =>
  layer<SameShape<'leakyRelu'>>('leakyRelu', (x) => record('leakyRelu', [x], { slope }) as Tensor)
/**
 * x where x > 0, else alpha·(eˣ − 1), as a layer: `[...]` → `[...]`. PyTorch: `nn.ELU`.
 *
 * @throws ShapeError when it is called and alpha is NaN or infinite
 * @example
 * nn.sequential(nn.linear(64, 32), nn.elu())(zeros(['batch', 64])) // => [batch, 32]
 */
export const elu = (alpha = 1): Layer<SameShape<'elu'>> =>
  layer<SameShape<'elu'>>('elu', (x) => record('elu', [x], { alpha }) as Tensor)

export interface FlattenShape extends FloatShape {
  readonly operator: 'flatten'
  readonly result: Flatten<InputShape<this['input']>, 1, -1>
}

/**
 * All axes but the first become one: `[batch, 8, 4, 4]` → `[batch, 128]`. PyTorch: `nn.Flatten`.
 *
 * @throws ShapeError when the input has fewer than two axes (in types: at the tensor passed)
 * @example
 * const flat = nn.flatten()
 * flat(zeros(['batch', 8, 4, 4])) // => [batch, 128]
 */
export const flatten = (): Layer<FlattenShape> =>
  layer<FlattenShape>('flatten', (x) => record('flatten', [x], { start: 1, end: -1 }) as Tensor)
