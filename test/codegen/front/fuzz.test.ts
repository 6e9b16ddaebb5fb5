/**
 * Random graphs of maps, movements, reductions, products and updates, lowered at every setting of the thresholds and
 * compared with the reference over two steps. Seeded: a failure prints the seed and the smallest graph.
 */
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { apply, constant, read, select } from '../../../src/dsl/comprehension/expression.js'
import { within } from '../../../src/dsl/comprehension/guards.js'
import { floorDivide, minus, modulo, plus, times } from '../../../src/dsl/comprehension/index-expression.js'
import type { Leaf, Value } from '../../../src/dsl/comprehension/types.js'
import { elementCount } from '../../../src/shapes/size.js'
import { vjp } from '../../../src/dsl/differentiate/vjp.js'
import { map, reduce } from '../../../src/dsl/primitives/map.js'
import { permuteBy, reshapeTo } from '../../../src/dsl/primitives/movement.js'
import { convolution, elementwise, pool, softmax } from '../../dsl/differentiate/operations.js'
import { builder, input } from '../../dsl/differentiate/support.js'
import { concatenated, flip, pad, stridedSlice } from './movements.js'
import { expectAgreement, parameter, programOf, thresholdSettings } from './support.js'

const build = builder('f')

/** A growing graph: every value is a matrix, so that any operation applies to any. */
interface Growing {
  readonly values: Value[]
  readonly leaves: Leaf[]
}

interface Choice {
  readonly operation: number
  readonly first: number
  readonly second: number
  readonly size: number
}

/** Divisors of n. */
const divisors = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1).filter((d) => n % d === 0)

const pick = <T>(list: readonly T[], at: number): T => list[at % list.length] as T

function leafOf({ leaves, values }: Growing, shape: readonly number[]): Leaf {
  const known = leaves.find((leaf) => leaf.shape.join() === shape.join())
  if (known) return known
  const leaf = parameter(`p${leaves.length}`, shape)
  leaves.push(leaf)
  values.push(leaf)
  return leaf
}

const operations: readonly ((graph: Growing, x: Value, y: Value, size: number) => Value)[] = [
  (_, x, y) => (x.shape.join() === y.shape.join() ? elementwise('mul', x, y) : elementwise('tanh', x)),
  (_, x, y) => (x.shape.join() === y.shape.join() ? elementwise('add', x, y) : elementwise('relu', x)),
  (_, x) => map(build, x.shape, (o) => apply('mul', constant(0.5), read(x, o))),
  (graph, x, _, size) => {
    const w = leafOf(graph, [x.shape[1]!, size])
    return reduce(build, 'sum', [x.shape[0]!, size], [x.shape[1]!], ([i, j], [k]) =>
      apply('mul', read(x, [i!, k!]), read(w, [k!, j!])),
    )
  },
  (graph, x) => elementwise('add', x, leafOf(graph, [1, x.shape[1]!])),
  (_, x) => permuteBy(build, x, [1, 0]),
  (_, x, __, size) => {
    const total = elementCount(x.shape)
    const rows = pick(divisors(total), size)
    return reshapeTo(build, x, [rows, total / rows])
  },
  (_, x, __, size) => flip(x, [size % 2]),
  (_, x, y) =>
    x.shape[1] === y.shape[1] && x.shape[0]! + y.shape[0]! < 9 ? concatenated([x, y], 0) : pad(x, [1, 0], [0, 1]),
  (_, x, __, size) =>
    x.shape[1]! > 2 ? stridedSlice(x, 1, size % 2, Math.floor((x.shape[1]! - (size % 2) + 1) / 2), 2) : x,
  (_, x) => map(build, [x.shape[0]!, 2 * x.shape[1]!], ([i, j]) => read(x, [i!, floorDivide(j!, 2)])),
  (_, x) => map(build, [x.shape[0]!, 2 * x.shape[1]!], ([i, j]) => read(x, [i!, modulo(j!, x.shape[1]!)])),
  (_, x) => reduce(build, 'sum', [x.shape[0]!, 1], [x.shape[1]!], ([i], [k]) => read(x, [i!, k!])),
  (_, x) => reduce(build, 'max', [1, x.shape[1]!], [x.shape[0]!], ([, j], [k]) => read(x, [k!, j!])),
  (_, x) => softmax(x, false),
  (_, x) =>
    Math.min(x.shape[0]!, x.shape[1]!) >= 2 ?
      reshapeTo(build, pool('max', reshapeTo(build, x, [1, ...x.shape]), 2, 2, 0), [
        Math.floor(x.shape[0]! / 2),
        Math.floor(x.shape[1]! / 2),
      ])
    : x,
  (graph, x, _, size) => {
    const [rows, columns] = x.shape as [number, number]
    const w = leafOf(graph, [3, 2])
    const kernel = reshapeTo(build, w, [1, 1, 3, 2])
    const y = convolution(reshapeTo(build, x, [1, 1, rows, columns]), kernel, 1 + (size % 2), 1)
    return reshapeTo(build, y, [y.shape[2]!, y.shape[3]!])
  },
  (_, x) =>
    map(build, x.shape, ([i, j]) => {
      const before = minus(j!, 1)
      return apply('sub', read(x, [i!, j!]), select(within(before, x.shape[1]!), read(x, [i!, before])))
    }),
  (_, x) =>
    map(build, [x.shape[0]!, x.shape[0]!], ([i, j]) => {
      const at = minus(plus(i!, times(j!, 1)), x.shape[0]! - 1)
      return select(within(at, x.shape[1]!), apply('sigmoid', read(x, [i!, at])))
    }),
]

const choices = fc.array(
  fc.record({
    operation: fc.nat(operations.length - 1),
    first: fc.nat(9),
    second: fc.nat(9),
    size: fc.integer({ min: 1, max: 5 }),
  }),
  { minLength: 1, maxLength: 12 },
)

const recipe = fc.record({
  rows: fc.integer({ min: 1, max: 5 }),
  columns: fc.integer({ min: 1, max: 6 }),
  choices,
  outputs: fc.nat(2),
})

function grow(rows: number, columns: number, list: readonly Choice[]): Growing {
  const x = input('x', [rows, columns])
  const graph: Growing = { values: [x], leaves: [] }
  for (const { operation, first, second, size } of list) {
    // mostly the latest values, so that graphs get deep
    const latest = (back: number): Value => graph.values[Math.max(0, graph.values.length - 1 - (back % 4))]!
    const grown = operations[operation]!(graph, latest(first), latest(second), size)
    if (elementCount(grown.shape) > 0 && elementCount(grown.shape) <= 60) graph.values.push(grown)
  }
  return graph
}

describe.each(thresholdSettings)('random graphs with %s', (_, thresholds) => {
  it('and one step of gradient descent on all leaves, some outputs kept', () => {
    fc.assert(
      fc.property(recipe, ({ rows, columns, choices: list, outputs }) => {
        const { values, leaves } = grow(rows, columns, list)
        const last = values.findLast(({ kind }) => kind === 'comprehension')
        if (!last) return
        const loss = reduce(build, 'sum', [], last.shape, (__, r) =>
          apply('mul', constant(0.1), apply('mul', read(last, r), read(last, r))),
        )
        const gradients = vjp([{ value: loss, cotangent: map(build, [], () => constant(1)) }], leaves)
        const updates = leaves.flatMap((leaf, i): [Leaf, Value][] => {
          const gradient = gradients[i]
          return gradient ?
              [
                [
                  leaf,
                  map(build, leaf.shape, (o) =>
                    apply('sub', read(leaf, o), apply('mul', constant(0.01), read(gradient, o))),
                  ),
                ],
              ]
            : []
        })
        const kept = Object.fromEntries(values.slice(-outputs - 1).map((value, i) => [`kept${i}`, value]))
        expectAgreement(programOf({ loss, ...kept }, updates), thresholds)
      }),
      { numRuns: 120, seed: 20_261_121, endOnFailure: false },
    )
  })
})
