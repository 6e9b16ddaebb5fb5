/**
 * No sentence of a rule is longer than 250 characters, whatever is in the shapes: the operands of the twin fuzz again, with
 * long names and long sums of names, and both twins cut them alike.
 */
import { describe, expect, test } from 'vitest'
import { cut, message, ShapeError } from '../../src/shapes/index.js'
import { compilers } from '../support/compiler.js'
import { rules, type Operand, type Rule } from './operands.js'
import { checkTwins } from './twins.js'

const names = /^(batch|T|B|width_2|a|constructor)$/
const long = (name: string): string => (names.test(name) ? `${name}_${'of_a_model_with_long_names_'.repeat(2)}` : name)
const sum = ['alpha', 'beta', 'delta', 'gamma'].map((name) => `${name}_of_a_model_with_long_names`).join('+')

/** Long names everywhere; where expressions may stand, some of them long sums. */
const nasty = (operand: Operand, sums: boolean): Operand => {
  if (typeof operand === 'string')
    return sums && operand === 'batch' ? `${sum}-7` : operand.replace(/[A-Za-z_]\w*/g, long)
  if (Array.isArray(operand)) return operand.map((one: Operand) => nasty(one, sums))
  if (typeof operand !== 'object' || operand === null) return operand
  return Object.fromEntries(Object.entries(operand).map(([key, one]) => [long(key), nasty(one, sums)]))
}

const nastier = (rule: Rule): Rule => ({
  ...rule,
  operands: (random) => rule.operands(random).map((operand) => nasty(operand, rule.literal === undefined)),
  // As it is shown: in the type of a parameter, and in the error that is thrown.
  type: (operands) => `S.Argument<${rule.type(operands)}, ${rule.type(operands)}>`,
  value: (...operands: unknown[]) => {
    const value: unknown = rule.value(...operands)
    return typeof value === 'string' ? new ShapeError(value).message : value
  },
})

test('a sentence is one line, whatever an author wrote: as compilers show it', () => {
  expect(message("einsum: {c} in '{e}'", { c: '\n', e: 'a\tb\u0001\u2028' })).toBe(
    "einsum: \\n in 'a\\tb\\u0001\\u2028'",
  )
})

test('with long names and sums every sentence stays within 250 characters, type and function', async () => {
  const reports = checkTwins(await compilers['6.0'](), rules.map(nastier), 60, 3)
  for (const [name, report] of reports) {
    expect(report.failures.slice(0, 5), name).toEqual([])
    expect(report.longest.length, name).toBeLessThanOrEqual(250)
    expect(report.longest, name).toMatch(/^[\x20-\x7e]*$/)
  }
}, 300_000)

describe('message', () => {
  test('cuts a dimension of 40 characters and more after the first 32', () => {
    expect(message('{d}', { d: 'n'.repeat(39) })).toBe('n'.repeat(39))
    expect(message('{d}', { d: 'n'.repeat(40) })).toBe(`${'n'.repeat(32)}...`)
    expect(message('{s}', { s: [2, 'n'.repeat(60)] })).toBe(`[2, ${'n'.repeat(32)}...]`)
  })

  test('cuts a sentence of 248 characters and more after the first 240', () => {
    expect(cut('x'.repeat(247))).toHaveLength(247)
    expect(cut('x'.repeat(248))).toBe(`${'x'.repeat(240)}...`)
  })
})
