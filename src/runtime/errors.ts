/**
 * Everything the run time throws. Each message says what was asked, what was got, and what to do; the class says whose
 * mistake it was, so that the command line can choose an exit code and a program can react.
 */

/** The base of every error of this room. */
export class RuntimeError extends Error {
  override name = 'RuntimeError'
}

/** A tensor, row or batch of another size than the slot it is for; an entry that was not built. */
export class RuntimeShapeError extends RuntimeError {
  override name = 'RuntimeShapeError'
}

/** Values that cannot be: not a number, not finite, not an integer, a label out of range; an empty data set. */
export class DataError extends RuntimeError {
  override name = 'DataError'
}

/** Bytes that are not a well-formed safetensors file. */
export class SafetensorsError extends RuntimeError {
  override name = 'SafetensorsError'
}

/** A well-formed file that does not fit this model: names, shapes or dtypes differ. */
export class ParameterMismatchError extends RuntimeError {
  override name = 'ParameterMismatchError'
}

/** A checkpoint of other options or of another run. */
export class CheckpointError extends RuntimeError {
  override name = 'CheckpointError'
}

/** An option of fit, evaluate or predict that makes no sense. */
export class OptionError extends RuntimeError {
  override name = 'OptionError'
}

/** @throws OptionError for what is no integer of at least 1. */
export function checkCount(what: string, name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1)
    throw new OptionError(`${what}: ${name} is ${shown(value)}; it is an integer of at least 1`)
}

/** A value as a program would write it: a text in quotes is no number. */
export const shown = (value: unknown): string =>
  typeof value === 'string' ? JSON.stringify(value)
  : typeof value === 'function' ? 'a function'
  : typeof value === 'object' && value !== null ? 'an object'
  : String(value)

/** Training whose loss is no longer a finite number. `step` and `epoch` count from 1. */
export class NonFiniteLossError extends RuntimeError {
  override name = 'NonFiniteLossError'
  constructor(
    message: string,
    readonly step: number,
    readonly epoch: number,
    readonly loss: number,
    /** What the diagnosis found: the first node that is not finite, and its source line. */
    readonly diagnosis: string | undefined,
  ) {
    super(message)
  }
}
