/** The errors of sessions, and the checks of numbers that all methods share. In: what was given. Out: copies, or an error. */

import { listFault, sizeFault } from '../../shapes/construct.js'
import { elementCount } from '../../shapes/size.js'

/** A misuse of a session: a stale or foreign reference, a leaf too late, data of the wrong size. */
export class SessionError extends Error {
  override readonly name = 'SessionError'
}

/** Whole numbers copied, after a check. */
export const checkedShape = (what: string, shape: readonly unknown[]): readonly number[] => {
  const fault =
    listFault(what, shape) ?? shape.map((size) => sizeFault(what, size)).find((sentence) => sentence !== undefined)
  if (fault !== undefined) throw new SessionError(fault)
  return [...shape] as number[] // looked at just now
}

/** Values copied, after a check of their number. */
export function checkedValues(what: string, shape: readonly number[], values: ArrayLike<number>): Float64Array {
  // A program without types may give none.
  const length = (values as ArrayLike<number> | undefined)?.length
  if (length !== elementCount(shape))
    throw new SessionError(
      `${what}: shape [${shape.join(', ')}] takes ${elementCount(shape)} values, got ${length ?? String(values)}`,
    )
  const wrong = Array.prototype.find.call(values, (value: unknown) => typeof value !== 'number') as unknown
  if (wrong !== undefined) throw new SessionError(`${what}: a value is a ${typeof wrong}, expected numbers`)
  return Float64Array.from(values)
}

/** Natural numbers copied, after a check. */
export const checkedNaturals = (what: string, values: readonly number[]): Float64Array => {
  const wrong = values.find((value) => !Number.isSafeInteger(value) || value < 0)
  if (wrong !== undefined) throw new SessionError(`${what}: ${wrong} is not a natural number`)
  return Float64Array.from(values)
}
