/**
 * Positions of an axis: `Fin<N>` is the naturals below N, `Index<N>` also −N to −1, which count from the end. Whether a
 * literal is one is decided by comparing digits where it is given: a union of N literals would list every size to the author.
 * Of a named or unknown size nothing is known, and every whole number is let through until the name is bound.
 */
import type { Compare } from './nat.js'
import type { Dim, IsWide } from './shape.js'

/**
 * `At` when it is one of 0 … N − 1, else never: the type of a parameter that is a position of an axis of size N, counted from
 * the front. `Fin<10, 9>` is `9`; any number is let through where only `number` is known of it.
 *
 * @example
 * const row = <N extends number, const At extends number>(x: Tensor<[N, 4]>, at: Fin<N, At>) => at
 * row(zeros([10, 4]), 9)
 */
export type Fin<N extends Dim, At extends number> = At extends Index<N, At> ? FrontOnly<At> : never

type FrontOnly<At extends number> = `${At}` extends `-${string}` ? never : At

/** `At` when it is one of −N … N − 1, else never: as `Fin`, with positions from the end. `Index<10, -10>` is `-10`. */
export type Index<N extends Dim, At extends number> =
  number extends At ? At
  : `${At}` extends `${bigint}` ?
    HasPosition<N, At> extends true ?
      At
    : never
  : never

/** Whether an axis of size `D` has position `At`, a whole number. */
export type HasPosition<D extends Dim, At extends number> =
  D extends number ?
    IsWide<D> extends true ? true
    : `${At}` extends `-${infer Back extends number}` ?
      Compare<Back, D> extends 'greater' ?
        false
      : true
    : Compare<At, D> extends 'less' ? true
    : false
  : true

/** Whether `at` is one of 0 … n − 1. @example isFin(10, -1) // false */
export const isFin = (n: Dim, at: number): boolean => isIndex(n, at) && at >= 0

/** Whether `at` is one of −n … n − 1. @example isIndex(10, -10) // true */
export const isIndex = (n: Dim, at: number): boolean => Number.isInteger(at) && hasPosition(n, at)

/** Whether an axis of this size has a position, a whole number. */
export const hasPosition = (size: Dim, at: number): boolean => typeof size !== 'number' || (at < size && at >= -size)
