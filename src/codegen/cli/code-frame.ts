/**
 * Code frames: a line of the author's file with the exact span underlined.
 *
 *     examples/digits-mlp/model.ts:14:17 error linear: input ["batch", 64] has 64 features, weight [32, 63] expects 63
 *
 *       13 │   forward: ({ x }) => {
 *       14 │     const h = hidden(x)
 *          │                      ^
 */
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { styleText } from 'node:util'

/** Where: an absolute path, with lines and columns from 1. `length` is the number of characters underlined. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly length?: number | undefined
}

/** Colours only where a person looks: a terminal, without NO_COLOR. */
export type Paint = (format: 'red' | 'cyan' | 'dim' | 'bold' | 'green' | 'yellow', text: string) => string
export const plain: Paint = (_, text) => text
export const colours: Paint = (format, text) => styleText(format, text)
export const paintFor = (stream: { isTTY?: boolean }): Paint =>
  stream.isTTY === true && !process.env['NO_COLOR'] ? colours : plain

/** A path as the person at this terminal would write it, with forward slashes on every system. */
export const shownPath = (file: string): string => {
  const path = relative(process.cwd(), file).replaceAll('\\', '/')
  return path === '' ? '.' : path
}

/** `file:line:column`, relative to the working directory: terminals make it a link. */
export const shownPlace = (place: Place): string => `${shownPath(place.file)}:${place.line}:${place.column}`

/** The frame alone, indented by two; '' when the file cannot be read any more. */
export function codeFrame(place: Place, paint: Paint = plain): string {
  let lines: string[]
  try {
    lines = readFileSync(place.file, 'utf8').split(/\r?\n/)
  } catch {
    return ''
  }
  const text = lines[place.line - 1]
  if (text === undefined) return ''
  const width = String(place.line).length
  const numbered = (line: number, content: string) =>
    `  ${paint('dim', `${String(line).padStart(width)} │`)} ${content}`
  const frame: string[] = []
  if (place.line > 1) frame.push(numbered(place.line - 1, lines[place.line - 2] ?? ''))
  frame.push(numbered(place.line, text))
  // Tabs stay tabs in the padding, so that the carets stand under the span at any tab width.
  const padding = text.slice(0, place.column - 1).replace(/[^\t]/g, ' ')
  const carets = '^'.repeat(Math.max(1, Math.min(place.length ?? 1, text.length - place.column + 1)))
  frame.push(`  ${paint('dim', `${' '.repeat(width)} │`)} ${padding}${paint('red', carets)}`)
  return frame.map((line) => line.trimEnd()).join('\n')
}

/** One error: where, what, and the frame. */
export function framedError(message: string, place: Place | undefined, paint: Paint = plain): string {
  if (place === undefined) return `${paint('red', 'error')} ${message}`
  const frame = codeFrame(place, paint)
  return `${paint('cyan', shownPlace(place))} ${paint('red', 'error')} ${message}${frame && `\n\n${frame}`}`
}
