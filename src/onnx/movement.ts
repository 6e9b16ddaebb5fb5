/** Movement, indexing and joining. */
import { broadcast } from '../shapes/broadcast.js'
import type { Tensor } from '../dsl/tensor.js'
import {
  apply,
  constant,
  gather,
  listAttribute,
  numberAttribute,
  operand,
  permute,
  positive,
  product,
  range,
  reshape,
  shapeOf,
  tensor,
  Unsupported,
  valuesOf,
} from './node.js'
import type { OnnxApplication, Translation } from './node.js'

const flatten: Translation = (node) => {
  const { tensor: x, shape } = operand(node, 0)
  const axis = positive(numberAttribute(node, 'axis', 1), shape.length)
  return reshape(x, [product(shape.slice(0, axis)), product(shape.slice(axis))])
}

/** 0 keeps an axis, unless `allowzero`. */
const reshapeTo: Translation = (node) => {
  const { tensor: x, shape } = operand(node, 0)
  const target = valuesOf(node, 1) ?? []
  const kept = node.attributes['allowzero'] === 1 ? target : target.map((to, axis) => (to === 0 ? shape[axis]! : to))
  return reshape(x, kept)
}

const expand: Translation = (node) => {
  const { tensor: x, shape } = operand(node, 0)
  return apply('broadcastTo', [x], { shape: broadcast('expand', shape, valuesOf(node, 1) ?? []) as readonly number[] })
}

/** Axes are an attribute, from version 13 an operand. */
const axesOf = (node: OnnxApplication): readonly number[] | undefined =>
  listAttribute(node, 'axes') ?? valuesOf(node, 1)

const squeeze: Translation = (node) => {
  const { tensor: x, shape } = operand(node, 0)
  const dropped = axesOf(node)?.map((axis) => positive(axis, shape.length))
  return reshape(
    x,
    shape.filter((extent, axis) => (dropped === undefined ? extent !== 1 : !dropped.includes(axis))),
  )
}

const unsqueeze: Translation = (node) => {
  const { tensor: x, shape } = operand(node, 0)
  const axes = axesOf(node) ?? []
  const rank = shape.length + axes.length
  const added = new Set(axes.map((axis) => positive(axis, rank)))
  const rest = [...shape]
  return reshape(
    x,
    range(rank).map((axis) => (added.has(axis) ? 1 : rest.shift()!)),
  )
}

const transpose: Translation = (node) => {
  const { tensor: x, shape } = operand(node, 0)
  return permute(x, listAttribute(node, 'perm') ?? range(shape.length).toReversed())
}

/** Python's slices: ends are clipped, a negative step walks back. */
function sliceIndices(size: number, start: number, end: number, step: number): readonly number[] {
  const clip = (at: number, low: number, high: number) => Math.min(Math.max(at < 0 ? at + size : at, low), high)
  const [from, to] =
    step > 0 ? [clip(start, 0, size), clip(end, 0, size)] : [clip(start, 0, size - 1), clip(end, -1, size - 1)]
  return range(Math.max(0, Math.ceil((to - from) / step))).map((at) => from + at * step)
}

const slice: Translation = (node) => {
  const { tensor: x, shape } = operand(node, 0)
  const given = (name: string, position: number) => listAttribute(node, name) ?? valuesOf(node, position)
  const [starts, ends] = [given('starts', 1) ?? [], given('ends', 2) ?? []]
  const axes = given('axes', 3) ?? range(starts.length)
  const steps = valuesOf(node, 4)
  return axes.reduce<Tensor>((sliced, axis, position) => {
    const at = positive(axis, shape.length)
    return gather(sliced, at, sliceIndices(shape[at]!, starts[position]!, ends[position]!, steps?.[position] ?? 1))
  }, x)
}

const gatherAlong: Translation = (node) => {
  const { tensor: x, shape } = operand(node, 0)
  const axis = positive(numberAttribute(node, 'axis', 0), shape.length)
  const indices = (valuesOf(node, 1) ?? []).map((at) => positive(at, shape[axis]!))
  const places = operand(node, 1).shape
  return reshape(gather(x, axis, indices), [...shape.slice(0, axis), ...places, ...shape.slice(axis + 1)])
}

/** Indices that count from the end are counted from the front. */
function normalIndices(node: OnnxApplication, axis: number): Tensor {
  const size = operand(node, 0).shape[axis]!
  return constant(
    operand(node, 1).shape,
    (valuesOf(node, 1) ?? []).map((at) => positive(at, size)),
    'i32',
  )
}

const axisOf = (node: OnnxApplication): number =>
  positive(numberAttribute(node, 'axis', 0), operand(node, 0).shape.length)

const gatherElements: Translation = (node) =>
  apply('takeAlongAxis', [tensor(node, 0), normalIndices(node, axisOf(node))], { axis: axisOf(node) })

const zerosLike = (x: Tensor): Tensor => constant(shapeOf(x), Array<number>(product(shapeOf(x))).fill(0))
const onesLike = (x: Tensor): Tensor => constant(shapeOf(x), Array<number>(product(shapeOf(x))).fill(1))

/** `x` with updates added, or put in the place of what was there, by a way of adding them. */
function scattered(node: OnnxApplication, add: (x: Tensor, updates: Tensor) => Tensor): Tensor {
  const reduction = (node.attributes['reduction'] as string | undefined) ?? 'none'
  const [x, updates] = [tensor(node, 0), tensor(node, 2)]
  if (reduction === 'add') return add(x, updates)
  if (reduction !== 'none') throw new Unsupported(`${node.op} that combines by ${reduction}`)
  const hit = apply('greater', [add(zerosLike(x), onesLike(updates)), constant([], [0])])
  return apply('where', [hit, add(zerosLike(x), updates), x])
}

const scatterElements: Translation = (node) =>
  scattered(node, (x, updates) =>
    apply('scatterAddAlongAxis', [x, normalIndices(node, axisOf(node)), updates], { axis: axisOf(node) }),
  )

/** Rows of indices into the first axes: one index into those axes made one. */
const scatterNd: Translation = (node) => {
  const { shape } = operand(node, 0)
  const places = operand(node, 1).shape
  const depth = places.at(-1)!
  const values = valuesOf(node, 1) ?? []
  const [rows, rest] = [product(shape.slice(0, depth)), product(shape.slice(depth))]
  const flat = range(values.length / depth).map((row) =>
    range(depth).reduce((sum, axis) => sum * shape[axis]! + positive(values[row * depth + axis]!, shape[axis]!), 0),
  )
  const indices = constant(
    [flat.length, rest],
    flat.flatMap((at) => Array<number>(rest).fill(at)),
    'i32',
  )
  return scattered(node, (x, updates) =>
    reshape(
      apply('scatterAddAlongAxis', [reshape(x, [rows, rest]), indices, reshape(updates, [flat.length, rest])], {
        axis: 0,
      }),
      shape,
    ),
  )
}

export const movement: Readonly<Record<string, Translation>> = {
  Flatten: flatten,
  Reshape: reshapeTo,
  Expand: expand,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Transpose: transpose,
  Slice: slice,
  Gather: gatherAlong,
  GatherElements: gatherElements,
  ScatterElements: scatterElements,
  ScatterND: scatterNd,
  Concat: (node) =>
    apply(
      'concat',
      node.operands.map((_, position) => tensor(node, position)),
      { axis: numberAttribute(node, 'axis', 1) },
    ),
  Einsum: (node) =>
    apply(
      'einsum',
      node.operands.map((_, position) => tensor(node, position)),
      { equation: (node.attributes['equation'] as string).replaceAll(' ', '') },
    ),
}
