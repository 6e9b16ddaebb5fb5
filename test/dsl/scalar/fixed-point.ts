/**
 * Real functions to more than 100 digits: fixed-point numbers of 512 binary places in BigInt, with series of their own.
 * Nothing here knows the scalar-function table.
 *
 * In: fixed-point operands. Out: fixed-point results, wrong in the last few tens of the 512 places at operands below 8.
 */
const places = 512n
export const one = 1n << places

/** Exactly this number, if it is a multiple of 2^-512. */
export function fixed(value: number): bigint {
  let scaled = value
  let shift = 0n
  for (; !Number.isInteger(scaled); shift++) scaled *= 2
  return BigInt(scaled) << (places - shift)
}

export const toNumber = (value: bigint): number => Number(value) / 2 ** 512
export const absolute = (value: bigint): bigint => (value < 0n ? -value : value)
export const times = (a: bigint, b: bigint): bigint => (a * b) >> places
export const over = (a: bigint, b: bigint): bigint => (a << places) / b

/** e^x = (e^(x/256))^256, by its power series. */
export function exponential(x: bigint): bigint {
  const reduced = x >> 8n
  let term = one
  let sum = one
  for (let n = 1n; absolute(term) > 1n; n++) {
    term = times(term, reduced) / n
    sum += term
  }
  for (let n = 0; n < 8; n++) sum = times(sum, sum)
  return sum
}

/** The y with e^y = x > 0, by Newton: each step doubles the digits that Math.log begins with. */
export function logarithm(x: bigint): bigint {
  let y = fixed(Math.log(toNumber(x)))
  for (let n = 0; n < 5; n++) y += times(x, exponential(-y)) - one
  return y
}

/** x − x³/3! + … from its first term x, or 1 − x²/2! + … from 1. */
function alternating(x: bigint, first: bigint, order: bigint): bigint {
  const square = times(x, x)
  let term = first
  let sum = first
  for (let n = order; absolute(term) > 1n; n += 2n) {
    term = -times(term, square) / ((n + 1n) * (n + 2n))
    sum += term
  }
  return sum
}
export const sine = (x: bigint): bigint => alternating(x, x, 1n)
export const cosine = (x: bigint): bigint => alternating(x, one, 0n)

/** The root of x > 0, by Newton. */
export function squareRoot(x: bigint): bigint {
  let y = fixed(Math.sqrt(toNumber(x)))
  for (let n = 0; n < 5; n++) y = (y + over(x, y)) >> 1n
  return y
}
