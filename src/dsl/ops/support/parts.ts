/** Operators that cut a tensor into parts. In: the shapes of the parts. Out: their tensors, as types. */
import type { DType } from '../../../shapes/dtype.js'
import type { Shape } from '../../../shapes/shape.js'
import type { Tensor } from '../../tensor.js'

/** A tensor for each shape of a list; `Otherwise`, as many of unknown shape, after an error. */
export type Parts<Shapes, Otherwise, D extends DType> =
  Shapes extends infer List extends readonly Shape[] ? { -readonly [K in keyof List]: Tensor<List[K], D> }
  : Otherwise extends readonly unknown[] ? { -readonly [K in keyof Otherwise]: Tensor<Shape, D> }
  : Tensor<Shape, D>[]
