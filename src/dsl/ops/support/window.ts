/**
 * Windows over spatial axes, for convolution and pooling. In: positions of the result and in the window. Out: reads that
 * padding guards: an excluded cell contributes nothing, and no number stands for it.
 */
import { perAxis, type OptionArgument, type PerAxis } from '../../../shapes/window-options.js'
import { read, select } from '../../comprehension/expression.js'
import { decide, within } from '../../comprehension/guards.js'
import { minus, plus, times, type IndexLike } from '../../comprehension/index-expression.js'
import type { Expression, Guard, Index, Value } from '../../comprehension/types.js'

/**
 * Options of convolution and pooling: one number for all spatial axes, or one for each. `Outcome` is what the rule gives: a
 * sentence about an option stands at that option.
 */
export interface WindowOptions<S extends PerAxis | undefined, P extends PerAxis, Outcome = unknown> {
  /** How far apart windows start. */
  readonly stride?: OptionArgument<Outcome, 'stride', S>
  /** Cells added on both sides of each spatial axis. Default 0. */
  readonly padding?: OptionArgument<Outcome, 'padding', P>
}

/** How windows lie over x, axis by axis. */
export interface Geometry {
  readonly stride: readonly number[]
  readonly padding: readonly number[]
  readonly dilation: readonly number[]
}

/** The attributes of a window operator on each of `count` spatial axes. */
export const geometry = (
  count: number,
  { stride, padding, dilation }: { stride: PerAxis; padding: PerAxis; dilation?: PerAxis | undefined },
): Geometry => ({
  stride: perAxis(stride, count),
  padding: perAxis(padding, count),
  dilation: perAxis(dilation ?? 1, count),
})

/** The cell of x that tap k of window q falls on, axis by axis: q·stride + k·dilation − padding. */
export const tapIndices = (q: readonly IndexLike[], k: readonly IndexLike[], over: Geometry): Index[] =>
  q.map((at, axis) =>
    minus(plus(times(at, over.stride[axis]!), times(k[axis]!, over.dilation[axis]!)), over.padding[axis]!),
  )

/**
 * What must hold for the taps to be cells of x, whose last axes are the spatial ones. What bounds prove, which without
 * padding is everything, is left out.
 */
export function tapGuards(x: Value, taps: readonly Index[]): Guard[] {
  const lead = x.shape.length - taps.length
  return taps.flatMap((tap, axis) => within(tap, x.shape[lead + axis]!)).filter((guard) => decide(guard) !== true)
}

/** The element of x under a tap, zero in the padding. */
export function readPadded(
  x: Value,
  lead: readonly IndexLike[],
  q: readonly IndexLike[],
  k: readonly IndexLike[],
  over: Geometry,
): Expression {
  const taps = tapIndices(q, k, over)
  return select(tapGuards(x, taps), read(x, [...lead, ...taps]))
}
