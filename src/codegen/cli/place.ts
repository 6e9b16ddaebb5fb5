/** Where in the author's files something is: an error that was thrown, or an export. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Place } from './code-frame.js'
import { libraryFolder } from './library.js'

export const pathOf = (file: string): string => (file.startsWith('file:') ? fileURLToPath(file) : file)

/** The author's own line in an error: the one the library noted, or the first frame that is not ours or Node's. */
export function placeOf(thrown: unknown): Place | undefined {
  if (!(thrown instanceof Error)) return undefined
  const noted = (thrown as { site?: Place }).site
  if (noted !== undefined && typeof noted.line === 'number') return { ...noted, file: pathOf(noted.file) }
  for (const line of thrown.stack?.split('\n') ?? []) {
    const match = /^\s+at (?:.*\()?(.+?):(\d+):(\d+)\)?$/.exec(line)
    if (match === null) continue
    const file = pathOf(match[1] ?? '')
    if (file.startsWith('node:') || file.startsWith(libraryFolder) || file.includes('/node_modules/')) continue
    if (!existsSync(file)) continue
    return { file, line: Number(match[2]), column: Number(match[3]) }
  }
  return undefined
}

/** The line that exports `name`; the first line where it cannot be told. */
export const placeOfExport = (file: string, name: string): Place => placeOfWord(file, name, /^\s*export\s/)

/** Where a word first stands in a file, on a line that looks so; the first line where it does not. */
export function placeOfWord(file: string, word: string, line = /(?:)/): Place {
  const lines = readFileSync(file, 'utf8').split('\n')
  const whole = new RegExp(`\\b${word}\\b`)
  const at = lines.findIndex((text) => line.test(text) && whole.test(text))
  if (at < 0) return { file, line: 1, column: 1 }
  return { file, line: at + 1, column: lines[at]!.search(whole) + 1, length: word.length }
}
