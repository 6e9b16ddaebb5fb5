/** The session on both executors: values, gradients, updates, and every misuse rejected without a trace. */
import { describe, expect, test } from 'vitest'
import '../../src/dsl/ops/index.js'
import { jsExecutor } from '../../src/codegen/executor.js'
import { referenceExecutor } from '../../src/dsl/executor.js'
import { gatherRows } from '../../src/functions.js'
import { Session, SessionError } from '../../src/dsl/session.js'

describe.each([
  ['reference', referenceExecutor, 12],
  ['js', jsExecutor(), 5],
] as const)('on %s', (_, executor, digits) => {
  const close = (got: ArrayLike<number>, want: readonly number[]) => {
    expect(got.length).toBe(want.length)
    want.forEach((value, at) => expect(got[at]).toBeCloseTo(value, digits))
  }

  test('values, gradients of leaves and nodes, and a step of gradient descent', () => {
    const session = new Session({ executor })
    const w = session.param([2, 2], [1, 2, 3, 4])
    const frozen = session.param([2], [5, -5], { requiresGrad: false })
    const weight = session.use(w)
    const bias = session.use(frozen)
    const x = session.input([2], [1, -2])
    const y = x.linear(weight, bias)
    const loss = y.mul(y).sum()
    close(session.getValue(y), [2, -10])
    close(session.getValue(loss), [104])
    const gradients = session.backward(loss)
    close(session.grad(gradients, y), [4, -20])
    close(session.grad(gradients, weight), [4, -8, -20, 40])
    close(session.grad(gradients, x), [4 * 1 - 20 * 3, 4 * 2 - 20 * 4])
    session.sgdStepAll(0.5, gradients)
    close(w.values, [-1, 6, 13, -16])
    close(frozen.values, [5, -5])
    close(session.getValue(loss), [104]) // leaves keep what `use` copied
  })

  test('an explicit cotangent, and a directional derivative that agrees with it', () => {
    const session = new Session({ executor })
    const x = session.input([3], [0.5, -1, 2])
    const y = x.tanh().mul(x)
    const seed = [1, -0.5, 0.25]
    const move = [0.3, 0.7, -0.2]
    const gradient = session.grad(session.backward(y, seed), x)
    const tangent = session.jvp(y, new Map([[x, move]]))
    const left = seed.reduce((sum, s, at) => sum + s * tangent[at]!, 0)
    const right = move.reduce((sum, m, at) => sum + m * gradient[at]!, 0)
    expect(left).toBeCloseTo(right, digits)
  })

  test('natural numbers of the second input list, changed after recording; out of range gives zeros', () => {
    const session = new Session({ executor })
    const table = session.input([3, 2], [1, 2, 3, 4, 5, 6])
    const rows = session.inputNatVec([2, 0])
    const picked = gatherRows(table, rows)
    close(session.getValue(picked), [5, 6, 1, 2])
    session.setNatVec(rows, [1, 9])
    expect(session.getNatVec(rows)).toEqual([1, 9])
    close(session.getValue(picked), [3, 4, 0, 0])
    close(session.grad(session.backward(picked.sum()), table), [0, 0, 1, 1, 0, 0])
  })

  test('a parameter used twice takes both updates', () => {
    const session = new Session({ executor })
    const w = session.param([], [3])
    const product = session.use(w).mul(session.use(w))
    session.sgdStepAll(0.1, session.backward(product))
    expect(w.values[0]).toBeCloseTo(3 - 0.1 * 6, digits)
  })
})

describe('misuse', () => {
  test('a leaf after the first operator', () => {
    const session = new Session()
    const x = session.input([1], [1])
    x.relu()
    expect(() => session.input([1], [1])).toThrow(/cannot add a new leaf/)
    expect(() => session.use(session.param([1], [1]))).toThrow(SessionError)
    expect(session.values()).toHaveLength(2)
    const free = new Session({ leavesFirst: false })
    free.input([1], [1]).relu()
    free.input([1], [1])
    expect(free.values()).toHaveLength(3)
  })

  test('stale and foreign references, in operators and in questions', () => {
    const session = new Session()
    const x = session.input([1], [1])
    const other = new Session().input([1], [1])
    expect(() => x.add(other)).toThrow(/different sessions/)
    expect(() => session.getValue(other)).toThrow(/not of this session/)
    const gradients = session.backward(x.sum())
    session.resetTape()
    expect(() => session.getValue(x)).toThrow(/stale/)
    expect(() => x.relu()).toThrow(/stale/)
    expect(() => session.sgdStepAll(1, gradients)).toThrow(/since reset/)
    expect(session.values()).toHaveLength(0)
  })

  test('an operator that throws leaves the session as it was', () => {
    const session = new Session()
    const x = session.input([2, 3], [1, 2, 3, 4, 5, 6])
    const before = session.values().length
    const wrong = x as unknown as { matmul(y: typeof x): unknown }
    expect(() => wrong.matmul(x)).toThrow(/matmul/)
    expect(session.values()).toHaveLength(before)
    session.input([1], [1]) // still before the first operator
  })

  test('wrong sizes, wrong numbers, wrong slots', () => {
    const session = new Session()
    expect(() => session.input([2], [1] as number[])).toThrow(/takes 2 values, got 1/)
    // @ts-expect-error -- the compiler marks the dimension as well
    expect(() => session.param([-1], [] as number[])).toThrow('param: dimension -1 is not a whole number, 0 or more')
    expect(() => session.inputNat(-1)).toThrow(/natural number/)
    const x = session.input([2], [1, 2])
    const nat = session.inputNat(1)
    expect(() => session.setNat(nat, 0.5)).toThrow(/natural number/)
    expect(() => session.setNat(x as never, 1)).toThrow(/slot/)
    const y = x.relu()
    expect(() => session.backward(y)).toThrow(/not a scalar/)
    expect(() => session.backward(y, [1] as number[])).toThrow(/takes 2 values/)
    expect(() => session.jvp(y, new Map([[y, [1, 1]]]))).toThrow(/not a float leaf/)
    expect(() => session.sgdStepAll(NaN, session.backward(y.sum()))).toThrow(/rate is NaN/)
    const early = session.backward(y.sum())
    expect(() => session.grad(early, y.relu())).toThrow(/recorded after backward/)
  })
})
