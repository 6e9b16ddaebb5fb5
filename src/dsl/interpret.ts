/**
 * The reference: what a program means, computed in f64. Every kernel is compared with it, so it shares nothing with code
 * generation. In: values and data for leaves. Out: row-major results for every value reachable from the roots.
 */
import type { Leaf, Value } from './comprehension/types.js'
import { f64 } from './domain/floats.js'
import { prepareEvaluation } from './evaluate/prepare.js'

/**
 * Evaluates all values that the roots need. Integers and masks are exact numbers in the same arrays.
 *
 * @throws Error when leaf data has the wrong length, or an index is out of range (a bug of whoever made the value).
 * @example
 * interpret([loss], (leaf) => data.get(leaf.name)!).get(loss) // Float64Array [ 0.25 ]
 */
export const interpret = (roots: readonly Value[], data: (leaf: Leaf) => ArrayLike<number>): Map<Value, Float64Array> =>
  prepareEvaluation(f64, roots)({ data })
