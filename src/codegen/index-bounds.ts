/**
 * What guards prove about indices: interval arithmetic, sharpened by adding multiples of guards, and for what intervals
 * are too coarse for, trying every point.
 *
 * In: indices, and the guards that hold where they are evaluated. Out: bounds, and what a failed guard says.
 */
import { evaluateGuard } from '../dsl/comprehension/guards.js'
import {
  evaluateIndex,
  lookupsOf,
  minus,
  plus,
  rangeOf,
  times,
  variablesOf,
} from '../dsl/comprehension/index-expression.js'
import type { Guard, Index, Term, Variable } from '../dsl/comprehension/types.js'
import { volume } from '../dsl/comprehension/value.js'

/** Points up to which an index that intervals do not bound is tried out. */
const enumerationLimit = 1 << 20

/** Indices that are ≥ 0 where the guards hold. */
const nonnegatives = (guards: readonly Guard[]): readonly Index[] =>
  guards.flatMap(({ test, of }) => (test === 'nonnegative' ? [of] : [of, times(of, -1)]))

/** [terms without a bound, the upper bound without them]: smaller is better. */
function quality(of: Index, scale: number): readonly [number, number] {
  let unbounded = 0
  let high = of.constant
  for (const { atom, coefficient } of of.terms) {
    const [low, top] = rangeOf({ id: -1, constant: 0, terms: [{ atom, coefficient }] })
    if (Number.isFinite(low) && Number.isFinite(top)) high += top
    else unbounded++
  }
  return [unbounded, high / scale]
}

const isBetter = (a: readonly [number, number], b: readonly [number, number]): boolean =>
  a[0] < b[0] || (a[0] === b[0] && a[1] < b[1])

/** An upper bound of an index where all helpers are ≥ 0: i ≤ i + k·h for k ≥ 0, and some k cancels a term of i. */
function upperBound(start: Index, helpers: readonly Index[]): number {
  let best = start
  let scale = 1
  let bound = quality(best, scale)
  for (let round = 0; round < 12; round++) {
    let improved: readonly [Index, number] | null = null
    for (const helper of helpers)
      for (const { atom, coefficient } of best.terms) {
        const against = helper.terms.find((term) => term.atom === atom)?.coefficient ?? 0
        if (against * coefficient >= 0) continue
        const [a, b] = [Math.abs(against), Math.abs(coefficient)]
        const candidate = plus(times(best, a), times(helper, b))
        const reached = quality(candidate, scale * a)
        if (!isBetter(reached, bound)) continue
        improved = [candidate, scale * a]
        bound = reached
      }
    if (!improved) break
    ;[best, scale] = improved
  }
  return bound[0] > 0 ? Infinity : Math.floor(bound[1])
}

/** Whether an index lies in low … high wherever the guards hold. */
export function isWithin(of: Index, low: number, high: number, guards: readonly Guard[]): boolean {
  const helpers = nonnegatives(guards)
  return (isAtLeast(of, low, helpers) && isAtMost(of, high, helpers)) || isWithinByTrial(of, low, high, guards)
}

/** The one quotient that an index is, up to its constant: guards may speak of what is divided. */
function quotientOf({ terms }: Index): Extract<Term['atom'], { kind: 'floor' }> | null {
  const [only, ...more] = terms
  return only?.atom.kind === 'floor' && only.coefficient === 1 && more.length === 0 ? only.atom : null
}

function isAtLeast(of: Index, low: number, helpers: readonly Index[]): boolean {
  if (rangeOf(of)[0] >= low || -upperBound(times(of, -1), helpers) >= low) return true
  const quotient = quotientOf(of)
  // ⌊e/q⌋ ≥ low exactly where e ≥ low·q
  return quotient !== null && isAtLeast(quotient.of, (low - of.constant) * quotient.by, helpers)
}

function isAtMost(of: Index, high: number, helpers: readonly Index[]): boolean {
  if (rangeOf(of)[1] <= high || upperBound(of, helpers) <= high) return true
  const quotient = quotientOf(of)
  // ⌊e/q⌋ ≤ high exactly where e ≤ high·q + q − 1
  return quotient !== null && isAtMost(quotient.of, (high - of.constant + 1) * quotient.by - 1, helpers)
}

/** The same by trying every point, for what intervals are too coarse for. */
function isWithinByTrial(of: Index, low: number, high: number, guards: readonly Guard[]): boolean {
  const testable = guards.filter((guard) => lookupsOf(guard.of).length === 0)
  const variables = [...new Set([of, ...testable.map((guard) => guard.of)].flatMap((i) => variablesOf(i)))]
  if (lookupsOf(of).length > 0 || volume(variables) > enumerationLimit) return false
  const point = new Map<Variable, number>(variables.map((v) => [v, 0]))
  const at = (v: Variable): number => point.get(v) ?? 0
  for (let remaining = volume(variables); remaining > 0; remaining--) {
    if (testable.every((guard) => evaluateGuard(guard, at))) {
      const value = evaluateIndex(of, at)
      if (value < low || value > high) return false
    }
    for (const v of variables) {
      const next = at(v) + 1
      point.set(v, next === v.extent ? 0 : next)
      if (next !== v.extent) break
    }
  }
  return true
}

/**
 * What holds where a conjunction fails: the opposite of its one guard that the context does not already imply. Null where the
 * context implies all of them: it fails nowhere.
 */
export function complementOf(guards: readonly Guard[], context: readonly Guard[]): readonly Guard[] | null {
  const open = guards.filter(({ test, of }) => test === 'zero' || -upperBound(times(of, -1), nonnegatives(context)) < 0)
  const [only, ...more] = open
  if (only === undefined) return null
  return more.length === 0 && only.test === 'nonnegative' ? [{ test: 'nonnegative', of: minus(-1, only.of) }] : []
}
