/**
 * Labels as rows of zeros with a one. In: the labels' shape and the number of classes; out: the shape with the classes as its
 * last axis.
 */
import { shapeArgument, type Constructed, type IsSoundShape, type ShapeFault } from './construct.js'
import type { Dim, Shape } from './shape.js'

/** The labels' shape and the classes. `OneHot<['batch'], 10>` is `['batch', 10]`. */
export type OneHot<S extends Shape, C extends Dim> =
  IsSoundShape<[C]> extends true ?
    number extends S['length'] ?
      Shape
    : [...S, ...Constructed<[C]>]
  : ShapeFault<'oneHot', [C]>

/** The labels' shape and the classes. @example oneHot(['batch'], 10) // ['batch', 10] */
export const oneHot = (labels: Shape, classes: Dim): Shape | string => {
  const sound = shapeArgument('oneHot', [classes])
  return typeof sound === 'string' ? sound : [...labels, classes]
}
