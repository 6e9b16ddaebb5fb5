/**
 * Cells of recurrent networks: input `[..., in]`, state `[..., hidden]`, weights `[gates*hidden, in]` and
 * `[gates*hidden, hidden]`, biases `[gates*hidden]`; an LSTM has four gates, a GRU three. The new state has the shape of
 * the old one. Each part of the rule concerns one operand, for the type of that argument.
 */
import { multiplyDims, type MultiplyDims } from './dim.js'
import type { SameDim } from './matmul.js'
import { message, type Message } from './message.js'
import { sameShape, type SameShape } from './same-shape.js'
import type { Dim, Plain, Shape } from './shape.js'

const sentences = {
  input: '{op}: input {x} has rank {rank}, expected 1 or more (state {h})',
  stateRank: '{op}: input {x} has rank {a}, state {h} has rank {b}',
  lead: '{op}: input {x} and state {h} differ before their last axes',
  weightRank: '{op}: {role} {w} has rank {rank}, expected 2 (state {h})',
  gates: '{op}: {role} {w} gives {a} features, expected {b}: {gates} for each of state {h}',
  features: '{op}: {role} {w} expects {a} features, {from} has {b}',
  biasRank: '{op}: {role} {w} has rank {rank}, expected 1 (state {h})',
} as const

type Lead<S extends Shape> = S extends readonly [...infer Front extends Shape, Dim] ? Front : never
type Last<S extends Shape> = S extends readonly [...Shape, infer Width extends Dim] ? Width : never

/** The state's shape when it goes with the input: equal except for the last axis. */
export type RecurrentState<Op extends string, X extends Shape, H extends Shape> =
  number extends X['length'] ? H
  : number extends H['length'] ? H
  : X extends readonly [] ? Message<typeof sentences.input, { op: Op; x: X; rank: 0; h: H }>
  : X['length'] extends H['length'] ?
    SameShape<Op, Lead<X>, Lead<H>> extends string ?
      Message<typeof sentences.lead, { op: Op; x: X; h: H }>
    : Plain<H>
  : Message<typeof sentences.stateRank, { op: Op; x: X; a: X['length']; h: H; b: H['length'] }>

/** The weight's shape when it takes the last axis of `From` to so many gates for each element of the state `H`. */
export type RecurrentWeight<
  Op extends string,
  Role extends string,
  Gates extends number,
  From extends Shape,
  H extends Shape,
  W extends Shape,
> =
  number extends From['length'] ? W
  : number extends H['length'] ? W
  : number extends W['length'] ? W
  : From extends readonly [] ? W
  : H extends readonly [] ? W
  : W extends readonly [infer Out extends Dim, infer In extends Dim] ?
    SameDim<Out, MultiplyDims<Last<H>, Gates>> extends true ?
      SameDim<In, Last<From>> extends true ?
        W
      : Message<typeof sentences.features, { op: Op; role: Role; w: W; a: In; from: From; b: Last<From> }>
    : Message<
        typeof sentences.gates,
        { op: Op; role: Role; w: W; a: Out; b: MultiplyDims<Last<H>, Gates>; gates: Gates; h: H }
      >
  : Message<typeof sentences.weightRank, { op: Op; role: Role; w: W; rank: W['length']; h: H }>

/** The bias' shape when it has so many gates for each element of the state `H`. */
export type RecurrentBias<
  Op extends string,
  Role extends string,
  Gates extends number,
  H extends Shape,
  B extends Shape,
> =
  number extends H['length'] ? B
  : number extends B['length'] ? B
  : H extends readonly [] ? B
  : B extends readonly [infer Has extends Dim] ?
    SameDim<Has, MultiplyDims<Last<H>, Gates>> extends true ?
      B
    : Message<
        typeof sentences.gates,
        { op: Op; role: Role; w: B; a: Has; b: MultiplyDims<Last<H>, Gates>; gates: Gates; h: H }
      >
  : Message<typeof sentences.biasRank, { op: Op; role: Role; w: B; rank: B['length']; h: H }>

/** The state's shape when it goes with the input. @example recurrentState('gruCell', ['batch', 8], ['batch', 16]) */
export const recurrentState = (operator: string, x: Shape, h: Shape): Shape | string => {
  const values = { op: operator, x, h }
  if (x.length === 0) return message(sentences.input, { ...values, rank: 0 })
  if (x.length !== h.length) return message(sentences.stateRank, { ...values, a: x.length, b: h.length })
  const lead = sameShape(operator, x.slice(0, -1), h.slice(0, -1))
  return typeof lead === 'string' ? message(sentences.lead, values) : h
}

/** The weight's shape when it fits. @example recurrentWeight('gruCell', 'weightIh', 3, [8], [16], [48, 8]) // [48, 8] */
export const recurrentWeight = (
  operator: string,
  role: string,
  gates: number,
  from: Shape,
  h: Shape,
  w: Shape,
): Shape | string => {
  const [features, state] = [from.at(-1), h.at(-1)]
  if (features === undefined || state === undefined) return w
  const values = { op: operator, role, w, h }
  const [out, takes] = w
  if (w.length !== 2 || out === undefined || takes === undefined)
    return message(sentences.weightRank, { ...values, rank: w.length })
  const wanted = multiplyDims(state, gates)
  if (out !== wanted) return message(sentences.gates, { ...values, a: out, b: wanted, gates })
  return takes === features ? w : message(sentences.features, { ...values, a: takes, from, b: features })
}

/** The bias' shape when it fits. @example recurrentBias('gruCell', 'biasIh', 3, [16], [48]) // [48] */
export const recurrentBias = (operator: string, role: string, gates: number, h: Shape, bias: Shape): Shape | string => {
  const state = h.at(-1)
  if (state === undefined) return bias
  const values = { op: operator, role, w: bias, h }
  const [has] = bias
  if (bias.length !== 1 || has === undefined) return message(sentences.biasRank, { ...values, rank: bias.length })
  const wanted = multiplyDims(state, gates)
  return has === wanted ? bias : message(sentences.gates, { ...values, a: has, b: wanted, gates })
}
