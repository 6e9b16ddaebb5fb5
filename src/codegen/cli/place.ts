/** Where in the author's files something is: an error that was thrown, or an export. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Place } from './code-frame.js'
import { libraryFolder } from './library.js'

export const pathOf = (file: string): string => (file.startsWith('file:') ? fileURLToPath(file) : file)

/** The frames of an error that are not Node's, innermost first. */
function* framesOf(thrown: Error): Generator<Place> {
  for (const text of thrown.stack?.split('\n') ?? []) {
    const [, path, line, column] = /^\s+at (?:.*\()?(.+?):(\d+):(\d+)\)?$/.exec(text) ?? []
    if (path === undefined || path.startsWith('node:')) continue
    yield { file: pathOf(path), line: Number(line), column: Number(column) }
  }
}

/** The author's own line in an error: the one the library noted, or the first frame that is not ours or Node's. */
export function placeOf(thrown: unknown): Place | undefined {
  if (!(thrown instanceof Error)) return undefined
  const noted = (thrown as { site?: Place }).site
  if (noted !== undefined && typeof noted.line === 'number') return { ...noted, file: pathOf(noted.file) }
  for (const frame of framesOf(thrown)) {
    if (frame.file.startsWith(libraryFolder) || frame.file.includes('/node_modules/')) continue
    if (existsSync(frame.file)) return frame
  }
  return undefined
}

/** Whether an error was thrown in this library or in what it called, whoever called it. */
export function thrownHere(thrown: Error): boolean {
  for (const { file } of framesOf(thrown)) {
    if (file.startsWith(libraryFolder)) return true
    if (!file.includes('/node_modules/')) return false // of a package: whoever called that
  }
  return true
}

/** The line that exports `name`; the first line where it cannot be told. */
export const placeOfExport = (file: string, name: string): Place => placeOfWord(file, name, /^\s*export\s/)

/** Where a word first stands in a file, on a line that looks so; the first line where it does not. */
export function placeOfWord(file: string, word: string, line = /(?:)/): Place {
  const lines = readFileSync(file, 'utf8').split('\n')
  // no \b, which does not stand beside $ or a bracket; and what is looked for may hold any character
  const literal = word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  const whole = new RegExp(`(?<![\\w$])${literal}(?![\\w$])`)
  const at = lines.findIndex((text) => line.test(text) && whole.test(text))
  if (at < 0) return { file, line: 1, column: 1 }
  return { file, line: at + 1, column: lines[at]!.search(whole) + 1, length: word.length }
}
