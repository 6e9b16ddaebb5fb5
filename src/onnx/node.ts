/**
 * What a translation works with: the operands and attributes of one ONNX node, and short names for the operators of ours
 * that most translations need.
 *
 * Integer operands (shapes, axes, indices) are values known before recording: ONNX passes as tensors what is part of the
 * graph with us.
 */
import type { Attributes } from '../dsl/graph.js'
import { findOperator } from '../dsl/operator.js'
import { record, source } from '../dsl/record.js'
import type { Tensor } from '../dsl/tensor.js'
import type { DType } from '../shapes/dtype.js'

/** Thrown where a node asks for what the library does not have; the case is then skipped for this reason. */
export class Unsupported extends Error {}

export interface Operand {
  readonly tensor: Tensor
  readonly shape: readonly number[]
  /** The values, where they are known before recording. */
  readonly values?: readonly number[]
}

export interface OnnxApplication {
  readonly op: string
  /** undefined where an operand is left out. */
  readonly operands: readonly (Operand | undefined)[]
  readonly attributes: Readonly<Record<string, unknown>>
  readonly opset: number
  /** Which results are asked for. */
  readonly wanted: readonly boolean[]
}

/** One result, or all of them. */
export type Translation = (node: OnnxApplication) => Tensor | readonly (Tensor | undefined)[]

/** Records an operator by its name, as a graph that was read from a file would. */
export function apply(operator: string, operands: readonly Tensor[], attributes: Attributes = {}): Tensor {
  if (findOperator(operator) === undefined) throw new Unsupported(`operator ${operator}`)
  return record(operator, operands, attributes) as Tensor
}

export const constant = (shape: readonly number[], values: readonly number[], dtype: DType = 'f32'): Tensor =>
  source('constant', { shape, dtype, values }) as unknown as Tensor

export const scalar = (value: number): Tensor => constant([], [value])

/** Shapes of recorded tensors here are numbers: cases have no names. */
export const shapeOf = (x: Tensor): readonly number[] => x.shape as readonly number[]

export const product = (shape: readonly number[]): number => shape.reduce((size, extent) => size * extent, 1)

export const range = (length: number): readonly number[] => Array.from({ length }, (_, at) => at)

/** Every point of a shape in row-major order. */
export function pointsOf(shape: readonly number[]): readonly (readonly number[])[] {
  return shape.reduce<number[][]>(
    (points, extent) => points.flatMap((point) => range(extent).map((at) => [...point, at])),
    [[]],
  )
}

/** A row-major list read at a point of a shape it broadcasts to. */
export function readBroadcast(shape: readonly number[], values: readonly number[], at: readonly number[]): number {
  const lead = at.length - shape.length
  const offset = shape.reduce((sum, extent, axis) => sum * extent + (extent === 1 ? 0 : at[lead + axis]!), 0)
  return values[offset]!
}

export const operand = ({ op, operands }: OnnxApplication, position: number): Operand => {
  const found = operands[position]
  if (found === undefined) throw new Unsupported(`${op} without operand ${position + 1}`)
  return found
}

export const tensor = (node: OnnxApplication, position: number): Tensor => operand(node, position).tensor

/** The values of an operand that must be known before recording. */
export function valuesOf(node: OnnxApplication, position: number): readonly number[] | undefined {
  const found = node.operands[position]
  if (found === undefined) return undefined
  if (found.values === undefined) throw new Unsupported(`${node.op} with operand ${position + 1} computed at run time`)
  return found.values
}

export const numberAttribute = ({ attributes }: OnnxApplication, name: string, otherwise: number): number =>
  (attributes[name] as number | undefined) ?? otherwise

export const listAttribute = ({ attributes }: OnnxApplication, name: string): readonly number[] | undefined =>
  attributes[name] as readonly number[] | undefined

/** An axis counted from the front. */
export const positive = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis)

export const reshape = (x: Tensor, shape: readonly number[]): Tensor => apply('reshape', [x], { shape })
export const permute = (x: Tensor, axes: readonly number[]): Tensor => apply('permute', [x], { axes })
export const gather = (x: Tensor, axis: number, indices: readonly number[]): Tensor =>
  apply('gather', [x], { axis, indices })
export const scale = (x: Tensor, factor: number): Tensor => apply('scale', [x], { factor })
export const reduce = (operator: string, x: Tensor, axes: readonly number[] | null, keepDims: boolean): Tensor =>
  apply(operator, [x], { axes, keepDims })
export const sum = (x: Tensor, axes: readonly number[] | null = null, keepDims = false): Tensor =>
  reduce('sum', x, axes, keepDims)
export const mean = (x: Tensor, axes: readonly number[], keepDims = true): Tensor => reduce('mean', x, axes, keepDims)

/** Each element with its position on `axis` as the last axis, and back. */
export const lastAxis = (x: Tensor, axis: number): Tensor => apply('moveaxis', [x], { source: axis, destination: -1 })
