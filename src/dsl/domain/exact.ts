/**
 * The exact domain: fractions of big integers. Whatever is a polynomial, a quotient, a comparison or a choice is computed
 * without rounding, so that equality of two programs is `===` and not a tolerance. In: nothing. Out: `exact`.
 */
import {
  addRational,
  compareRational,
  divideRational,
  equalRational,
  formatRational,
  multiplyRational,
  negateRational,
  rational,
  rationalFromNumber,
  subtractRational,
  toNumber,
  type Rational,
} from '../rational.js'
import type { ScalarFunctionName } from '../scalar.js'
import { DomainError, type ScalarDomain } from './scalar-domain.js'

const zero = rational(0)
const negative = ({ numerator }: Rational): boolean => numerator < 0n

function divide(a: Rational, b: Rational): Rational {
  if (b.numerator === 0n) throw new DomainError(`div: ${formatRational(a)}/0 is not a rational number`)
  return divideRational(a, b)
}

const functions: Partial<Record<ScalarFunctionName, (...x: Rational[]) => Rational>> = {
  add: (a, b) => addRational(a!, b!),
  sub: (a, b) => subtractRational(a!, b!),
  mul: (a, b) => multiplyRational(a!, b!),
  div: (a, b) => divide(a!, b!),
  neg: (a) => negateRational(a!),
  abs: (a) => (negative(a!) ? negateRational(a!) : a!),
  relu: (a) => (negative(a!) ? zero : a!),
  maximum: (a, b) => (compareRational(a!, b!) >= 0 ? a! : b!),
  minimum: (a, b) => (compareRational(a!, b!) <= 0 ? a! : b!),
}

/**
 * Rational numbers, exactly.
 *
 * @example
 * const third = link.exact.div(link.exact.fromNumber(1), link.exact.fromNumber(3))
 * link.exact.format(link.exact.add(third, third)) // => 2/3
 */
export const exact: ScalarDomain<Rational, Rational[]> = {
  name: 'rational',
  rounds: false,
  array: (length) => Array.from({ length }, () => zero),
  constant(value) {
    if (typeof value === 'string') throw new DomainError(`${value}: not a rational number`)
    return value
  },
  fromNumber: rationalFromNumber,
  toNumber,
  add: addRational,
  mul: multiplyRational,
  neg: negateRational,
  div: divide,
  function(name) {
    const found = functions[name]
    if (found === undefined) throw new DomainError(`${name}: not a function of the rational numbers`)
    return found
  },
  lessThan: (a, b) => compareRational(a, b) < 0,
  equal: equalRational,
  isNaN: () => false,
  same: equalRational,
  format: formatRational,
}
