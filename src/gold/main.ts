/**
 * `npm run gold -- FILE... [--target reference|js]`: checks gold files and prints what failed, why cases were skipped
 * and, for each file, a closing line. Exit code 1 when a case failed, 2 when the command is wrong.
 */
import { basename } from 'node:path'
import { jsExecutor } from '../codegen/executor.js'
import { referenceExecutor } from '../dsl/executor.js'
import '../dsl/ops/index.js'
import { resetInterning } from '../dsl/comprehension/value.js'
import { checkCase } from './check.js'
import type { Target } from './check.js'
import { readGold } from './format.js'

const targets: Readonly<Record<string, () => Target>> = {
  reference: () => ({ executor: referenceExecutor, precision: 'f64' }),
  js: () => ({ executor: jsExecutor(), precision: 'f32' }),
}

function usage(message: string): never {
  console.error(`gold: ${message}\nusage: npm run gold -- FILE... [--target reference|js] [--only TEXT]`)
  process.exit(2)
}

function parse(words: readonly string[]): { files: readonly string[]; target: string; only: string } {
  const options = { target: 'reference', only: '' }
  const files: string[] = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string
    const [flag, inline] = word.split('=', 2) as [string, string?]
    if (flag === '--target' || flag === '--only')
      options[flag.slice(2) as 'target' | 'only'] = inline ?? words[++at] ?? ''
    else if (word.startsWith('--')) usage(`unknown option ${word}`)
    else files.push(word)
  }
  if (files.length === 0) usage('no files')
  if (targets[options.target] === undefined) usage(`unknown target ${options.target}`)
  return { files, ...options }
}

/** Checks one file; returns the number of failures. */
function checkFile(path: string, target: Target, only: string): number {
  const count = { passed: 0, failed: 0, skipped: 0 }
  const reasons = new Map<string, number>()
  for (const item of readGold(path)) {
    if (!item.name.includes(only)) continue
    const verdict = checkCase(item, target)
    resetInterning() // cases share nothing, and thousands of them must not pile up
    count[verdict.kind]++
    if (verdict.kind === 'failed') console.log(`  failed  ${item.name}: ${verdict.reason}`)
    if (verdict.kind === 'skipped') reasons.set(verdict.reason, (reasons.get(verdict.reason) ?? 0) + 1)
  }
  for (const [reason, cases] of [...reasons].sort(([, a], [, b]) => b - a)) console.log(`  skipped ${cases}: ${reason}`)
  console.log(`${basename(path)}: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
  return count.failed
}

const { files, target, only } = parse(process.argv.slice(2))
let failures = 0
for (const file of files) {
  try {
    failures += checkFile(file, (targets[target] as () => Target)(), only)
  } catch (error) {
    usage((error as Error).message)
  }
}
process.exitCode = failures > 0 ? 1 : 0
