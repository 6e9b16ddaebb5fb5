/** Scalar functions between two doubles: their range by monotone pieces, and the largest slope. */
import type { ScalarFunctionName } from '../../dsl/scalar.js'
import { down, largestSingle, least, up } from './interval-values.js'

/** Functions whose value is known between doubles: range, and sup |f′| over an interval. */
interface Piece {
  readonly range: (low: number, high: number) => readonly [number, number]
  readonly slope: (low: number, high: number) => number
  /** Beyond this there is no bound. */
  readonly within?: readonly [number, number]
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))
const increasing =
  (f: (x: number) => number) =>
  (low: number, high: number): readonly [number, number] => [f(low), f(high)]
/** The point of an interval nearest to 0. */
export const nearest = (low: number, high: number): number =>
  low > 0 ? low
  : high < 0 ? high
  : 0

/** sin over an interval: its ends, and ±1 where a crest or trough lies inside (looked for a little wider). */
function sine(low: number, high: number): readonly [number, number] {
  if (high - low >= 2 * Math.PI) return [-1, 1]
  const has = (at: number): boolean =>
    Math.floor((high + 1e-9 - at) / (2 * Math.PI)) !== Math.floor((low - 1e-9 - at) / (2 * Math.PI))
  const ends = [Math.sin(low), Math.sin(high)] as const
  return [has(-Math.PI / 2) ? -1 : Math.min(...ends), has(Math.PI / 2) ? 1 : Math.max(...ends)]
}

export const pieces: Partial<Readonly<Record<ScalarFunctionName, Piece>>> = {
  exp: { range: increasing(Math.exp), slope: (_, high) => Math.exp(high), within: [-Infinity, 88.7] },
  log: { range: increasing(Math.log), slope: (low) => 1 / low, within: [2 ** -149, largestSingle] },
  tanh: { range: increasing(Math.tanh), slope: (low, high) => 1 - Math.tanh(nearest(low, high)) ** 2 },
  sigmoid: {
    range: increasing(sigmoid),
    slope: (low, high) => sigmoid(nearest(low, high)) * (1 - sigmoid(nearest(low, high))),
  },
  softplus: {
    range: increasing((x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
    slope: (_, high) => sigmoid(high),
  },
  sin: { range: sine, slope: () => 1, within: [-1e5, 1e5] },
  cos: {
    range: (low, high) => sine(down(low + Math.PI / 2), up(high + Math.PI / 2)),
    slope: () => 1,
    within: [-1e5, 1e5],
  },
}

/** The host's own exp, log, … are taken to be right to 2^-48. */
export const widened = ([low, high]: readonly [number, number]): readonly [number, number] => [
  low - Math.abs(low) * 2 ** -48 - least,
  high + Math.abs(high) * 2 ** -48 + least,
]
