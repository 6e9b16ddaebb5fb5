/**
 * Tensor values: a shape and its elements in a scalar domain, and the vector-space operations on them. In: cells of any
 * domain. Out: fresh values; nothing here changes an array it was given.
 */
import { elementCount } from '../../shapes/size.js'
import type { Cells, ScalarDomain } from '../domain/scalar-domain.js'

/** A shape of integers. */
export type Sizes = readonly number[]

/** A tensor of shape `S` with elements in row-major order. */
export interface TensorValue<out S extends Sizes, T> {
  readonly shape: S
  readonly cells: Readonly<Cells<T>>
}

/** A tensor whose shape is known at run time only. */
export type AnyTensorValue<T> = TensorValue<Sizes, T>

/** A misuse of typed contexts and tapes: a position, a shape or a length that does not fit. */
export class LinkError extends Error {
  override readonly name: string = 'LinkError'
}

export const sameShape = (a: Sizes, b: Sizes): boolean =>
  a === b || (a.length === b.length && a.every((n, axis) => n === b[axis]))

/** `[2, 3]` */
export const formatShape = (shape: Sizes): string => `[${shape.join(', ')}]`

/**
 * A tensor from numbers, as the domain reads them.
 *
 * @throws LinkError when the shape takes another number of elements
 * @example
 * link.tensorValue(link.exact, [2], [0.5, 3]).cells.length // => 2
 */
export function tensorValue<const S extends Sizes, T>(
  domain: ScalarDomain<T>,
  shape: S,
  numbers: ArrayLike<number>,
): TensorValue<S, T> {
  const size = elementCount(shape)
  if (numbers.length !== size)
    throw new LinkError(`tensorValue: shape ${formatShape(shape)} takes ${size} numbers, got ${numbers.length}`)
  return build(domain, shape, (at) => domain.fromNumber(numbers[at]!))
}

/**
 * A tensor of zeros.
 *
 * @example
 * link.zerosLike(link.f64, [3]).cells // => [0, 0, 0]
 */
export const zerosLike = <const S extends Sizes, T>(domain: ScalarDomain<T>, shape: S): TensorValue<S, T> => ({
  shape,
  cells: domain.array(elementCount(shape)),
})

function build<S extends Sizes, T>(domain: ScalarDomain<T>, shape: S, at: (position: number) => T): TensorValue<S, T> {
  const cells = domain.array(elementCount(shape))
  for (let position = 0; position < cells.length; position++) cells[position] = at(position)
  return { shape, cells }
}

/**
 * a + b, elementwise; the shapes are equal.
 *
 * @example
 * const a = link.tensorValue(link.f64, [2], [1, 2])
 * link.addTensors(link.f64, a, a).cells // => [2, 4]
 */
export const addTensors = <S extends Sizes, T>(
  domain: ScalarDomain<T>,
  a: TensorValue<S, T>,
  b: TensorValue<Sizes, T>,
): TensorValue<S, T> => build(domain, a.shape, (at) => domain.add(a.cells[at]!, b.cells[at]!))

/**
 * c·a
 *
 * @example
 * const a = link.tensorValue(link.f64, [2], [1, 2])
 * link.scaleTensor(link.f64, 3, a).cells // => [3, 6]
 */
export const scaleTensor = <S extends Sizes, T>(
  domain: ScalarDomain<T>,
  c: T,
  a: TensorValue<S, T>,
): TensorValue<S, T> => build(domain, a.shape, (at) => domain.mul(c, a.cells[at]!))

/**
 * −a
 *
 * @example
 * const a = link.tensorValue(link.f64, [2], [1, 2])
 * link.negateTensor(link.f64, a).cells // => [-1, -2]
 */
export const negateTensor = <S extends Sizes, T>(domain: ScalarDomain<T>, a: TensorValue<S, T>): TensorValue<S, T> =>
  build(domain, a.shape, (at) => domain.neg(a.cells[at]!))

/**
 * Σ a·b over all elements, in row-major order.
 *
 * @example
 * const a = link.tensorValue(link.f64, [2], [1, 2])
 * link.dotTensors(link.f64, a, a) // => 5
 */
export function dotTensors<T>(domain: ScalarDomain<T>, a: AnyTensorValue<T>, b: AnyTensorValue<T>): T {
  let total = domain.fromNumber(0)
  for (let at = 0; at < a.cells.length; at++) total = domain.add(total, domain.mul(a.cells[at]!, b.cells[at]!))
  return total
}

/**
 * Whether two tensors are the very same, to the last bit.
 *
 * @example
 * const zero = link.tensorValue(link.f64, [1], [0])
 * link.sameTensor(link.f64, zero, link.negateTensor(link.f64, zero)) // => false
 */
export const sameTensor = <T>(domain: ScalarDomain<T>, a: AnyTensorValue<T>, b: AnyTensorValue<T>): boolean =>
  sameShape(a.shape, b.shape) && Array.from(a.cells, (x, at) => domain.same(x, b.cells[at]!)).every(Boolean)
