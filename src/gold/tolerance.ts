/**
 * When a computed array equals an expected one: the tolerances of the gold format, for f64 and for f32.
 *
 * In: got, want, the precision and the figure PyTorch's own f32 reached. Out: null, or what differs and by how much.
 */
import type { GoldArray } from './format.js'

export interface Tolerance {
  readonly precision: 'f64' | 'f32'
  /** Largest error of PyTorch f32 on this array, divided by max(1, max|want|); null where that was not finite. */
  readonly reference: number | null
  /** A multiple of `reference`, and the floor below which nobody needs to stay: (16, 2e-6), models (64, 1e-5). */
  readonly factor: number
  readonly floor: number
  readonly relative: boolean
  readonly signedZero: boolean
}

/** True when `got` and `want` are the same kind of number: both finite, both NaN, or the same infinity. */
const sameKind = (got: number, want: number): boolean =>
  Number.isFinite(want) ? Number.isFinite(got)
  : Number.isNaN(want) ? Number.isNaN(got)
  : got === want

/**
 * f64: |got − want| ≤ 1e-9·|want| + 1e-12·max(1, max|want|), without the second term when relative.
 * f32: |got − want| ≤ bound·max(1, max|want|), with bound = max(factor·reference, floor); times |want| when relative.
 *
 * @example
 * difference([1, 2], [1, 2.5], tolerance) // '[1]: got 2, want 2.5 (off by 5e-1, allowed 5e-6)'
 */
export function difference(got: ArrayLike<number>, want: GoldArray, tolerance: Tolerance): string | null {
  if (got.length !== want.length) return `has ${got.length} elements, want ${want.length}`
  const finite = want
    .filter((value) => value !== null && Number.isFinite(Number(value)))
    .map((v) => Math.abs(Number(v)))
  const size = finite.reduce((largest, value) => Math.max(largest, value), 1)
  const bound = Math.max(tolerance.factor * (tolerance.reference ?? 0), tolerance.floor)
  for (const [position, expected] of want.entries()) {
    if (expected === null) continue
    const value = got[position] as number
    const target = Number(expected)
    const at = `[${position}]: got ${value}, want ${target}`
    if (!sameKind(value, target)) return at
    if (!Number.isFinite(target)) continue
    if (tolerance.signedZero && target === 0 && value === 0 && !Object.is(value, target)) return `${at} (sign of zero)`
    const relative = Math.abs(target) * (tolerance.precision === 'f64' ? 1e-9 : bound)
    const absolute = size * (tolerance.precision === 'f64' ? 1e-12 : bound)
    const allowed =
      tolerance.relative ? relative
      : tolerance.precision === 'f64' ? relative + absolute
      : absolute
    const off = Math.abs(value - target)
    if (!(off <= allowed)) return `${at} (off by ${off.toExponential(1)}, allowed ${allowed.toExponential(1)})`
  }
  return null
}
