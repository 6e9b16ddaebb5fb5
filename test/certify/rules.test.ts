/** Wrong rules of differentiation are refused, those that both modes share included. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { certify } from '../../src/certify/certify.js'
import { graphOf } from '../../src/dsl/graph-of.js'
import type * as Winner from '../../src/dsl/differentiate/winner.js'
import { scalarFunctions, type ScalarFunction, type ScalarFunctionName } from '../../src/dsl/scalar.js'
import type { AnyTensor } from '../../src/dsl/tensor.js'
import { graphs } from './graphs.js'

const routing = vi.hoisted(() => ({ everyTie: false }))

// The routing of a maximum, replaced by the one that gives its gradient to every element that ties.
vi.mock('../../src/dsl/differentiate/winner.js', async (original) => {
  const real = await original<typeof Winner>()
  const { apply, read } = await import('../../src/dsl/comprehension/expression.js')
  return {
    ...real,
    isWinner: (value: Parameters<typeof real.isWinner>[0]) =>
      routing.everyTie ? apply('equal', value.body, read(value, value.out)) : real.isWinner(value),
  }
})

const refusalsOf = async (name: string): Promise<readonly string[]> => {
  const output = graphs[name]!() as AnyTensor // every graph here gives one tensor
  const { refusals } = await certify(graphOf({ outputs: { output } }))
  return refusals.map(({ message }) => message)
}

/** Puts another row into the table while `run` runs. */
async function withRow(
  name: ScalarFunctionName,
  row: Partial<ScalarFunction>,
  run: () => Promise<void>,
): Promise<void> {
  const table = scalarFunctions as Record<string, ScalarFunction> // a frozen view of plain objects; put back below
  const before = { ...table[name]! }
  Object.assign(table[name]!, row)
  try {
    await run()
  } finally {
    Object.assign(table[name]!, before)
  }
}

describe('wrong rules', () => {
  afterEach(() => {
    routing.everyTie = false
  })

  it('tanh: 1 + y^2', () =>
    withRow(
      'tanh',
      { derivative: ({ apply, constant }) => [(y) => apply('add', constant(1), apply('mul', y, y))] },
      async () => expect((await refusalsOf('gelu')).join()).toMatch(/^statement 4/),
    ))

  it('exp: its argument', () =>
    withRow('exp', { derivative: () => [(_, x) => x!] }, async () =>
      expect((await refusalsOf('attention')).join()).toMatch(/(^|,)statement [34]/),
    ))

  it('abs: open at zero', () =>
    withRow(
      'abs',
      {
        derivative: ({ apply, constant }) => [
          (_, x) => apply('where', apply('lessThan', x!, constant(0)), constant(-1), constant(1)),
        ],
      },
      async () => expect((await refusalsOf('abs')).join()).toMatch(/^statement 4.*ties/),
    ))

  it('sqrt: open at zero, where it would divide by zero', () =>
    withRow(
      'sqrt',
      {
        derivative: ({ apply, constant }) => [
          (y) =>
            apply(
              'where',
              apply('lessEqual', constant(0), y),
              apply('div', constant(1), apply('add', y, y)),
              constant(0),
            ),
        ],
      },
      async () => expect((await refusalsOf('abs sqrt')).join()).toMatch(/^statement 4.*divides by zero/),
    ))

  it('max pooling: to every element that ties', async () => {
    expect(await refusalsOf('max pool')).toEqual([])
    routing.everyTie = true
    expect((await refusalsOf('max pool')).join()).toMatch(/^statement 4.*ties/)
  })
})
