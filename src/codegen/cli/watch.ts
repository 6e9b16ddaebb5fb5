/** `check --watch`: runs the command again whenever one of the model's files changes. Ends with Ctrl-C only. */
import { statSync, watch as watchFile, type FSWatcher } from 'node:fs'
import { dirname } from 'node:path'
import { framedError, paintFor } from './code-frame.js'
import { messageOf, ModelFailure } from './failure.js'
import type { Outcome } from './outcome.js'

/** Editors save in several steps; one check a moment after the last of them. */
const settle = 80

/**
 * Repeats `again` on every change and hands each outcome to `show`. `first` is what the first run, begun at `began`
 * (milliseconds), gave: it names the files. Folders are watched, not files, because many editors replace a file when
 * they save it.
 */
export function watch(
  first: Outcome,
  began: number,
  again: () => Promise<Outcome>,
  show: (outcome: Outcome) => void,
): Promise<never> {
  let watchers: FSWatcher[] = []
  let timer: NodeJS.Timeout | undefined
  const changed = () => {
    clearTimeout(timer)
    timer = setTimeout(() => void run(), settle)
  }
  const follow = (files: readonly string[], since: number) => {
    for (const watcher of watchers) watcher.close()
    watchers = [...new Set(files.map((file) => dirname(file)))].map((folder) => watchFile(folder, changed))
    // A file saved while the check ran, before anybody watched it, is stale already.
    if (files.some((file) => (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > since)) changed()
  }
  const run = async () => {
    const since = Date.now()
    try {
      const outcome = await again()
      show(outcome)
      if (outcome.files !== undefined) follow(outcome.files, since)
    } catch (thrown) {
      const place = thrown instanceof ModelFailure ? thrown.place : undefined
      process.stderr.write(`${framedError(messageOf(thrown), place, paintFor(process.stderr))}\n`)
    }
  }
  follow(first.files ?? [], began)
  return new Promise(() => {})
}
