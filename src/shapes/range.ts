/**
 * A range of positions of one axis: `start` up to but not including `end`, every `step`-th of them. Negative positions count
 * from the end, a negative step goes backwards. In: the axis and the three numbers, each of which may be left out; out: how
 * many positions there are, or a sentence. Positions outside the axis are errors, not clipped; a range may be empty.
 */
import { addDims, divideDims, subtractDims, type AddDims, type DivideDims, type SubtractDims } from './dim.js'
import { message, type Message } from './message.js'
import type { Add, Compare, Divide, Subtract } from './nat.js'
import type { Dim, IsWide, Shape } from './shape.js'

const sentences = {
  range: '{op}: {which} {at} is out of range for axis {axis} of {shape} (size {size})',
  order: '{op}: start {start} is after end {end} on axis {axis} of {shape} (size {size})',
  backwards:
    '{op}: start {start} is before end {end} and step {step} goes back, on axis {axis} of {shape} (size {size})',
  step: '{op}: step {step} on axis {axis} of {shape} is not a whole number other than 0',
  multiple: '{op}: step {step} on axis {axis} of {shape} must divide {length}, the length of the range',
} as const

/** Where a range is taken, for the sentences. */
export interface RangeOf<Op, S, A, D> {
  readonly op: Op
  readonly shape: S
  readonly axis: A
  readonly size: D
}

/** A position counted from the front, or undefined when it lies outside the axis; `Inside` excludes the end itself. */
type Position<D extends Dim, At, Default, Inside> =
  [At] extends [undefined] ? Default
  : At extends number ?
    number extends At ? number
    : `${At}` extends `${bigint}` ?
      `${At}` extends `-${string}` ?
        AddDims<D, At> extends infer P ?
          `${P & Dim}` extends `-${bigint}` ?
            undefined
          : P
        : never
      : IsWide<D> extends true ? At
      : D extends number ?
        Compare<At, D> extends (Inside extends true ? 'less' : 'less' | 'equal') ?
          At
        : undefined
      : At
    : undefined
  : Default

type Outside<At, Which, P> = Message<typeof sentences.range, At & { readonly which: Which; readonly at: P }>

/** The length of a range that goes forward, or a sentence. */
type Forward<At extends RangeOf<unknown, unknown, unknown, Dim>, Start, End> =
  Position<At['size'], Start, 0, false> extends infer From ?
    From extends undefined ? Outside<At, 'start', Start>
    : Position<At['size'], End, At['size'], false> extends infer To ?
      To extends undefined ? Outside<At, 'end', End>
      : SubtractDims<To & Dim, From & Dim> extends infer Length extends Dim ?
        `${Length}` extends `-${bigint}` ?
          Message<typeof sentences.order, At & { readonly start: Start; readonly end: End }>
        : [Length]
      : never
    : never
  : never

/** The length of a range that goes backwards, or a sentence. */
type Backward<At extends RangeOf<unknown, unknown, unknown, Dim>, Start, End, Step> =
  Position<At['size'], Start, SubtractDims<At['size'], 1>, true> extends infer From ?
    From extends undefined ? Outside<At, 'start', Start>
    : Position<At['size'], End, -1, false> extends infer To ?
      To extends undefined ? Outside<At, 'end', End>
      : SubtractDims<From & Dim, To & Dim> extends infer Length extends Dim ?
        `${Length}` extends `-${bigint}` ?
          Message<typeof sentences.backwards, At & { readonly start: Start; readonly end: End; readonly step: Step }>
        : [Length]
      : never
    : never
  : never

/** Every so many of the positions of a range; `Outcome` is its length in a list, or a sentence already. */
type Every<At extends RangeOf<unknown, unknown, unknown, Dim>, Outcome, Step, N extends number> =
  Outcome extends [infer Length extends Dim] ?
    N extends 1 ? Outcome
    : IsWide<Length> extends true ? [number]
    : Length extends number ? [Divide<Add<Length, Subtract<N, 1>>, N>]
    : DivideDims<Length, N> extends infer D extends Dim ? [D]
    : Message<typeof sentences.multiple, At & { readonly step: Step; readonly length: Length }>
  : Outcome

/** The number of positions in a list of one, or a sentence. */
export type RangeSize<At extends RangeOf<unknown, unknown, unknown, Dim>, Start, End, Step> =
  [Step] extends [undefined] ? Forward<At, Start, End>
  : Step extends number ?
    number extends Step ? [number]
    : Step extends 0 ? Message<typeof sentences.step, At & { readonly step: Step }>
    : `${Step}` extends `${bigint}` ?
      `${Step}` extends `-${infer N extends number}` ?
        Every<At, Backward<At, Start, End, Step>, Step, N>
      : Every<At, Forward<At, Start, End>, Step, Step>
    : Message<typeof sentences.step, At & { readonly step: Step }>
  : [number]

/** A range as three numbers and how many positions it has. */
export interface StridedRange {
  readonly start: Dim
  readonly step: number
  readonly count: Dim
}

const position = (size: Dim, at: number, inside: boolean): Dim | undefined => {
  if (!Number.isInteger(at)) return undefined
  const from = at < 0 ? addDims(size, at) : at
  if (typeof from !== 'number') return from
  return from < 0 || (typeof size === 'number' && (inside ? from >= size : from > size)) ? undefined : from
}

/**
 * The positions of a range, counted from the front, or a sentence.
 *
 * @example rangePositions({ op: 'slice', shape: [9], axis: 0, size: 9 }, 1, -1, 3) // { start: 1, step: 3, count: 3 }
 */
export const rangePositions = (
  of: { readonly op: string; readonly shape: Shape; readonly axis: number; readonly size: Dim },
  start: number | undefined,
  end: number | undefined,
  step = 1,
): StridedRange | string => {
  const values = { ...of }
  if (!Number.isInteger(step) || step === 0) return message(sentences.step, { ...values, step })
  const back = step < 0
  const from =
    start !== undefined ? position(of.size, start, back)
    : back ? subtractDims(of.size, 1)
    : 0
  if (from === undefined) return message(sentences.range, { ...values, which: 'start', at: start ?? 0 })
  const to =
    end !== undefined ? position(of.size, end, false)
    : back ? -1
    : of.size
  if (to === undefined) return message(sentences.range, { ...values, which: 'end', at: end ?? 0 })
  const length = back ? subtractDims(from, to) : subtractDims(to, from)
  if (typeof length === 'number' && length < 0)
    return message(back ? sentences.backwards : sentences.order, {
      ...values,
      start: start ?? '?',
      end: end ?? '?',
      step,
    })
  const by = Math.abs(step)
  const count = typeof length === 'number' ? Math.ceil(length / by) : divideDims(length, by)
  return count === false ? message(sentences.multiple, { ...values, step, length }) : { start: from, step, count }
}
