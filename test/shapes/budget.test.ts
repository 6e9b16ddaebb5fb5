/** What checking costs the compiler: every row of the budget within its pin and its limit. `npm run budget` prints it. */
import { beforeAll, describe, expect, test } from 'vitest'
import { compilers } from '../support/compiler.js'
import { fault, measure, operatorsWithoutRow, readPins, rows, staleFaults, table, updated } from './budget/budget.js'
import { counter, type Counter } from './budget/measure.js'

describe('the budget', () => {
  let counting: Counter
  beforeAll(async () => {
    counting = counter(await compilers['6.0']())
  })

  test('has a row for every operator, and no pin without a row', () => {
    expect(operatorsWithoutRow()).toEqual([])
    expect(staleFaults(rows(), readPins())).toEqual([])
  })

  test('keeps its pins and limits', () => {
    const pins = readPins()
    expect(rows().flatMap((row) => fault(measure(counting, row, pins)) ?? [])).toEqual([])
  }, 300_000)

  test('prices no text that does not compile', () => {
    expect(() => counting.count(`export const x: number = 'x'`)).toThrow("Type 'string' is not assignable")
  })
})

describe('a row', () => {
  const row = { name: 'add', text: '', measured: 120, pin: { instantiations: 100 } }

  test('fails above its pin, above its limit, and without a pin', () => {
    expect(fault(row)).toContain('120 instantiations, pinned at 100')
    expect(fault({ ...row, limit: 110 })).toContain('the limit is 110')
    expect(fault({ ...row, pin: undefined })).toContain('npm run budget -- --update')
    expect(fault({ ...row, measured: 100, limit: 100 })).toBeUndefined()
  })

  test('that rose is only pinned again with a reason, which stays with it', () => {
    expect(() => updated([row], undefined)).toThrow('give --reason')
    const pin = updated([row], 'checks element types')['add']
    expect(pin).toEqual({ instantiations: 120, reason: 'checks element types' })
    expect(updated([{ ...row, pin: pin! }], undefined)['add']).toEqual(pin)
    expect(updated([{ ...row, measured: 90, pin: pin! }], undefined)['add']).toEqual({ instantiations: 90 })
  })

  test('that is gone is told', () => {
    expect(staleFaults([row], { add: row.pin, gone: row.pin })).toHaveLength(1)
  })

  test('is a line of the table', () => {
    expect(table([row]).split('\n')[1]).toMatch(/^add +120 +100 +-$/)
  })
})
