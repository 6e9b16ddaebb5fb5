/**
 * Random quasi-affine reads: whatever index a body reads at, forward and reverse mode must be transposes of each other.
 * The adjoint solves index equations, forward mode does not, so an error in solving shows.
 */
import { describe, expect, it } from 'vitest'
import { apply, read, select } from '../../../src/dsl/comprehension/expression.js'
import { within } from '../../../src/dsl/comprehension/guards.js'
import {
  floorDivide,
  formatIndex,
  index,
  lookup,
  minus,
  modulo,
  plus,
  times,
} from '../../../src/dsl/comprehension/index-expression.js'
import type { Expression, Index, Value, Variable } from '../../../src/dsl/comprehension/types.js'
import { formatValue } from '../../../src/dsl/comprehension/format.js'
import { reduce } from '../../../src/dsl/primitives/map.js'
import { Generator } from '../../../src/runtime/random.js'
import { builder, dotTest, input, integers, randomData } from './support.js'

const build = builder()

function randomIndex(random: Generator, variables: readonly Variable[], depth: number): Index {
  const v = (): Variable => variables[random.integer(variables.length)]!
  switch (depth === 0 ? 0 : random.integer(6)) {
    case 0:
      return index(v())
    case 1:
      return plus(times(randomIndex(random, variables, depth - 1), 1 + random.integer(4)), v())
    case 2:
      return minus(randomIndex(random, variables, depth - 1), times(v(), 1 + random.integer(3)))
    case 3:
      return floorDivide(randomIndex(random, variables, depth - 1), 1 + random.integer(5))
    case 4:
      return modulo(randomIndex(random, variables, depth - 1), 2 + random.integer(6))
    default:
      return plus(randomIndex(random, variables, depth - 1), random.integer(5) - 2)
  }
}

describe('adjoints of random reads are transposes', () => {
  for (const kind of ['sum', 'max'] as const)
    it(`${kind}: 300 random bodies`, () => {
      const random = new Generator(kind === 'sum' ? 1 : 2, 'random reads')
      for (let n = 0; n < 300; n++) {
        const x = input('x', [2 + random.integer(4), 2 + random.integer(5)])
        const w = input('w', [3 + random.integer(3)])
        const site = (tensor: Value, variables: readonly Variable[]): Expression => {
          // Half of the indices are wrapped into range, half are guarded.
          const at = tensor.shape.map((extent) => {
            const i = randomIndex(random, variables, 3)
            return random.integer(2) === 0 ? modulo(i, extent) : i
          })
          return select(
            at.flatMap((i, axis) => within(i, tensor.shape[axis]!)),
            read(tensor, at),
          )
        }
        const shape = [1 + random.integer(5), 2 + random.integer(4)]
        const over = [2 + random.integer(3), 1 + random.integer(3)]
        const value = reduce(build, kind, shape, over, (o, r) =>
          apply('mul', site(x, [...o, ...r]), site(w, [...o, ...r])),
        )
        const error = dotTest(value, [x], 10 + n)
        if (!(error < 1e-12)) throw new Error(`${formatValue(value)}: ${error}`)
      }
    })

  it('with indices read at run time: 100 random bodies', () => {
    const random = new Generator(3, 'random lookups')
    for (let n = 0; n < 100; n++) {
      const x = input('x', [4, 3])
      const rows = integers('rows', [5])
      const value = reduce(build, 'sum', [2, 3], [5], ([i, j], [r]) => {
        const row = plus(lookup(rows, [r!]), times(i!, random.integer(3)))
        const column = modulo(randomIndex(random, [i!, j!, r!], 2), 3)
        return apply('mul', select(within(row, 4), read(x, [row, column])), apply('tanh', read(x, [3, j!])))
      })
      const data = randomData([x], n)
      data.set(
        rows,
        Array.from({ length: 5 }, () => random.integer(7) - 1),
      )
      expect(dotTest(value, [x], n, data), formatIndex(index(0))).toBeLessThan(1e-12)
    }
  })
})
