/**
 * Tensors of fixed numbers, and named inputs: the leaves that authors write themselves. (Parameters are made by layers,
 * state by optimisers.) In: shapes and numbers. Out: leaves of the recorded graph.
 */
import { shapeArgument, type Constructed, type ShapeArgument } from '../shapes/construct.js'
import type { DType } from '../shapes/dtype.js'
import { formatShape } from '../shapes/message.js'
import { ShapeError, checked } from '../shapes/rule.js'
import type { Shape } from '../shapes/shape.js'
import { broadcastTo } from './ops/broadcastTo.js'
import { source } from './record.js'
import { captureSite } from './site.js'
import type { Tensor } from './tensor.js'

/**
 * A scalar constant.
 *
 * @example
 * ones([3]).mul(constant(0.5)) // => [3]
 */
export function constant(value: number): Tensor<[]>
/**
 * A constant with row-major values. It is part of the graph and never collects a gradient.
 *
 * @throws ShapeError when a dimension is not a number, or the values are not as many as the shape has elements
 * @example
 * constant([1, 2, 3, 4, 5, 6], [2, 3]) // => [2, 3]
 */
export function constant<const S extends readonly number[], const D extends DType = 'f32'>(
  values: readonly number[],
  shape: ShapeArgument<'constant', S>,
  dtype?: D,
): Tensor<Constructed<S>, NoInfer<D>>
export function constant(values: number | readonly number[], shape: unknown = [], dtype: DType = 'f32'): unknown {
  const site = captureSite()
  const dims = checked(shapeArgument('constant', shape as Shape), site)
  const list = typeof values === 'number' ? [values] : [...values]
  const name = dims.find((dim) => typeof dim === 'string')
  if (name !== undefined)
    throw new ShapeError(`constant: dimension ${name} of ${formatShape(dims)} is not a number`, site)
  const size = (dims as readonly number[]).reduce((product, dim) => product * dim, 1)
  if (size !== list.length)
    throw new ShapeError(`constant: ${formatShape(dims)} has ${size} elements, got ${list.length} values`, site)
  return source('constant', { shape: dims, dtype, values: list })
}

/**
 * A tensor with one value everywhere; its shape may have named dimensions.
 *
 * @throws ShapeError when a dimension is not sound
 * @example
 * full(['batch', 10], 0.5) // => [batch, 10]
 */
export function full<const S extends Shape>(shape: ShapeArgument<'full', S>, value: number): Tensor<Constructed<S>> {
  return filled('full', shape as Shape, value) as Tensor<Constructed<S>>
}

/**
 * A tensor of zeros; its shape may have named dimensions.
 *
 * @throws ShapeError when a dimension is not sound
 * @example
 * zeros(['batch', 10]) // => [batch, 10]
 */
export function zeros<const S extends Shape>(shape: ShapeArgument<'zeros', S>): Tensor<Constructed<S>> {
  return filled('zeros', shape as Shape, 0) as Tensor<Constructed<S>>
}

/**
 * A tensor of ones; its shape may have named dimensions.
 *
 * @throws ShapeError when a dimension is not sound
 * @example
 * ones(['batch', 10]) // => [batch, 10]
 */
export function ones<const S extends Shape>(shape: ShapeArgument<'ones', S>): Tensor<Constructed<S>> {
  return filled('ones', shape as Shape, 1) as Tensor<Constructed<S>>
}

function filled(operator: string, shape: Shape, value: number): Tensor {
  const dims: Shape = checked(shapeArgument(operator, shape), captureSite())
  return broadcastTo<[], 'f32', Shape>(constant(value), dims as never) as Tensor
}

/**
 * A named input: its values are given for each call. Inputs of one graph have different names.
 *
 * @throws ShapeError when a dimension is not sound
 * @example
 * const x = input('x', ['batch', 64]) // => [batch, 64]
 * const label = input('label', ['batch'], 'i32') // => [batch]
 */
export function input<const S extends Shape, const D extends DType = 'f32'>(
  name: string,
  shape: ShapeArgument<'input', S>,
  dtype?: D,
): Tensor<Constructed<S>, NoInfer<D>> {
  const dims = checked(shapeArgument('input', shape as Shape), captureSite())
  return source('input', { name, shape: dims, dtype: dtype ?? 'f32' }) as Tensor<Constructed<S>, D>
}
