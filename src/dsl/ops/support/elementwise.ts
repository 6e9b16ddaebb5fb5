/**
 * Elementwise operators: what their files have in common. In: a name and a formula over scalar expressions.
 * Out: the definition to register.
 */
import { broadcast } from '../../../shapes/broadcast.js'
import type { Expression, Value } from '../../comprehension/types.js'
import { read } from '../../comprehension/expression.js'
import type { Operator } from '../../operator.js'
import { map } from '../../primitives/map.js'
import { source } from '../../record.js'
import { isTensor } from '../../tensor.js'
import { readBroadcast } from './read.js'
import { floatResult, operandShape } from './types.js'

/** An operator of one operand that keeps its shape: `y = formula(x)`. */
export const elementwise = (name: string, formula: (x: Expression) => Expression): Operator => ({
  name,
  elementwise: true,
  infer: (operands) => floatResult(name, operands, operandShape(operands, 0)),
  expand: (build, [x]) => map(build, build.result.shape, (out) => formula(read(x as Value, out))),
})

/** An operator of two operands that broadcast: `y = formula(a, b)`. */
export const broadcasting = (name: string, formula: (a: Expression, b: Expression) => Expression): Operator => ({
  name,
  infer: (operands) =>
    floatResult(name, operands, broadcast(name, operandShape(operands, 0), operandShape(operands, 1))),
  expand: (build, [a, b]) =>
    map(build, build.result.shape, (out) => formula(readBroadcast(a as Value, out), readBroadcast(b as Value, out))),
})

/** The second operand of a binary operator: a plain number becomes a constant scalar of the first one's type. */
export const second = (a: unknown, b: unknown): unknown =>
  typeof b === 'number' && isTensor(a) ? source('constant', { shape: [], dtype: a.dtype, values: [b] }) : b
