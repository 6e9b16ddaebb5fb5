/**
 * What an optimiser is: a description that the host reads (schedule, hyperparameters), and an update that is recorded
 * with ordinary operators, so that it becomes part of the compiled step and fuses with the gradients it reads.
 *
 * In: each parameter with its gradient. Out: pairs `leaf ← value`, for parameters and for the optimiser's own state.
 */
import type { OptimizerDescription } from '../../runtime/manifest.js'
import { record, source } from '../record.js'
import type { Shape } from '../../shapes/shape.js'
import type { Tensor } from '../tensor.js'

export interface Trained {
  /** The parameter's name in the model, for example `hidden.weight`; state is named after it. */
  readonly name: string
  readonly parameter: Tensor
  readonly gradient: Tensor
}

/** After the step, `leaf` takes `value`. */
export type Update = readonly [leaf: Tensor, value: Tensor]

export interface Optimizer {
  readonly description: OptimizerDescription
  readonly update: (trained: readonly Trained[]) => readonly Update[]
}

/** A run-time scalar, written by the host before each step. */
export const scalar = (name: string): Tensor => source('scalar', { name, shape: [], dtype: 'f32' }) as Tensor

/** A tensor of the optimiser's own that persists between steps and starts as zeros. */
export const state = (name: string, shape: Shape): Tensor =>
  source('state', { name, shape, dtype: 'f32', initializer: { kind: 'constant', value: 0 } }) as Tensor

// Updates are recorded on tensors whose shape types are not known here, so through `record` and not the typed methods.
const binary =
  (operator: string) =>
  (a: Tensor, b: Tensor): Tensor =>
    record(operator, [a, b], {}) as Tensor

export const add = binary('add')
export const sub = binary('sub')
export const mul = binary('mul')
export const div = binary('div')
export const sqrt = (a: Tensor): Tensor => record('sqrt', [a], {}) as Tensor
export const scale = (a: Tensor, factor: number): Tensor => record('scale', [a], { factor }) as Tensor
export const shift = (a: Tensor, offset: number): Tensor =>
  add(a, source('constant', { shape: [], dtype: 'f32', values: [offset] }) as Tensor)
