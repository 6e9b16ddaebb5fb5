/**
 * Comparisons: what their files have in common. In: a name and a formula over scalar expressions. Out: the definition to
 * register.
 */
import { broadcast } from '../../../shapes/broadcast.js'
import { numbers } from '../../../shapes/promotion.js'
import type { Expression } from '../../comprehension/types.js'
import type { Operator } from '../../operator.js'
import { map } from '../../primitives/map.js'
import { readBroadcast } from './read.js'
import { operandShape } from './types.js'

/** An operator of two operands of one element type that broadcast: `y = formula(a, b)`, a truth value. */
export const comparing = (name: string, formula: (a: Expression, b: Expression) => Expression): Operator => ({
  name,
  infer(operands) {
    const shape = broadcast(name, operandShape(operands, 0), operandShape(operands, 1))
    const wrong = numbers(
      name,
      operands.map(({ dtype }) => dtype),
    )
    if (wrong !== undefined) return wrong
    return typeof shape === 'string' ? shape : { shape, dtype: 'bool' }
  },
  expand: (build, [a, b]) =>
    map(build, build.result.shape, (out) => formula(readBroadcast(a!, out), readBroadcast(b!, out)), { dtype: 'bool' }),
})
