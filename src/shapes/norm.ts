/**
 * Normalisation: a gain or shift is a vector along one axis of the input, the last one (layerNorm, rmsNorm) or the
 * channels (batchNorm, groupNorm); groups divide the channels. The result has the input's shape.
 */
import { axisIndex, axisSentence, type AxisIndex, type AxisSentence } from './axis.js'
import { divideDims, type DivideDims } from './dim.js'
import type { SameDim } from './matmul.js'
import { message, type Message } from './message.js'
import { isNatural, type IsNatural } from './nat.js'
import type { Dim, DimAt, Shape } from './shape.js'

const sentences = {
  rank: '{op}: {role} {p} has rank {rank}, expected 1 (input {x})',
  size: '{op}: {role} {p} has {a} elements, axis {axis} of input {x} has {b}',
  count: 'groupNorm: number of groups {n} is not a whole number, 1 or more (input {x})',
  groups: 'groupNorm: {n} groups do not divide the {c} channels on axis {axis} of input {x}',
} as const

/** `P` when it is a vector as long as axis `A` of `X`, else a sentence. */
export type NormParameter<Op extends string, Role extends string, X extends Shape, A extends number, P extends Shape> =
  number extends X['length'] ? P
  : number extends A ? P
  : AxisIndex<X, A> extends infer Index ?
    Index extends undefined ? AxisSentence<Op, X, A>
    : number extends P['length'] ? P
    : P extends readonly [infer Has extends Dim] ?
      SameDim<Has, DimAt<X, Index>> extends true ?
        P
      : Message<typeof sentences.size, { op: Op; role: Role; p: P; x: X; a: Has; axis: A; b: DimAt<X, Index> }>
    : Message<typeof sentences.rank, { op: Op; role: Role; p: P; rank: P['length']; x: X }>
  : never

/** The number of groups when it divides the channels, axis `A` of `X`, else a sentence. */
export type GroupCount<X extends Shape, A extends number, N extends number> =
  number extends X['length'] ? N
  : number extends A ? N
  : AxisIndex<X, A> extends infer Index ?
    Index extends undefined ? AxisSentence<'groupNorm', X, A>
    : number extends N ? N
    : N extends 0 ? Message<typeof sentences.count, { n: N; x: X }>
    : IsNatural<N> extends false ? Message<typeof sentences.count, { n: N; x: X }>
    : DivideDims<DimAt<X, Index>, N> extends false ?
      Message<typeof sentences.groups, { n: N; c: DimAt<X, Index>; axis: A; x: X }>
    : N
  : never

/** The parameter's shape when it fits. @example normParameter('layerNorm', 'gamma', ['batch', 64], -1, [64]) // [64] */
export const normParameter = (
  operator: string,
  role: string,
  x: Shape,
  axis: number,
  parameter: Shape,
): Shape | string => {
  const index = axisIndex(x, axis)
  if (index === undefined) return axisSentence(operator, x, axis)
  const [has] = parameter
  if (parameter.length !== 1 || has === undefined)
    return message(sentences.rank, { op: operator, role, p: parameter, rank: parameter.length, x })
  const wants = x[index] ?? 1
  return has === wants ? parameter : (
      message(sentences.size, { op: operator, role, p: parameter, x, a: has, axis, b: wants })
    )
}

/** The number of groups when it divides the channels. @example groupCount(['batch', 32, 8, 8], 1, 4) // 4 */
export const groupCount = (x: Shape, axis: number, groups: number): number | string => {
  const index = axisIndex(x, axis)
  if (index === undefined) return axisSentence('groupNorm', x, axis)
  if (groups === 0 || !isNatural(groups)) return message(sentences.count, { n: groups, x })
  const channels = x[index] ?? 1
  return divideDims(channels, groups) === false ?
      message(sentences.groups, { n: groups, c: channels, axis, x })
    : groups
}
