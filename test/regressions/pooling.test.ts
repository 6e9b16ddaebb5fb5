/** Pools: the winner, not the last cell of its row; overflow; and padding that takes no part. */
import { maxPool, smoothMaxPool, softmaxPool } from 'shapewright'
import { describe, expect, test } from 'vitest'
import { expectNear, gradientOf, targets } from './support.js'

describe.each(targets)('on %s', (_, newSession, digits) => {
  test('maxPool sends gradient and tangent to the winner of [[0, 0], [5, 4]]', () => {
    const session = newSession()
    const x = session.input([1, 2, 2], [0, 0, 5, 4])
    const y = maxPool(x, [2, 2], { stride: 1 })
    expect([...session.getValue(y)]).toEqual([5])
    expect([...gradientOf(session, y, x)]).toEqual([0, 0, 1, 0])
    expect([...session.jvp(y, new Map([[x, [1, 2, 3, 4]]]))]).toEqual([3])
  })

  test('and of the wide row [[1, 3, 2]]', () => {
    const session = newSession()
    const x = session.input([1, 1, 3], [1, 3, 2])
    const y = maxPool(x, [1, 3])
    expect([...gradientOf(session, y, x)]).toEqual([0, 1, 0])
    expect([...session.jvp(y, new Map([[x, [1, 2, 4]]]))]).toEqual([2])
  })

  test('a tie goes to the first cell in row-major order', () => {
    const session = newSession()
    const x = session.input([1, 2, 2], [1, 7, 7, 7])
    expect([...gradientOf(session, maxPool(x, [2, 2]), x)]).toEqual([0, 1, 0, 0])
  })

  test('a smooth pool does not overflow for a large beta', () => {
    const session = newSession()
    const x = session.input([1, 2], [1, 2])
    const y = smoothMaxPool(x, [2], { beta: 1000 })
    expectNear(session.getValue(y), [2], digits)
    expectNear(gradientOf(session, y, x), [0, 1], digits)
    expect(() => smoothMaxPool(x, [2], { beta: 0 as number })).toThrow(
      'smoothMaxPool: beta 0 is not a finite number other than 0',
    )
  })

  test('padding takes no part in a smooth pool, unless it is asked to', () => {
    const session = newSession()
    const x = session.input([1, 2], [-5, -5])
    const options = { beta: 1, stride: 1, padding: 1 } as const
    const left = smoothMaxPool(x, [2], options)
    const zeros = smoothMaxPool(x, [2], { ...options, padded: 'zero' })
    expectNear(session.getValue(left), [-5, -5 + Math.LN2, -5], digits)
    expectNear(session.getValue(zeros), [Math.log1p(Math.exp(-5)), -5 + Math.LN2, Math.log1p(Math.exp(-5))], digits)
    expectNear(gradientOf(session, left, x), [1.5, 1.5], digits) // no gradient is lost to the padding
  })

  test('the smooth pool is a log-sum-exp; the expected value is the other one', () => {
    const session = newSession()
    const x = session.input([1, 2], [0, Math.log(3)])
    const [smooth, expected] = [smoothMaxPool(x, [2], { beta: 1 }), softmaxPool(x, [2], { beta: 1 })]
    expectNear(session.getValue(smooth), [Math.log(4)], digits)
    expectNear(session.getValue(expected), [0.75 * Math.log(3)], digits)
  })
})
