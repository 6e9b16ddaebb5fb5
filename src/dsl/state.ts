/**
 * State: float leaves that persist between steps and are not trained, such as running statistics. Their next values are
 * ordinary tensors of the graph, attached by `withUpdate` to the result that goes with them. In: shapes and initialisers.
 * Out: leaves; and, for `model`, the updates that a recorded result carries.
 */
import type { Initializer } from '../runtime/manifest.js'
import {
  checkedSizes,
  type Constructed,
  type ShapeArgument,
  type Size,
  type SizeArgument,
} from '../shapes/construct.js'
import type { Node } from './graph.js'
import { source } from './record.js'
import { captureSite } from './site.js'
import type { Tensor } from './tensor.js'

let created = 0

/**
 * A tensor that persists between the steps of a model, is not trained, and changes only by `withUpdate`: a buffer of PyTorch's
 * modules. A model names it after the layer and field that hold it; `name` is for state that belongs to no layer.
 *
 * @throws ShapeError for a dimension that is not a whole number
 * @example
 * const count = state([], init.zeros, 'count')
 * withUpdate(zeros(['batch', 4]), count, count.add(1)) // => [batch, 4]
 */
export function state<const S extends readonly number[]>(
  shape: ShapeArgument<'state', S>,
  initializer: Initializer,
  name?: string,
): Tensor<Constructed<S>> {
  return leaf('state', shape as readonly number[], initializer, name) as Tensor<Constructed<S>>
}

function leaf(operator: string, shape: readonly number[], initializer: Initializer, name?: string): Tensor {
  const sizes = checkedSizes(operator, shape, captureSite())
  return source('state', { name: name ?? `state#${created++}`, shape: sizes, dtype: 'f32', initializer }) as Tensor
}

/** The running mean and variance of batchNorm. */
export type RunningStatistics<C extends number> = {
  readonly mean: Tensor<[C]>
  readonly variance: Tensor<[C]>
}

/**
 * State for the running statistics of so many channels, a mean of zeros and a variance of ones, for `batchNorm`. The buffers
 * `running_mean` and `running_var` of PyTorch's `nn.BatchNorm2d`.
 *
 * @throws ShapeError for a number of channels that is not a whole number
 * @example
 * const running = runningStatistics(16)
 * running.variance // => [16]
 * batchNorm(zeros(['batch', 16, 8, 8]), ones([16]), zeros([16]), { running }) // => [batch, 16, 8, 8]
 */
export const runningStatistics = <const C extends number>(
  channels: SizeArgument<'runningStatistics', C>,
): RunningStatistics<Size<C>> =>
  runningStatisticsOf('runningStatistics', channels as number) as RunningStatistics<Size<C>>

/** The same for a layer, with errors about the layer. */
export const runningStatisticsOf = (operator: string, channels: number): RunningStatistics<number> => ({
  mean: leaf(operator, [channels], { kind: 'constant', value: 0 }) as Tensor<[number]>,
  variance: leaf(operator, [channels], { kind: 'constant', value: 1 }) as Tensor<[number]>,
})

/** The updates that these nodes carry, `[leaf, next value]`, in recording order. */
export const carriedUpdates = (nodes: readonly Node[]): (readonly [Node, Node])[] =>
  nodes
    .filter(({ operator }) => operator === 'withUpdate')
    .map(({ operands }) => [operands[1] as Node, operands[2] as Node])
