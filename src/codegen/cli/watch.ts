/** `check --watch`: runs the command again whenever one of the model's files changes. Ends with Ctrl-C only. */
import { watch as watchFile, type FSWatcher } from 'node:fs'
import { dirname } from 'node:path'
import { framedError, paintFor } from './code-frame.js'
import { messageOf, ModelFailure } from './failure.js'
import type { Outcome } from './outcome.js'

/** Editors save in several steps; one check a moment after the last of them. */
const settle = 80

/**
 * Repeats `again` on every change and hands each outcome to `show`. `first` is what the first run gave: it names the
 * files. Folders are watched, not files, because many editors replace a file when they save it.
 */
export function watch(first: Outcome, again: () => Promise<Outcome>, show: (outcome: Outcome) => void): Promise<never> {
  let watchers: FSWatcher[] = []
  let timer: NodeJS.Timeout | undefined
  const follow = (files: readonly string[]) => {
    for (const watcher of watchers) watcher.close()
    watchers = [...new Set(files.map((file) => dirname(file)))].map((folder) => watchFile(folder, changed))
  }
  const changed = () => {
    clearTimeout(timer)
    timer = setTimeout(() => void run(), settle)
  }
  const run = async () => {
    try {
      const outcome = await again()
      show(outcome)
      if (outcome.files !== undefined) follow(outcome.files)
    } catch (thrown) {
      const place = thrown instanceof ModelFailure ? thrown.place : undefined
      process.stderr.write(`${framedError(messageOf(thrown), place, paintFor(process.stderr))}\n`)
    }
  }
  follow(first.files ?? [])
  return new Promise(() => {})
}
