/**
 * Prime fields, in the floats of a target: elements are the integers −H … H, H = (p − 1)/2 (balanced, so that order,
 * negation, minimum, maximum and absolute value are the float's own), and every product or sum is brought back by one
 * reduction
 *
 *     red(x) = x − p · round(x / p),    round by adding and subtracting 1.5 · 2^52
 *
 * Exact: x and p·round(x/p) are integers below 2^53, so their difference is; the quotient's error at |x| ≤ H² + H is less
 * than the distance 1/(2p) of x/p from a half-integer, so the result is the balanced representative. For 4079 and 4093 all
 * values and all products fit f32 as well.
 *
 * A constant in arithmetic is its residue; in a comparison it is a threshold (`thresholdOf`), one odd monotone map of the
 * rationals, since residues do not keep order. Scalar functions that no field arithmetic expresses are atoms: the module
 * is given them, as it is given named reals, by the argument `functions`.
 */
import type { NamedReal } from '../../dsl/comprehension/types.js'
import type { Rational } from '../../dsl/rational.js'
import { rationalFromNumber } from '../../dsl/rational.js'
import { literal } from './constants.js'
import type { Domain, Operand } from './domain.js'
import { atoms, namedPlaces, thresholdOf, type Prime } from './field-model.js'

export { meetingPrime, primes, thresholdOf, type Prime } from './field-model.js'

/** A constant whose denominator is a multiple of the prime has no residue there: the caller takes another prime. */
export class NoResidueError extends Error {
  override readonly name = 'NoResidueError'
}

const power = (base: bigint, exponent: bigint, p: bigint): bigint => {
  let result = 1n
  for (let square = base % p, rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % p)
    if (rest & 1n) result = (result * square) % p
  return result
}

/** The element that a rational is: numerator · denominator⁻¹, balanced. */
export function residueOf({ numerator, denominator }: Rational, prime: number): number {
  const p = BigInt(prime)
  if (denominator % p === 0n) throw new NoResidueError(`${numerator}/${denominator} has no residue modulo ${prime}`)
  const inverse = power(((denominator % p) + p) % p, p - 2n, p)
  const residue = Number((((numerator * inverse) % p) + p) % p)
  return residue > (prime - 1) / 2 ? residue - prime : residue
}

const impossible = (what: string) => (): never => {
  throw new Error(`${what} has no meaning in a field: it belongs inside an atom`)
}

/** JavaScript's spelling of the field of `prime` elements. */
export function fieldDomain(prime: Prime): Domain {
  const wide = prime > 4096
  const residue = (value: Rational | NamedReal | number): string =>
    typeof value === 'string' ?
      `functions.${value}`
    : literal(residueOf(typeof value === 'number' ? rationalFromNumber(value) : value, prime))
  /** An operand of a comparison. */
  const ordered = ({ text, constant }: Operand): string =>
    constant === undefined ? text : (
      literal(thresholdOf(typeof constant === 'string' ? namedPlaces[constant] : constant, prime))
    )
  const compared =
    (sign: string) =>
    (a: Operand, b: Operand): string =>
      `${ordered(a)} ${sign} ${ordered(b)}`
  /** The extreme of a value and a constant is chosen by comparison: the residue itself has no place in the order. */
  const extreme =
    (name: 'min' | 'max', sign: string) =>
    (a: Operand, b: Operand): string =>
      a.constant === undefined && b.constant === undefined ? `Math.${name}(${a.text}, ${b.text})`
      : a.constant === undefined || b.constant !== undefined ?
        `${ordered(a)} ${sign} ${ordered(b)} ? ${a.text} : ${b.text}`
      : `${ordered(b)} ${sign} ${ordered(a)} ? ${b.text} : ${a.text}`
  return {
    name: `field-${prime}`,
    view: wide ? 'Float64Array' : 'Float32Array',
    // Elements of the wide field lie where the f32 they stand for would, counted in elements.
    bytes: 4,
    memory: wide ? 'elements' : 'bytes',
    takesFunctions: true,
    prelude: [
      `const red = (x) => x - ${prime} * (x * ${literal(1 / prime)} + 6755399441055744 - 6755399441055744)`,
      'const inverse = functions.inverse',
    ],
    constant: residue,
    add: (a, b) => `red(${a} + ${b})`,
    sub: (a, b) => `red(${a} - ${b})`,
    mul: (a, b) => `red(${a} * ${b})`,
    div: (a, b) => `red(${a} * inverse(${b}))`,
    multiplyAdd: (a, b, c) => `red(${a} * ${b} + ${c})`,
    neg: (a) => `-${a}`,
    abs: (a) => `Math.abs(${a})`,
    sqrt: impossible('sqrt'),
    minimum: extreme('min', '<'),
    maximum: extreme('max', '>'),
    lessThan: compared('<'),
    lessEqual: compared('<='),
    equal: compared('==='),
    toFloat: (a) => `red(${a})`,
    round: impossible('round'),
    scaleByPowerOfTwo: impossible('scaling by a power of two'),
    functions: Object.fromEntries(
      atoms.map((name) => [name, (...operands: string[]) => `functions.${name}(${operands.join(', ')})`]),
    ),
  }
}
