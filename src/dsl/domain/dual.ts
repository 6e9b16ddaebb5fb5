/**
 * Dual numbers x + ẋ·ε with ε² = 0, over any domain: one evaluation gives a value and its directional derivative. The
 * derivative of each function is the table's rule, evaluated in the domain below, so duals of duals give second order.
 *
 * In: a domain. Out: the domain of its duals. It shares the rules with jvp, but nothing of how jvp builds programs.
 */
import { rational, rationalFromNumber } from '../rational.js'
import { scalarFunctions } from '../scalar.js'
import type { ScalarFunctionName } from '../scalar.js'
import type { Rules } from '../scalar/function.js'
import type { ScalarDomain } from './scalar-domain.js'

/** A value and its tangent; null is the structural zero, which no infinite factor turns into NaN. */
export interface Dual<T> {
  readonly primal: T
  readonly tangent: T | null
}

/**
 * The constructors that derivative rules are written with, computing numbers instead of building expressions. Results of
 * comparisons, and the first operand of `where`, are masks: 0 or 1 as machine numbers.
 */
function rulesIn<T>(domain: ScalarDomain<T>): Rules<T | number> {
  // A row says of each operand whether it is a float or a mask, and rules respect that: hence these casts are right.
  const float = (x: T | number | undefined): T => x as T
  return {
    constant: (value) => domain.constant(typeof value === 'number' ? rationalFromNumber(value) : value),
    apply(name, ...x) {
      switch (name) {
        case 'lessThan':
          return Number(domain.lessThan(float(x[0]), float(x[1])))
        case 'lessEqual':
          return Number(domain.lessThan(float(x[0]), float(x[1])) || domain.equal(float(x[0]), float(x[1])))
        case 'equal':
          return Number(domain.equal(float(x[0]), float(x[1])))
        case 'where':
          return float(x[0] === 1 ? x[1] : x[2])
        case 'and':
          return Number(x[0] === 1 && x[1] === 1)
        case 'not':
          return Number(x[0] !== 1)
        default:
          return domain.function(name)(...x.map(float))
      }
    },
  }
}

/** Σ ∂f/∂xᵢ · ẋᵢ over the operands that move. */
function lift<T>(domain: ScalarDomain<T>, name: ScalarFunctionName): (...x: Dual<T>[]) => Dual<T> {
  const evaluate = domain.function(name)
  const slopes = scalarFunctions[name].derivative?.(rulesIn(domain)) ?? []
  return (...x) => {
    const primals = x.map(({ primal }) => primal)
    const primal = evaluate(...primals)
    let tangent: T | null = null
    x.forEach((operand, i) => {
      const slope = slopes[i]
      if (operand.tangent === null || slope === undefined) return
      const term = domain.mul(slope(primal, ...primals) as T, operand.tangent) // a rule of a float function gives a float
      tangent = tangent === null ? term : domain.add(tangent, term)
    })
    return { primal, tangent }
  }
}

/**
 * The dual numbers over a domain.
 *
 * @example
 * const duals = link.dualNumbers(link.f64)
 * duals.mul({ primal: 3, tangent: 1 }, { primal: 3, tangent: 1 }).tangent // => 6
 */
export function dualNumbers<T>(domain: ScalarDomain<T>): ScalarDomain<Dual<T>, Dual<T>[]> {
  const still = (primal: T): Dual<T> => ({ primal, tangent: null })
  const zero = still(domain.constant(rational(0)))
  const binary = (name: ScalarFunctionName) => lift(domain, name)
  return {
    name: `dual ${domain.name}`,
    rounds: domain.rounds,
    array: (length) => Array.from({ length }, () => zero),
    constant: (value) => still(domain.constant(value)),
    fromNumber: (value) => still(domain.fromNumber(value)),
    toNumber: ({ primal }) => domain.toNumber(primal),
    add: binary('add'),
    mul: binary('mul'),
    neg: binary('neg'),
    div: binary('div'),
    function: binary,
    lessThan: (a, b) => domain.lessThan(a.primal, b.primal),
    equal: (a, b) => domain.equal(a.primal, b.primal),
    isNaN: ({ primal }) => domain.isNaN(primal),
    same: (a, b) =>
      domain.same(a.primal, b.primal) &&
      (a.tangent === null || b.tangent === null ? a.tangent === b.tangent : domain.same(a.tangent, b.tangent)),
    format: ({ primal, tangent }) => `${domain.format(primal)} + ${tangent === null ? '0' : domain.format(tangent)}ε`,
  }
}
