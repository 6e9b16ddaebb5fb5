/**
 * Axes reversed: the shape stays, the axes must be its own. In: a shape and one axis, several, or none for all.
 */
import { reduceAxes, type Axes, type Reduce } from './reduce.js'
import type { Plain, Shape } from './shape.js'

/** `S` when each of the axes is one of its own and none is repeated, else a sentence. */
export type Flip<S extends Shape, A extends Axes = undefined> =
  Reduce<'flip', S, A, true> extends infer Sentence extends string ? Sentence : Plain<S>

/** The shape itself, or a sentence about the axes. @example flip([2, 3], -1) // [2, 3] */
export const flip = (shape: Shape, axes?: Axes): Shape | string => {
  const found = reduceAxes('flip', shape, axes)
  return typeof found === 'string' ? found : shape
}
