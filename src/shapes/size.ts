/**
 * The number of elements of a shape: the product of its dimensions. In: a shape. Out: a dimension, or its text. Twins: every
 * type has a function of the same name.
 */
import type { Polynomial } from './polynomial.js'
import { formatTerms, parseProduct, toDim, type Format, type FormatSum, type ParseProduct } from './polynomial-text.js'
import type { Dim, HasWide, IsWideShape, Shape } from './shape.js'

/** The number of elements of a shape, as a dimension; `number` when a dimension is wide or the product is huge. */
export type SizeOf<S extends Shape> =
  IsWideShape<S> extends true ? number
  : HasWide<S> extends true ? number
  : Format<ParseProduct<S>>

/** The number of elements as text, exact at any size; `?` when a dimension is wide. */
export type SizeText<S extends readonly unknown[]> =
  HasWide<S> extends true ? '?'
  : ParseProduct<S> extends infer P extends Polynomial ?
    P extends readonly [] ?
      '0'
    : FormatSum<P>
  : never

/** The number of elements of a shape, as a dimension; 1 for a scalar. @example sizeOf(['batch', 28, 28]) // '784*batch' */
export const sizeOf = (shape: Shape): Dim => toDim(parseProduct(shape))

/** The number of elements as text, exact at any size. */
export const sizeText = (shape: Shape): string => formatTerms(parseProduct(shape))

/** The number of elements of a shape whose dimensions are all numbers; 1 for a scalar. */
export const elementCount = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1)
