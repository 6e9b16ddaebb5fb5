/**
 * Where the author called: the first stack frame that is not of this library. In: the stack of a fresh error, in the
 * notation of V8 (`at f (file:1:2)`) or of the other browsers (`f@file:1:2`). Out: file, line and column.
 */
import type { Site } from './graph.js'

/** A file as stack traces write it (`file:///a%20b.ts`, `/a b.ts`), made comparable. */
const pathOf = (file: string): string => {
  const path = file.replace(/^file:\/\//, '')
  return path === file ? file : decodeURIComponent(path)
}

/**
 * The folder that this library's own modules are in: `src/` from source, `dist/` in the package. Undefined in a bundle
 * without an address (a classic script, a data: URL): library and author cannot be told apart there.
 */
const libraryRoot = folderAbove(import.meta.url)

function folderAbove(address: string | undefined): string | undefined {
  try {
    return pathOf(new URL('..', address).href)
  } catch {
    return undefined
  }
}

/** `at f (FILE:1:2)`, `at FILE:1:2`; what stands before the parenthesis is a name and not itself the start of a file. */
const v8Frame = /^\s*at (?:(?!\/|[a-z][\w+.-]*:\/\/|[A-Za-z]:\\).*? \()?(.+?):(\d+):(\d+)\)?$/
/** `f@FILE:1:2`, `@FILE:1:2` */
const otherFrame = /^[^@]*@(.+?):(\d+):(\d+)$/

/** How deep a call of a layer may be inside the library before its author's line is out of sight. */
const depth = 64

/** The frame of the stack that lies outside of `root`, if any; `stack` is the text of `Error.prototype.stack`. */
export function siteIn(stack: string, root: string): Site | undefined {
  for (const text of stack.split('\n')) {
    const found = v8Frame.exec(text) ?? otherFrame.exec(text)
    if (found === null) continue
    const [, file = '', line, column] = found
    if (file.startsWith('node:') || pathOf(file).startsWith(root)) continue
    return Object.freeze({ file, line: Number(line), column: Number(column) })
  }
  return undefined
}

/** The author's call that led here; undefined where the engine gives no stack. */
export function captureSite(): Site | undefined {
  if (libraryRoot === undefined) return undefined
  const limited = Error as unknown as { stackTraceLimit?: number } // V8 only
  const before = limited.stackTraceLimit
  if (before !== undefined) limited.stackTraceLimit = depth
  const { stack } = new Error('call site')
  if (before !== undefined) limited.stackTraceLimit = before
  return stack === undefined ? undefined : siteIn(stack.replace(/^Error: call site\n/, ''), libraryRoot)
}

/** `model.ts:12:9`, as messages show it. */
export const formatSite = (site: Site): string => `${site.file}:${site.line}:${site.column}`
