/**
 * The twin fuzz: for random operands of every rule the function is evaluated and the compiler is asked whether the type
 * says the same. One line of one source file is one case, one file holds the cases of a rule, and one program many
 * files. twins.test.ts runs some hundreds of cases of each rule, and with SHAPEWRIGHT_TWIN_CASES=10000 the soak.
 */
import { cut } from '../../src/shapes/index.js'
import type { Compiler } from '../support/compiler.js'
import { findings } from '../support/compiler.js'
import { seededRandom } from '../support/seeded-random.js'
import { blurred, textOf, type Operand, type Rule } from './operands.js'

const header = [
  `import type * as S from '../../src/shapes/index.js'`,
  `type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false`,
  `type Flat<T> = T extends string ? T : { [K in keyof T]: T[K] }`,
  `type Sound<Fault, S> = [Fault] extends [never] ? S : Fault`,
  // A type that says less than the value: every dimension either the same or wide; never a definite wrong answer.
  `type IsAny<T> = 0 extends 1 & T ? true : false`,
  `type Loose<T> = T extends string ? T : T extends number ? (number extends T ? S.Dim : T) : { [K in keyof T]: Loose<T[K]> }`,
  `type Allows<T, Value> = IsAny<T> extends true ? false : [T] extends [never] ? false : Value extends Loose<T> ? true : false`,
  `type Something<T> = IsAny<T> extends true ? false : [T] extends [never] ? false : true`,
]

export interface TwinReport {
  readonly cases: number
  /** How many cases ended in a sentence. */
  readonly sentences: number
  /** The longest sentence, as it is shown. */
  readonly longest: string
  readonly failures: readonly string[]
}

interface Cases extends Omit<TwinReport, 'cases' | 'failures'> {
  readonly lines: readonly string[]
}

/** `count` exact cases of a rule, and a quarter as many with some dimensions hidden from the compiler. */
const casesOf = (rule: Rule, count: number, seed: number): Cases => {
  const random = seededRandom(seed)
  const lines = [...header]
  let sentences = 0
  let longest = ''
  for (let i = 0; i < count; i++) {
    const operands = rule.operands(random)
    const value = rule.value(...operands)
    if (typeof value === 'string' && value.includes(': ')) {
      sentences++
      const shown = cut(value)
      if (shown.length > longest.length) longest = shown
    }
    lines.push(
      `export const c${lines.length}: Equal<${rule.type(operands.map(textOf))}, ${textOf(value as Operand)}> = true`,
    )
    if (i % 4 !== 0 || rule.exact === true) continue
    const hidden = rule.type(
      operands.map((operand, at) => (at < (rule.literal ?? 0) ? textOf(operand) : blurred(operand, random))),
    )
    const claim = typeof value === 'string' ? `Something<${hidden}>` : `Allows<${hidden}, ${textOf(value as Operand)}>`
    lines.push(`export const c${lines.length}: ${claim} = true`)
  }
  return { lines, sentences, longest }
}

/** Checks `count` cases of each rule, all in one program. A failure is the line that the compiler denies. */
export const checkTwins = (
  compiler: Compiler,
  rules: readonly Rule[],
  count: number,
  seed: number,
): ReadonlyMap<string, TwinReport> => {
  const all = rules.map((rule) => ({ rule, path: `test/shapes/cases-${rule.name}.ts`, ...casesOf(rule, count, seed) }))
  const files = Object.fromEntries(all.map(({ path, lines }) => [path, lines.join('\n')]))
  const found = findings(compiler, files, ['lib.es5.d.ts'])
  return new Map(
    all.map(({ rule, path, lines, sentences, longest }) => {
      const own = found.filter((finding) => finding.file === path)
      const failures = own.map((finding) => `${lines[finding.line - 1]} // ${finding.text}`)
      return [rule.name, { cases: lines.length - header.length, sentences, longest, failures }]
    }),
  )
}
