/** Forward mode: logSoftmax, and gathers whose index is known only when the program runs. */
import { describe, expect, test } from 'vitest'
import { expectNear, gradientOf, targets } from './support.js'

describe.each(targets)('on %s', (_, newSession, digits) => {
  test('the tangent of logSoftmax is dx − ⟨softmax, dx⟩', () => {
    const session = newSession()
    const x = session.input([3], [1, 2, 3])
    const y = x.logSoftmax()
    expectNear(session.jvp(y, new Map([[x, [1, 0, 0]]])), [0.9099694, -0.0900306, -0.0900306], Math.min(digits, 7))
  })

  test('the tangent of a gather at a slot is picked, and moves with the slot', () => {
    const session = newSession()
    const x = session.input([3], [1, 2, 3])
    const slot = session.inputNat(1)
    const y = x.gatherRows(slot)
    const tangent = new Map([[x, [0, 7, 5]]])
    expect([...session.jvp(y, tangent)]).toEqual([7])
    session.setNat(slot, 2)
    expect([...session.jvp(y, tangent)]).toEqual([5])
    session.setNat(slot, 3) // out of range: zero, and no derivative either way
    expect([...session.getValue(y)]).toEqual([0])
    expect([...session.jvp(y, tangent)]).toEqual([0])
    expect([...gradientOf(session, y, x)]).toEqual([0, 0, 0])
  })

  test('rows at slots: the tangent is gathered, repeated rows add their gradients', () => {
    const session = newSession()
    const x = session.input([3, 2], [1, 2, 3, 4, 5, 6])
    const slots = session.inputNatVec([2, 9, 2])
    const y = x.gatherRows(slots)
    expect([...session.getValue(y)]).toEqual([5, 6, 0, 0, 5, 6])
    expect([...session.jvp(y, new Map([[x, [10, 20, 30, 40, 50, 60]]]))]).toEqual([50, 60, 0, 0, 50, 60])
    expect([...gradientOf(session, y, x)]).toEqual([0, 0, 0, 0, 2, 2])
  })
})
