/**
 * Random programs of statements: random ranks, extents (0, 1 and primes among them), layouts, reductions, guards, epilogues
 * and in-place updates, each compiled at the default thresholds and at zero, and compared with the reference executor.
 */
import { expect, it } from 'vitest'
import fc from 'fast-check'
import type { Variable } from '../../../src/dsl/comprehension/types.js'
import type { Buffer, LoweredExpression, LoweredProgram, Statement } from '../../../src/codegen/statement.js'
import { zeroThresholds } from '../../../src/codegen/thresholds.js'
import {
  accumulator,
  apply,
  at,
  buffer,
  cell,
  expectSame,
  fromIndex,
  leaf,
  load,
  nonnegative,
  number,
  output,
  program,
  select,
  statement,
  store,
  variable,
} from './support.js'

/** Draws from a list of choices made by fast-check, so that failures shrink. */
class Choices {
  private next = 0

  constructor(private readonly choices: readonly number[]) {}

  below(limit: number): number {
    return (this.choices[this.next++ % this.choices.length]! + this.next * 7) % limit
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!
  }
}

const extents = [1, 2, 3, 4, 5, 7, 8, 9, 13] as const

/** Strides of a random permutation of the axes, now and then with padding between rows. */
function layout(shape: readonly number[], choices: Choices): { strides: number[]; elements: number } {
  const order = shape.map((_, axis) => axis)
  for (let i = order.length - 1; i > 0; i--) {
    const j = choices.below(i + 1)
    ;[order[i], order[j]] = [order[j]!, order[i]!]
  }
  const strides = shape.map(() => 0)
  let size = 1
  for (const axis of order) {
    strides[axis] = size
    size = size * shape[axis]! + (choices.below(5) === 0 ? 1 : 0)
  }
  return { strides, elements: Math.max(1, size) }
}

function randomProgram(choices: Choices): LoweredProgram {
  const rank = 1 + choices.below(3)
  // few distinct extents, so that tensors fit one another
  const pool = [choices.of(extents), choices.of(extents)]
  const shapes = (n: number): number[] => Array.from({ length: n }, () => choices.of(pool))
  const buffers: Buffer[] = [0, 1, 2].map((i) => {
    const shape = shapes(rank)
    return leaf(`x${i}`, shape, layout(shape, choices))
  })
  const statements: Statement[] = []
  const count = 1 + choices.below(5)
  for (let s = 0; s < count; s++) {
    const shape = shapes(1 + choices.below(3))
    const loops = shape.map((extent, axis) => variable(`o${axis}`, extent))
    const reduce = choices.of(['none', 'sum', 'sum', 'sum', 'max', 'min', 'argmax'] as const)
    const over =
      reduce === 'none' ?
        []
      : Array.from({ length: 1 + choices.below(2) }, (_, axis) => variable(`r${axis}`, choices.of(pool)))
    /** A read whose every index is a variable of the right extent, or a fixed number. */
    const read = (variables: readonly Variable[]): LoweredExpression => {
      const from = choices.of(buffers)
      const indices = from.shape.map((extent) => {
        const fitting = variables.filter((one) => one.extent <= extent)
        return fitting.length > 0 && choices.below(5) > 0 ? choices.of(fitting) : choices.below(extent)
      })
      return load(cell(from, ...indices))
    }
    const everything = [...loops, ...over]
    const term = (): LoweredExpression =>
      choices.below(9) === 0 ? apply('toFloat', fromIndex(at(1, [choices.of(everything), 2]))) : read(everything)
    const shaped = [
      () => apply('mul', term(), term()),
      () => apply('add', term(), apply('mul', number(1, 3), term())),
      () => term(),
      () => select([nonnegative(at(-1, [choices.of(everything), 1]))], apply('sub', term(), term())),
      () => apply('where', apply('lessThan', term(), term()), term(), number(0)),
    ]
    const body = choices.of(shaped)()
    const where =
      reduce !== 'none' && reduce !== 'sum' && choices.below(3) === 0 ?
        [nonnegative(at(-1, [over[0]!, 1], [loops[0]!, 1]))]
      : undefined
    const isLast = s === count - 1
    const options = { ...layout(shape, choices), dtype: reduce === 'argmax' ? ('i32' as const) : ('f32' as const) }
    const target = (isLast || choices.below(4) === 0 ? output : buffer)(`t${s}`, shape, options)
    const post =
      reduce === 'argmax' || reduce === 'none' || choices.below(2) === 0 ?
        null
      : apply('maximum', accumulator, apply('add', read(loops), number(-1, 2)))
    const stores = [store(cell(target, ...loops), post)]
    if ((reduce === 'max' || reduce === 'min') && choices.below(2) === 0) {
      const winner = output(`w${s}`, shape, { ...layout(shape, choices), dtype: 'i32' })
      stores.push(store(cell(winner, ...loops), null, true))
      buffers.push(winner)
    }
    statements.push(statement(`s${s}`, { loops, over, reduce, body, stores, ...(where ? { where } : {}) }))
    buffers.push(target)
  }
  // integers are no operands of float arithmetic here: they are only ever stored
  return program(
    statements,
    buffers,
    buffers.filter((one) => one.role === 'output'),
  )
}

/** The reference executor counts points one by one: large programs would take its time only. */
const isSmall = (lowered: LoweredProgram): boolean =>
  lowered.statements.every(
    ({ loops, over }) => [...loops, ...over].reduce((points, { extent }) => points * extent, 1) <= 1500,
  )

/** Programs whose statements read integer tensors as floats are not well-typed: leave them out. */
const wellTyped = (lowered: LoweredProgram): boolean => {
  const reads = (expression: LoweredExpression): boolean =>
    expression.kind === 'load' ? expression.address.buffer.dtype === 'f32'
    : expression.kind === 'apply' ? expression.arguments.every(reads)
    : expression.kind === 'select' ? reads(expression.then) && reads(expression.otherwise)
    : true
  return lowered.statements.every(
    ({ body, stores }) => reads(body) && stores.every(({ value }) => value === null || reads(value)),
  )
}

it('compiles random programs to the numbers of the reference executor', () => {
  let run = 0
  fc.assert(
    fc.property(fc.array(fc.nat(10_000), { minLength: 40, maxLength: 40 }), (list) => {
      const lowered = randomProgram(new Choices(list))
      fc.pre(isSmall(lowered) && wellTyped(lowered))
      run++
      // multiples of 1/8: comparisons and winners cannot differ by rounding
      const fill = (_: Buffer, i: number): number => ((i * 37) % 41) / 8 - 2.5
      for (const thresholds of [{}, zeroThresholds]) expectSame(lowered, { thresholds, domain: 'f64' }, fill)
      expectSame(
        lowered,
        {
          thresholds: zeroThresholds,
          domain: 'f32-strict',
          tiles: { rows: 2, vectors: 2, streamVectors: 1, mapLanes: 4 },
        },
        fill,
      )
    }),
    { numRuns: 80, seed: 4 },
  )
  expect(run).toBeGreaterThanOrEqual(80)
})
