/**
 * Guards: conditions on indices alone, decided by interval bounds where possible. Conditions on data are the scalar
 * function `where`.
 *
 * In: indices. Out: `Guard` objects, and lists of them from which proven ones have been dropped.
 */
import {
  evaluateIndex,
  formatIndex,
  index,
  minus,
  rangeOf,
  substituteIndex,
  type IndexLike,
} from './index-expression.js'
import type { Guard, Index, Value, Variable } from './types.js'

/** of ≥ 0 */
export const nonnegative = (of: IndexLike): Guard => ({ test: 'nonnegative', of: index(of) })

/** of = 0 */
export const zero = (of: IndexLike): Guard => ({ test: 'zero', of: index(of) })

/** 0 ≤ of < extent, as two guards. */
export const within = (of: IndexLike, extent: number): Guard[] => [nonnegative(of), nonnegative(minus(extent - 1, of))]

/** What bounds alone say: true, false, or undefined when they do not decide. */
export function decide({ test, of }: Guard): boolean | undefined {
  const [low, high] = rangeOf(of)
  if (test === 'nonnegative') {
    return (
      low >= 0 ? true
      : high < 0 ? false
      : undefined
    )
  }
  if (low === 0 && high === 0) return true
  return low > 0 || high < 0 ? false : undefined
}

/** The guards that bounds do not decide, each once, sorted by the id of their index; null when one never holds. */
export function openGuards(guards: readonly Guard[]): readonly Guard[] | null {
  const open: Guard[] = []
  for (const guard of guards) {
    const decided = decide(guard)
    if (decided === false) return null
    if (decided === true || open.some((other) => other.of === guard.of && other.test === guard.test)) continue
    open.push(guard)
  }
  return open.sort((a, b) => a.of.id - b.of.id || (a.test < b.test ? -1 : 1))
}

/** Whether of two conjunctions, each a single guard i ≥ 0, exactly one holds at every point. */
export function areOpposite([a, ...more]: readonly Guard[], [b, ...others]: readonly Guard[]): boolean {
  if (a?.test !== 'nonnegative' || b?.test !== 'nonnegative' || more.length + others.length > 0) return false
  return minus(-1, a.of) === b.of
}

export const substituteGuard = (guard: Guard, map: ReadonlyMap<Variable, Index>): Guard => ({
  test: guard.test,
  of: substituteIndex(guard.of, map),
})

export const substituteGuards = (guards: readonly Guard[], map: ReadonlyMap<Variable, Index>): readonly Guard[] =>
  guards.map((guard) => substituteGuard(guard, map))

/** Whether a guard holds at a point. */
export function evaluateGuard(
  { test, of }: Guard,
  at: (variable: Variable) => number,
  lookupValue?: (tensor: Value, indices: readonly number[]) => number,
): boolean {
  const value = evaluateIndex(of, at, lookupValue)
  return test === 'nonnegative' ? value >= 0 : value === 0
}

/** `y-1 ≥ 0 ∧ k = 0` */
export const formatGuards = (guards: readonly Guard[]): string =>
  guards.map(({ test, of }) => `${formatIndex(of)} ${test === 'zero' ? '= 0' : '≥ 0'}`).join(' ∧ ')
