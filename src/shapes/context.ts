/**
 * Contexts: lists of shapes that the nodes of a composed graph read. In: a context and a position in it, or the context a
 * graph was made over and the one it is put into. Out: the shape there, the context itself, or a sentence.
 */
import { message, type Message } from './message.js'
import { sameShape, type SameShape } from './same-shape.js'
import type { Constructed } from './construct.js'
import type { Shape } from './shape.js'

/** The shapes of a context, in order. */
export type ContextShapes = readonly Shape[]

/** The context with its shapes as they are shown: `[[32, 10], [10]]`. */
export type PlainContext<C extends ContextShapes> = { -readonly [K in keyof C]: Constructed<C[K]> }

const sentences = {
  position: '{op}: position {at} of a context of {n}',
  length: '{op}: the context has {x} shapes, expected {y}',
  entry: '{op}: position {at} of the context is {a}, expected {b}',
} as const

/** The shape at a position. `ContextEntry<'entry', [[2], [3, 4]], 1>` is `[3, 4]`. */
export type ContextEntry<Op extends string, C extends ContextShapes, At extends number> =
  number extends C['length'] ? Shape
  : number extends At ? Shape
  : `${At}` extends keyof C ? C[At]
  : Message<typeof sentences.position, { op: Op; at: At; n: C['length'] }>

/** The shape at a position. @example contextEntry('entry', [[2], [3, 4]], 1) // [3, 4] */
export const contextEntry = (operator: string, context: ContextShapes, at: number): Shape | string =>
  context[at] ?? message(sentences.position, { op: operator, at, n: context.length })

type Compare<Op extends string, Rest extends ContextShapes, Wanted extends ContextShapes, Seen extends unknown[] = []> =
  Rest extends readonly [infer A extends Shape, ...infer Tail extends ContextShapes] ?
    Wanted extends readonly [infer B extends Shape, ...infer TailWanted extends ContextShapes] ?
      SameShape<Op, A, B> extends string ?
        Message<typeof sentences.entry, { op: Op; at: Seen['length']; a: A; b: B }>
      : Compare<Op, Tail, TailWanted, [...Seen, 0]>
    : never
  : undefined

/** The context, when it is the one that was expected. */
export type SameContext<Op extends string, C extends ContextShapes, Wanted extends ContextShapes> =
  [C] extends [Wanted] ? C
  : number extends C['length'] ? C
  : number extends Wanted['length'] ? C
  : C['length'] extends Wanted['length'] ?
    Compare<Op, C, Wanted> extends infer Fault ?
      Fault extends string ?
        Fault
      : C
    : never
  : Message<typeof sentences.length, { op: Op; x: C['length']; y: Wanted['length'] }>

/** The context, when it is the one that was expected. @example sameContext('append', [[2]], [[3]]) // append: position 0 … */
export const sameContext = (
  operator: string,
  context: ContextShapes,
  wanted: ContextShapes,
): ContextShapes | string => {
  if (context.length !== wanted.length)
    return message(sentences.length, { op: operator, x: context.length, y: wanted.length })
  for (const [at, a] of context.entries()) {
    const b = wanted[at] ?? []
    if (typeof sameShape(operator, a, b) === 'string') return message(sentences.entry, { op: operator, at, a, b })
  }
  return context
}
