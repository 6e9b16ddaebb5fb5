/**
 * Faults of the printer: structure of its text that would come out wrong, in every domain alike, at the n-th place where
 * the pattern occurs. The certificate then runs what that printer prints.
 */
import { certifyBuild } from '../../../src/certify/certify.js'
import { javascriptPrintedBy } from '../../../src/certify/trials/javascript.js'
import { fieldDomain, primes } from '../../../src/codegen/domains/field.js'
import { printJavaScript } from '../../../src/codegen/print/js.js'
import { Generator as Random } from '../../../src/runtime/random.js'
import type { Judgement, Mutant } from './judge.js'
import { subject, subjects } from './subjects.js'

/** Lines of kernels that a pattern changes, and what they become. */
const patterns: Readonly<Record<string, readonly [RegExp, string]>> = {
  'a loop runs once more': [/^( *for \(let \w+ = \d+; \w+) <( .*)$/, '$1 <=$2'],
  'a loop begins one later': [/^( *for \(let \w+ = )0(; .*)$/, '$11$2'],
  'a loop leaves after its first pass': [/^( *for \(.*; \w+)(\+\+| \+= \d+)(\) \{)$/, '$1 += 1000000$3'],
  'a store left out': [/^( *\w+_\d+\[.*\]) = .*$/, '$1'],
  'a store to the first cell': [/^( *\w+_\d+\[)\w.*(\] = .*)$/, '$10$2'],
  'a sign in an address': [/^(.*_\d+\[.*) \+ (\w+( \* \d+)?\].*)$/, '$1 - $2'],
  'a stride one larger': [/^(.*\[.* \* )(\d+)(.*\].*)$/, '$11$2$3'],
  'an address without its constant': [/^(.*_\d+\[)\d+ \+ (\w.*)$/, '$1$2'],
  'an assignment left out': [/^( *)([atp]\d+) = .*$/, '$1$2'],
  'the branch not inverted': [/^( *)if \((.*)\) \{$/, '$1if (!($2)) {'],
  'a choice exchanged': [/^(.* \? )(\w+|\(?-?\d+\)?) : (\w+|\(?-?\d+\)?)$/, '$1$3 : $2'],
  'brackets forgotten': [/^(.* = red\(\w+ \* )(\w+) \+ (\w+)\)$/, '$1($2 + $3))'],
}

type Line = readonly [RegExp, string]

/** Where a pattern occurs, in lines that every domain prints alike or by the same operations. */
function changed(text: string, [pattern, replacement]: Line, nth: number): { text: string; count: number } {
  let count = 0
  let inKernel = false
  const lines = text.split('\n').map((line) => {
    // kernels start with a function of no operands; helpers and the prelude have some
    if (/^ *function \w+\(\) \{$/.test(line)) inKernel = true
    if (/^ {2}return \{$/.test(line)) inKernel = false
    if (!inKernel || /^ *\/\//.test(line) || !pattern.test(line)) return line
    return count++ === nth ? line.replace(pattern, replacement) : line
  })
  return { text: lines.join('\n'), count }
}

async function judge(name: string, pattern: Line, nth: number): Promise<Judgement> {
  const target = javascriptPrintedBy((...printed) => changed(printJavaScript(...printed), pattern, nth).text)
  const { refusals } = await certifyBuild(subject(name), { target })
  return { verdict: refusals.length > 0 ? 'certify' : 'survivor' }
}

/** How often each pattern occurs in what is printed of a subject in every field, its kernels one by one as they are run. */
const occurrences = new Map<string, readonly number[]>()

function countsOf(name: string): readonly number[] {
  const known = occurrences.get(name)
  if (known !== undefined) return known
  const { explain, manifest } = subject(name)
  const texts = explain.entries.flatMap(({ loopNests }) => {
    const entries = loopNests.map((kernel, at) => ({ functionName: String(at), kernels: [kernel] }))
    return primes.map((prime) =>
      printJavaScript(entries, fieldDomain(prime), explain.placements, manifest.segments.length),
    )
  })
  const counts = Object.values(patterns).map((pattern) =>
    Math.min(...texts.map((text) => changed(text, pattern, -1).count)),
  )
  occurrences.set(name, counts)
  return counts
}

export function* printerMutants(wanted: number): Generator<Mutant> {
  const random = new Random(5, 'faults: printer')
  const seen = new Set<string>()
  // the larger subjects print the same structure as the others
  const names = subjects.filter((name) => name !== 'linear relu')
  for (let given = 0, round = 0; given < wanted && round < 40; round++)
    for (const [at, [kind, pattern]] of Object.entries(patterns).entries())
      for (let step = 0; step < names.length; step++) {
        const name = names[(round * 4 + at * 3 + step) % names.length]!
        const count = countsOf(name)[at]!
        if (count === 0) continue
        const nth = random.integer(count)
        const key = `${kind}, ${name}, place ${nth} of ${count}`
        if (seen.has(key)) break
        seen.add(key)
        given++
        yield { class: 'printer structure', name: key, judge: () => judge(name, pattern, nth) }
        break
      }
}
