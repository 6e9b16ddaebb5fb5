/**
 * Trusted for bounds. Degrees and counts of an entry as a rational function of what is drawn and of the symbols, from above, for
 * the lemma of docs/certificates.md; and the probability that follows from them. Counted twice: reference.ts, kernel.ts.
 *
 *     a/b ± c/d = (ad ± cb)/bd,   ab/cd,   (a/b)/(c/d) = add/bcd,   f(a/b): a new symbol, whose argument may meet another
 *
 * Fractions are not reduced, so that a denominator holds every divisor there was: where it is not zero, none of them was.
 */
import { atoms } from '../../codegen/domains/field-model.js'
import type { ScalarFunctionName } from '../../dsl/scalar.js'
import { pinnedPoints } from '../meaning/functions.js'

export interface Degree {
  /** Of numerator and denominator, in drawn values and symbols together. */
  readonly numerator: number
  readonly denominator: number
  /** Applications of symbols in the cone of one entry. */
  readonly applications: number
  /** The largest argument of a symbol of depth 1, 2, …: depth 1 holds no symbol, depth 2 one of depth 1, … */
  readonly arguments: readonly Argument[]
  /** Comparisons of drawn values in the cone of one entry. */
  readonly comparisons: number
}

export type Argument = Pick<Degree, 'numerator' | 'denominator' | 'applications'>

export const constantDegree: Degree = { numerator: 0, denominator: 0, applications: 0, arguments: [], comparisons: 0 }
export const drawnDegree: Degree = { ...constantDegree, numerator: 1 }

const most = (a: number, b: number): number => Math.max(a, b)

/** Depth by depth. */
function largest(a: readonly Argument[], b: readonly Argument[]): readonly Argument[] {
  if (a === b || b.length === 0) return a
  if (a.length === 0) return b
  return Array.from({ length: most(a.length, b.length) }, (_, depth) =>
    largestArgument(a[depth] ?? constantDegree, b[depth] ?? constantDegree),
  )
}

const largestArgument = (a: Argument, b: Argument): Argument => ({
  numerator: most(a.numerator, b.numerator),
  denominator: most(a.denominator, b.denominator),
  applications: most(a.applications, b.applications),
})

/** What holds of any of several entries. */
export const anyOf = (a: Degree, b: Degree): Degree => ({
  numerator: most(a.numerator, b.numerator),
  denominator: most(a.denominator, b.denominator),
  applications: most(a.applications, b.applications),
  arguments: largest(a.arguments, b.arguments),
  comparisons: most(a.comparisons, b.comparisons),
})

const both = (a: Degree, b: Degree): Pick<Degree, 'applications' | 'arguments' | 'comparisons'> => ({
  applications: a.applications + b.applications,
  arguments: largest(a.arguments, b.arguments),
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

const quotient = (a: Degree, b: Degree): Degree => ({
  ...both(a, b),
  numerator: a.numerator + 2 * b.denominator,
  denominator: a.denominator + b.denominator + b.numerator,
})

/**
 * α: two different arguments meet, are opposite, or one is undefined or pinned, with probability at most 2α/(p − 1). By depth:
 *
 *     α = D·(1 + (4A + z)·α of the depths below),    D = numerator + 3·denominator,    A applications in one argument
 *
 * which is the lemma for the difference of two arguments, (n₁d₂ − n₂d₁)·d₁d₂, the largest up to each depth taken together.
 */
function meetingOf(depths: readonly Argument[]): number {
  let alpha = 0
  depths.forEach((_, depth) => {
    const { numerator, denominator, applications } = depths.slice(0, depth + 1).reduce(largestArgument)
    const degree = numerator + 3 * denominator
    alpha = degree * (1 + (depth === 0 ? 0 : (4 * applications + pinnedPoints) * alpha))
  })
  return alpha
}

export const isAtom: ReadonlySet<string> = new Set(atoms)
const isComparison: ReadonlySet<string> = new Set(['lessThan', 'lessEqual', 'equal'])

/** The degree of a function's value from its operands'; `integers` compute nothing in the field. */
export function applied(name: ScalarFunctionName, operands: readonly Degree[]): Degree {
  const [a = constantDegree, b = constantDegree, c = constantDegree] = operands
  if (isAtom.has(name)) {
    const argument = operands.reduce(both2)
    const { numerator, denominator, applications, arguments: inner } = argument
    const own = { numerator, denominator, applications }
    return {
      ...argument,
      applications: applications + 1,
      arguments: [...inner, own],
      // softplus(−x) = softplus(x) − x brings its argument along
      numerator: name === 'softplus' ? most(1 + denominator, numerator) : 1,
      denominator: name === 'softplus' ? denominator : 0,
    }
  }
  switch (name) {
    case 'add':
    case 'sub':
      return sum(a, b)
    case 'mul':
      return product(a, b)
    case 'div':
      return quotient(a, b)
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
 *     ε = κ · (d + d·(2(N − 1) + z)·α) / (p − 1)
 *
 * d the degree of the cross-multiplied difference, N the applications of both sides, doubled because opposite arguments meet
 * too, z pinned points, α the degree at which arguments meet; κ = 2 where there are symbols, since some are drawn from half of
 * the field and exp is reflected to its inverse.
 */
export function missProbability(kernel: Degree, reference: Degree, prime: number): number {
  const degree =
    Math.max(kernel.numerator + reference.denominator, reference.numerator + kernel.denominator) +
    kernel.denominator +
    reference.denominator
  const applications = kernel.applications + reference.applications
  if (applications === 0) return Math.min(1, Math.max(1, degree) / (prime - 1))
  const alpha = Math.max(1, meetingOf(largest(kernel.arguments, reference.arguments)))
  const meetings = (2 * (applications - 1) + pinnedPoints) * alpha
  const miss = (2 * Math.max(1, degree) * (1 + meetings)) / (prime - 1)
  return miss < 1 ? miss : 1 // also where it is no number, of infinities
}
