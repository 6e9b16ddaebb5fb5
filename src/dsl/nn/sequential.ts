/** `nn.sequential`: layers applied one after the other, their shape functions composed in types. */
import type { Tensor } from '../tensor.js'
import { layer } from './layer.js'
import type { AnyLayer, ApplyShape, Layer, LayerParts, ShapeFunction } from './layer.js'

type ShapeFunctionOf<L> = L extends { readonly shapeFunction?: infer F } ? Extract<F, ShapeFunction> : never

/** The first sentence met, or the last shape. */
type ApplyAll<Layers extends readonly unknown[], S> =
  [S] extends [string] ? S
  : Layers extends readonly [infer First, ...infer Rest] ?
    First extends LayerParts ?
      ApplyAll<Rest, ApplyShape<ShapeFunctionOf<First>, S>>
    : never
  : S

export interface SequentialShape<Layers extends readonly unknown[]> extends ShapeFunction {
  readonly result: ApplyAll<Layers, this['input']>
}

/**
 * The composition of layers, first argument first. The parameters of the k-th layer are named `k.weight`, `k.bias`.
 *
 * @throws ShapeError where a layer does not take what the one before it gives (in types: at the tensor passed, with the
 *   sentence of the layer that refuses).
 * @example
 * const classifier = nn.sequential(nn.linear(64, 32), nn.relu(), nn.linear(32, 10))
 * classifier(zeros(['batch', 64])) // => [batch, 10]
 */
export function sequential<const Layers extends readonly AnyLayer[]>(
  ...layers: Layers
): Layer<SequentialShape<Layers>> {
  // Layers that do not fit each other were refused in types, and are at run time by the operators they record.
  const calls = layers as unknown as readonly ((x: Tensor) => Tensor)[]
  return layer<SequentialShape<Layers>>('sequential', (x) => calls.reduce((value, call) => call(value), x), {}, layers)
}
