/**
 * Rows with a polynomial of our own, the same for every target: range reduction, then a short polynomial fitted at
 * Chebyshev nodes. Accuracies are a little above what `npm run accuracy` measures of printed kernels, and are tested.
 *
 * One exported constant is one row, under its own name; formulas of derivatives stand beside them.
 */
import type { FloatOperations, ScalarFunction } from './function.js'

/** c₀ + x·(c₁ + x·(c₂ + …)) */
function polynomial<T>(o: FloatOperations<T>, x: T, coefficients: readonly number[]): T {
  const last = coefficients.length - 1
  let sum = o.constant(coefficients[last]!)
  for (let k = last - 1; k >= 0; k--) sum = o.multiplyAdd(sum, x, o.constant(coefficients[k]!))
  return sum
}

/** log 2 as 12 bits, whose product with an exponent is exact, and the rest. */
const ln2High = 0.693115234375
const ln2Low = 3.1946183298714459e-5

/** eˣ = 2ᵏ·eʳ, k = round(x/log 2), |r| ≤ log 2 / 2; eʳ = 1 + r + r²·q(r). */
function exponential<T>(o: FloatOperations<T>, x: T): T {
  const k = o.round(o.mul(x, o.constant(Math.LOG2E)))
  const r = o.multiplyAdd(k, o.constant(-ln2Low), o.multiplyAdd(k, o.constant(-ln2High), x))
  const q = polynomial(
    o,
    r,
    [0.5, 0.1666666716337204, 0.04166646674275398, 0.00833331048488617, 0.0013933649752289057, 0.00019890991097781807],
  )
  const power = o.scaleByPowerOfTwo(o.add(o.constant(1), o.multiplyAdd(o.mul(r, r), q, r)), k)
  // Outside, k is out of range: 0 below half of the least f32, infinity above the largest. NaN passes both tests.
  const above = o.select(o.lessThan(x, o.constant(-103.98)), o.constant(0), power)
  return o.select(o.lessThan(o.constant(88.7228394), x), o.constant(Infinity), above)
}

/** ∂ = y. */
export const exp: ScalarFunction = {
  arity: 1,
  operands: ['float'],
  result: 'float',
  evaluate: (x) => Math.exp(x!),
  derivative: () => [(y) => y],
  heavy: true,
  program: (o, x) => exponential(o, x!),
  accuracy: { strict: 1, doubleTemporaries: 0.011, double: 0.9, absolute: 2 ** -149, domain: 'all f32' },
}

/** R = s²·(2/3 + 2/5·s² + …), in which log(1 + f) = f − (f²/2 − s·(f²/2 + R)), s = f/(2 + f). */
function logarithmSeries<T>(o: FloatOperations<T>, s: T): T {
  const square = o.mul(s, s)
  const coefficients = [0.6666666865348816, 0.4000012278556824, 0.2855082154273987, 0.2333046793937683]
  return o.mul(square, polynomial(o, square, coefficients))
}

/**
 * log x = e·log 2 + log(1 + f), x = 2ᵉ·(1 + f) with 1 + f in [√½, √2). With s = f/(2 + f), log(1 + f) is
 * f − (f²/2 − s·(f²/2 + R)), R = s²·(2/3 + 2/5·s² + …): only small terms are rounded.
 */
function logarithm<T>(o: FloatOperations<T>, x: T): T {
  const tiny = o.lessThan(x, o.constant(2 ** -126))
  const scaled = o.select(tiny, o.mul(x, o.constant(2 ** 24)), x)
  const mantissa = o.mantissaOf(scaled)
  const large = o.lessThan(o.constant(Math.fround(Math.SQRT2)), mantissa)
  const f = o.sub(o.select(large, o.mul(mantissa, o.constant(0.5)), mantissa), o.constant(1))
  const shift = o.add(o.select(tiny, o.constant(-24), o.constant(0)), o.select(large, o.constant(1), o.constant(0)))
  const e = o.add(o.exponentOf(scaled), shift)
  const s = o.div(f, o.add(o.constant(2), f))
  const half = o.mul(o.mul(f, f), o.constant(0.5))
  const low = o.multiplyAdd(s, o.add(half, logarithmSeries(o, s)), o.mul(e, o.constant(ln2Low)))
  const value = o.multiplyAdd(e, o.constant(ln2High), o.sub(f, o.sub(half, low)))
  // log 0 = −∞, log ∞ = ∞, NaN for what is below 0 or NaN.
  const positive = o.select(o.lessThan(o.constant(3.4028234663852886e38), x), x, value)
  const atZero = o.select(o.lessThan(o.constant(0), x), positive, o.constant(-Infinity))
  const number = o.select(o.lessThan(x, o.constant(Infinity)), atZero, x)
  return o.select(o.lessThan(x, o.constant(0)), o.constant(NaN), number)
}

/** ∂ = 1/x. IEEE: log 0 = −∞, NaN below 0. */
export const log: ScalarFunction = {
  arity: 1,
  operands: ['float'],
  result: 'float',
  evaluate: (x) => Math.log(x!),
  derivative: ({ apply, constant }) => [(_, x) => apply('div', constant(1), x!)],
  heavy: true,
  program: (o, x) => logarithm(o, x!),
  accuracy: { strict: 0.87, doubleTemporaries: 0.0037, double: 1, absolute: 0, domain: 'all f32' },
}

/** Near 0, x + x³·P(x²), where the quotient would cancel; else ±(1 − 2/(e^{2|x|} + 1)). */
function hyperbolicTangent<T>(o: FloatOperations<T>, x: T): T {
  const size = o.abs(x)
  const square = o.mul(x, x)
  const p = polynomial(
    o,
    square,
    [
      -0.3333333432674408, 0.13333304226398468, -0.053959257900714874, 0.02176891826093197, -0.008343945257365704,
      0.0022927450481802225,
    ],
  )
  const near = o.multiplyAdd(o.mul(square, p), x, x)
  const exponent = exponential(o, o.add(size, size))
  const far = o.sub(o.constant(1), o.div(o.constant(2), o.add(exponent, o.constant(1))))
  const signed = o.select(o.lessThan(x, o.constant(0)), o.neg(far), far)
  return o.select(o.lessThan(size, o.constant(0.625)), near, signed)
}

/** ∂ = 1 − y². */
export const tanh: ScalarFunction = {
  arity: 1,
  operands: ['float'],
  result: 'float',
  evaluate: (x) => Math.tanh(x!),
  derivative: ({ apply, constant }) => [(y) => apply('sub', constant(1), apply('mul', y, y))],
  heavy: true,
  program: (o, x) => hyperbolicTangent(o, x!),
  accuracy: { strict: 1.36, doubleTemporaries: 0.047, double: 2.2, absolute: 0, domain: 'all f32' },
}

/** 1/(1 + e⁻ˣ); ∂ = y·(1 − y). */
export const sigmoid: ScalarFunction = {
  arity: 1,
  operands: ['float'],
  result: 'float',
  evaluate: (x) => 1 / (1 + Math.exp(-x!)),
  derivative: ({ apply, constant }) => [(y) => apply('mul', y, apply('sub', constant(1), y))],
  heavy: true,
  program: (o, x) => o.div(o.constant(1), o.add(o.constant(1), exponential(o, o.neg(x!)))),
  accuracy: { strict: 2.6, doubleTemporaries: 0.0084, double: 2.2, absolute: 2 ** -125, domain: 'all f32' },
}

/**
 * log(1 + u) for 0 ≤ u ≤ 1, with all digits of a small u. With s = f/(2 + f), log(1 + f) = f − (f²/2 − s·(f²/2 + R)) as in
 * `logarithm`; from √2 − 1 on, 1 + u = 2·(1 + f) with f = (u − 1)/2, so that |f| < √2 − 1.
 */
function logarithmOfOnePlus<T>(o: FloatOperations<T>, u: T): T {
  const large = o.lessThan(o.constant(Math.SQRT2 - 1), u)
  const f = o.select(large, o.mul(o.sub(u, o.constant(1)), o.constant(0.5)), u)
  const s = o.div(f, o.add(o.constant(2), f))
  const half = o.mul(o.mul(f, f), o.constant(0.5))
  const low = o.multiplyAdd(s, o.add(half, logarithmSeries(o, s)), o.select(large, o.constant(ln2Low), o.constant(0)))
  return o.add(o.select(large, o.constant(ln2High), o.constant(0)), o.sub(f, o.sub(half, low)))
}

/** log(1 + eˣ) = max(x, 0) + log(1 + e^−|x|), total and without loss in either tail; ∂ = 1/(1 + e⁻ˣ). */
export const softplus: ScalarFunction = {
  arity: 1,
  operands: ['float'],
  result: 'float',
  evaluate: (x) => (x! < 0 ? 0 : x!) + Math.log1p(Math.exp(-Math.abs(x!))),
  derivative: ({ apply }) => [(_, x) => apply('sigmoid', x!)],
  heavy: true,
  program: (o, x) => {
    const tail = logarithmOfOnePlus(o, exponential(o, o.neg(o.abs(x!))))
    return o.add(o.select(o.lessThan(x!, o.constant(0)), o.constant(0), x!), tail)
  },
  accuracy: { strict: 1.75, doubleTemporaries: 0.011, double: 1.7, absolute: 2 ** -149, domain: 'all f32' },
}

/** π/2 in parts of 8 bits, whose products with a quarter count up to 2¹⁶ are exact, and the rest. */
const quarterParts = [
  1.5703125, 0.000484466552734375, -6.407499313354492e-7, 9.89530235528946e-10, 2.563344151594519e-12,
]

/**
 * sin (offset 0) and cos (offset 1): x = k·π/2 + r, |r| ≤ π/4, and the quadrant k + offset mod 4 says which of
 * r + r³·S(r²) and 1 − r²/2 + r⁴·C(r²), and with which sign.
 */
function circular<T>(o: FloatOperations<T>, x: T, offset: number): T {
  const k = o.round(o.mul(x, o.constant(0.6366197723675814)))
  const [first, second, third, fourth, fifth] = quarterParts.map((part) => o.constant(-part)) as [T, T, T, T, T]
  const high = o.multiplyAdd(k, second, o.multiplyAdd(k, first, x)) // exact
  const nearly = o.multiplyAdd(k, third, high)
  const closer = o.multiplyAdd(k, fourth, nearly)
  const r = o.multiplyAdd(k, fifth, closer)
  // What rounding these three lost, to be added to the smaller terms below.
  const lost = o.add(o.multiplyAdd(k, third, o.sub(high, nearly)), o.multiplyAdd(k, fourth, o.sub(nearly, closer)))
  const low = o.add(lost, o.multiplyAdd(k, fifth, o.sub(closer, r)))
  const square = o.mul(r, r)
  const cubed = o.mul(
    o.mul(square, r),
    polynomial(o, square, [-0.1666666716337204, 0.008333331905305386, -0.00019840085587929934, 2.7249864160694415e-6]),
  )
  const sine = o.add(r, o.add(cubed, low))
  const higher = o.mul(
    square,
    polynomial(o, square, [0.0416666641831398, -0.001388830249197781, 0.00002454789137118496]),
  )
  const cosine = o.add(o.constant(1), o.sub(o.mul(square, o.sub(higher, o.constant(0.5))), o.mul(r, low)))
  // q = 4·n + quadrant: subtracting 3/8 before rounding is a floor on quarters, subtracting 1/4 one on halves.
  const q = o.add(k, o.constant(offset))
  const turns = o.round(o.sub(o.mul(q, o.constant(0.25)), o.constant(0.375)))
  const quadrant = o.multiplyAdd(turns, o.constant(-4), q)
  const pairs = o.round(o.sub(o.mul(quadrant, o.constant(0.5)), o.constant(0.25)))
  const odd = o.lessThan(o.constant(0.5), o.multiplyAdd(pairs, o.constant(-2), quadrant))
  const value = o.select(odd, cosine, sine)
  return o.select(o.lessThan(o.constant(1.5), quadrant), o.neg(value), value)
}

/** ∂ = cos x. */
export const sin: ScalarFunction = {
  arity: 1,
  operands: ['float'],
  result: 'float',
  evaluate: (x) => Math.sin(x!),
  derivative: ({ apply }) => [(_, x) => apply('cos', x!)],
  heavy: true,
  program: (o, x) => circular(o, x!, 0),
  accuracy: { strict: 1.5, doubleTemporaries: 0.042, double: 0.9, absolute: 2 ** -47, domain: '|x| < 10^5' },
}

/** ∂ = −sin x. */
export const cos: ScalarFunction = {
  arity: 1,
  operands: ['float'],
  result: 'float',
  evaluate: (x) => Math.cos(x!),
  derivative: ({ apply }) => [(_, x) => apply('neg', apply('sin', x!))],
  heavy: true,
  program: (o, x) => circular(o, x!, 1),
  accuracy: { strict: 1.5, doubleTemporaries: 0.042, double: 0.9, absolute: 2 ** -47, domain: '|x| < 10^5' },
}
