/** Rules of sums, differences and negations: zeros go, negations go outward. */
import { negateRational } from '../../rational.js'
import type { Rule } from '../rewrites.js'
import type { Apply } from '../types.js'
import { at, isApply, isGuarded, isZero, rationalOf } from './match.js'

export const negations: readonly Rule[] = [
  ['double-negation', ([x]) => (isApply(x, 'neg') ? at(x.arguments, 0) : null)],
  [
    'negated-difference',
    ([x], make) => (isApply(x, 'sub') ? make.apply('sub', at(x.arguments, 1), at(x.arguments, 0)) : null),
  ],
  [
    'negated-product',
    ([x], make) => {
      const factor = isApply(x, 'mul') ? rationalOf(at(x.arguments, 0)) : null
      if (factor === null) return null
      return make.apply('mul', make.constant(negateRational(factor)), at((x as Apply).arguments, 1))
    },
  ],
  ['negation-into-guard', ([x], make) => (isGuarded(x) ? make.select(x.guards, make.apply('neg', x.then)) : null)],
]

export const sums: readonly Rule[] = [
  ['add-zero', ([x, y]) => (isZero(x) ? (y ?? null) : null)],
  ['add-zero', ([x, y]) => (isZero(y) ? (x ?? null) : null)],
  ['add-negation', ([x, y], make) => (x && isApply(y, 'neg') ? make.apply('sub', x, at(y.arguments, 0)) : null)],
  ['add-negation', ([x, y], make) => (y && isApply(x, 'neg') ? make.apply('sub', y, at(x.arguments, 0)) : null)],
]

export const differences: readonly Rule[] = [
  ['subtract-zero', ([x, y]) => (isZero(y) ? (x ?? null) : null)],
  ['subtract-from-zero', ([x, y], make) => (y && isZero(x) ? make.apply('neg', y) : null)],
  ['subtract-negation', ([x, y], make) => (x && isApply(y, 'neg') ? make.apply('add', x, at(y.arguments, 0)) : null)],
]
