/** Proof by trial: what intervals are too coarse for is proven, and what is false is not. */
import { expect, test } from 'vitest'
import type { Counter, KernelGuard, Local } from '../../../src/codegen/kernel.js'
import { addPlaces, fixedPlace, moduloPlace, placeOf, shiftPlace } from '../../../src/codegen/place.js'
import { boundsUnder, isInside } from '../../../src/codegen/prove.js'

const counter: Counter = { kind: 'counter', id: 0, name: 'i', from: 0, to: 12, step: 1 }
const i = placeOf(counter)

// i − (i mod 4) is 0, 4 or 8; an interval sees −3 … 11
const rounded = addPlaces(i, moduloPlace(i, 4), -1)

test('a remainder that its own number cancels', () => {
  expect(boundsUnder(rounded, [])[0]).toBeLessThan(0)
  expect(isInside(rounded, 9, [])).toBe(true)
  expect(isInside(rounded, 8, [])).toBe(false)
  expect(isInside(shiftPlace(rounded, -1), 9, [])).toBe(false)
})

test('a guard excludes points', () => {
  const below8: KernelGuard = { test: 'nonnegative', of: addPlaces(fixedPlace(7), i, -1) }
  expect(isInside(rounded, 5, [below8])).toBe(true)
  expect(isInside(rounded, 5, [])).toBe(false)
})

test('a run-time integer counts only between two bounds', () => {
  const index: Local = { kind: 'local', id: 1, type: 'integer', lanes: 1, mutable: false }
  const at = placeOf(index)
  const least: KernelGuard = { test: 'nonnegative', of: at }
  const most: KernelGuard = { test: 'nonnegative', of: addPlaces(fixedPlace(11), at, -1) }
  const place = addPlaces(at, moduloPlace(at, 4), -1)
  expect(isInside(place, 9, [least, most])).toBe(true)
  expect(isInside(place, 8, [least, most])).toBe(false)
  expect(isInside(place, 9, [least])).toBe(false)
})

test('bounds of a whole number are whole', () => {
  const index: Local = { kind: 'local', id: 1, type: 'integer', lanes: 1, mutable: false }
  const n = placeOf(index)
  const twice = addPlaces(n, n, 1)
  const atLeast: KernelGuard = { test: 'nonnegative', of: shiftPlace(addPlaces(twice, n, 1), 2) } // 3n + 2
  const atMost: KernelGuard = { test: 'nonnegative', of: addPlaces(fixedPlace(5), twice, -1) } // 5 − 2n
  const [low, high] = boundsUnder(n, [atLeast, atMost])
  expect([low + 0, high]).toEqual([0, 2]) // −2/3 and 5/2 as fractions
})
