/** A node with an infinite derivative that the output does not depend on gives a gradient of exactly 0, and no NaN. */
import { describe, expect, test } from 'vitest'
import { targets } from './support.js'

describe.each(targets)('on %s', (_, newSession) => {
  test('exp(1000), recorded first and not used', () => {
    const session = newSession()
    const x = session.input([1], [1000])
    const w = session.input([1], [3])
    const unused = x.exp()
    const loss = w.mul(w).sum()
    expect([...session.getValue(unused)]).toEqual([Infinity])
    const gradients = session.backward(loss)
    expect([...session.grad(gradients, x)]).toEqual([0])
    expect([...session.grad(gradients, unused)]).toEqual([0])
    expect([...session.grad(gradients, w)]).toEqual([6])
  })
})
