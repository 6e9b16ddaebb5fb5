/** Rules of masks, of choices by them, and of what two equal operands give. */
import type { Rule } from '../rewrites.js'
import { at, isApply, isGuarded, isZero, rationalOf } from './match.js'

export const choices: readonly Rule[] = [
  ['same-choice', ([, then, otherwise]) => (then === otherwise ? (then ?? null) : null)],
  [
    'known-mask',
    (operands) => {
      const known = rationalOf(at(operands, 0))
      return known === null ? null : at(operands, known.numerator !== 0n ? 1 : 2)
    },
  ],
  [
    'negated-mask',
    (operands, make) => {
      const mask = at(operands, 0)
      return isApply(mask, 'not') ? make.apply('where', at(mask.arguments, 0), at(operands, 2), at(operands, 1)) : null
    },
  ],
  [
    'choice-into-guard',
    (operands, make) => {
      const [mask, then, otherwise] = [at(operands, 0), at(operands, 1), at(operands, 2)]
      return isGuarded(then) && isZero(otherwise) ?
          make.select(then.guards, make.apply('where', mask, then.then, otherwise))
        : null
    },
  ],
]

export const conjunctions: readonly Rule[] = [
  [
    'and-known',
    (operands, make) => {
      const [x, y] = [at(operands, 0), at(operands, 1)]
      const [a, b] = [rationalOf(x), rationalOf(y)]
      if (x === y || (b !== null && b.numerator !== 0n)) return x
      if (a !== null && a.numerator !== 0n) return y
      return a !== null || b !== null ? make.constant(0) : null
    },
  ],
]

export const doubleNot: Rule = ['double-not', ([x]) => (isApply(x, 'not') ? at(x.arguments, 0) : null)]

export const lessThanItself: Rule = ['less-than-itself', ([x, y], make) => (x === y ? make.constant(0) : null)]

export const extremeOfItself: Rule = ['extreme-of-itself', ([x, y]) => (x === y ? (x ?? null) : null)]
