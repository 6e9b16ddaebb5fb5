/** What the domain of intervals computes with: floats with a range and an error, undecided comparisons and integers. */

/** A float: its exact range, how far the computed value is from it, and whether the computed one is an f32 for sure. */
export class Bounded {
  constructor(
    readonly low: number,
    readonly high: number,
    readonly error: number,
    readonly single = false,
  ) {}

  /** A float where the printer needs a plain number: the kernel does what this domain does not spell. */
  valueOf(): never {
    throw new UndecidedError('an interval was used as a plain number')
  }
}

/** The kernel's course depends on a comparison that the box does not decide. */
export class UndecidedError extends Error {
  override readonly name = 'UndecidedError'
}

/** A comparison that may go either way. */
export class Undecided {
  constructor(
    readonly stable: boolean,
    /** What was compared, where true means that `left` is the smaller (or the larger, where `negated`). */
    readonly left: unknown = null,
    readonly right: unknown = null,
    readonly negated = false,
  ) {}
}

/** An integer that undecided comparisons chose: any from low to high. */
export class IntegerRange {
  constructor(
    readonly low: number,
    readonly high: number,
    readonly stable: boolean,
  ) {}

  valueOf(): never {
    throw new UndecidedError('an index depends on a comparison that the box does not decide')
  }
}

export type Mask = boolean | Undecided
export type Whole = number | IntegerRange
export type Scalar = Bounded | Whole

export const unbounded = new Bounded(-Infinity, Infinity, Infinity)
export const least = Number.MIN_VALUE
export const largestSingle = 3.4028234663852886e38

/** Outward by more than half a unit in the last place. */
export const down = (x: number): number => (Number.isFinite(x) ? x - Math.abs(x) * 2 ** -52 - least : x)
export const up = (x: number): number => (Number.isFinite(x) ? x + Math.abs(x) * 2 ** -52 + least : x)

export const magnitude = ({ low, high }: Bounded): number => Math.max(Math.abs(low), Math.abs(high))
export const isFiniteValue = ({ low, high, error }: Bounded): boolean =>
  Number.isFinite(high - low) && Number.isFinite(error)
export const isZero = ({ low, high, error }: Bounded): boolean => low === 0 && high === 0 && error === 0

export const isStable = (value: Whole): boolean => typeof value === 'number' || value.stable

/** A mask may have been stored, as 0 or 1. */
export function asMask(value: Mask | Whole): Mask {
  if (typeof value === 'number') return value !== 0
  if (!(value instanceof IntegerRange)) return value
  if (value.low > 0 || value.high < 0) return true
  return value.low === value.high ? false : new Undecided(value.stable)
}

export const rangeOf = (a: Scalar): readonly [low: number, high: number, error: number] =>
  typeof a === 'number' ? [a, a, 0]
  : a instanceof Bounded ? [a.low, a.high, a.error]
  : [a.low, a.high, a.stable ? 0 : a.high - a.low]
