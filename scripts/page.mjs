/**
 * What commands share that write figures into the documents: their options, and the part of a page between two markers,
 * `<!-- name -->` and `<!-- end of name -->`, which is theirs alone.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'

export const root = fileURLToPath(new URL('..', import.meta.url))

/** The word behind `--name` on the command line. */
export function option(name, otherwise) {
  const at = process.argv.indexOf(name)
  return at < 0 ? otherwise : process.argv[at + 1]
}

/** Puts `written` between the markers of a page, formatted as the project is; the page is replaced whole, or left as it is. */
export async function record(path, name, written) {
  const page = join(root, path)
  const before = readFileSync(page, 'utf8')
  const [begin, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`]
  const [from, to] = [before.indexOf(begin), before.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`${path} has no ${begin} with ${end} behind it`)
  const text = `${before.slice(0, from + begin.length)}\n\n${written}\n\n${before.slice(to)}`
  const after = await format(text, { ...(await resolveConfig(page)), parser: 'markdown' })
  if (after === before) return
  writeFileSync(`${page}.part`, after)
  renameSync(`${page}.part`, page)
}
