/**
 * Result types that most operators share. In: what a shape rule gave, and the operands' element types. Out: the result's
 * type, or the sentence that says why there is none.
 */
import { isFloat } from '../../../shapes/dtype.js'
import type { Shape } from '../../../shapes/shape.js'
import type { TensorType } from '../../operator.js'

/** The operands must be floats of one type, which is the result's. */
export function floatResult(
  operator: string,
  operands: readonly TensorType[],
  outcome: Shape | string,
): TensorType | string {
  if (typeof outcome === 'string') return outcome
  const [first] = operands
  if (first === undefined) return `${operator}: expected an operand`
  for (const { dtype } of operands) {
    if (!isFloat(dtype)) return `${operator}: operand is ${dtype}, expected f32 or f64`
    if (dtype !== first.dtype) return `${operator}: operands are ${first.dtype} and ${dtype}, expected one element type`
  }
  return { shape: outcome, dtype: first.dtype }
}

/** Operators that only move elements take any element type. */
export function movedResult(operands: readonly TensorType[], outcome: Shape | string): TensorType | string {
  const [first] = operands
  return typeof outcome === 'string' || first === undefined ?
      (outcome as string)
    : { shape: outcome, dtype: first.dtype }
}

/** The sentence about an operand that must hold integers, if it does not. */
export const integerFault = (operator: string, role: string, { dtype }: TensorType): string | undefined =>
  dtype === 'i32' || dtype === 'u32' ? undefined : `${operator}: ${role} is ${dtype}, expected i32 or u32`

/** The number of elements of an integer shape. */
export const elementCount = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1)

/** The operands an operator was recorded with; their number is fixed by its function. */
export const operandShape = (operands: readonly TensorType[], position: number): Shape =>
  operands[position]?.shape ?? []
