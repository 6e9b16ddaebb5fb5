/** The values that an index can have, by interval arithmetic. In: an index. Out: its least and greatest value. */
import type { Atom, Index } from './types.js'

export const floorOf = (a: number, q: number): number => Math.floor(a / q)
export const moduloOf = (a: number, q: number): number => a - q * Math.floor(a / q)

const ranges = new WeakMap<Index, readonly [number, number]>()

/** Least and greatest value by interval arithmetic; a lookup may be anything, so its range is infinite. */
export function rangeOf(value: Index): readonly [number, number] {
  const known = ranges.get(value)
  if (known) return known
  let low = value.constant
  let high = value.constant
  for (const { atom, coefficient } of value.terms) {
    const [from, to] = rangeOfAtom(atom)
    low += coefficient * (coefficient > 0 ? from : to)
    high += coefficient * (coefficient > 0 ? to : from)
  }
  const range = [low, high] as const
  ranges.set(value, range)
  return range
}

function rangeOfAtom(atom: Atom): readonly [number, number] {
  switch (atom.kind) {
    case 'variable':
      return [0, Math.max(0, atom.extent - 1)]
    case 'lookup':
      return [-Infinity, Infinity]
    case 'floor': {
      const [low, high] = rangeOf(atom.of)
      return [floorOf(low, atom.by), floorOf(high, atom.by)]
    }
    case 'modulo': {
      const [low, high] = rangeOf(atom.of)
      return low >= 0 && high < atom.by ? [low, high] : [0, atom.by - 1]
    }
  }
}
