/** Means: what a sum is multiplied by. In: the number of terms. Out: options for a sum. */
import { apply, constant } from '../../comprehension/expression.js'
import type { ReduceOptions } from '../../primitives/map.js'
import { rational } from '../../rational.js'

/** sum · 1/count, the factor an exact rational; the mean of nothing is its sum, 0. */
export const dividedBy = (count: number): ReduceOptions => ({
  post: (sum) => apply('mul', sum, constant(rational(1, Math.max(count, 1)))),
})
