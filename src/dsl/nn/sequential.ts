/** `nn.sequential`: layers applied one after the other, their shape functions composed in types. */
import type { LayerRefusal } from '../../shapes/promotion.js'
import type { Tensor } from '../tensor.js'
import { layerOperands } from './layer.js'
import type { AnyLayer, ApplyShape, Layer, LayerParts, SameShape, ShapeFunction } from './layer.js'

type ShapeFunctionOf<L> = L extends { readonly shapeFunction?: infer F } ? Extract<F, ShapeFunction> : never

/**
 * The first sentence met, or the last shape. `Given` is the element type that the next layer meets: what goes in was looked at
 * by the call (never), and layers give `f32`.
 */
type ApplyAll<Layers extends readonly unknown[], S, Given = 'f32'> =
  [S] extends [string] ? S
  : Layers extends readonly [infer First, ...infer Rest] ?
    First extends LayerParts ?
      ApplyAll<Rest, ApplyGiven<ShapeFunctionOf<First>, S, Given>>
    : never
  : S

type ApplyGiven<F extends ShapeFunction, S, Given> =
  [Given] extends [F['takes']] ? ApplyShape<F, S> : LayerRefusal<F, 'f32'>

/** The layer that the input goes into. */
type First<Layers extends readonly unknown[]> =
  Layers extends readonly [infer L, ...unknown[]] ? ShapeFunctionOf<L> : SameShape<'sequential'>

export interface SequentialShape<Layers extends readonly unknown[]> extends ShapeFunction {
  readonly operator: First<Layers>['operator']
  readonly takes: First<Layers>['takes']
  readonly result: ApplyAll<Layers, this['input'], never>
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
  // Of which element type the input is says the first layer; without one it is as for all layers.
  const run = (x: Tensor): Tensor =>
    calls.length === 0 ? layerOperands('sequential', x)[0] : calls.reduce((value, call) => call(value), x)
  const call = run as unknown as Layer<SequentialShape<Layers>>
  return Object.assign(call, { kind: 'sequential', parameters: {}, children: layers })
}
