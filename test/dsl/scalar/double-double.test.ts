import { describe, expect, it } from 'vitest'
import { halfPi, realFunctions } from './double-double.js'
import { absolute, cosine, exponential, fixed, logarithm, one, over, sine } from './fixed-point.js'

const quarter = halfPi()
/** sin(x + quarters·π/2): series err far from 0, so whole quarters are taken off and the next of four values is used. */
function turned(x: bigint, quarters: bigint): bigint {
  const k = (x + quarter / 2n) / quarter - (x + quarter / 2n < 0n ? 1n : 0n)
  const rest = x - k * quarter
  const values = [sine(rest), cosine(rest), -sine(rest), -cosine(rest)] as const
  return values[Number((((k + quarters) % 4n) + 4n) % 4n) as 0 | 1 | 2 | 3] // a remainder of 4
}

/** From their defining identities. */
const exactFunctions: Readonly<Record<keyof typeof realFunctions, (x: bigint) => bigint>> = {
  exp: exponential,
  log: logarithm,
  tanh: (x) => over(exponential(x) - exponential(-x), exponential(x) + exponential(-x)),
  sigmoid: (x) => over(one, one + exponential(-x)),
  softplus: (x) => logarithm(one + exponential(x)),
  sin: (x) => turned(x, 0n),
  cos: (x) => turned(x, 1n),
}

const small = [0.017, 0.24, 0.26, 0.41, 0.9, 1.1, 1.41, 1.42, 3.2, 7.7, 12.5, 21.5].flatMap((x) => [x, -x])
const points = [2 ** -60, -(2 ** -30), 1e-9, -0.001, 1 + 1e-10, ...small]
const far = [100, -1000.5, 22 * Math.PI, 29 * Math.PI, 31415.9, 99_999, 2 ** 16]

describe('pairs of doubles against 512 places of fixed point', () => {
  it.each(Object.keys(realFunctions) as (keyof typeof realFunctions)[])('%s, to 2^-90', (name) => {
    const isCircular = name === 'sin' || name === 'cos'
    const taken = isCircular ? [...points, ...far] : points.filter((x) => name !== 'log' || x > 0)
    for (const x of taken) {
      const exact = exactFunctions[name](fixed(x))
      const { high, low } = realFunctions[name](x)
      const error = absolute(fixed(high) + fixed(low) - exact)
      // next to a zero as far as pi/2 in four doubles goes
      const allowed = absolute(exact) / 2n ** 90n + (isCircular ? one / 2n ** 140n : 0n)
      if (error > allowed) expect.fail(`${name}(${x}) is off by ${Number(over(error, absolute(exact))) / Number(one)}`)
    }
    expect(taken.length).toBeGreaterThan(12)
  })
})
