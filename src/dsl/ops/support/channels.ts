/**
 * What convolution and its transpose share: options, and channels in groups. In: operands, groups and the sum over the taps
 * of one group. Out: the sum for all channels. Groups become an axis of their own, so that every index stays affine.
 */
import type { OptionArgument, PerAxis } from '../../../shapes/window-options.js'
import type { IndexLike } from '../../comprehension/index-expression.js'
import type { Expression, Value } from '../../comprehension/types.js'
import type { Attribute } from '../../graph.js'
import type { Builder } from '../../operator.js'
import { reduce } from '../../primitives/map.js'
import { reshapeTo } from '../../primitives/movement.js'
import { addBias } from './bias.js'
import type { WindowOptions } from './window.js'

export interface ConvolutionOptions<
  S extends PerAxis,
  P extends PerAxis,
  L extends PerAxis,
  G extends number,
  Outcome = unknown,
> extends WindowOptions<S, P, Outcome> {
  /** How far apart the taps of the kernel are. Default 1. */
  readonly dilation?: OptionArgument<Outcome, 'dilation', L>
  /** Channels are cut into this many groups, each with a kernel of its own. Default 1. */
  readonly groups?: OptionArgument<Outcome, 'groups', G>
}

interface ConvolutionAttributes {
  readonly stride: PerAxis
  readonly padding: PerAxis
  readonly dilation: PerAxis
  readonly groups: number
}

/** The options, which their types have judged, as attributes, each with its default. */
export const convolutionAttributes = (
  options: Readonly<Partial<Record<keyof ConvolutionAttributes, unknown>>>,
): Record<keyof ConvolutionAttributes, Attribute> => {
  const { stride = 1, padding = 0, dilation = 1, groups = 1 } = options as Partial<ConvolutionAttributes>
  return { stride, padding, dilation, groups }
}

/** One element of the result and one tap: `lead` are batch and group, `group` the group alone where there are several. */
export interface Tap {
  readonly lead: readonly IndexLike[]
  readonly group: readonly IndexLike[]
  readonly out: IndexLike
  readonly position: readonly IndexLike[]
  readonly channel: IndexLike
  readonly k: readonly IndexLike[]
}

/** Σ over the input channels of a group and the taps of the kernel, plus the bias. `body` reads the operands it is given. */
export function sumOverTaps(
  build: Builder,
  [x, w, bias]: readonly Value[],
  groups: number,
  inGroup: number,
  body: (x: Value, w: Value, tap: Tap) => Expression,
): Value {
  const kernel = w!.shape.slice(2)
  const shape = build.result.shape
  const channelAxis = shape.length - kernel.length - 1
  const split = (value: Value, axis: number): Value =>
    groups === 1 ? value : (
      reshapeTo(build, value, splitAxis(value.shape, axis, groups), { name: `${build.name}_groups` })
    )
  const [xs, ws] = [split(x!, channelAxis), split(w!, 0)]
  const leading = groups === 1 ? channelAxis : channelAxis + 1
  const product = reduce(
    build,
    'sum',
    groups === 1 ? shape : splitAxis(shape, channelAxis, groups),
    [inGroup, ...kernel],
    (at, [channel, ...k]) => {
      const [lead, [out, ...position]] = [at.slice(0, leading), at.slice(leading)]
      return body(xs, ws, { lead, group: lead.slice(channelAxis), out: out!, position, channel: channel!, k })
    },
  )
  const joined = groups === 1 ? product : reshapeTo(build, product, shape)
  return bias === undefined ? joined : addBias(build, joined, bias, channelAxis)
}

const splitAxis = (shape: readonly number[], axis: number, groups: number): number[] => [
  ...shape.slice(0, axis),
  groups,
  shape[axis]! / groups,
  ...shape.slice(axis + 1),
]
