/** Ties and boundaries: value, gradient and tangent follow one convention. */
import { maximum, minimum } from 'shapewright'
import { describe, expect, test } from 'vitest'
import { gradientOf, targets } from './support.js'

describe.each(targets)('on %s', (_, newSession) => {
  test('maximum and minimum give each of two equal operands half, in reverse and in forward mode', () => {
    const session = newSession()
    const a = session.input([3], [1, 2, 3])
    const b = session.input([3], [1, 3, 2])
    const [high, low] = [maximum(a, b), minimum(a, b)]
    expect([...gradientOf(session, high, a)]).toEqual([0.5, 0, 1])
    expect([...gradientOf(session, high, b)]).toEqual([0.5, 1, 0])
    expect([...gradientOf(session, low, a)]).toEqual([0.5, 1, 0])
    expect([...session.jvp(high, new Map([[a, [4, 4, 4]]]))]).toEqual([2, 0, 4])
    expect([...session.jvp(low, new Map([[b, [4, 4, 4]]]))]).toEqual([2, 0, 4])
  })

  test('maximum of a tensor and itself has gradient 1', () => {
    const session = newSession()
    const a = session.input([2], [1, -2])
    expect([...gradientOf(session, maximum(a, a), a)]).toEqual([1, 1])
  })

  test('a reduction gives all to the first of equal elements', () => {
    const session = newSession()
    const x = session.input([4], [3, 7, 7, 7])
    const y = x.max()
    expect([...gradientOf(session, y, x)]).toEqual([0, 1, 0, 0])
    expect([...session.jvp(y, new Map([[x, [1, 2, 3, 4]]]))]).toEqual([2])
  })

  test('clamp passes strictly between its bounds, relu and abs nothing at 0; PyTorch’s boundary is an option', () => {
    const session = newSession()
    const x = session.input([5], [-2, -1, 0, 1, 2])
    expect([...gradientOf(session, x.clamp(-1, 1), x)]).toEqual([0, 0, 1, 0, 0])
    expect([...gradientOf(session, x.clamp(-1, 1, { inclusive: true }), x)]).toEqual([0, 1, 1, 1, 0])
    expect([...gradientOf(session, x.relu(), x)]).toEqual([0, 0, 0, 1, 1])
    expect([...gradientOf(session, x.abs(), x)]).toEqual([-1, -1, 0, 1, 1])
  })
})
