/**
 * Requests: nodes that stand for a derivative or for a batch, recorded at named dims and carried out after bind
 * (carry-out.ts). They are nodes like any other, so derivatives of derivatives are recorded, bound and written as text
 * with nothing more to learn.
 *
 * - `gradient`  [y, x, w?]           the gradient of y, or of <w, y>, with respect to x
 * - `tangent`   [y, x1, v1, x2, …]   the derivative of y where x1 moves along v1, x2 along v2, …
 * - `argument`  [x]                  x itself, but another variable: a derivative by it sees only what was made from it
 * - `sample`    [x]                  one element of an axis of x: what a function over single samples is recorded on
 * - `batched`   [y, sample, …]       y for every element that the samples stand for
 * - `basis`     [x]                  the unit tensors of the shape of x, along a new first axis
 *
 * In: operands' types. Out: the request's type, or the sentence that says why there is none.
 */
import { axisIndex, axisSentence } from '../shapes/axis.js'
import { sizeOf } from '../shapes/size.js'
import { isFloat } from '../shapes/dtype.js'
import { formatShape } from '../shapes/message.js'
import type { Shape } from '../shapes/shape.js'
import { newAxis } from '../shapes/unsqueeze.js'
import type { Attributes } from './graph.js'
import type { TensorType } from './operator.js'

/** A request's name, its rule, and the attributes that hold dims. */
export interface Request {
  readonly name: string
  readonly dims?: readonly string[]
  infer(operands: readonly TensorType[], attributes: Attributes): TensorType | string
}

const same = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((dim, axis) => dim === b[axis])

/** The sentence about an operand that must be a float, if it is none. */
const floatFault = (request: string, role: string, { dtype }: TensorType): string | undefined =>
  isFloat(dtype) ? undefined : `${request}: ${role} is ${dtype}, expected f32 or f64`

const missing = (request: string): string => `${request}: an operand is missing`

function inferGradient([output, wrt, cotangent]: readonly TensorType[]): TensorType | string {
  if (output === undefined || wrt === undefined) return missing('gradient')
  const wanted = cotangent?.shape ?? []
  if (!same(wanted, output.shape))
    return `gradient: the output is ${formatShape(output.shape)}, its cotangent ${formatShape(wanted)}`
  return floatFault('gradient', 'the output', output) ?? floatFault('gradient', 'the argument', wrt) ?? wrt
}

function inferTangent([output, ...moves]: readonly TensorType[]): TensorType | string {
  if (output === undefined || moves.length === 0 || moves.length % 2 !== 0) return missing('tangent')
  const fault = floatFault('tangent', 'the output', output)
  if (fault !== undefined) return fault
  for (let at = 0; at < moves.length; at += 2) {
    const [argument, tangent] = [moves[at], moves[at + 1]] as [TensorType, TensorType]
    const wrong = floatFault('tangent', 'the argument', argument) ?? floatFault('tangent', 'the tangent', tangent)
    if (wrong !== undefined) return wrong
    if (!same(argument.shape, tangent.shape))
      return `tangent: the argument is ${formatShape(argument.shape)}, its tangent ${formatShape(tangent.shape)}`
  }
  return output
}

function inferSample([x]: readonly TensorType[], attributes: Attributes): TensorType | string {
  if (x === undefined) return missing('sample')
  const axis = axisIndex(x.shape, attributes['axis'] as number)
  if (axis === undefined) return axisSentence('sample', x.shape, attributes['axis'] as number)
  return { shape: x.shape.filter((_, at) => at !== axis), dtype: x.dtype }
}

function inferBatched([y]: readonly TensorType[], attributes: Attributes): TensorType | string {
  if (y === undefined) return missing('batched')
  const shape = newAxis('batched', y.shape, attributes['axis'] as number, attributes['size'] as number | string)
  return typeof shape === 'string' ? shape : { shape, dtype: y.dtype }
}

function inferBasis([x]: readonly TensorType[]): TensorType | string {
  if (x === undefined) return missing('basis')
  return floatFault('basis', 'the operand', x) ?? { shape: [sizeOf(x.shape), ...x.shape], dtype: x.dtype }
}

const table: ReadonlyMap<string, Request> = new Map(
  [
    { name: 'gradient', infer: inferGradient },
    { name: 'tangent', infer: inferTangent },
    { name: 'argument', infer: ([x]: readonly TensorType[]) => x ?? missing('argument') },
    { name: 'sample', infer: inferSample },
    { name: 'batched', dims: ['size'], infer: inferBatched },
    { name: 'basis', infer: inferBasis },
  ].map((request) => [request.name, request]),
)

export const findRequest = (name: string): Request | undefined => table.get(name)
