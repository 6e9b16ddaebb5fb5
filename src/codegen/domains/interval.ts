/**
 * Intervals with a running error: the domain in which the kernels that run are evaluated for a rigorous bound on rounding.
 * A scalar is an object, {low, high, error}: the exact value lies in low … high for every input of the box, and what the
 * float kernel computes lies within `error` of it (interval-arithmetic.ts). Loops, places and guards are printed as ever;
 * comparisons that the interval does not decide are objects too, and so are integers chosen by them.
 *
 * In: the domain whose rounding is bounded. Out: a table of spellings, all of them calls of the module's `functions`.
 */
import type { NamedReal } from '../../dsl/comprehension/types.js'
import { rationalFromNumber, type Rational } from '../../dsl/rational.js'
import { scalarFunctions, type ScalarFunctionName } from '../../dsl/scalar.js'
import { doubleOf, literal } from './constants.js'
import type { Domain, Operand } from './domain.js'

/** Whether a double is exactly this rational. */
function isExactly(double: number, { numerator, denominator }: Rational): boolean {
  let scale = 0
  while (scale < 1100 && !Number.isInteger(double * 2 ** Math.min(scale, 1000))) scale++
  if (scale > 1000) return false
  return BigInt(double * 2 ** scale) * denominator === numerator << BigInt(scale)
}

const call =
  (name: string) =>
  (...operands: readonly string[]): string =>
    `functions.${name}(${operands.join(', ')})`

const compared =
  (name: string) =>
  (a: Operand, b: Operand): string =>
    call(name)(a.text, b.text)

/** Also for integers and masks, which an undecided comparison may have chosen. */
const choices: readonly ScalarFunctionName[] = ['lessThan', 'lessEqual', 'equal', 'and', 'not', 'where']

const impossible = (what: string) => (): never => {
  throw new Error(`${what} belongs inside a scalar function, whose accuracy the table states`)
}

/** JavaScript's spelling of intervals that bound the rounding of `base`. */
export function intervalDomain(base: Domain): Domain {
  const functions = (Object.keys(scalarFunctions) as ScalarFunctionName[]).filter(
    (name) => scalarFunctions[name].program !== undefined || choices.includes(name),
  )
  return {
    name: `interval-${base.name}`,
    view: base.view,
    bytes: base.bytes,
    memory: 'elements',
    takesFunctions: true,
    prelude: [],
    constant: (value: Rational | NamedReal | number) => {
      // the very number that the float kernel prints
      const printed = Number(base.constant(value).replace(/[()]/g, ''))
      const exact =
        typeof value === 'string' ? false : (
          isExactly(printed, typeof value === 'number' ? rationalFromNumber(value) : value)
        )
      return call('constant')(literal(printed), exact ? '0' : literal(doubleOf(value)))
    },
    add: call('add'),
    sub: call('sub'),
    mul: call('mul'),
    div: call('div'),
    multiplyAdd: call('multiplyAdd'),
    neg: call('neg'),
    abs: call('abs'),
    sqrt: impossible('sqrt'),
    minimum: compared('minimum'),
    maximum: compared('maximum'),
    lessThan: compared('lessThan'),
    lessEqual: compared('lessEqual'),
    equal: compared('equal'),
    toFloat: call('toFloat'),
    round: impossible('round'),
    scaleByPowerOfTwo: impossible('scaling by a power of two'),
    functions: Object.fromEntries(functions.map((name) => [name, call(name)])),
    stored: (value, dtype, isMask) => call(isMask ? 'storedMask' : `stored_${dtype}`)(value),
  }
}
