/**
 * State: float leaves that persist between steps and are not trained, such as running statistics. Their next values are
 * ordinary tensors of the graph, attached by `withUpdate` to the result that goes with them. In: shapes and initialisers.
 * Out: leaves; and, for `model`, the updates that a recorded result carries.
 */
import type { Initializer } from '../runtime/manifest.js'
import type { Shape } from '../shapes/shape.js'
import type { Node } from './graph.js'
import { source } from './record.js'
import type { Tensor } from './tensor.js'

let created = 0

/**
 * A tensor that persists between the steps of a model, is not trained, and changes only by `withUpdate`: a buffer of PyTorch's
 * modules. A model names it after the layer and field that hold it; `name` is for state that belongs to no layer.
 *
 * @throws RangeError for an extent that is not a natural number
 * @example
 * const count = state([], init.zeros, 'count')
 * withUpdate(zeros(['batch', 4]), count, count.add(1)) // => [batch, 4]
 */
export function state<const S extends readonly number[]>(
  shape: S,
  initializer: Initializer,
  name?: string,
): Tensor<[...S]> {
  for (const [axis, extent] of shape.entries()) {
    if (!Number.isSafeInteger(extent) || extent < 0)
      throw new RangeError(`state: extent ${extent} of axis ${axis} is not a natural number`)
  }
  return source('state', {
    name: name ?? `state#${created++}`,
    shape: [...shape] as Shape,
    dtype: 'f32',
    initializer,
  }) as unknown as Tensor<[...S]> // the very shape that was passed to source
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
 * @throws RangeError for a number of channels that is not a natural number
 * @example
 * const running = runningStatistics(16)
 * running.variance // => [16]
 * batchNorm(zeros(['batch', 16, 8, 8]), ones([16]), zeros([16]), { running }) // => [batch, 16, 8, 8]
 */
export const runningStatistics = <const C extends number>(channels: C): RunningStatistics<C> => ({
  mean: state([channels], { kind: 'constant', value: 0 }),
  variance: state([channels], { kind: 'constant', value: 1 }),
})

/** The updates that these nodes carry, `[leaf, next value]`, in recording order. */
export const carriedUpdates = (nodes: readonly Node[]): (readonly [Node, Node])[] =>
  nodes
    .filter(({ operator }) => operator === 'withUpdate')
    .map(({ operands }) => [operands[1] as Node, operands[2] as Node])
