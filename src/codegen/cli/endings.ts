/**
 * How a command ends otherwise than by being done: what it throws, and what the author's code does to the process behind
 * its back. Each is one line, with its place where there is one, and an exit code.
 */
import { framedError, paintFor, shownPath } from './code-frame.js'
import { CommandFailure, messageOf, ModelFailure } from './failure.js'
import { placeOf, thrownHere } from './place.js'

const toStdout = process.stdout.write.bind(process.stdout)

/** Prints what was asked for, on stdout. */
export const answer = (text: string): void => void toStdout(text)

/** From here on stdout holds answers alone: what the author's file prints by itself goes to stderr. */
export function keepStdout(): void {
  process.stdout.write = process.stderr.write.bind(process.stderr)
}

/** Kinds of errors that nobody throws to say something: JavaScript itself, or an assertion of ours. */
const unforeseen = ['Error', 'TypeError', 'ReferenceError', 'SyntaxError', 'AggregateError']

/** Prints what was thrown and returns its exit code. */
export function fail(thrown: unknown, json: boolean): number {
  const isCommand = thrown instanceof CommandFailure || (thrown instanceof Error && thrown.name === 'CACError')
  const code = isCommand ? 2 : 1
  const place = thrown instanceof ModelFailure ? thrown.place : placeOf(thrown)
  const stack =
    process.env['DEBUG']?.includes('shapewright') === true && thrown instanceof Error ? thrown.stack : undefined
  if (json) {
    const error = { message: messageOf(thrown), ...(place && { ...place, file: shownPath(place.file) }), stack }
    answer(`${JSON.stringify({ ok: false, errors: [error] }, null, 2)}\n`)
    return code
  }
  const lines = [framedError(messageOf(thrown), place, paintFor(process.stderr))]
  if (thrown instanceof ModelFailure && thrown.note !== undefined) lines.push(thrown.note)
  if (isCommand) lines.push('`shapewright --help` lists the commands, and with a command its options')
  else if (stack !== undefined) lines.push(stack)
  else if (thrown instanceof Error && unforeseen.includes(thrown.name) && thrownHere(thrown))
    lines.push(`(a defect of shapewright, not of the model: with DEBUG=shapewright in the environment it says where)`)
  process.stderr.write(`${lines.join('\n')}\n`)
  return code
}

/** Node ends because nothing is left to wait for, and the command has not ended. */
export const abandoned = (json: boolean): number =>
  fail(new ModelFailure('the model file, or its `data`, waits for a promise that nobody will settle'), json)

/** Somebody other than the command ended the process: who asked for a build must not be told 0 without one. */
export const leftEarly = (code: number, json: boolean): number =>
  fail(new ModelFailure(`the model file, or its \`data\`, ended the process: process.exit(${code})`), json)

/** Something was thrown that nothing waits for. */
export function uncaught(thrown: unknown, json: boolean): number {
  if (thrown instanceof Error && thrownHere(thrown)) return fail(thrown, json)
  const note = '(thrown in a timer, or in a promise that nothing waits for)'
  return fail(new ModelFailure(messageOf(thrown), placeOf(thrown), note), json)
}
