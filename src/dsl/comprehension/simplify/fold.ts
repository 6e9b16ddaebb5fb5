/** Exact arithmetic on constants. In: an application to rationals. Out: the rational that it is, where it is one. */
import {
  addRational,
  compareRational,
  divideRational,
  multiplyRational,
  negateRational,
  subtractRational,
  type Rational,
} from '../../rational.js'
import type { ScalarFunctionName } from '../../scalar.js'
import type { Rule } from '../rewrites.js'
import { one, rationalOf, zero } from './match.js'

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

/** The rule that folds applications of a function. */
export const folding = (name: ScalarFunctionName): Rule => [
  'fold-constants',
  ([x, y], make) => {
    const a = x === undefined ? null : rationalOf(x)
    const b = y === undefined ? undefined : rationalOf(y)
    const folded = a === null || b === null ? null : fold(name, a, b)
    return folded === null ? null : make.constant(folded)
  },
]
