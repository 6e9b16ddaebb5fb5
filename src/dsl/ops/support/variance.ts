/** What variance and std share. In: axes and correction. Out: the factor on the mean of squares, and what is wrong with it. */
import { constant, apply } from '../../comprehension/expression.js'
import type { Expression } from '../../comprehension/types.js'
import { rational } from '../../rational.js'
import type { ReduceAttributes } from './reduction.js'
import { elementCount } from './types.js'

/** Options of variance and std. */
export interface VarianceOptions {
  /** What is taken from the number of elements. Default: 1. */
  readonly correction?: number
}

export type VarianceAttributes = ReduceAttributes & { readonly correction: number }

/** The sentence about a correction that is not one. */
export const correctionFault = (operator: string, correction: number): string | undefined =>
  Number.isSafeInteger(correction) && correction >= 0 ?
    undefined
  : `${operator}: correction ${correction} is not a whole number, 0 or more`

/** n / (n − correction) for the n elements along the axes; NaN, by a division, where that has no meaning. */
export function varianceFactor(shape: readonly number[], axes: readonly number[], correction: number): Expression {
  const count = elementCount(axes.map((axis) => shape[axis]!))
  if (count > correction) return constant(rational(count, count - correction))
  return apply('div', constant(0), constant(0))
}
