/**
 * Rules of products and quotients. Constants go to the front, negations outward; x/c is (1/c)·x; x·(1/y) is x/y. A guard's
 * zero absorbs: `select(G, a, 0)·b` is `select(G, a·b, 0)`, so that an excluded entry contributes exactly nothing, whatever
 * b is. x·0 with a written 0 is kept: ∞·0 is NaN.
 */
import { divideRational, multiplyRational, rational, type Rational } from '../../rational.js'
import type { Constructors, Rule } from '../rewrites.js'
import type { Apply, Constant, Expression } from '../types.js'
import { at, isApply, isGuarded, isRational, one, rationalOf } from './match.js'

const minusOne = rational(-1)

/** The rational constant in front of a product. */
function leading(e: Expression): Constant | null {
  const first = isApply(e, 'mul') ? e.arguments[0] : undefined
  return first?.kind === 'constant' && typeof first.value !== 'string' ? first : null
}

/** Rules about one factor, `mine`, of a product that has both in this order. */
function factorRules(mine: 0 | 1): readonly Rule[] {
  const product = (own: Expression, other: Expression, make: Constructors): Expression =>
    mine === 0 ? make.apply('mul', own, other) : make.apply('mul', other, own)
  return [
    [
      'negation-outward',
      (operands, make) => {
        const own = at(operands, mine)
        return isApply(own, 'neg') ?
            make.apply('neg', product(at(own.arguments, 0), at(operands, 1 - mine), make))
          : null
      },
    ],
    [
      'product-into-guard',
      (operands, make) => {
        const own = at(operands, mine)
        return isGuarded(own) ? make.select(own.guards, product(own.then, at(operands, 1 - mine), make)) : null
      },
    ],
    [
      'factor-into-numerator',
      (operands, make) => {
        const own = at(operands, mine)
        const factor = rationalOf(at(operands, 1 - mine))
        const numerator = isApply(own, 'div') ? rationalOf(at(own.arguments, 0)) : null
        if (numerator === null || factor === null) return null
        return make.apply('div', make.constant(multiplyRational(factor, numerator)), at((own as Apply).arguments, 1))
      },
    ],
    [
      'numerator-outward',
      (operands, make) => {
        const own = at(operands, mine)
        const numerator = isApply(own, 'div') ? rationalOf(at(own.arguments, 0)) : null
        if (numerator === null) return null
        const quotient = make.apply('div', at(operands, 1 - mine), at((own as Apply).arguments, 1))
        return make.apply('mul', make.constant(numerator), quotient)
      },
    ],
  ]
}

export const products: readonly Rule[] = [
  ['multiply-by-one', ([x, y]) => (isRational(x, one) ? (y ?? null) : null)],
  ['multiply-by-one', ([x, y]) => (isRational(y, one) ? (x ?? null) : null)],
  ['multiply-by-minus-one', ([x, y], make) => (y && isRational(x, minusOne) ? make.apply('neg', y) : null)],
  ['multiply-by-minus-one', ([x, y], make) => (x && isRational(y, minusOne) ? make.apply('neg', x) : null)],
  [
    'constant-first',
    ([x, y], make) => {
      if (x === undefined || y?.kind !== 'constant' || rationalOf(x) !== null) return null
      // of two named reals neither comes first
      return x.kind === 'constant' && rationalOf(y) === null ? null : make.apply('mul', y, x)
    },
  ],
  [
    'merge-factors',
    (operands, make) => {
      const [c, inner] = [rationalOf(at(operands, 0)), leading(at(operands, 1))]
      if (c === null || inner === null) return null
      const rest = at((at(operands, 1) as Apply).arguments, 1)
      return make.apply('mul', make.constant(multiplyRational(c, inner.value as Rational)), rest)
    },
  ],
  [
    'factor-outward',
    (operands, make) => {
      const inner = leading(at(operands, 1))
      if (inner === null) return null
      return make.apply('mul', inner, make.apply('mul', at(operands, 0), at((at(operands, 1) as Apply).arguments, 1)))
    },
  ],
  [
    'factor-outward',
    (operands, make) => {
      const outer = leading(at(operands, 0))
      if (outer === null) return null
      return make.apply('mul', outer, make.apply('mul', at((at(operands, 0) as Apply).arguments, 1), at(operands, 1)))
    },
  ],
  ...factorRules(0),
  ...factorRules(1),
]

/** Beyond these, 1/c would overflow or lose digits in f32 where x/c does not. */
const reciprocalIsSafe = (c: Rational): boolean => {
  const size = c.numerator < 0n ? -c.numerator : c.numerator
  return size < c.denominator << 100n && c.denominator < size << 100n
}

export const quotients: readonly Rule[] = [
  [
    'divide-by-constant',
    (operands, make) => {
      const c = rationalOf(at(operands, 1))
      if (c === null || c.numerator === 0n || !reciprocalIsSafe(c)) return null
      return make.apply('mul', make.constant(divideRational(one, c)), at(operands, 0))
    },
  ],
  [
    'negation-of-quotient',
    ([x, y], make) => (y && isApply(x, 'neg') ? make.apply('neg', make.apply('div', at(x.arguments, 0), y)) : null),
  ],
  [
    'quotient-into-guard',
    ([x, y], make) => (y && isGuarded(x) ? make.select(x.guards, make.apply('div', x.then, y)) : null),
  ],
]
