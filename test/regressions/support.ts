/** Sessions on both executors, and comparisons at the precision of each. */
import { Session } from 'shapewright'
import type { AnyTensor } from 'shapewright'
import { expect } from 'vitest'
import { jsExecutor } from '../../src/codegen/executor.js'
import { referenceExecutor } from '../../src/dsl/executor.js'

/** Name, a fresh session, and how many digits to expect. */
export const targets = [
  ['reference', () => new Session({ executor: referenceExecutor }), 12],
  ['js', () => new Session({ executor: jsExecutor() }), 5],
] as const

export const expectNear = (got: ArrayLike<number>, want: readonly number[], digits: number): void => {
  expect(got.length).toBe(want.length)
  want.forEach((value, at) => expect(got[at], `element ${at}`).toBeCloseTo(value, digits))
}

/** The gradient of an output, at a cotangent of ones, by a leaf. */
export const gradientOf = (session: Session, output: AnyTensor, leaf: AnyTensor): Float64Array => {
  const size = (output.shape as readonly number[]).reduce((product, extent) => product * extent, 1)
  return session.grad(session.backward(output, Array<number>(size).fill(1)), leaf)
}
