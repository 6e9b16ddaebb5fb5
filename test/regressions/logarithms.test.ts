/** Logarithms and softplus: at 0, far out, and what safeLog really is. */
import { safeLog } from 'shapewright'
import { describe, expect, test } from 'vitest'
import { expectNear, gradientOf, targets } from './support.js'

describe.each(targets)('on %s', (_, newSession, digits) => {
  test('log outside its domain follows IEEE and stops nothing', () => {
    const session = newSession()
    const x = session.input([3], [0, -1, 1])
    expect([...session.getValue(x.log())]).toEqual([-Infinity, NaN, 0])
  })

  test('softplus does not overflow, nor does safeLog', () => {
    const session = newSession()
    const x = session.input([3], [1000, -1000, 0])
    const [y, z] = [x.softplus(), safeLog(x)]
    expectNear(session.getValue(y), [1000, 0, Math.LN2], digits)
    expectNear(gradientOf(session, y, x), [1, 0, 0.5], digits)
    expectNear(session.getValue(z), [Math.log(1000 + 1e-6), Math.log(1e-6), Math.log(Math.LN2 + 1e-6)], digits)
    expectNear(gradientOf(session, z, x), [1 / (1000 + 1e-6), 0, 0.5 / (Math.LN2 + 1e-6)], digits)
  })

  test('safeLog(1) is log(softplus(1) + eps), not 0', () => {
    const session = newSession()
    const x = session.input([1], [1])
    expectNear(session.getValue(safeLog(x)), [0.2725], 4)
  })

  test('the square root is total: 0 and gradient 0 up to 0', () => {
    const session = newSession()
    const x = session.input([3], [-1, 0, 4])
    const y = x.sqrt()
    expect([...session.getValue(y)]).toEqual([0, 0, 2])
    expect([...gradientOf(session, y, x)]).toEqual([0, 0, 0.25])
  })
})
