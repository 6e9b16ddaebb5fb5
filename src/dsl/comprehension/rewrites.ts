/**
 * The contract of the constructors of scalar expressions: every rewrite that `apply` and `select` may make, one named entry
 * each. All hold over the rationals and in every field, so kernels, reference and certificates may all see their result; a
 * rewrite that only the reals allow (exp a · exp b, x > y for x − y > 0, …) has no place here and is an operator's business.
 *
 * Nothing is simplified but through `simplifyBy` (or, for guards, `made`), which names the entry to whoever listens: a test
 * replays each pair over F_4079, F_4093 and F_(2^26 − 5). "Where defined": the left side may be undefined at a zero divisor,
 * or infinite, where the right side has a value; never the other way round.
 *
 * In: a function name and its operands. Out: an expression, or null to keep. Rounding and the sign of zero may change.
 */
import type { Rational } from '../rational.js'
import type { ScalarFunctionName } from '../scalar.js'
import type { Expression, Guard, Select } from './types.js'

export const rewrites = {
  'fold-constants': 'f(c) = the rational f(c), for + - * / neg abs max min < <= == and not; never across a function',
  'double-negation': '-(-x) = x',
  'negated-difference': '-(x - y) = y - x',
  'negated-product': '-(c*x) = (-c)*x, c rational',
  'negation-into-guard': '-{G ? x : 0} = {G ? -x : 0}',
  'add-zero': 'x + 0 = 0 + x = x',
  'add-negation': 'x + (-y) = (-y) + x = x - y',
  'subtract-zero': 'x - 0 = x',
  'subtract-from-zero': '0 - x = -x',
  'subtract-negation': 'x - (-y) = x + y',
  'multiply-by-one': '1*x = x*1 = x',
  'multiply-by-minus-one': '(-1)*x = x*(-1) = -x',
  'constant-first': 'x*c = c*x, c a constant',
  'merge-factors': 'c*(d*x) = (c*d)*x, c and d rational',
  'factor-outward': 'x*(c*y) = (c*x)*y = c*(x*y), c rational',
  'negation-outward': '(-x)*y = x*(-y) = -(x*y)',
  'product-into-guard': '{G ? x : 0}*y = {G ? x*y : 0}: what a guard excludes is 0, whatever y is; y where defined',
  'factor-into-numerator': 'c*(d/y) = (c*d)/y, c and d rational; y = 0 is undefined on both sides',
  'numerator-outward': '(c/y)*x = c*(x/y), c rational; y = 0 is undefined on both sides',
  'divide-by-constant': 'x/c = (1/c)*x, c rational and not 0, with the exact 1/c',
  'negation-of-quotient': '(-x)/y = -(x/y)',
  'quotient-into-guard': '{G ? x : 0}/y = {G ? x/y : 0}; y where defined',
  'same-choice': 'where(m, x, x) = x',
  'extreme-of-itself': 'maximum(x, x) = minimum(x, x) = x',
  'less-than-itself': 'x < x = false',
  'known-mask': 'where(true, x, y) = x, where(false, x, y) = y',
  'negated-mask': 'where(not m, x, y) = where(m, y, x)',
  'choice-into-guard': 'where(m, {G ? x : 0}, 0) = {G ? where(m, x, 0) : 0}',
  'double-not': 'not not m = m',
  'and-known': 'm and m = m, m and true = m, m and false = false',
  'product-into-choice': 'where(m, x, y)*z = where(m, x*z, y*z); z where defined',
  'decided-guards':
    '{G, H ? x : y} = {H ? x : y} where bounds prove G; y where they refute it; guards in any order, once',
  'same-guarded': '{G ? x : x} = x',
  'nested-guards': '{G ? {H ? x : y} : y} = {G, H ? x : y}',
  'opposite-guards': '{G ? x : {H ? y : z}} = {G ? x : y} where H is the opposite of G, a single guard i >= 0',
} as const

export type RewriteName = keyof typeof rewrites

/** What a rewrite replaced: an application or a guarded choice that was never made. */
export type Before =
  | { readonly kind: 'apply'; readonly function: ScalarFunctionName; readonly arguments: readonly Expression[] }
  | {
      readonly kind: 'select'
      readonly guards: readonly Guard[]
      readonly then: Expression
      readonly otherwise: Expression
    }

export type RewriteListener = (name: RewriteName, before: Before, after: Expression) => void

let listener: RewriteListener | null = null

/** Tells `hear` of every rewrite from now on; null for nobody. Gives who listened before. For tests. */
export function listenToRewrites(hear: RewriteListener | null): RewriteListener | null {
  const before = listener
  listener = hear
  return before
}

/** Names the rewrite that an expression came by. `before` is made only where somebody listens. */
export function made(name: RewriteName, before: () => Before, after: Expression): Expression {
  if (listener !== null) listener(name, before(), after)
  return after
}

/** The constructors, handed to files that expression.ts imports. */
export interface Constructors {
  constant(value: Rational | number): Expression
  apply(name: ScalarFunctionName, ...operands: readonly Expression[]): Expression
  select(guards: Select['guards'], then: Expression, otherwise?: Expression): Expression
}

/** One way in which an entry applies: the right side, or null where it does not. */
export type Rule = readonly [
  name: RewriteName,
  apply: (operands: readonly Expression[], make: Constructors) => Expression | null,
]

/** The first rule that applies, in order. */
export function simplifyBy(
  rules: readonly Rule[],
  name: ScalarFunctionName,
  operands: readonly Expression[],
  make: Constructors,
): Expression | null {
  for (const [rewrite, rule] of rules) {
    const after = rule(operands, make)
    if (after !== null) return made(rewrite, () => ({ kind: 'apply', function: name, arguments: operands }), after)
  }
  return null
}
