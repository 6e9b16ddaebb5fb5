/**
 * Proof by trial: a place is evaluated at every point of its counters, for what interval arithmetic is too coarse for.
 * A run-time integer takes part when guards bound it on both sides.
 *
 * In: a place and the guards that hold where it is used. Out: whether it always lies in 0 … extent − 1.
 */
import type { KernelGuard, Place, PlaceAtom } from './kernel.js'
import { lastValue } from './place.js'

/** Points up to which a place is tried out. */
const limit = 1 << 20

/** The values that a counter or a run-time integer takes: from `first` by `step`, `count` of them. */
interface Run {
  readonly first: number
  readonly step: number
  readonly count: number
}

type Variable = Extract<PlaceAtom, { kind: 'counter' | 'local' }>

const floorOf = (value: number, by: number): number => Math.floor(value / by)

function evaluate(place: Place, at: ReadonlyMap<Variable, number>): number {
  let sum = place.constant
  for (const { atom, coefficient } of place.terms) {
    if (atom.kind === 'floor') sum += coefficient * floorOf(evaluate(atom.of, at), atom.by)
    else if (atom.kind === 'modulo') {
      const value = evaluate(atom.of, at)
      sum += coefficient * (value - atom.by * floorOf(value, atom.by))
    } else sum += coefficient * (at.get(atom) ?? Number.NaN)
  }
  return sum
}

function collect(place: Place, into: Set<Variable>): void {
  for (const { atom } of place.terms)
    if (atom.kind === 'floor' || atom.kind === 'modulo') collect(atom.of, into)
    else into.add(atom)
}

const holds = ({ test, of }: KernelGuard, at: ReadonlyMap<Variable, number>): boolean =>
  test === 'nonnegative' ? evaluate(of, at) >= 0 : evaluate(of, at) === 0

/** What the guards that speak of nothing else say about a run-time integer; undefined without two bounds. */
function runOf(variable: Variable, guards: readonly KernelGuard[]): Run | undefined {
  if (variable.kind === 'counter') {
    const { from, step } = variable
    return { first: from, step, count: floorOf(lastValue(variable) - from, step) + 1 }
  }
  let low = -Infinity
  let high = Infinity
  for (const { test, of } of guards) {
    const [only, ...more] = of.terms
    if (only?.atom !== variable || more.length > 0) continue
    // coefficient · v + constant ≥ 0, or = 0
    const bound = -of.constant / only.coefficient
    if (only.coefficient > 0 || test === 'zero') low = Math.max(low, Math.ceil(bound))
    if (only.coefficient < 0 || test === 'zero') high = Math.min(high, Math.floor(bound))
  }
  return Number.isFinite(low) && Number.isFinite(high) ?
      { first: low, step: 1, count: Math.max(0, high - low + 1) }
    : undefined
}

/** Guards over variables of the place alone; without the others there are only more points, never fewer. */
function relevantTo(place: Place, guards: readonly KernelGuard[]): readonly KernelGuard[] {
  const variables = new Set<Variable>()
  collect(place, variables)
  return guards.filter(({ of }) => {
    const own = new Set<Variable>()
    collect(of, own)
    return [...own].every((variable) => variables.has(variable))
  })
}

/** Tries every point; false also where there are too many or a run-time integer is not bounded. */
export function isInsideByTrial(place: Place, extent: number, guards: readonly KernelGuard[]): boolean {
  const variables = new Set<Variable>()
  collect(place, variables)
  const conditions = relevantTo(place, guards)
  const runs: (readonly [Variable, Run])[] = []
  let points = 1
  for (const variable of variables) {
    const run = runOf(variable, conditions)
    if (run === undefined) return false
    runs.push([variable, run])
    points *= run.count
  }
  if (points > limit) return false
  const at = new Map<Variable, number>(runs.map(([variable, { first }]) => [variable, first]))
  for (; points > 0; points--) {
    if (conditions.every((guard) => holds(guard, at))) {
      const value = evaluate(place, at)
      if (!(value >= 0 && value < extent)) return false
    }
    for (const [variable, { first, step, count }] of runs) {
      const next = (at.get(variable) ?? first) + step
      if (next < first + step * count) {
        at.set(variable, next)
        break
      }
      at.set(variable, first)
    }
  }
  return true
}
