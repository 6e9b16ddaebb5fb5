/**
 * The bounds of a place where given guards hold. Interval arithmetic over counters, sharpened by adding multiples of
 * guards: if g ≥ 0, then p ≤ p + k·g for k ≥ 0, and a k that cancels a term of p often leaves a better bound. What that is
 * too coarse for (remainders of remainders), trial.ts tries point by point.
 */
import type { KernelGuard, Place } from './kernel.js'
import { addPlaces, boundsOf, fixedPlace, placeOf, samePlace, shiftPlace, type Interval } from './place.js'
import { isInsideByTrial } from './trial.js'

/** Every guard as places that are ≥ 0 where it holds. */
function nonnegatives(guards: readonly KernelGuard[]): readonly Place[] {
  return guards
    .flatMap((guard) =>
      guard.test === 'nonnegative' ? [guard.of] : [guard.of, addPlaces(fixedPlace(0), guard.of, -1)],
    )
    .flatMap((place) => [place, ...withoutFloors(place)])
}

/**
 * rest + c·⌊e/q⌋ ≥ 0 says q·rest + c·e ≥ 0 for c > 0, and q·rest + c·(e − q + 1) ≥ 0 for c < 0: an address in which
 * q·⌊e/q⌋ and e mod q were merged into e has no floor that the guard itself could cancel.
 */
const withoutFloors = (place: Place): readonly Place[] =>
  place.terms.flatMap(({ atom, coefficient }) => {
    if (atom.kind !== 'floor') return []
    const rest = addPlaces(place, placeOf(atom), -coefficient)
    const numerator = coefficient > 0 ? atom.of : shiftPlace(atom.of, 1 - atom.by)
    return [addPlaces(addPlaces(fixedPlace(0), rest, atom.by), numerator, coefficient)]
  })

/** [terms without a bound, the bound]: smaller is better, terms first. */
function quality(place: Place): readonly [number, number] {
  let unbounded = 0
  let high = place.constant
  for (const { atom, coefficient } of place.terms) {
    const part = boundsOf({ constant: 0, terms: [{ atom, coefficient }] })[1]
    if (Number.isFinite(part)) high += part
    else unbounded++
  }
  return [unbounded, high]
}

const better = (a: readonly [number, number], b: readonly [number, number]): boolean =>
  a[0] < b[0] || (a[0] === b[0] && a[1] < b[1])

function upperBound(place: Place, helpers: readonly Place[]): number {
  let best = place
  let bound = quality(best)
  // each round uses one guard more; a dozen guards is more than any body has
  for (let round = 0; round < 12; round++) {
    let improved: Place | null = null
    for (const helper of helpers)
      for (const { atom, coefficient } of best.terms) {
        const against = helper.terms.find((term) =>
          samePlace(
            { constant: 0, terms: [{ atom: term.atom, coefficient: 1 }] },
            { constant: 0, terms: [{ atom, coefficient: 1 }] },
          ),
        )
        if (!against) continue
        const factor = -coefficient / against.coefficient
        if (factor <= 0) continue
        const candidate = addPlaces(best, helper, factor)
        const reached = quality(candidate)
        if (better(reached, bound)) {
          improved = candidate
          bound = reached
        }
      }
    if (!improved) break
    best = improved
  }
  // a place is a whole number, its bound need not be; the margin is for sums of fractions that came out too low
  return bound[0] > 0 ? Infinity : Math.floor(bound[1] + 1e-9)
}

/** An interval that contains every value of `place` where all guards hold. */
export function boundsUnder(place: Place, guards: readonly KernelGuard[]): Interval {
  const helpers = nonnegatives(guards)
  return [-upperBound(addPlaces(fixedPlace(0), place, -1), helpers), upperBound(place, helpers)]
}

/** How a place was proven inside: by interval arithmetic, or by evaluating it at every point of its loops. */
export type Proof = 'intervals' | 'trial'

/** How it is known that `place` lies in 0 … extent − 1 wherever all guards hold; null where it is not. */
export function proofOf(place: Place, extent: number, guards: readonly KernelGuard[]): Proof | null {
  const [low, high] = boundsUnder(place, guards)
  if (low >= 0 && high < extent) return 'intervals'
  return isInsideByTrial(place, extent, guards) ? 'trial' : null
}

/** Whether `place` lies in 0 … extent − 1 wherever all guards hold: by bounds, else by trying every point. */
export const isInside = (place: Place, extent: number, guards: readonly KernelGuard[]): boolean =>
  proofOf(place, extent, guards) !== null
