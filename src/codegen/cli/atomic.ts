/**
 * Writing so that nothing is ever half-written: into a temporary neighbour first, then one rename. An interrupted or
 * failing command leaves the old file, or none.
 */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { shownPath } from './code-frame.js'
import { messageOf, ModelFailure } from './failure.js'

/** What the system says, without the call and the path that it was about. */
export const systemMessage = (thrown: unknown): string => messageOf(thrown).replace(/, [a-z]+( '.*)?$/s, '')

const unwritable = (path: string, thrown: unknown): ModelFailure =>
  new ModelFailure(`cannot write ${shownPath(path)}: ${systemMessage(thrown)}`)

/**
 * Makes a folder and those above it. Not mkdir's `recursive`, which in Node 20 never returns where a parent exists and
 * refuses with "no such file" (a folder of /proc, a network share that went away).
 */
function makeFolder(folder: string): void {
  const missing: string[] = []
  for (let at = resolve(folder); !existsSync(at) && dirname(at) !== at; at = dirname(at)) missing.push(at)
  for (const path of missing.toReversed()) mkdirSync(path)
}

/**
 * Tries, before minutes of work, whether a file can be written later: its place is no folder, and the nearest folder that is
 * there takes files. Leaves nothing behind. Throws ModelFailure.
 */
export function checkWritable(path: string): void {
  if (existsSync(path) && statSync(path).isDirectory()) throw unwritable(path, 'it is a folder')
  checkFolder(dirname(path), path)
}

/** The same of a folder that files will be written into, which need not be there. */
export function checkFolder(folder: string, path = folder): void {
  try {
    let found = folder
    while (!existsSync(found) && dirname(found) !== found) found = dirname(found)
    rmdirSync(mkdtempSync(join(found, '.shapewright-')))
  } catch (thrown) {
    throw unwritable(path, thrown)
  }
}

/** Replaces one file. Throws ModelFailure when its folder cannot be written. */
export function writeFileAtomically(path: string, content: string | Uint8Array): void {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`)
  try {
    makeFolder(dirname(path))
    writeFileSync(temporary, content)
    renameSync(temporary, path)
  } catch (thrown) {
    rmSync(temporary, { force: true })
    throw unwritable(path, thrown)
  }
}

/**
 * Writes a set of files into a folder that may hold other things. All are written beside their places before the first
 * is renamed, so a full disk or a forbidden folder changes nothing.
 */
export function writeFilesAtomically(folder: string, files: ReadonlyMap<string, string>): void {
  let staging: string | undefined
  try {
    makeFolder(folder)
    staging = mkdtempSync(join(folder, '.shapewright-'))
    for (const [name, content] of files) writeFileSync(join(staging, name), content)
    for (const name of files.keys()) renameSync(join(staging, name), join(folder, name))
  } catch (thrown) {
    throw unwritable(folder, thrown)
  } finally {
    if (staging !== undefined) rmSync(staging, { recursive: true, force: true })
  }
}
