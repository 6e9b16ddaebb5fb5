/**
 * Operators of lists of tensors. In: the tensors. Out: the list of their shapes, the list with a sentence in the place of the
 * tensor that does not fit, and the value in which they stand one after another.
 */
import type { DType } from '../../../shapes/dtype.js'
import { oneDType, type FloatOperand, type OneDType, type SameOperand } from '../../../shapes/promotion.js'
import type { Late } from '../../../shapes/rule.js'
import type { Shape } from '../../../shapes/shape.js'
import { read, select } from '../../comprehension/expression.js'
import { within } from '../../comprehension/guards.js'
import { minus } from '../../comprehension/index-expression.js'
import type { Expression, Value, Variable } from '../../comprehension/types.js'
import type { Builder, TensorType } from '../../operator.js'
import { map } from '../../primitives/map.js'
import type { Tensor } from '../../tensor.js'

/** The shapes of a list of tensors. */
export type ShapesOf<L extends readonly Tensor<Shape, DType>[]> = { [K in keyof L]: L[K]['shape'] }

/** The list with the sentence in the place of the tensor that does not fit. */
export type MarkedTensors<L, Marked> = {
  [K in keyof L]: K extends keyof Marked ?
    Marked[K] extends string ?
      Late<Marked[K]>
    : L[K]
  : L[K]
}

type List = readonly Tensor<Shape, DType>[]

/** The list, or with the sentence in the place of each tensor whose element type is not that of the first. */
export type SameTensors<Op extends string, L extends List> =
  OneDType<L[0]['dtype'], L[number]['dtype']> extends true ? L
  : { [K in keyof L]: SameOperand<Op, L[0]['dtype'], L[K]['dtype'], L[K]> }

/** A list of floats of one type, with the sentence in the place of what does not fit. */
export type FloatTensors<Op extends string, L extends List, Marked> = {
  [K in keyof L]: K extends '0' ? FloatOperand<Op, L[K]['dtype'], Mark<L[K], K, Marked>>
  : SameOperand<Op, L[0]['dtype'], L[K]['dtype'], Mark<L[K], K, Marked>>
}
type Mark<T, K, Marked> =
  K extends keyof Marked ?
    Marked[K] extends string ?
      Late<Marked[K]>
    : T
  : T

/** The tensors must be of one element type, which is the result's. */
export function joinedResult(
  operator: string,
  operands: readonly TensorType[],
  shape: Shape | string,
): TensorType | string {
  if (typeof shape === 'string') return shape
  const dtypes = operands.map(({ dtype }) => dtype)
  return oneDType(operator, dtypes) ?? { shape, dtype: dtypes[0]! }
}

/** So many operands are read by one value; longer lists are joined in groups, so that no expression grows too large. */
const group = 8

function join(build: Builder, parts: readonly Value[], axis: number): Value {
  const starts: number[] = []
  let size = 0
  for (const part of parts) {
    starts.push(size)
    size += part.shape[axis]!
  }
  const shape = parts[0]!.shape.map((extent, i) => (i === axis ? size : extent))
  const from = (part: Value, start: number, out: readonly Variable[]): Expression =>
    read(
      part,
      out.map((at, i) => (i === axis ? minus(at, start) : at)),
    )
  return map(
    build,
    shape,
    (out) =>
      parts.reduceRight<Expression | undefined>((otherwise, part, i) => {
        const at = minus(out[axis]!, starts[i]!)
        return select(within(at, part.shape[axis]!), from(part, starts[i]!, out), otherwise)
      }, undefined)!,
    { dtype: build.result.dtype },
  )
}

/** One or more values, one after another along an axis. */
export function joinAlong(build: Builder, values: readonly Value[], axis: number): Value {
  let parts = values
  while (parts.length > 1) {
    const joined: Value[] = []
    for (let i = 0; i < parts.length; i += group) {
      const some = parts.slice(i, i + group)
      joined.push(some.length === 1 ? some[0]! : join(build, some, axis))
    }
    parts = joined
  }
  return parts[0]!
}
