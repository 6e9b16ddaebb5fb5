/** Lowered programs compute what the reference computes: single comprehensions, their gradients, awkward shapes. */
import { describe, expect, it } from 'vitest'
import { lowerProgram, electLayouts } from '../../../src/codegen/program.js'
import { apply, constant, fromIndex, read, select } from '../../../src/dsl/comprehension/expression.js'
import { nonnegative, within } from '../../../src/dsl/comprehension/guards.js'
import { floorDivide, index, lookup, minus, plus, times } from '../../../src/dsl/comprehension/index-expression.js'
import type { Leaf, Value } from '../../../src/dsl/comprehension/types.js'
import { comprehension } from '../../../src/dsl/comprehension/value.js'
import { vjp } from '../../../src/dsl/differentiate/vjp.js'
import { map, reduce } from '../../../src/dsl/primitives/map.js'
import * as move from '../../../src/dsl/primitives/movement.js'
import { gatherAlong, scatterAdd } from '../../../src/dsl/primitives/scatter.js'
import {
  convolution,
  elementwise,
  matmul,
  meanSquare,
  pool,
  softmax,
  sumRows,
} from '../../dsl/differentiate/operations.js'
import { builder, input, integers } from '../../dsl/differentiate/support.js'
import { concatenated, flip, pad, stridedSlice } from './movements.js'
import { expectAgreement, programOf, thresholdSettings } from './support.js'

const build = builder('f')

/** x − ⌊shape⌉-wise layer norm over the last axis. */
function layerNorm(x: Value): Value {
  const [rows, columns] = x.shape as [number, number]
  const scaled = (sum: Value) =>
    map(build, [rows], ([i]) => apply('mul', constant(1 / columns), read(sum, [i!])), { name: 'mean' })
  const mean = scaled(sumRows(x))
  const centred = map(build, x.shape, ([i, j]) => apply('sub', read(x, [i!, j!]), read(mean, [i!])), {
    name: 'centred',
  })
  const variance = scaled(sumRows(elementwise('mul', centred, centred)))
  const deviation = map(build, [rows], ([i]) => apply('sqrt', apply('add', read(variance, [i!]), constant(0.001))), {
    name: 'deviation',
  })
  return map(build, x.shape, ([i, j]) => apply('div', read(centred, [i!, j!]), read(deviation, [i!])), {
    name: 'normal',
  })
}

const relu = (x: Value): Value =>
  map(build, x.shape, (o) => apply('maximum', read(x, o), constant(0)), { name: 'relu' })

const cases: Record<string, () => Value> = {
  'elementwise with broadcasting': () => elementwise('mul', input('a', [3, 1, 4]), input('b', [2, 1])),
  'scalar arithmetic': () => elementwise('add', input('a', []), elementwise('exp', input('b', []))),
  matmul: () => matmul(input('a', [5, 7]), input('b', [7, 3])),
  'matmul of ones': () => matmul(input('a', [1, 1]), input('b', [1, 1])),
  'matmul with transposed operand': () => matmul(input('a', [5, 7]), move.permuteBy(build, input('b', [3, 7]), [1, 0])),
  'matmul with epilogue': () =>
    relu(elementwise('add', matmul(input('a', [16, 12]), input('b', [12, 9])), input('bias', [9]))),
  'convolution 3x3 padded': () => convolution(input('x', [2, 3, 6, 5]), input('w', [4, 3, 3, 3]), 1, 1),
  'convolution stride 2': () => convolution(input('x', [2, 2, 7, 8]), input('w', [3, 2, 3, 3]), 2, 1),
  'convolution stride 3, even kernel': () => convolution(input('x', [1, 2, 9, 10]), input('w', [2, 2, 2, 4]), 3, 1),
  'convolution without padding': () => convolution(input('x', [2, 2, 5, 5]), input('w', [3, 2, 2, 2]), 1, 0),
  'convolution in one dimension': () => convolution(input('x', [2, 3, 11]), input('w', [4, 3, 4]), 2, 2),
  'convolution 1x1x1': () => convolution(input('x', [1, 1, 1, 1]), input('w', [1, 1, 1, 1]), 1, 0),
  'convolution of a convolution': () =>
    convolution(
      relu(convolution(input('x', [2, 2, 6, 6]), input('w', [4, 2, 3, 3]), 1, 1)),
      input('v', [3, 4, 3, 3]),
      2,
      1,
    ),
  'convolution, pool, flatten, linear': () => {
    const h = relu(convolution(input('x', [2, 1, 8, 8]), input('w', [4, 1, 3, 3]), 1, 1))
    const flat = move.reshapeTo(build, pool('max', move.reshapeTo(build, h, [8, 8, 8]), 2, 2, 0), [2, 64])
    return matmul(flat, input('v', [64, 5]))
  },
  'max pool': () => pool('max', input('x', [3, 6, 8]), 2, 2, 0),
  'max pool with overlap and padding': () => pool('max', input('x', [2, 7, 5]), 3, 2, 1),
  'sum pool with overlap and padding': () => pool('sum', input('x', [2, 7, 5]), 3, 2, 1),
  softmax: () => softmax(input('z', [4, 9]), false),
  'softmax with its own rule': () => softmax(input('z', [4, 9]), true),
  'layer norm': () => layerNorm(input('x', [5, 8])),
  'mean square of a product': () => meanSquare(matmul(input('a', [3, 4]), input('b', [4, 2])), input('y', [3, 2])),
  flip: () => elementwise('mul', flip(input('x', [4, 3]), [0, 1]), input('y', [4, 3])),
  diagonal: () => map(build, [4], ([i]) => apply('exp', read(input('x', [4, 4]), [i!, i!]))),
  concat: () => elementwise('exp', concatenated([input('a', [2, 3]), input('b', [2, 1]), input('c', [2, 4])], 1)),
  'concat of one and of none': () => concatenated([input('a', [0, 3]), input('b', [2, 3])], 0),
  'up-sampling': () => {
    const x = input('x', [3, 4])
    return elementwise(
      'mul',
      map(build, [6, 8], ([i, j]) => read(x, [floorDivide(i!, 2), floorDivide(j!, 2)])),
      input('y', [6, 8]),
    )
  },
  'strided slice': () => elementwise('exp', stridedSlice(input('x', [3, 11]), 1, 2, 4, 2)),
  'reshape with radices that do not nest': () =>
    matmul(move.reshapeTo(build, input('x', [10, 6]), [15, 4]), move.reshapeTo(build, input('y', [6, 10]), [4, 15])),
  'reshape and transpose of a product': () => {
    const heads = move.reshapeTo(build, matmul(input('a', [6, 5]), input('b', [5, 8])), [6, 4, 2])
    return move.permuteBy(build, heads, [1, 0, 2])
  },
  'head merge': () => {
    const heads = reduce(build, 'sum', [4, 6, 2], [5], ([h, t, e], [k]) =>
      apply('mul', read(input('q', [4, 6, 5]), [h!, t!, k!]), read(input('k', [4, 5, 2]), [h!, k!, e!])),
    )
    return move.reshapeTo(build, move.permuteBy(build, heads, [1, 0, 2]), [6, 8])
  },
  padding: () => elementwise('exp', pad(input('x', [2, 3]), [1, 0], [2, 3])),
  'maximum over padding that takes part': () => {
    const padded = pad(input('x', [3, 4]), [0, 1], [0, 2])
    return reduce(build, 'max', [3], [7], ([i], [j]) => apply('sub', read(padded, [i!, j!]), constant(0)), {
      name: 'maximum',
    })
  },
  'a maximum where nothing is live': () => {
    const x = input('x', [4, 5])
    return reduce(build, 'max', [4], [5], ([i], [j]) => read(x, [i!, j!]), {
      where: ([i], [j]) => [nonnegative(minus(minus(i!, 2), j!))],
    })
  },
  'sum over nothing': () => reduce(build, 'sum', [3], [0], ([i], [j]) => read(input('x', [3, 0]), [i!, j!])),
  'maximum over nothing': () => reduce(build, 'max', [3], [0], ([i], [j]) => read(input('x', [3, 0]), [i!, j!])),
  'an empty result': () => elementwise('exp', input('x', [0, 3])),
  'outer product of vectors': () => matmul(input('a', [5, 1]), input('b', [1, 4])),
  'causal mask': () => {
    const s = matmul(input('q', [5, 3]), input('k', [3, 5]))
    return map(build, [5, 5], ([i, j]) => select([nonnegative(minus(i!, j!))], apply('exp', read(s, [i!, j!]))))
  },
  'transposed self product': () => {
    const x = input('x', [4, 4])
    return map(build, [4, 4], ([i, j]) => apply('mul', read(x, [i!, j!]), read(x, [j!, i!])))
  },
  iota: () => map(build, [3, 4], ([i, j]) => apply('toFloat', fromIndex(plus(times(i!, 4), j!)))),
}

describe.each(thresholdSettings)('with %s', (_, thresholds) => {
  for (const [name, make] of Object.entries(cases)) {
    it(name, () => void expectAgreement(programOf({ y: make() }), thresholds))
    it(`${name}, its gradients and an update of every leaf`, () => {
      const y = make()
      const cotangent = input('cotangent', y.shape)
      const wrt = programOf({ y }).leaves.filter((leaf) => leaf.dtype === 'f64')
      const gradients = vjp([{ value: y, cotangent }], wrt)
      const updates = wrt.flatMap((leaf, i): [Leaf, Value][] => {
        const g = gradients[i]
        return g ?
            [
              [
                leaf,
                map(build, leaf.shape, (o) => apply('sub', read(leaf, o), apply('mul', constant(0.1), read(g, o))), {
                  name: 'step',
                }),
              ],
            ]
          : []
      })
      expectAgreement(programOf({ y }, updates), thresholds)
      expectAgreement(programOf({ y, ...Object.fromEntries(updates.map(([leaf, v]) => [leaf.name, v])) }), thresholds)
    })
  }

  it('gather at run-time indices of what was reshaped', () => {
    const flat = move.reshapeTo(build, input('x', [2, 3, 3]), [18])
    const picked = gatherAlong(build, flat, 0, integers('tokens', [5]))
    expectAgreement(programOf({ y: picked }), thresholds)
  })

  it('gather and scatter-add at run-time indices, some out of range', () => {
    const table = input('table', [3, 4])
    const tokens = integers('tokens', [2, 3])
    const picked = gatherAlong(build, table, 0, tokens)
    const hidden = elementwise('mul', picked, input('y', [2, 3, 4]))
    const [gradient] = vjp([{ value: hidden, cotangent: input('g', [2, 3, 4]) }], [table])
    const update = map(build, table.shape, (o) => apply('sub', read(table, o), read(gradient!, o)))
    expectAgreement(programOf({ hidden }, [[table, update]]), thresholds)
  })

  it('a gather at computed indices', () => {
    const tokens = integers('tokens', [5])
    const moved = flip(tokens, [0])
    const x = input('x', [4, 2])
    expectAgreement(programOf({ y: elementwise('exp', gatherAlong(build, x, 0, moved)) }), thresholds)
  })

  it('a scatter-add into an empty range, and one over a single point', () => {
    const x = input('x', [1])
    const y = scatterAdd(build, [3], [1], ([i]) => ({ at: [index(1)], guards: [], body: read(x, [i!]) }))
    expectAgreement(programOf({ y: elementwise('exp', y) }), thresholds)
  })

  it('a maximum with its winner out of the same loops', () => {
    const x = input('x', [4, 6])
    const largest = reduce(build, 'max', [4], [6], ([i], [j]) => read(x, [i!, j!]))
    const winner = comprehension({
      name: 'winner',
      dtype: 'i32',
      out: largest.out,
      over: largest.over,
      reduce: 'argmax',
      body: largest.body,
      winnerOf: largest,
    })
    const lowered = expectAgreement(programOf({ largest, winner }), thresholds)
    expect(lowered.statements).toHaveLength(1)
    expect(lowered.statements[0]!.stores.map((store) => store.winner)).toEqual([false, true])
  })

  it('the winner of a maximum of which some points take no part', () => {
    const x = input('x', [4, 6])
    const where = ([i]: readonly unknown[], [j]: readonly unknown[]) =>
      within(minus(plus(i as never, j as never), 3), 4)
    const winner = reduce(build, 'argmax', [4], [6], ([i], [j]) => read(x, [i!, j!]), { where })
    const largest = reduce(build, 'max', [4], [6], ([i], [j]) => read(x, [i!, j!]), { where })
    expectAgreement(programOf({ winner, largest }), thresholds)
  })

  it('a lookup stays in range of what its guards say', () => {
    const x = input('x', [4])
    const t = integers('t', [3])
    const y = map(build, [3], ([i]) => {
      const at = plus(lookup(t, [i!]), 1)
      return select(within(at, 4), apply('exp', read(x, [at])), constant(-1))
    })
    expectAgreement(programOf({ y }), thresholds)
  })
})

it('names are unique, readable identifiers', () => {
  const x = input('x', [4, 4])
  let h: Value = x
  for (let layer = 0; layer < 3; layer++) h = relu(matmul(h, input('w', [4, 4])))
  const program = programOf({ h })
  const { statements } = lowerProgram(program, electLayouts([program]))
  expect(statements.map(({ name }) => name)).toEqual(['matmul_relu', 'matmul_relu_2', 'matmul_relu_3'])
  expect(statements[0]!.formula).toBe('matmul_relu[i:4, j:4] = sum{r:4} x[i, r] * w[r, j] |> maximum(ACC, 0)')
})
