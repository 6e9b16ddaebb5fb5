/**
 * Result types that most operators share. In: what a shape rule gave, and the operands' element types. Out: the result's
 * type, or the sentence that says why there is none.
 */
import { floats } from '../../../shapes/promotion.js'
import type { Shape } from '../../../shapes/shape.js'
import type { TensorType } from '../../operator.js'

/** The operands must be floats of one type, which is the result's. */
export function floatResult(
  operator: string,
  operands: readonly TensorType[],
  outcome: Shape | string,
): TensorType | string {
  const [first] = operands
  if (first === undefined) return `${operator}: expected an operand`
  const wrong = floats(
    operator,
    operands.map(({ dtype }) => dtype),
  )
  if (wrong !== undefined) return wrong
  if (typeof outcome === 'string') return outcome
  return { shape: outcome, dtype: first.dtype }
}

/** Operators that only move elements take any element type. */
export function movedResult(operands: readonly TensorType[], outcome: Shape | string): TensorType | string {
  const [first] = operands
  return typeof outcome === 'string' || first === undefined ?
      (outcome as string)
    : { shape: outcome, dtype: first.dtype }
}

export { elementCount } from '../../../shapes/size.js'

/** The operands an operator was recorded with; their number is fixed by its function. */
export const operandShape = (operands: readonly TensorType[], position: number): Shape =>
  operands[position]?.shape ?? []
