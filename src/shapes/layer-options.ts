/**
 * Numbers that a layer is made with and that are no dimensions: kernel, stride and padding of a window, groups of channels.
 * In: the number, or one for each spatial axis. Out: the type of a parameter, which marks what no input could fit, or the
 * sentence at run time.
 */
import type { Size, SoundSize } from './construct.js'
import { divideDims, type DivideDims } from './dim.js'
import { message, type Message } from './message.js'
import { isNatural, type IsNatural } from './nat.js'
import type { Late } from './rule.js'
import type { IsPositive, PerAxis } from './window-options.js'

const sentences = {
  least: '{op}: {which} {n} is not a whole number, {least} or more',
  divide: '{op}: {n} groups do not divide the {c} channels',
} as const

type Least = 0 | 1

/** `'sound'`, or never. A number that is not known is sound. */
type SoundNumber<L extends Least, N> =
  number extends N ? 'sound'
  : (L extends 0 ? IsNatural<N> : IsPositive<N>) extends false ? never
  : 'sound'

/** Of `any`, and of a type parameter that generic code passes on, it says `'sound'`: see SizeArgument in construct.ts. */
type SoundOption<L extends Least, P> =
  [0] extends [1 & P] ? 'sound'
  : P extends readonly [infer A, infer B] ?
    SoundNumber<L, A> extends never ?
      never
    : SoundNumber<L, B>
  : SoundNumber<L, P>

type LeastFault<Op extends string, Which extends string, L extends Least, N> = Late<
  Message<typeof sentences.least, { op: Op; which: Which; n: N; least: L }>
>

type MarkedOption<Op extends string, Which extends string, L extends Least, P> =
  P extends readonly unknown[] ?
    { [K in keyof P]: SoundNumber<L, P[K]> extends never ? LeastFault<Op, Which, L, P[K]> : P[K] }
  : LeastFault<Op, Which, L, P>

/** The type of a layer's option: the number, or one for each of two axes. What no axis can have is marked. */
export type LayerOptionArgument<Op extends string, Which extends string, L extends Least, P extends PerAxis> =
  SoundOption<L, P> extends never ? MarkedOption<Op, Which, L, P> : P

/** The option that such an argument gives. After an error it is any number, so that one mistake makes one diagnostic. */
export type SoundLayerOption<L extends Least, P extends PerAxis> = SoundOption<L, P> extends never ? number : P

/** `'sound'`, or never: whether so many groups divide so many channels. */
export type SoundGroups<G extends number, C extends number> =
  [0] extends [1 & G] ? 'sound'
  : [0] extends [1 & C] ? 'sound'
  : SoundNumber<1, G> extends never ? never
  : SoundSize<C> extends never ? 'sound'
  : DivideDims<Size<C>, Size<G>> extends false ? never
  : 'sound'

type GroupsFault<Op extends string, G extends number, C extends number> =
  SoundNumber<1, G> extends never ? LeastFault<Op, 'groups', 1, G>
  : Late<Message<typeof sentences.divide, { op: Op; n: G; c: C }>>

/** The type of a number of groups, which divides the channels; channels that are none are not its fault. */
export type GroupsArgument<Op extends string, G extends number, C extends number> =
  SoundGroups<G, C> extends never ? GroupsFault<Op, G, C> : G

/** The groups that such an argument gives. */
export type Groups<G extends number, C extends number> = SoundGroups<G, C> extends never ? number : Size<G>

const leastFault = (operator: string, which: string, least: Least, n: unknown): string | undefined =>
  typeof n === 'number' && isNatural(n) && n >= least ?
    undefined
  : message(sentences.least, { op: operator, which, n: typeof n === 'string' ? `'${n}'` : String(n), least })

/** The option on each of `axes` axes, or the sentence. @example layerOption('conv2d', 'kernel', 1, 3, 2) // [3, 3] */
export const layerOption = (
  operator: string,
  which: string,
  least: Least,
  value: PerAxis,
  axes: number,
): readonly number[] | string => {
  const list = Array.isArray(value) ? (value as readonly number[]) : Array.from({ length: axes }, () => value as number)
  const fault = list.map((n) => leastFault(operator, which, least, n)).find((one) => one !== undefined)
  // Of lists of another length, programs without types only.
  return fault ?? (list.length === axes ? list : `${operator}: ${which} has ${list.length} entries, expected ${axes}`)
}

/** The number of groups when it divides the channels. @example layerGroups('groupNorm', 4, 16) // 4 */
export const layerGroups = (operator: string, groups: number, channels: number): number | string =>
  leastFault(operator, 'groups', 1, groups) ??
  (isNatural(channels) && divideDims(channels, groups) === false ?
    message(sentences.divide, { op: operator, n: groups, c: channels })
  : groups)
