/**
 * What the author holds: a tensor of a recorded graph. Its type carries shape and dtype only; the graph lives at run
 * time, in the frozen node behind it. Every operator file merges its method into `TensorMethods`, so that this file knows
 * no operator. In: nodes from node.ts. Out: the handle that all of `dsl` passes around.
 */
import type { DType } from '../shapes/dtype.js'
import type { Shape } from '../shapes/shape.js'
import type { Node } from './graph.js'

/**
 * The methods of all tensors. Each takes its tensor through `this`, and none knows the `S` and `D` of `Tensor`: the compiler
 * then has one type for each method, and does not make another for every tensor it is called on.
 */
// oxlint-disable-next-line no-empty-object-type -- operator files merge their methods into it
export interface TensorMethods {}

/**
 * A tensor with shape `S` and element type `D`: `Tensor<['batch', 10]>`, `Tensor<[], 'f32'>`.
 *
 * Its methods are those of `TensorMethods`. They do not depend on `S` and `D`, so that the variance of these (`out`) is known
 * without looking at any.
 */
export interface Tensor<out S extends Shape = Shape, out D extends DType = 'f32'> extends TensorMethods {
  readonly shape: S
  readonly dtype: D
}

/** A tensor of any shape and element type. */
export type AnyTensor = Tensor<Shape, DType>

/** The one class of tensors; methods are installed on its prototype by ops/index.ts. */
export class RecordedTensor {
  readonly node: Node

  constructor(node: Node) {
    this.node = node
  }

  get shape(): Shape {
    return this.node.shape
  }

  get dtype(): DType {
    return this.node.dtype
  }

  toString(): string {
    return `Tensor<[${this.shape.join(', ')}], ${this.dtype}> (${this.node.operator})`
  }
}

/**
 * The recorded node behind a tensor.
 *
 * @throws TypeError when it is not a tensor of this library
 * @example
 * nodeOf(zeros([2]).relu()).operator // => relu
 */
export function nodeOf(tensor: AnyTensor): Node {
  if (tensor instanceof RecordedTensor) return tensor.node
  throw new TypeError(`expected a tensor, got ${tensor === null ? 'null' : typeof tensor}`)
}

/**
 * A handle on a recorded node.
 *
 * @example
 * const y = zeros([2]).relu()
 * tensorOf(nodeOf(y)) // => [2]
 */
export function tensorOf(node: Node): AnyTensor {
  // Only the operator list gives the class the methods that the interface declares.
  return new RecordedTensor(node) as unknown as AnyTensor
}

/** Whether a value is a tensor of this library. */
export const isTensor = (value: unknown): value is AnyTensor => value instanceof RecordedTensor
