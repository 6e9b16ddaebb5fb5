/**
 * Pooling over any number of spatial axes: input `[batch, channels, ...spatial]` or `[channels, ...spatial]`. The length of
 * the kernel says how many spatial axes there are; a kernel given as one number covers all axes after batch and channels.
 * The stride is the kernel unless given, and padding is at most half of the kernel, so that no window is all padding.
 */
import { message, type Message } from './message.js'
import type { Dim, Shape } from './shape.js'
import type { OperandArgument } from './window-options.js'
import { windowShape, type PerAxis, type WindowShape } from './window.js'

const sentences = {
  few: '{op}: input {x} has rank {rank}, kernel {kernel} expects rank 3 or more',
  rank: '{op}: input {x} has rank {rank}, kernel {kernel} expects rank {n} or, with a batch axis, {m}',
} as const

type PoolSpatial<
  Op extends string,
  X extends Shape,
  Lead extends Shape,
  Spatial extends Shape,
  Kernel extends Shape,
  Step extends PerAxis,
  S extends PerAxis | undefined,
  P extends PerAxis,
> =
  WindowShape<{ op: Op; x: X; kernel: Kernel }, Spatial, Kernel, [S] extends [PerAxis] ? S : Step, P, true> extends (
    infer Windows
  ) ?
    Windows extends Shape ?
      [...Lead, ...Windows]
    : Windows
  : never

type Repeat<S extends Shape, K> = { -readonly [I in keyof S]: K }

type PoolList<
  Op extends string,
  X extends Shape,
  Kernel extends readonly number[],
  S extends PerAxis | undefined,
  P extends PerAxis,
> =
  X extends readonly [...infer Lead extends Shape, ...{ [I in keyof Kernel]: Dim }] ?
    Lead['length'] extends 1 | 2 ?
      TakeAfter<X, Lead> extends infer Spatial extends Shape ?
        PoolSpatial<Op, X, Lead, Spatial, Kernel, Kernel, S, P>
      : never
    : PoolRank<Op, X, Kernel>
  : PoolRank<Op, X, Kernel>

type PoolRank<Op extends string, X extends Shape, Kernel extends readonly number[]> = Message<
  typeof sentences.rank,
  { op: Op; x: X; rank: X['length']; kernel: Kernel; n: [0, ...Kernel]['length']; m: [0, 0, ...Kernel]['length'] }
>

/** What follows the leading axes. */
type TakeAfter<X extends Shape, Lead extends Shape> =
  Lead extends readonly [unknown, ...infer MoreLead extends Shape] ?
    X extends readonly [unknown, ...infer Tail extends Shape] ?
      TakeAfter<Tail, MoreLead>
    : []
  : X

/** The shape of a pooling. `Pool<'maxPool', ['batch', 16, 8, 8], [2, 2]>` is `['batch', 16, 4, 4]`. */
export type Pool<
  Op extends string,
  X extends Shape,
  Kernel extends PerAxis,
  S extends PerAxis | undefined = undefined,
  P extends PerAxis = 0,
> =
  number extends X['length'] ? Shape
  : Kernel extends readonly number[] ?
    number extends Kernel['length'] ?
      Shape
    : PoolList<Op, X, Kernel, S, P>
  : X extends readonly [infer B extends Dim, infer C extends Dim, infer D extends Dim, ...infer More extends Shape] ?
    PoolSpatial<Op, X, [B, C], [D, ...More], Extract<Repeat<[D, ...More], Kernel>, Shape>, Kernel, S, P>
  : Message<typeof sentences.few, { op: Op; x: X; rank: X['length']; kernel: Kernel }>

/** A list for a kernel with the sentence in the place of the size that it is about, or the sentence. */
type Marked<Sentence, K> =
  K extends readonly unknown[] ?
    Sentence extends `${string}: kernel ${string} on spatial axis ${infer Axis} ${string}` ?
      { [I in keyof K]: I extends Axis ? Sentence : K[I] }
    : Sentence
  : Sentence

/** The type of the kernel: `K`, or the sentence, unless it is about an option. A stride that is not given is the kernel's. */
export type PoolKernel<Outcome, S, K, Sentence = Outcome> = OperandArgument<
  Outcome,
  K,
  [S] extends [undefined] ? 'padding' : 'stride' | 'padding',
  Marked<Sentence, K>
>

/** The kernel on each spatial axis, and how many axes stand before them. */
export const poolKernel = (x: Shape, kernel: PerAxis): readonly number[] =>
  typeof kernel === 'number' ? x.slice(2).map(() => kernel) : kernel

/** The shape of a pooling. @example pool('maxPool', ['batch', 16, 8, 8], [2, 2]) // ['batch', 16, 4, 4] */
export const pool = (
  operator: string,
  x: Shape,
  kernel: PerAxis,
  stride?: PerAxis,
  padding: PerAxis = 0,
): Shape | string => {
  const rank = x.length
  const list = poolKernel(x, kernel)
  if (typeof kernel === 'number' && rank < 3) return message(sentences.few, { op: operator, x, rank, kernel })
  const lead = rank - list.length
  if (lead !== 1 && lead !== 2)
    return message(sentences.rank, { op: operator, x, rank, kernel: list, n: list.length + 1, m: list.length + 2 })
  const windows = windowShape({ op: operator, x, kernel: list }, x.slice(lead), list, stride ?? list, padding, true)
  return typeof windows === 'string' ? windows : [...x.slice(0, lead), ...windows]
}
