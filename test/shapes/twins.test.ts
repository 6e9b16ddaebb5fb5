/**
 * Every rule's type says what its function says. `SHAPEWRIGHT_TWIN_CASES` sets the number of cases of each rule (500),
 * `SHAPEWRIGHT_TWIN_SEED` the seed. Every rule that src/shapes exports is here, and an error in any one is seen.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as shapes from '../../src/shapes/index.js'
import { compilers, root } from '../support/compiler.js'
import { rules, type Rule } from './operands.js'
import { checkTwins } from './twins.js'

const cases = Number(process.env['SHAPEWRIGHT_TWIN_CASES'] ?? 500)
const seed = Number(process.env['SHAPEWRIGHT_TWIN_SEED'] ?? 1)
/** The compiler keeps every instantiated type, so a program has about so many cases: of several rules, or of one. */
const programCases = 4000

const rulesWithoutSentences = [
  'CanBroadcastTo',
  'Fin',
  'Index',
  'SubstituteDim',
  'AddDims',
  'SubtractDims',
  'MultiplyDims',
  'DivideDims',
  'QuotientDims',
  'SizeOf',
  'SwapAdjacentAtDepth',
  'Jacobian',
]

const perProgram = Math.max(1, Math.floor(programCases / cases))
const groups = Array.from({ length: Math.ceil(rules.length / perProgram) }, (_, i) =>
  rules.slice(i * perProgram, (i + 1) * perProgram),
)

test.each(groups.map((group) => [group.map((rule) => rule.name).join(', '), group] as const))(
  '%s: type and function agree',
  async (_, group) => {
    const compiler = await compilers['6.0']()
    const sentences = new Map<string, number>()
    for (let done = 0; done < cases; done += programCases) {
      const reports = checkTwins(compiler, group, Math.min(programCases, cases - done), seed + done)
      for (const [name, report] of reports) {
        expect(report.failures.slice(0, 5), name).toEqual([])
        expect(report.longest.length, name).toBeLessThanOrEqual(250)
        expect(report.longest, name).toMatch(/^[\x20-\x7e]*$/)
        sentences.set(name, (sentences.get(name) ?? 0) + report.sentences)
      }
    }
    for (const [name, count] of sentences)
      if (!rulesWithoutSentences.includes(name)) expect(count, name).toBeGreaterThan(cases / 20)
  },
  3_600_000,
)

/** Twins that are no rules of their own: parts of the one that is named, whose cases run through them. */
const parts: Readonly<Record<string, string>> = {
  Add: 'AddDims',
  AxisIndex: 'AxisCheck',
  AxisSentence: 'AxisCheck',
  BroadcastShapes: 'Broadcast',
  Compare: 'Slice',
  Cut: 'ShapeFault',
  DimFault: 'ShapeFault',
  Divide: 'DivideDims',
  EquationFor: 'Einsum',
  HasPosition: 'Positions',
  HeadScores: 'MultiHeadAttention',
  IsNatural: 'ShapeFault',
  LettersOf: 'Einsum',
  Message: 'ShapeFault',
  Modulo: 'Convolution',
  Multiply: 'MultiplyDims',
  NewAxis: 'Unsqueeze',
  NormalDim: 'ShapeFault',
  ParseEquation: 'Einsum',
  ParsePattern: 'Rearrange',
  PoolKernel: 'Pool',
  Product: 'SizeOf',
  Reach: 'Convolution',
  RearrangeSizes: 'Rearrange',
  ShapeArgument: 'ShapeFault',
  SizeText: 'SizeOf',
  StretchShape: 'BroadcastTo',
  Subtract: 'SubtractDims',
  WindowShape: 'Convolution',
}

const sources = join(root, 'src/shapes')
const typeNames = readdirSync(sources).flatMap((file) =>
  [...readFileSync(join(sources, file), 'utf8').matchAll(/^export type (\w+)</gm)].map(([, name = '']) => name),
)

/** Every type of src/shapes of which the index exports a function of the same name. */
const twins = typeNames.filter((type) =>
  Object.entries(shapes).some(
    ([name, value]) => typeof value === 'function' && name.toLowerCase() === type.toLowerCase(),
  ),
)

describe('the table of rules', () => {
  const named = new Set(rules.map((rule) => rule.name))

  test('has every twin that src/shapes exports', () => {
    expect(twins.length).toBeGreaterThan(70)
    expect(twins.filter((name) => !named.has(name) && parts[name] === undefined)).toEqual([])
  })

  test('lists as part of a rule only what is exported, of a rule that is there', () => {
    expect(Object.keys(parts).filter((name) => named.has(name) || !twins.includes(name))).toEqual([])
    expect(Object.values(parts).filter((name) => !named.has(name))).toEqual([])
  })
})

/** Another value than this one, of the same kind. */
const planted = (value: unknown): unknown =>
  typeof value === 'string' ? `${value}?`
  : typeof value === 'number' ? value + 1
  : typeof value === 'boolean' ? !value
  : Array.isArray(value) ?
    value.length === 0 ?
      [7]
    : [...value.slice(0, -1), planted(value.at(-1))]
  : typeof value === 'object' && value !== null ? { ...value, planted: 1 }
  : 7

/** The rule with a wrong answer in every third case. */
const wrong = (rule: Rule): Rule => {
  let asked = 0
  return {
    ...rule,
    exact: true,
    value: (...operands: unknown[]) => {
      const value: unknown = rule.value(...operands)
      asked += 1
      return asked % 3 === 0 ? planted(value) : value
    },
  }
}

test('an error planted in any rule is seen, in each case that has it', async () => {
  const reports = checkTwins(await compilers['6.0'](), rules.map(wrong), 9, seed)
  expect([...reports].filter(([, { failures }]) => failures.length !== 3)).toEqual([])
  expect(reports.size).toBe(rules.length)
}, 120_000)
