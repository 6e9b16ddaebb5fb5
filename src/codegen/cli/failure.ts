/**
 * How a command fails: whose mistake it was decides the exit code, and a place in the author's file gets a code frame.
 * Every command throws one of these two; main.ts prints them. Anything else that escapes is a bug of ours.
 */
import { inspect } from 'node:util'
import type { Place } from './code-frame.js'

/** Exit code 1: the model, the data or a file given to the command is wrong. */
export class ModelFailure extends Error {
  override name = 'ModelFailure'
  readonly exitCode = 1
  constructor(
    message: string,
    readonly place?: Place | undefined,
    /** Shown under the message and its frame, for example what to do. */
    readonly note?: string | undefined,
  ) {
    super(message)
  }
}

/** Exit code 2: the command line itself is wrong. */
export class CommandFailure extends Error {
  override name = 'CommandFailure'
  readonly exitCode = 2
}

/** The text of anything that was thrown. */
export const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message || `${thrown.name} without a message`
  : typeof thrown === 'string' ? thrown
  : inspect(thrown, { breakLength: Infinity, depth: 1 })
