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

/** A tensor of the optimiser's own that persists between steps and starts as one number, 0 unless given. */
export const state = (name: string, shape: Shape, value = 0): Tensor =>
  source('state', { name, shape, dtype: 'f32', initializer: { kind: 'constant', value } }) as Tensor

// Updates are recorded on tensors whose shape types are not known here, so through `record` and not the typed methods.
const binary =
  (operator: string) =>
  (a: Tensor, b: Tensor): Tensor =>
    record(operator, [a, b], {}) as Tensor

export const add = binary('add')
export const sub = binary('sub')
export const mul = binary('mul')
export const div = binary('div')
export const maximum = binary('maximum')
export const minimum = binary('minimum')
export const greater = binary('greater')
export const sum = (a: Tensor): Tensor => record('sum', [a], { axes: null, keepDims: false }) as Tensor
export const clamp = (a: Tensor, min: number, max: number): Tensor =>
  record('clamp', [a], { min, max, inclusive: false }) as Tensor
/** `then` where the mask is true, else `otherwise`: what is not chosen takes no part, even if it is NaN. */
export const where = (mask: Tensor, then: Tensor, otherwise: Tensor): Tensor =>
  record('where', [mask, then, otherwise], {}) as Tensor
export const sqrt = (a: Tensor): Tensor => record('sqrt', [a], {}) as Tensor
export const scale = (a: Tensor, factor: number): Tensor => record('scale', [a], { factor }) as Tensor
export const number = (value: number): Tensor =>
  source('constant', { shape: [], dtype: 'f32', values: [value] }) as Tensor
export const shift = (a: Tensor, offset: number): Tensor => add(a, number(offset))
/** a·x + (1 − a)·y, with 1 − a as the decimal it means: 1 − 0.9 is 0.1, not 0.09999999999999998. */
export const blend = (share: number, x: Tensor, y: Tensor): Tensor =>
  add(scale(x, share), scale(y, Number((1 - share).toPrecision(12))))
/** gradient + weightDecay · w, the gradient of the loss with an L2 penalty. */
export const penalised = ({ gradient, parameter }: Trained, weightDecay: number): Tensor =>
  weightDecay === 0 ? gradient : add(gradient, scale(parameter, weightDecay))
