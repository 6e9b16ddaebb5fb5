/**
 * The rewrites that `apply` and `select` make as they build. Each holds for real numbers and in any field, so kernels,
 * reference and certificates may all use them:
 *
 * - constants fold exactly; x ± 0, 1·x, −1·x, −(−x), sums and products with negations;
 * - constants go to the front of a product and merge; x/c is (1/c)·x; x·(1/y) is x/y;
 * - a guard's zero absorbs: `select(G, a, 0)·b` is `select(G, a·b, 0)`, so that an excluded entry contributes exactly
 *   nothing, whatever b is. x·0 with a written 0 is kept: ∞·0 is NaN.
 *
 * The sign of zero and rounding may change. In: a function name and its arguments. Out: an expression, or null to keep.
 */
import {
  addRational,
  compareRational,
  divideRational,
  equalRational,
  multiplyRational,
  negateRational,
  rational,
  subtractRational,
  type Rational,
} from '../rational.js'
import type { ScalarFunctionName } from '../scalar.js'
import type { Apply, Constant, Expression, Select } from './types.js'

/** The constructors, handed to files that expression.ts imports. */
export interface Constructors {
  constant(value: Rational | number): Expression
  apply(name: ScalarFunctionName, ...operands: readonly Expression[]): Expression
  select(guards: Select['guards'], then: Expression, otherwise?: Expression): Expression
}

const one = rational(1)
const minusOne = rational(-1)
const zero = rational(0)

export function rationalOf(e: Expression): Rational | null {
  return e.kind === 'constant' && typeof e.value !== 'string' ? e.value : null
}

const isRational = (e: Expression, value: Rational): boolean => {
  const own = rationalOf(e)
  return own !== null && equalRational(own, value)
}

const isZero = (e: Expression): boolean => isRational(e, zero)

/** The added `function` keeps an `Apply` of another function an `Apply` where this is false. */
const isApply = <N extends ScalarFunctionName>(
  e: Expression | undefined,
  name: N,
): e is Apply & { readonly function: N } => e?.kind === 'apply' && e.function === name

/** `select(G, a, 0)` */
const isGuarded = (e: Expression): e is Select => e.kind === 'select' && isZero(e.otherwise)

const truth = (value: boolean): Rational => (value ? one : zero)

/** Exact arithmetic on constants; null where the result is not rational. */
function fold(name: ScalarFunctionName, a: Rational, b: Rational | undefined): Rational | null {
  if (b === undefined) {
    switch (name) {
      case 'neg':
        return negateRational(a)
      case 'abs':
        return a.numerator < 0n ? negateRational(a) : a
      case 'not':
        return truth(a.numerator === 0n)
      default:
        return null
    }
  }
  switch (name) {
    case 'add':
      return addRational(a, b)
    case 'sub':
      return subtractRational(a, b)
    case 'mul':
      return multiplyRational(a, b)
    case 'div':
      return b.numerator === 0n ? null : divideRational(a, b)
    case 'maximum':
      return compareRational(a, b) >= 0 ? a : b
    case 'minimum':
      return compareRational(a, b) <= 0 ? a : b
    case 'lessThan':
      return truth(compareRational(a, b) < 0)
    case 'lessEqual':
      return truth(compareRational(a, b) <= 0)
    case 'equal':
      return truth(compareRational(a, b) === 0)
    default:
      return null
  }
}

/** Beyond these, 1/c would overflow or lose digits in f32 where x/c does not. */
const reciprocalIsSafe = (c: Rational): boolean => {
  const size = c.numerator < 0n ? -c.numerator : c.numerator
  return size < c.denominator << 100n && c.denominator < size << 100n
}

export function simplifyApply(
  name: ScalarFunctionName,
  operands: readonly Expression[],
  make: Constructors,
): Expression | null {
  const [x, y] = operands as readonly [Expression, Expression | undefined]
  const a = rationalOf(x)
  const b = y === undefined ? undefined : rationalOf(y)
  if (operands.length <= 2 && a !== null && b !== null) {
    const folded = fold(name, a, b)
    if (folded !== null) return make.constant(folded)
  }
  switch (name) {
    case 'neg':
      return simplifyNegation(x, make)
    case 'add':
      return simplifySum(x, y as Expression, make)
    case 'sub':
      return simplifyDifference(x, y as Expression, make)
    case 'mul':
      return simplifyProduct(x, y as Expression, make)
    case 'div':
      return simplifyQuotient(x, y as Expression, make)
    case 'where':
      return simplifyChoice(operands, make)
    case 'not':
      return isApply(x, 'not') ? (x.arguments[0] as Expression) : null
    case 'and':
      if (x === y || (b !== null && b !== undefined && b.numerator !== 0n)) return x
      if (a !== null && a.numerator !== 0n) return y as Expression
      return a !== null || b !== null ? make.constant(0) : null
    default:
      return null
  }
}

function simplifyNegation(x: Expression, make: Constructors): Expression | null {
  if (isApply(x, 'neg')) return x.arguments[0] as Expression
  if (isApply(x, 'sub')) return make.apply('sub', x.arguments[1] as Expression, x.arguments[0] as Expression)
  if (isApply(x, 'mul')) {
    const factor = rationalOf(x.arguments[0] as Expression)
    if (factor) return make.apply('mul', make.constant(negateRational(factor)), x.arguments[1] as Expression)
  }
  if (isGuarded(x)) return make.select(x.guards, make.apply('neg', x.then))
  return null
}

function simplifySum(x: Expression, y: Expression, make: Constructors): Expression | null {
  if (isZero(x)) return y
  if (isZero(y)) return x
  if (isApply(y, 'neg')) return make.apply('sub', x, y.arguments[0] as Expression)
  if (isApply(x, 'neg')) return make.apply('sub', y, x.arguments[0] as Expression)
  return null
}

function simplifyDifference(x: Expression, y: Expression, make: Constructors): Expression | null {
  if (isZero(y)) return x
  if (isZero(x)) return make.apply('neg', y)
  if (isApply(y, 'neg')) return make.apply('add', x, y.arguments[0] as Expression)
  return null
}

function simplifyProduct(x: Expression, y: Expression, make: Constructors): Expression | null {
  if (isRational(x, one)) return y
  if (isRational(y, one)) return x
  if (isRational(x, minusOne)) return make.apply('neg', y)
  if (isRational(y, minusOne)) return make.apply('neg', x)
  const c = rationalOf(x)
  if (c === null && y.kind === 'constant') return make.apply('mul', y, x)
  const leading = (e: Expression): Constant | null => {
    const first = isApply(e, 'mul') ? e.arguments[0] : undefined
    return first?.kind === 'constant' && typeof first.value !== 'string' ? first : null
  }
  const inner = leading(y)
  if (inner) {
    const rest = (y as Apply).arguments[1] as Expression
    if (c) return make.apply('mul', make.constant(multiplyRational(c, inner.value as Rational)), rest)
    return make.apply('mul', inner, make.apply('mul', x, rest))
  }
  const outer = leading(x)
  if (outer) return make.apply('mul', outer, make.apply('mul', (x as Apply).arguments[1] as Expression, y))
  const product = (p: Expression, q: Expression, pIsLeft: boolean): Expression =>
    pIsLeft ? make.apply('mul', p, q) : make.apply('mul', q, p)
  for (const [p, q] of [
    [x, y],
    [y, x],
  ] as const) {
    if (isApply(p, 'neg')) return make.apply('neg', product(p.arguments[0] as Expression, q, p === x))
    if (isGuarded(p)) return make.select(p.guards, product(p.then, q, p === x))
    if (isApply(p, 'div')) {
      const numerator = rationalOf(p.arguments[0] as Expression)
      const factor = rationalOf(q)
      if (numerator && factor) {
        return make.apply('div', make.constant(multiplyRational(factor, numerator)), p.arguments[1] as Expression)
      }
      if (numerator)
        return make.apply('mul', make.constant(numerator), make.apply('div', q, p.arguments[1] as Expression))
    }
  }
  return null
}

function simplifyQuotient(x: Expression, y: Expression, make: Constructors): Expression | null {
  const c = rationalOf(y)
  if (c && c.numerator !== 0n && reciprocalIsSafe(c)) return make.apply('mul', make.constant(divideRational(one, c)), x)
  if (isApply(x, 'neg')) return make.apply('neg', make.apply('div', x.arguments[0] as Expression, y))
  if (isGuarded(x)) return make.select(x.guards, make.apply('div', x.then, y))
  return null
}

function simplifyChoice(operands: readonly Expression[], make: Constructors): Expression | null {
  const [mask, then, otherwise] = operands as readonly [Expression, Expression, Expression]
  if (then === otherwise) return then
  const known = rationalOf(mask)
  if (known) return known.numerator !== 0n ? then : otherwise
  if (isApply(mask, 'not')) return make.apply('where', mask.arguments[0] as Expression, otherwise, then)
  if (isGuarded(then) && isZero(otherwise))
    return make.select(then.guards, make.apply('where', mask, then.then, otherwise))
  return null
}
