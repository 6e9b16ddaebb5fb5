/**
 * Functions of functions: `grad`, `vjp`, `jvp`, `jacobian`, `hessian`. What may be differentiated, what fits as a tangent,
 * and the shape of a matrix of derivatives.
 */
import type { Shape } from './shape.js'
import type { DType } from './dtype.js'
import { message, type Message } from './message.js'

const sentences = {
  scalar: '{op}: the function gives shape {shape} (rank {rank}), expected a scalar (rank 0)',
  output: '{op}: the function gives {dtype}, expected f32 or f64',
  argument: '{op}: argument {position} is {dtype}, expected f32 or f64',
  none: '{op}: there is no argument {position} (the function takes {count})',
} as const

/** `S` when it is a scalar, else a sentence: what a loss must be. */
export type ScalarOutput<Op extends string, S extends Shape> =
  number extends S['length'] ? S
  : S extends readonly [] ? S
  : Message<typeof sentences.scalar, { op: Op; shape: S; rank: S['length'] }>

/** `[]` when the element type of an output can be differentiated, else a sentence. */
export type FloatOutput<Op extends string, D extends DType> =
  [D] extends ['f32' | 'f64'] ? []
  : DType extends D ? []
  : Message<typeof sentences.output, { op: Op; dtype: D }>

/** `[]` when argument `Position`, of `Count`, is there and has element type f32 or f64, else a sentence. */
export type FloatArgument<
  Op extends string,
  Position extends number,
  D extends DType | undefined,
  Count extends number,
> =
  number extends Position ? []
  : number extends Count ? []
  : [D] extends [DType] ?
    [D] extends ['f32' | 'f64'] ? []
    : DType extends D ? []
    : Message<typeof sentences.argument, { op: Op; position: Position; dtype: D }>
  : Message<typeof sentences.none, { op: Op; position: Position; count: Count }>

/** `[...R, ...S]`: how each element of a result `R` depends on each of an argument `S`. */
export type Jacobian<R extends Shape, S extends Shape> =
  number extends R['length'] ? Shape
  : number extends S['length'] ? Shape
  : [...R, ...S]

/** The shape itself when it is a scalar's. @example scalarOutput('grad', []) // [] */
export const scalarOutput = (operator: string, shape: Shape): Shape | string =>
  shape.length === 0 ? shape : message(sentences.scalar, { op: operator, shape, rank: shape.length })

const isFloat = (dtype: DType): boolean => dtype === 'f32' || dtype === 'f64'

/** @example floatOutput('grad', 'f32') // [] */
export const floatOutput = (operator: string, dtype: DType): Shape | string =>
  isFloat(dtype) ? [] : message(sentences.output, { op: operator, dtype })

/** @example floatArgument('grad', 0, 'i32', 1) // 'grad: argument 0 is i32, expected f32 or f64' */
export const floatArgument = (
  operator: string,
  position: number,
  dtype: DType | undefined,
  count: number,
): Shape | string => {
  if (dtype === undefined) return message(sentences.none, { op: operator, position, count })
  return isFloat(dtype) ? [] : message(sentences.argument, { op: operator, position, dtype })
}

/** @example jacobian([10], [3, 4]) // [10, 3, 4] */
export const jacobian = (result: Shape, argument: Shape): Shape => [...result, ...argument]
