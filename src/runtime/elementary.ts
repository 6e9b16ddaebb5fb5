/**
 * log, cosine and integer powers spelled with + − × ÷ only. IEEE-754 rounds those four exactly, while `Math.log` and
 * `Math.cos` may differ between engines, and initial values, schedules and data order must not.
 *
 * In: f64 numbers. Out: f64 numbers, the same bits on every engine. Used by random.ts, schedule.ts and optimizer.ts.
 */

/** Natural logarithm of a positive finite x. log x = e·log 2 + 2·artanh(s), s = (m − 1)/(m + 1), x = m·2ᵉ. */
export function logarithm(x: number): number {
  let mantissa = x
  let exponent = 0
  while (mantissa < Math.SQRT1_2) {
    mantissa *= 2
    exponent--
  }
  while (mantissa >= Math.SQRT2) {
    mantissa /= 2
    exponent++
  }
  const s = (mantissa - 1) / (mantissa + 1)
  const square = s * s
  let series = 0
  // |s| < 0.172, so the term after s²⁵/25 is below 1e-20.
  for (let k = 25; k >= 1; k -= 2) series = series * square + 1 / k
  return exponent * Math.LN2 + 2 * s * series
}

/** cos(2πu), Taylor series after an exact reduction of u to within an eighth of a turn. */
export function cosineOfTurn(u: number): number {
  const quarter = Math.floor(4 * u + 0.5)
  const angle = 2 * Math.PI * (u - quarter / 4)
  switch (((quarter % 4) + 4) % 4) {
    case 0:
      return cosineNearZero(angle)
    case 1:
      return -sineNearZero(angle)
    case 2:
      return -cosineNearZero(angle)
    default:
      return sineNearZero(angle)
  }
}

/** baseⁿ for a natural n, by repeated squaring. */
export function power(base: number, n: number): number {
  let result = 1
  let square = base
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square
    square *= square
  }
  return result
}

// cos a = Σ (−1)ᵏ a²ᵏ/(2k)! and sin a = Σ (−1)ᵏ a²ᵏ⁺¹/(2k+1)!, Horner form; |a| ≤ π/4 leaves less than 1e-18.
function cosineNearZero(angle: number): number {
  let series = 1
  for (let k = 20; k >= 2; k -= 2) series = 1 - (series * angle * angle) / (k * (k - 1))
  return series
}

function sineNearZero(angle: number): number {
  let series = 1
  for (let k = 21; k >= 3; k -= 2) series = 1 - (series * angle * angle) / (k * (k - 1))
  return angle * series
}
