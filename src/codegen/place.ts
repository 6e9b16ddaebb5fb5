/**
 * Arithmetic on places: the integer expressions of the loop IR. Sums are merged and sorted, floors and remainders fold
 * when their argument allows it, and `boundsOf` gives the interval that verify.ts and the schedules reason with.
 */
import type { Counter, KernelGuard, Place, PlaceAtom, PlaceTerm } from './kernel.js'

export type Interval = readonly [low: number, high: number]

export const fixedPlace = (constant: number): Place => ({ constant, terms: [] })

export const placeOf = (atom: PlaceAtom): Place => ({ constant: 0, terms: [{ atom, coefficient: 1 }] })

export const isFixed = (place: Place): boolean => place.terms.length === 0

function sameAtom(a: PlaceAtom, b: PlaceAtom): boolean {
  if (a === b) return true
  if ((a.kind === 'floor' && b.kind === 'floor') || (a.kind === 'modulo' && b.kind === 'modulo'))
    return a.by === b.by && samePlace(a.of, b.of)
  return false
}

/** Equality of value: places are sums in which equal atoms were merged, so a term of one must be a term of the other. */
export function samePlace(a: Place, b: Place): boolean {
  if (a === b) return true
  if (a.constant !== b.constant || a.terms.length !== b.terms.length) return false
  return a.terms.every((x) => b.terms.some((y) => x.coefficient === y.coefficient && sameAtom(x.atom, y.atom)))
}

/** a + factor · b */
export function addPlaces(a: Place, b: Place, factor = 1): Place {
  if (factor === 0) return a
  const terms: PlaceTerm[] = [...a.terms]
  for (const { atom, coefficient } of b.terms) {
    const at = terms.findIndex((term) => sameAtom(term.atom, atom))
    if (at < 0) terms.push({ atom, coefficient: coefficient * factor })
    else {
      const sum = terms[at]!.coefficient + coefficient * factor
      if (sum === 0) terms.splice(at, 1)
      else terms[at] = { atom: terms[at]!.atom, coefficient: sum }
    }
  }
  return { constant: a.constant + b.constant * factor, terms }
}

export const shiftPlace = (place: Place, by: number): Place =>
  by === 0 ? place : { constant: place.constant + by, terms: place.terms }

const modulo = (value: number, by: number): number => value - by * Math.floor(value / by)

export function floorPlace(of: Place, by: number): Place {
  const [low, high] = boundsOf(of)
  const least = Math.floor(low / by)
  if (least === Math.floor(high / by)) return fixedPlace(least)
  return placeOf({ kind: 'floor', of, by })
}

export function moduloPlace(of: Place, by: number): Place {
  const [low, high] = boundsOf(of)
  const least = Math.floor(low / by)
  if (least === Math.floor(high / by)) return shiftPlace(of, -least * by)
  return placeOf({ kind: 'modulo', of, by })
}

export function lastValue(counter: Counter): number {
  return counter.from + Math.floor((counter.to - 1 - counter.from) / counter.step) * counter.step
}

function boundsOfAtom(atom: PlaceAtom): Interval {
  switch (atom.kind) {
    case 'counter':
      return [atom.from, lastValue(atom)]
    case 'local':
      return [-Infinity, Infinity]
    case 'floor': {
      const [low, high] = boundsOf(atom.of)
      return [Math.floor(low / atom.by), Math.floor(high / atom.by)]
    }
    case 'modulo': {
      const [low, high] = boundsOf(atom.of)
      if (Number.isFinite(low) && Math.floor(low / atom.by) === Math.floor(high / atom.by))
        return [modulo(low, atom.by), modulo(high, atom.by)]
      return [0, atom.by - 1]
    }
  }
}

/** The interval of a place over all values of its counters (interval arithmetic: never too small). */
export function boundsOf(place: Place): Interval {
  let low = place.constant
  let high = place.constant
  for (const { atom, coefficient } of place.terms) {
    const [least, most] = boundsOfAtom(atom)
    low += coefficient > 0 ? coefficient * least : coefficient * most
    high += coefficient > 0 ? coefficient * most : coefficient * least
  }
  return [low, high]
}

/** True or false when the bounds decide the guard, undefined when it depends. */
export function decideGuard(guard: KernelGuard): boolean | undefined {
  const [low, high] = boundsOf(guard.of)
  if (guard.test === 'nonnegative')
    return (
      low >= 0 ? true
      : high < 0 ? false
      : undefined
    )
  return (
    low === 0 && high === 0 ? true
    : low > 0 || high < 0 ? false
    : undefined
  )
}

/** What holds where not all of these guards do: the opposite of a single one; of several, any may be the one that fails. */
export function complementOf([only, ...more]: readonly KernelGuard[]): readonly KernelGuard[] {
  return only?.test === 'nonnegative' && more.length === 0 ?
      [{ test: 'nonnegative', of: addPlaces(fixedPlace(-1), only.of, -1) }]
    : []
}

/** Whether a guard holds wherever these do, as far as one of them alone says so. */
export const isImplied = (guard: KernelGuard, known: readonly KernelGuard[]): boolean =>
  known.some(({ test, of }) => {
    if (guard.test === 'zero') return test === 'zero' && samePlace(guard.of, of)
    return (
      test === 'nonnegative' &&
      guard.of.constant >= of.constant &&
      samePlace({ ...guard.of, constant: of.constant }, of)
    )
  })
