/**
 * Means: a sum, then a map that multiplies by the exact rational 1/n. The map is a value of its own, which fusion makes
 * the epilogue of the sum. In: a total and the number of terms. Out: the mean.
 */
import { apply, constant, read } from '../../comprehension/expression.js'
import type { Value } from '../../comprehension/types.js'
import type { Builder } from '../../operator.js'
import { map } from '../../primitives/map.js'
import { rational } from '../../rational.js'

/** total / count; the mean of nothing is its total, 0. */
export const meanOf = (build: Builder, total: Value, count: number): Value =>
  map(build, total.shape, (out) => apply('mul', read(total, out), constant(rational(1, Math.max(count, 1)))))
