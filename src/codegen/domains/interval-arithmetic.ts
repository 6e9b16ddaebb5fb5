/**
 * The arithmetic of `intervalDomain`. A float is {low, high, error}: for every input of the box, the exact value of this
 * step lies in low … high, and what the kernel computes in floats is within `error` of it, for the same input. The
 * arithmetic here is itself in doubles, so every bound is widened outward by more than a double's rounding.
 *
 *     sum, product      e(a ± b) ≤ e(a) + e(b) + r,   e(a·b) ≤ |a|·e(b) + |b|·e(a) + e(a)·e(b) + r
 *     quotient          e(a/b) ≤ (e(a) + |a/b|·e(b)) / (|b| − e(b)) + r
 *     function          e(f(a)) ≤ sup |f′| · e(a) + accuracy,   over low − e … high + e
 *     max, min, |a|     the larger error: they are 1-Lipschitz
 *
 * r is the unit roundoff times the magnitude of the result. One object is one value: a·a is a square, a − a is 0.
 *
 * A comparison that intervals do not decide is `Undecided`; it is stable where both sides are exact, so that kernel and
 * exact arithmetic decide alike, though nobody knows how. What an unstable one chooses may be either.
 */
import { scalarFunctions, type ScalarFunctionName } from '../../dsl/scalar.js'
import { nearest, pieces, widened } from './interval-pieces.js'
import {
  Bounded,
  IntegerRange,
  Undecided,
  UndecidedError,
  asMask,
  down,
  isFiniteValue,
  isStable,
  isZero,
  largestSingle,
  least,
  magnitude,
  rangeOf,
  unbounded,
  up,
  type Mask,
  type Scalar,
  type Whole,
} from './interval-values.js'

/** How the operations of a domain round. */
export interface Rounding {
  /** Relative, of every operation; and of what is below the normal numbers. */
  readonly unit: number
  readonly tiny: number
  /** Whether every operation gives an f32. */
  readonly strict: boolean
}

export const roundings: Readonly<Record<'f32' | 'f32-strict', Rounding>> = {
  // temporaries are doubles; a store rounds
  f32: { unit: 2 ** -53, tiny: least, strict: false },
  'f32-strict': { unit: 2 ** -24, tiny: 2 ** -149, strict: true },
}

/** What a module printed in the domain of intervals is given. */
export function intervalFunctions({ unit, tiny, strict }: Rounding): Readonly<Record<string, unknown>> {
  /** A result in low … high, computed with `error` before its own rounding. */
  const rounded = (low: number, high: number, error: number): Bounded => {
    const largest = Math.max(Math.abs(low), Math.abs(high)) + error
    if (!(largest < (strict ? largestSingle : 1e308))) return unbounded
    return new Bounded(low, high, up(up(error) + up(unit * largest + tiny)), strict)
  }
  const product = (a: Bounded, b: Bounded): readonly [number, number] => {
    if (a === b) {
      const [small, large] = [nearest(a.low, a.high) ** 2, magnitude(a) ** 2]
      return [small === 0 ? 0 : down(small), up(large)]
    }
    const ends = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high]
    return [down(Math.min(...ends)), up(Math.max(...ends))]
  }
  const productError = (a: Bounded, b: Bounded): number =>
    a.error === 0 && b.error === 0 ?
      0
    : up(up(magnitude(a) * b.error) + up(magnitude(b) * a.error) + up(a.error * b.error) + 4 * least)
  const isFine = (...values: readonly Bounded[]): boolean => values.every(isFiniteValue)

  const add = (a: Bounded, b: Bounded): Bounded =>
    isZero(a) ? b
    : isZero(b) ? a
    : isFine(a, b) ? rounded(down(a.low + b.low), up(a.high + b.high), up(a.error + b.error))
    : unbounded
  const neg = (a: Bounded): Bounded => new Bounded(-a.high, -a.low, a.error, a.single)
  const mul = (a: Bounded, b: Bounded): Bounded => {
    if (!isFine(a, b)) return unbounded
    return isZero(a) || isZero(b) ? zero : rounded(...product(a, b), productError(a, b))
  }
  const maximum = (a: Bounded, b: Bounded): Bounded => {
    const order = less(a, b, false)
    if (typeof order === 'boolean') return order ? b : a
    const [low, high] = [Math.max(a.low, b.low), Math.max(a.high, b.high)]
    return new Bounded(low, high, Math.max(a.error, b.error), a.single && b.single)
  }
  const minimum = (a: Bounded, b: Bounded): Bounded => neg(maximum(neg(a), neg(b)))

  /** a < b (or a ≤ b): true, false, or undecided. */
  const less = (a: Scalar, b: Scalar, orEqual: boolean): Mask => {
    if (typeof a === 'number' && typeof b === 'number') return orEqual ? a <= b : a < b
    const [aLow, aHigh, aError] = rangeOf(a)
    const [bLow, bHigh, bError] = rangeOf(b)
    const margin = up(aError + bError)
    if (a === b && Number.isFinite(margin)) return orEqual
    if (orEqual ? up(aHigh + margin) <= bLow || (margin === 0 && aHigh <= bLow) : up(aHigh + margin) < bLow) return true
    if (!orEqual && margin === 0 && aHigh < bLow) return true
    if (orEqual ? up(bHigh + margin) < aLow || (margin === 0 && bHigh < aLow) : up(bHigh + margin) <= aLow) return false
    if (!orEqual && margin === 0 && bHigh <= aLow) return false
    return new Undecided(aError === 0 && bError === 0, a, b)
  }
  const equal = (a: Scalar, b: Scalar): Mask => {
    if (typeof a === 'number' && typeof b === 'number') return a === b
    const [aLow, aHigh, aError] = rangeOf(a)
    const [bLow, bHigh, bError] = rangeOf(b)
    const margin = up(aError + bError)
    if (Number.isFinite(margin) && a === b) return true
    if (up(aHigh + margin) < bLow || up(bHigh + margin) < aLow) return false
    if (aError === 0 && bError === 0) {
      if (aHigh < bLow || bHigh < aLow) return false
      if (aLow === aHigh && bLow === bHigh) return aLow === bLow
    }
    return new Undecided(aError === 0 && bError === 0)
  }
  const not = (given: Mask | Whole): Mask => {
    const mask = asMask(given)
    return mask instanceof Undecided ? new Undecided(mask.stable, mask.left, mask.right, !mask.negated) : !mask
  }
  const and = (first: Mask | Whole, second: Mask | Whole): Mask => {
    const [a, b] = [asMask(first), asMask(second)]
    if (a === false || b === false) return false
    if (a === true) return b
    return b === true ? a : new Undecided(a.stable && b.stable)
  }
  const where = (given: Mask | Whole, x: Scalar, y: Scalar): Scalar => {
    const mask = asMask(given)
    if (!(mask instanceof Undecided)) return mask ? x : y
    if (x === y) return x
    if (x instanceof Bounded && y instanceof Bounded) {
      const [smaller, larger] = mask.negated ? [y, x] : [x, y]
      if (smaller === mask.left && larger === mask.right) return minimum(x, y)
      if (smaller === mask.right && larger === mask.left) return maximum(x, y)
      const [low, high] = [Math.min(x.low, y.low), Math.max(x.high, y.high)]
      const error = Math.max(x.error, y.error)
      return new Bounded(low, high, mask.stable ? error : up(up(high - low) + error), x.single && y.single)
    }
    if (x instanceof Bounded || y instanceof Bounded)
      throw new UndecidedError('a choice between a float and an integer')
    const [xLow, xHigh] = rangeOf(x)
    const [yLow, yHigh] = rangeOf(y)
    return new IntegerRange(Math.min(xLow, yLow), Math.max(xHigh, yHigh), mask.stable && isStable(x) && isStable(y))
  }
  const zero = new Bounded(0, 0, 0, true)
  const constants = new Map<number, Bounded>([[0, zero]])
  const point = (value: number, error = 0): Bounded => {
    const range = error === 0 ? ([value, value] as const) : ([down(value - error), up(value + error)] as const)
    return new Bounded(...range, error, Math.fround(value) === value)
  }

  const applied = (name: ScalarFunctionName) => {
    const piece = pieces[name]
    const { accuracy } = scalarFunctions[name]
    if (piece === undefined || accuracy === undefined) return undefined
    const units = strict ? accuracy.strict : accuracy.doubleTemporaries
    return (x: Bounded): Bounded => {
      if (!isFine(x)) return unbounded
      const [low, high] = [down(x.low - x.error), up(x.high + x.error)]
      const [from, to] = piece.within ?? [-Infinity, Infinity]
      if (low < from || high > to) return unbounded
      const range = widened(piece.range(x.low, x.high))
      const slope = x.error === 0 ? 0 : up(piece.slope(low, high) * (1 + 2 ** -40))
      const wide = widened(piece.range(low, high))
      const largest = Math.max(Math.abs(wide[0]), Math.abs(wide[1]))
      const error = up(up(slope * x.error) + up(units * up(2 ** -23 * largest + 2 ** -149))) + accuracy.absolute
      return new Bounded(...range, up(error), strict)
    }
  }

  return {
    ...Object.fromEntries((Object.keys(pieces) as ScalarFunctionName[]).map((name) => [name, applied(name)])),
    /** `exact` is the double nearest to the real constant, or 0 where what is printed is the constant itself. */
    constant: (printed: number, exact: number): Bounded => {
      // what is inexact is made anew: two constants that print alike are not one value
      if (exact !== 0) return point(printed, up(Math.abs(printed - exact) + Math.abs(exact) * 2 ** -53 + least))
      let known = constants.get(printed)
      if (known === undefined) constants.set(printed, (known = point(printed)))
      return known
    },
    add,
    sub: (a: Bounded, b: Bounded): Bounded => (a === b && isFine(a) ? zero : add(a, neg(b))),
    mul,
    div: (a: Bounded, b: Bounded): Bounded => {
      const distance = down(Math.abs(nearest(b.low, b.high)) - b.error)
      if (!isFine(a, b) || !(distance > 0)) return unbounded
      if (isZero(a)) return zero
      const ends = [a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high]
      const [low, high] = [down(Math.min(...ends)), up(Math.max(...ends))]
      const largest = Math.max(Math.abs(low), Math.abs(high))
      return rounded(low, high, up(up(a.error + up(largest * b.error)) / distance))
    },
    /** Rounded twice: neither target fuses. */
    multiplyAdd: (a: Bounded, b: Bounded, c: Bounded): Bounded => add(mul(a, b), c),
    neg,
    abs: (a: Bounded): Bounded => new Bounded(Math.abs(nearest(a.low, a.high)), magnitude(a), a.error, a.single),
    minimum,
    maximum,
    relu: (a: Bounded): Bounded => maximum(a, zero),
    /** √max(x, 0), rounded correctly; |√x̃ − √x| is at most √e, and e/√(least x̃) where that is larger than 0. */
    sqrt: (x: Bounded): Bounded => {
      if (!isFine(x)) return unbounded
      const [low, high] = [Math.sqrt(Math.max(x.low, 0)), Math.sqrt(Math.max(x.high, 0))]
      const from = down(x.low - x.error)
      const error = Math.min(up(Math.sqrt(x.error)), from > 0 ? up(up(x.error) / down(Math.sqrt(from))) : Infinity)
      return rounded(down(low), up(high), x.error === 0 ? 0 : error)
    },
    lessThan: (a: Scalar, b: Scalar): Mask => less(a, b, false),
    lessEqual: (a: Scalar, b: Scalar): Mask => less(a, b, true),
    equal,
    not,
    and,
    where,
    toFloat: (value: Whole): Bounded => {
      const [low, high, error] = rangeOf(value)
      const isSingle = Math.max(Math.abs(low), Math.abs(high)) <= 2 ** 24
      return isSingle || !strict ? new Bounded(low, high, error, isSingle) : rounded(low, high, error)
    },
    stored_f32: (value: Bounded): Bounded => {
      if (value.single) return value
      const largest = up(magnitude(value) + value.error)
      if (!(largest < largestSingle)) return unbounded
      return new Bounded(value.low, value.high, up(value.error + up(2 ** -24 * largest + 2 ** -149)), true)
    },
    stored_f64: (value: Bounded): Bounded => value,
    stored_i32: (value: Whole): Whole => value,
    stored_u32: (value: Whole): Whole => (typeof value === 'number' ? value >>> 0 : value),
    stored_bool: (value: Whole): Whole => value,
    storedMask: (mask: Mask): Whole => (mask instanceof Undecided ? new IntegerRange(0, 1, mask.stable) : Number(mask)),
  }
}
