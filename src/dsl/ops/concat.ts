/** concat: tensors joined along an axis. */
import { axisIndex } from '../../shapes/axis.js'
import { concat as concatShape, type Concat, type ConcatMarked } from '../../shapes/concat.js'
import type { DType } from '../../shapes/dtype.js'
import type { Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { read, select } from '../comprehension/expression.js'
import { within } from '../comprehension/guards.js'
import { minus } from '../comprehension/index-expression.js'
import type { Expression, Value, Variable } from '../comprehension/types.js'
import { defineOperator, type Builder } from '../operator.js'
import { map } from '../primitives/map.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'

type ShapesOf<L extends readonly Tensor<Shape, DType>[]> = { [K in keyof L]: L[K]['shape'] }

/** The list with the sentence in the place of the tensor that does not fit. */
type MarkedTensors<L, Marked> = {
  [K in keyof L]: K extends keyof Marked ?
    Marked[K] extends string ?
      Marked[K]
    : L[K]
  : L[K]
}

type ConcatArgument<L extends readonly Tensor<Shape, DType>[], A extends number> =
  [Concat<ShapesOf<L>, A>] extends [string] ?
    ConcatMarked<ShapesOf<L>, A> extends ShapesOf<L> ?
      Concat<ShapesOf<L>, A>
    : MarkedTensors<L, ConcatMarked<ShapesOf<L>, A>>
  : L

/**
 * Tensors of one rank and element type, equal except along one axis, one after the other along that axis, by default 0.
 * PyTorch: `torch.cat`.
 *
 * @throws ShapeError when ranks or other axes differ (in types: at the tensor that does not fit), or none are given
 * @example
 * const a = zeros([32, 10])
 * const b = ones([32, 6])
 * concat([a, b], 1) // => [32, 16]
 */
export function concat<const L extends readonly Tensor<Shape, DType>[], const A extends number = 0>(
  tensors: ConcatArgument<L, A>,
  axis?: A,
): Tensor<Result<Concat<ShapesOf<L>, A>>, L[number]['dtype']> {
  const list = tensors as unknown as L
  return record('concat', list, { axis: axis ?? 0 }) as Tensor<Result<Concat<ShapesOf<L>, A>>, L[number]['dtype']>
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

defineOperator<{ axis: number }>({
  name: 'concat',
  infer(operands, { axis }) {
    const shape = concatShape(
      operands.map((operand) => operand.shape),
      axis,
    )
    if (typeof shape === 'string') return shape
    const dtype = operands[0]!.dtype
    const other = operands.find((operand) => operand.dtype !== dtype)
    return other === undefined ?
        { shape, dtype }
      : `concat: operands are ${dtype} and ${other.dtype}, expected one element type`
  },
  expand(build, operands, { axis: written }) {
    const axis = axisIndex(operands[0]!.shape, written)!
    let parts = operands.filter((part) => part.shape[axis] !== 0)
    if (parts.length === 0) return operands[0]!
    while (parts.length > 1) {
      const joined: Value[] = []
      for (let i = 0; i < parts.length; i += group) {
        const some = parts.slice(i, i + group)
        joined.push(some.length === 1 ? some[0]! : join(build, some, axis))
      }
      parts = joined
    }
    return parts[0]!
  },
})
