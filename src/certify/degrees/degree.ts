/**
 * Trusted for bounds. Degrees and counts of an entry as a rational function of what is drawn and of the symbols, from above, for
 * the lemma of docs/certificates.md; and the probability that follows from them. Counted twice: reference.ts, kernel.ts.
 *
 *     a/b ± c/d = (ad ± cb)/bd,   ab/cd,   f(a/b): a new symbol, whose argument may meet another argument
 */
import { atoms } from '../../codegen/domains/field-model.js'
import type { ScalarFunctionName } from '../../dsl/scalar.js'
import { pinnedPoints } from '../functions.js'

export interface Degree {
  /** Of numerator and denominator, in drawn values and symbols together. */
  readonly numerator: number
  readonly denominator: number
  /** Applications of symbols in the cone of one entry. */
  readonly applications: number
  /** The largest degree of a difference of two arguments, those of nested symbols counted in. */
  readonly meeting: number
  /** Comparisons of drawn values in the cone of one entry. */
  readonly comparisons: number
}

export const constantDegree: Degree = { numerator: 0, denominator: 0, applications: 0, meeting: 0, comparisons: 0 }
export const drawnDegree: Degree = { ...constantDegree, numerator: 1 }

const most = (a: number, b: number): number => Math.max(a, b)

/** What holds of any of several entries. */
export const anyOf = (a: Degree, b: Degree): Degree => ({
  numerator: most(a.numerator, b.numerator),
  denominator: most(a.denominator, b.denominator),
  applications: most(a.applications, b.applications),
  meeting: most(a.meeting, b.meeting),
  comparisons: most(a.comparisons, b.comparisons),
})

const both = (a: Degree, b: Degree): Pick<Degree, 'applications' | 'meeting' | 'comparisons'> => ({
  applications: a.applications + b.applications,
  meeting: most(a.meeting, b.meeting),
  comparisons: a.comparisons + b.comparisons,
})

export const sum = (a: Degree, b: Degree): Degree => ({
  ...both(a, b),
  numerator: most(a.numerator + b.denominator, b.numerator + a.denominator),
  denominator: a.denominator + b.denominator,
})

export const product = (a: Degree, b: Degree): Degree => ({
  ...both(a, b),
  numerator: a.numerator + b.numerator,
  denominator: a.denominator + b.denominator,
})

/** Two of these meet with probability at most this over p. */
function meetingOf(a: Degree): number {
  const degree = a.numerator + 3 * a.denominator
  if (a.applications === 0) return degree
  return degree + 2 * degree * (4 * a.applications + pinnedPoints) * a.meeting
}

export const isAtom: ReadonlySet<string> = new Set(atoms)
const isComparison: ReadonlySet<string> = new Set(['lessThan', 'lessEqual', 'equal'])

/** The degree of a function's value from its operands'; `integers` compute nothing in the field. */
export function applied(name: ScalarFunctionName, operands: readonly Degree[]): Degree {
  const [a = constantDegree, b = constantDegree, c = constantDegree] = operands
  if (isAtom.has(name)) {
    const argument = operands.reduce(both2)
    return {
      ...both(argument, constantDegree),
      applications: argument.applications + 1,
      meeting: most(argument.meeting, meetingOf(argument)),
      numerator: 1,
      denominator: 0,
    }
  }
  switch (name) {
    case 'add':
    case 'sub':
      return sum(a, b)
    case 'mul':
      return product(a, b)
    case 'div':
      return product(a, { ...b, numerator: b.denominator, denominator: b.numerator })
    case 'where':
      // the mask has brought its comparisons along
      return { ...anyOf(b, c), ...both(a, { ...b, ...both(b, c) }) }
    case 'maximum':
    case 'minimum':
      return { ...anyOf(a, b), ...both(a, b), comparisons: a.comparisons + b.comparisons + 1 }
    case 'abs':
    case 'relu':
      return { ...a, comparisons: a.comparisons + 1 }
    default: {
      if (isComparison.has(name)) return { ...both2(a, b), comparisons: a.comparisons + b.comparisons + 1 }
      return operands.reduce(both2, constantDegree)
    }
  }
}

const both2 = (a: Degree, b: Degree): Degree => ({ ...anyOf(a, b), ...both(a, b) })

/**
 * The probability that one uniform trial over p does not see a difference, at most:
 *
 *     ε = κ · (d + s·(2(N − 1) + z)·α) / p
 *
 * d the degree of the cross-multiplied difference, s ≤ d its symbols, N the applications of both sides, doubled because
 * reflected arguments meet too, z pinned points (and all of it doubled again where there are symbols, since some are drawn
 * from half of the field), α the degree at which arguments meet, κ = 2 where anything is compared.
 */
export function missProbability(kernel: Degree, reference: Degree, prime: number): number {
  const degree =
    Math.max(kernel.numerator + reference.denominator, reference.numerator + kernel.denominator) +
    kernel.denominator +
    reference.denominator
  const applications = kernel.applications + reference.applications
  const meetings =
    applications === 0 ? 0 : (
      degree * (2 * (applications - 1) + pinnedPoints) * Math.max(kernel.meeting, reference.meeting, 1)
    )
  const compared = kernel.comparisons + reference.comparisons > 0
  const factor = (compared ? 2 : 1) * (applications > 0 ? 2 : 1)
  return Math.min(1, (factor * Math.max(1, degree + meetings)) / prime)
}
