/**
 * Real functions to about 30 digits, fast enough for millions of points: unevaluated sums of two doubles (Dekker 1971,
 * "A floating-point technique for extending the available precision"), series of their own. Nothing here knows the
 * scalar-function table; double-double.test.ts compares it with the 150 digits of fixed-point.ts.
 *
 * In: doubles. Out: pairs, wrong by about 2^-95 of themselves wherever they are normal doubles.
 */
import { cosine, fixed, logarithm, one, over, sine } from './fixed-point.js'

/** high + low, |low| at most half a unit in the last place of high. */
interface Pair {
  readonly high: number
  readonly low: number
}

const pair = (high: number, low = 0): Pair => ({ high, low })

/** a + b for |a| ≥ |b|, exactly. */
function quickSum(a: number, b: number): Pair {
  const high = a + b
  return Number.isFinite(high) ? { high, low: b - (high - a) } : { high, low: 0 }
}

/** a + b, exactly (Knuth). */
function exactSum(a: number, b: number): Pair {
  const high = a + b
  if (!Number.isFinite(high)) return { high, low: 0 }
  const part = high - a
  return { high, low: a - (high - part) + (b - part) }
}

/** The upper 26 bits; 2^-28 keeps what is large from overflow. */
function upper(a: number): number {
  if (Math.abs(a) > 2 ** 990) return upper(a * 2 ** -28) * 2 ** 28
  const scaled = a * 134217729
  return scaled - (scaled - a)
}

/** a·b, exactly where its last bits are no smaller than the least double. */
function exactProduct(a: number, b: number): Pair {
  const high = a * b
  if (!Number.isFinite(high)) return { high, low: 0 }
  const [a1, b1] = [upper(a), upper(b)]
  const [a2, b2] = [a - a1, b - b1]
  return { high, low: a2 * b2 - (high - a1 * b1 - a2 * b1 - a1 * b2) }
}

function plus(a: Pair, b: Pair): Pair {
  const highs = exactSum(a.high, b.high)
  const lows = exactSum(a.low, b.low)
  const first = quickSum(highs.high, highs.low + lows.high)
  return quickSum(first.high, first.low + lows.low)
}

function product(a: Pair, b: Pair): Pair {
  const { high, low } = exactProduct(a.high, b.high)
  return quickSum(high, low + (a.high * b.low + a.low * b.high))
}

const negative = ({ high, low }: Pair): Pair => ({ high: -high, low: -low })

function quotient(a: Pair, b: Pair): Pair {
  const first = a.high / b.high
  if (!Number.isFinite(first)) return pair(first)
  const rest = plus(a, negative(product(b, pair(first))))
  const second = rest.high / b.high
  const last = plus(rest, negative(product(b, pair(second)))).high / b.high
  return plus(quickSum(first, second), pair(last))
}

const scaled = ({ high, low }: Pair, by: number): Pair => ({ high: high * by, low: low * by })

/** a·2^k, in two steps: 2^k itself may be no double. */
const timesPowerOfTwo = (a: Pair, k: number): Pair =>
  scaled(scaled(a, 2 ** Math.trunc(k / 2)), 2 ** (k - Math.trunc(k / 2)))

const oneAsPair = pair(1)

/** c₀ + x·(c₁ + x·(c₂ + …)) */
const series = (x: Pair, coefficients: readonly Pair[]): Pair =>
  coefficients.reduceRight((sum, coefficient) => plus(product(sum, x), coefficient), pair(0))

/** A fixed-point number as doubles, each what the ones before leave. */
function parts(value: bigint, count: number): readonly number[] {
  const found: number[] = []
  for (let rest = value; found.length < count;) {
    const next = Number(rest) / 2 ** 512
    found.push(next)
    rest -= fixed(next)
  }
  return found
}

const reciprocal = (n: number): Pair => quotient(oneAsPair, pair(n))

/** 1/1!, 1/2!, … */
const factorials = Array.from({ length: 26 }).reduce<Pair[]>(
  (list, _, n) => [...list, quotient(list.at(-1) ?? oneAsPair, pair(n + 1))],
  [],
)
const ln2Parts = parts(logarithm(2n * one), 3)
const ln2 = pair(ln2Parts[0]!, ln2Parts[1]!)

/** k·(c₁ + c₂ + …) taken from x, largest first. */
const reduced = (x: Pair, k: number, constant: readonly number[]): Pair =>
  constant.reduce((rest, part) => plus(rest, negative(exactProduct(k, part))), x)

/** e^r − 1 for |r| < 1/2, with all digits of a small r: r·(1 + r/2! + …). */
const smallExponential = (r: Pair): Pair => product(r, series(r, factorials))

/** e^x = 2^k·e^r */
function exponentialOf(x: Pair): Pair {
  if (x.high < -800) return pair(0)
  if (x.high > 800) return pair(Infinity)
  const k = Math.round(x.high / ln2.high)
  return timesPowerOfTwo(plus(oneAsPair, smallExponential(reduced(x, k, ln2Parts))), k)
}

const oddReciprocals = Array.from({ length: 24 }, (_, n) => reciprocal(2 * n + 1))

/** log(1 + f) = 2·(s + s³/3 + …), s = f/(2 + f), for |f| < √2 − 1. */
function logarithmOfOnePlus(f: Pair): Pair {
  const s = quotient(f, plus(pair(2), f))
  return scaled(product(s, series(product(s, s), oddReciprocals)), 2)
}

function logarithmOf(x: number): Pair {
  if (!(x > 0) || x === Infinity) return pair(Math.log(x))
  let exponent = Math.floor(Math.log2(x))
  let mantissa = timesPowerOfTwo(pair(x), -exponent).high
  if (mantissa > Math.SQRT2) [mantissa, exponent] = [mantissa / 2, exponent + 1]
  if (mantissa < Math.SQRT1_2) [mantissa, exponent] = [mantissa * 2, exponent - 1]
  return plus(reduced(pair(0), -exponent, ln2Parts), logarithmOfOnePlus(exactSum(mantissa, -1)))
}

function tangent(x: number): Pair {
  if (Math.abs(x) > 40) return pair(Math.sign(x))
  const twice = pair(2 * x)
  const e = Math.abs(x) < 0.25 ? smallExponential(twice) : plus(exponentialOf(twice), pair(-1))
  return quotient(e, plus(e, pair(2)))
}

/** 1/(1 + e^−x), by whichever exponential does not overflow. */
function logistic(x: number): Pair {
  const e = exponentialOf(pair(-Math.abs(x)))
  return quotient(x < 0 ? e : oneAsPair, plus(oneAsPair, e))
}

function softplus(x: number): Pair {
  const u = exponentialOf(pair(-Math.abs(x)))
  const tail = u.high < 0.41 ? logarithmOfOnePlus(u) : plus(ln2, logarithmOfOnePlus(scaled(plus(u, pair(-1)), 0.5)))
  return x < 0 ? tail : plus(pair(x), tail)
}

/** π/2: the zero of cos next to 1.57, by Newton. */
export function halfPi(): bigint {
  let x = fixed(Math.PI / 2)
  for (let n = 0; n < 5; n++) x += over(cosine(x), sine(x))
  return x
}
const quarterParts = parts(halfPi(), 4)

const signedFactorials = (first: number): readonly Pair[] =>
  [oneAsPair, ...factorials.slice(1)].flatMap((_, n) => {
    const at = first + 2 * n
    return at > factorials.length ? [] : [scaled(at === 0 ? oneAsPair : factorials[at - 1]!, n % 2 === 0 ? 1 : -1)]
  })
const sineTerms = signedFactorials(1)
const cosineTerms = signedFactorials(0)

/** sin(x + quarters·π/2) */
function circular(x: number, quarters: number): Pair {
  const k = Math.round(x / quarterParts[0]!)
  const r = reduced(pair(x), k, quarterParts)
  const square = product(r, r)
  const quadrant = (((k + quarters) % 4) + 4) % 4
  const value = quadrant % 2 === 0 ? product(r, series(square, sineTerms)) : series(square, cosineTerms)
  return quadrant < 2 ? value : negative(value)
}

/** The real functions, by the names that the scalar-function table gives them. */
export const realFunctions = {
  exp: (x: number) => exponentialOf(pair(x)),
  log: logarithmOf,
  tanh: tangent,
  sigmoid: logistic,
  softplus,
  sin: (x: number) => circular(x, 0),
  cos: (x: number) => circular(x, 1),
} as const
