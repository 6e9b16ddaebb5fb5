/** The rows of torchlean.md §7.1 that are about the session and not about an operator. */
import { describe, expect, test } from 'vitest'
import { gatherRows, grad, SessionError, Session, type Tensor } from 'shapewright'
import { jsExecutor } from '../../src/codegen/executor.js'
import { targets } from './support.js'

describe.each(targets)('on %s', (_, newSession) => {
  test('SGD leaves frozen parameters where they are', () => {
    const session = newSession()
    const frozen = session.param([1], [2], { requiresGrad: false })
    const free = session.param([1], [2])
    const loss = session.use(frozen).mul(session.use(free)).sum()
    session.sgdStepAll(0.5, session.backward(loss))
    expect([frozen.values[0], free.values[0]]).toEqual([2, 1])
  })

  test('a reference kept over a reset is refused, also where a leaf of equal shape has its number', () => {
    const session = newSession()
    const kept = session.input([1], [1])
    session.resetTape()
    const now = session.input([1], [2])
    expect(() => session.getValue(kept)).toThrow(/stale reference/)
    expect(() => kept.add(now)).toThrow(/different sessions/)
    expect([...session.getValue(now)]).toEqual([2])
  })

  test('a slot of another session, or of an earlier tape, is no index 0', () => {
    const session = newSession()
    const old = session.inputNatVec([1])
    session.resetTape()
    const table = session.input([2, 1], [5, 6])
    expect(() => gatherRows(table, old)).toThrow(/different sessions/)
    expect(() => gatherRows(table, newSession().inputNatVec([1]))).toThrow(/different sessions/)
    expect(() => session.getNatVec(old)).toThrow(/stale reference/)
    expect(session.values()).toHaveLength(1)
  })

  test('a singular node that the loss does not depend on poisons nothing, in a seed and in forward mode either', () => {
    const session = newSession()
    const x = session.input([1], [1000])
    const w = session.input([1], [3])
    const unused = x.exp()
    const y = w.square()
    const gradients = session.backwardDenseAll(y, [1])
    expect([...session.grad(gradients, x), ...session.grad(gradients, unused)]).toEqual([0, 0])
    expect([...session.jvpDenseAll(y, [[1], [1]])]).toEqual([6])
    expect(gradients.reached(0)).toBe(false)
  })
})

describe.each([
  ['reference', () => new Session({ checked: true })],
  ['js', () => new Session({ checked: true, executor: jsExecutor() })],
] as const)('checked, on %s', (_, newSession) => {
  test('the logarithm outside its domain is an error that names the line, and the session goes on', () => {
    const session = newSession()
    const x = session.input([2], [1, 0])
    const y = x.log()
    expect(() => session.getValue(y)).toThrow(
      /^log: element 1 is -Infinity from finite operands \(.*session.test.ts:\d+/,
    )
    expect(() => session.getValue(y)).toThrow(SessionError)
    expect([...session.getValue(x)]).toEqual([1, 0])
  })

  test('also where the whole graph is evaluated at once', () => {
    const session = newSession()
    const x = session.input([], [0])
    const slope = grad((v: Tensor<[]>) => v.square())(x)
    expect([...session.getValue(slope)]).toEqual([0])
    expect(() => session.getValue(slope.log())).toThrow(/^log: element 0 is -Infinity/)
  })
})
