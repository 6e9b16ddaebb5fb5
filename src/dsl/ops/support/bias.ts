/**
 * The bias of linear and convolution: a map of its own, so that fusion makes it the epilogue of the product and its
 * gradient is a plain sum. In: a value, a bias and the axis it runs along. Out: their sum.
 */
import { apply, read } from '../../comprehension/expression.js'
import type { Value } from '../../comprehension/types.js'
import type { Builder } from '../../operator.js'
import { map } from '../../primitives/map.js'

export const addBias = (build: Builder, product: Value, bias: Value, axis: number): Value =>
  map(build, product.shape, (out) => apply('add', read(product, out), read(bias, [out[axis]!])))
