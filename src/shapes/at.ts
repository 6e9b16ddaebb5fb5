/**
 * Parts of a tensor by a text of positions and ranges, as between NumPy's brackets: `'1:, ..., -1'`. In: a shape and the
 * text; out: the shape, in which a position's axis is gone and a range's has its size, or a sentence. As in slice.ts, and
 * other than in NumPy, what lies outside the axis is an error, not clipped.
 */
import { addDims } from './dim.js'
import { hasPosition, type HasPosition } from './fin.js'
import { message, type Message } from './message.js'
import { rangePositions, type RangeOf, type RangeSize } from './range.js'
import type { Dim, IsWide, Shape } from './shape.js'

const sentences = {
  part: "at: '{part}' in '{text}' is not a position such as -1, a range such as 1:-1:2, or the one '...'",
  rank: "at: '{text}' has {n} parts, {shape} has rank {rank}",
  position: "at: '{at}' is out of range for axis {axis} of {shape} (size {size})",
} as const

/** A position, or the start, the end and the step of a range, or the axes for which nothing is written. */
type Part = number | readonly [start?: number | undefined, end?: number | undefined, step?: number | undefined] | '...'

type Trim<S extends string> =
  S extends ` ${infer Rest}` ? Trim<Rest>
  : S extends `${infer Rest} ` ? Trim<Rest>
  : S

/** A whole number as it is usually written, undefined for an empty text, else false. */
type Whole<S extends string> =
  S extends '' ? undefined
  : S extends `${bigint}` ?
    S extends `${infer N extends number}` ?
      IsWide<N> extends true ?
        false
      : N
    : false
  : S extends ` ${string}` | `${string} ` ? Whole<Trim<S>>
  : false

type Range<Start, End, Step> = false extends Start | End | Step ? false : [Start, End, Step]

/** A part without spaces around it, or false. */
type ParsePart<S extends string> =
  S extends '...' ? S
  : S extends `${infer Start}:${infer Rest}` ?
    Rest extends `${infer End}:${infer Step}` ?
      Range<Whole<Start>, Whole<End>, Whole<Step>>
    : Range<Whole<Start>, Whole<Rest>, undefined>
  : Whole<S> extends infer N extends number ? N
  : false

/** The parts of a text, or the sentence about the first that is none; a second ellipsis is none. */
type Parse<Text, S extends string, Out extends readonly unknown[] = []> =
  S extends `${infer Head},${infer Tail}` ?
    Add<Text, Trim<Head>, Out> extends infer More ?
      More extends readonly unknown[] ?
        Parse<Text, Tail, More>
      : More
    : never
  : Add<Text, Trim<S>, Out>

type Add<Text, S extends string, Out extends readonly unknown[]> =
  ParsePart<S> extends infer P ?
    P extends false ? Message<typeof sentences.part, { part: S; text: Text }>
    : [P, '...'] extends ['...', Out[number]] ? Message<typeof sentences.part, { part: S; text: Text }>
    : [...Out, P]
  : never

/** The dimensions that no part is written for, as many as there are; false when there are too few. */
type Spare<S extends readonly unknown[], Parts extends readonly unknown[]> =
  Parts extends readonly [infer Head, ...infer More] ?
    Head extends '...' ? Spare<S, More>
    : S extends readonly [unknown, ...infer Rest] ? Spare<Rest, More>
    : false
  : S

/** The number of parts beside the ellipsis. */
type Written<Parts extends readonly unknown[], Seen extends unknown[] = []> =
  Parts extends readonly [infer Head, ...infer More] ? Written<More, Head extends '...' ? Seen : [...Seen, Head]>
  : Seen['length']

/** What a part leaves of an axis: the dimensions in its place, or a sentence. */
type Taken<S extends Shape, Axis, D extends Dim, P> =
  P extends readonly [undefined, undefined, undefined] ? [D]
  : P extends readonly [infer Start, infer End, infer Step] ? RangeSize<RangeOf<'at', S, Axis, D>, Start, End, Step>
  : HasPosition<D, P & number> extends true ? []
  : Message<typeof sentences.position, { at: P; axis: Axis; shape: S; size: D }>

type Walk<
  S extends Shape,
  Axes extends readonly unknown[],
  Parts,
  Left,
  Seen extends unknown[] = [],
  Out extends Dim[] = [],
> =
  Axes extends readonly [infer D extends Dim, ...infer Rest] ?
    Parts extends readonly [infer P, ...infer More] ?
      P extends '...' ?
        Left extends readonly [unknown, ...infer Fewer] ?
          Walk<S, Rest, Parts, Fewer, [...Seen, D], [...Out, D]>
        : Walk<S, Axes, More, [], Seen, Out>
      : Taken<S, Seen['length'], D, P> extends infer Put ?
        Put extends readonly (infer _Dims extends Dim)[] ?
          Walk<S, Rest, More, Left, [...Seen, D], [...Out, ...Put]>
        : Put
      : never
    : Walk<S, Rest, [], [], [...Seen, D], [...Out, D]>
  : Out

/** The shape of the part. `At<[8, 3, 4], '2:, ..., -1'>` is `[6, 3]`. */
export type At<S extends Shape, Text extends string> =
  string extends Text ? Shape
  : Parse<Text, Text> extends infer Parts ?
    Parts extends readonly unknown[] ?
      number extends S['length'] ? Shape
      : Spare<S, Parts> extends infer Left ?
        Left extends false ?
          Message<typeof sentences.rank, { text: Text; n: Written<Parts>; shape: S; rank: S['length'] }>
        : Walk<S, S, Parts, Left>
      : never
    : Parts
  : never

/** A whole number as it is usually written, undefined for an empty text, else NaN. */
const whole = (text: string | undefined): number | undefined => {
  const trimmed = (text ?? '').replace(/^ +| +$/g, '')
  if (trimmed === '') return undefined
  return /^-?\d+$/.test(trimmed) && String(Number(trimmed)) === trimmed ? Number(trimmed) : NaN
}

const parsePart = (text: string): Part | undefined => {
  if (text === '...') return text
  const numbers = text.split(':').map(whole)
  if (numbers.length > 3 || numbers.some(Number.isNaN)) return undefined
  return numbers.length === 1 ? numbers[0] : [numbers[0], numbers[1], numbers[2]]
}

/** The parts of a text, or the sentence about the first that is none; a second ellipsis is none. */
const parse = (text: string): readonly Part[] | string => {
  const parts: Part[] = []
  for (const written of text.split(',')) {
    const trimmed = written.replace(/^ +| +$/g, '')
    const part = parsePart(trimmed)
    if (part === undefined || (part === '...' && parts.includes(part)))
      return message(sentences.part, { part: trimmed, text })
    parts.push(part)
  }
  return parts
}

/** What is taken of an axis: every `step`-th position from `start`, `count` of them, or one, which has no count. */
export interface AxisPart {
  readonly start: Dim
  readonly step: number
  readonly count: Dim | undefined
}

/**
 * What the text takes of each axis, positions counted from the front, or a sentence.
 *
 * @example partsAt([8, 4], '2:, -1') // [{ start: 2, step: 1, count: 6 }, { start: 3, step: 1, count: undefined }]
 */
export const partsAt = (shape: Shape, text: string): readonly AxisPart[] | string => {
  const parts = parse(text)
  if (typeof parts === 'string') return parts
  const written = parts.filter((part) => part !== '...').length
  const rank = shape.length
  if (written > rank) return message(sentences.rank, { text, n: written, shape, rank })
  const dots = parts.includes('...') ? parts.indexOf('...') : parts.length
  const taken: AxisPart[] = []
  for (const [axis, size] of shape.entries()) {
    const part =
      axis < dots ? parts[axis]
      : axis < dots + rank - written ? undefined
      : parts[axis - (rank - written) + 1]
    const one = axisPart(shape, axis, size, part)
    if (typeof one === 'string') return one
    taken.push(one)
  }
  return taken
}

const axisPart = (shape: Shape, axis: number, size: Dim, part: Part | undefined): AxisPart | string => {
  if (typeof part === 'object') return rangePositions({ op: 'at', shape, axis, size }, ...part)
  if (typeof part !== 'number') return { start: 0, step: 1, count: size }
  if (!hasPosition(size, part)) return message(sentences.position, { at: part, axis, shape, size })
  return { start: part < 0 ? addDims(size, part) : part, step: 1, count: undefined }
}

/** The shape of the part. @example at([8, 3, 4], '2:, ..., -1') // [6, 3] */
export const at = (shape: Shape, text: string): Shape | string => {
  const taken = partsAt(shape, text)
  return typeof taken === 'string' ? taken : taken.flatMap(({ count }) => (count === undefined ? [] : [count]))
}
