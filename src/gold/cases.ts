/**
 * What the commands that check files of cases share: options, counts, reasons for skipping, a closing line for each file.
 *
 * In: the words of a command line, and how to read and check a case. Out: the exit code.
 */
import { basename } from 'node:path'
import { jsExecutor } from '../codegen/executor.js'
import { referenceExecutor } from '../dsl/executor.js'
import type { Executor } from '../dsl/executor.js'
import { resetInterning } from '../dsl/comprehension/value.js'

export type Verdict =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'skipped'; readonly reason: string }

/** What cases are run on, and how precise it is. */
export interface Target {
  readonly executor: Executor
  readonly precision: 'f64' | 'f32'
}

export const targets: Readonly<Record<string, () => Target>> = {
  reference: () => ({ executor: referenceExecutor, precision: 'f64' }),
  js: () => ({ executor: jsExecutor(), precision: 'f32' }),
}

export interface CaseRunner<Case extends { readonly name: string }> {
  readonly read: (path: string) => readonly Case[]
  readonly check: (item: Case, target: Target) => Verdict
}

class UsageError extends Error {}

function parse(words: readonly string[]): { files: readonly string[]; target: string; only: string } {
  const options = { target: 'reference', only: '' }
  const files: string[] = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string
    const [flag, inline] = word.split('=', 2) as [string, string?]
    if (flag === '--target' || flag === '--only')
      options[flag.slice(2) as 'target' | 'only'] = inline ?? words[++at] ?? ''
    else if (word.startsWith('--')) throw new UsageError(`unknown option ${word}`)
    else files.push(word)
  }
  if (files.length === 0) throw new UsageError('no files')
  return { files, ...options }
}

/** Checks some cases, printing as it goes; returns the number of failures. */
function checkCases<Case extends { readonly name: string }>(
  title: string,
  cases: readonly Case[],
  check: (item: Case) => Verdict,
): number {
  const count = { passed: 0, failed: 0, skipped: 0 }
  const reasons = new Map<string, number>()
  for (const item of cases) {
    const verdict = check(item)
    resetInterning() // cases share nothing, and thousands of them must not pile up
    count[verdict.kind]++
    if (verdict.kind === 'failed') console.log(`  failed  ${item.name}: ${verdict.reason}`)
    if (verdict.kind === 'skipped') reasons.set(verdict.reason, (reasons.get(verdict.reason) ?? 0) + 1)
  }
  for (const [reason, skipped] of [...reasons].sort(([, a], [, b]) => b - a))
    console.log(`  skipped ${skipped}: ${reason}`)
  console.log(`${title}: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
  return count.failed
}

/** Runs a command over files of cases. Exit code 1 when a case failed, 2 when the command or a file is wrong. */
export function runCases<Case extends { readonly name: string }>(
  command: string,
  words: readonly string[],
  { read, check }: CaseRunner<Case>,
): number {
  try {
    const { files, target: name, only } = parse(words)
    const target = targets[name]?.()
    if (target === undefined) throw new UsageError(`unknown target ${name}`)
    const failures = files.map((path) => {
      const cases = read(path).filter((item) => item.name.includes(only))
      return checkCases(basename(path), cases, (item) => check(item, target))
    })
    return failures.some((failed) => failed > 0) ? 1 : 0
  } catch (error) {
    const options = `[--target ${Object.keys(targets).join('|')}] [--only TEXT]`
    console.error(`${command}: ${(error as Error).message}\nusage: npm run ${command} -- FILE... ${options}`)
    return 2
  }
}
