/**
 * A tensor cut into parts along an axis. In: a shape, the size of every part or a list of the parts' own sizes, which add up
 * to the axis, and the axis; out: the shapes of the parts as a list, or a sentence. Of one size, the last part may be smaller.
 */
import { axisIndex, axisSentence, type AxisCheck, type AxisIndex, type AxisSentence } from './axis.js'
import type { Repeated } from './chunk.js'
import { dimFault, type Constructed, type IsSoundShape, type MarkedDims, type ShapeFault } from './construct.js'
import { addDims, type AddDims } from './dim.js'
import { message, type Message } from './message.js'
import { isNatural, type Divide, type IsNatural, type Modulo } from './nat.js'
import type { Late } from './rule.js'
import type { Box, Dim, DimAt, IsWide, ReplaceAt, Shape } from './shape.js'

const sentences = {
  whole: 'split: size {at} is not a whole number, 1 or more ({shape})',
  named: 'split: axis {axis} of {shape} has size {size}, no number: give the sizes as a list',
  sum: 'split: sizes {sizes} add up to {sum}, axis {axis} of {shape} has size {size}',
} as const

/** One size for all parts, or the size of each. */
export type Sizes = number | Shape

type Sum<List, Total extends Dim = 0> =
  List extends readonly [infer Head extends Dim, ...infer Tail] ? Sum<Tail, AddDims<Total, Head>> : Total

type Lengths<S extends Shape, List extends Shape, Index> = {
  -readonly [K in keyof List]: ReplaceAt<S, Index, [List[K]]>
}

type SplitList<S extends Shape, List extends Shape, A, Index, D extends Dim> =
  Sum<List> extends infer Total extends Dim ?
    IsWide<Total> extends true ? Lengths<S, List, Index>
    : IsWide<D> extends true ? Lengths<S, List, Index>
    : Box<Total> extends Box<D> ? Lengths<S, List, Index>
    : Message<typeof sentences.sum, { sizes: List; sum: Total; axis: A; shape: S; size: D }>
  : never

type SplitEqual<S extends Shape, N extends number, A, Index, D extends Dim> =
  number extends N ? Shape[]
  : IsWide<D> extends true ? Shape[]
  : D extends number ?
    D extends 0 ? [ReplaceAt<S, Index, [0]>]
    : Repeated<ReplaceAt<S, Index, [N]>, Divide<D, N>> extends infer Full extends Shape[] ?
      number extends Full['length'] ? Full
      : Modulo<D, N> extends 0 ? Full
      : [...Full, ReplaceAt<S, Index, [Modulo<D, N>]>]
    : never
  : Message<typeof sentences.named, { axis: A; shape: S; size: D }>

type IsSize<N extends number> =
  number extends N ? true
  : N extends 0 ? false
  : IsNatural<N>

/** The sentence about the sizes themselves, or never. */
type SizesFault<S extends Shape, N extends Sizes> =
  N extends Shape ? ShapeFault<'split', N>
  : N extends number ?
    IsSize<N> extends true ?
      never
    : Message<typeof sentences.whole, { at: N; shape: S }>
  : never

type Parts<S extends Shape, N extends Sizes, A extends number> =
  number extends S['length'] ? Unknown<N>
  : number extends A ? Unknown<N>
  : AxisIndex<S, A> extends infer Index ?
    Index extends undefined ? AxisSentence<'split', S, A>
    : N extends Shape ?
      Constructed<N> extends infer List extends Shape ?
        SplitList<S, List, A, Index, DimAt<S, Index>>
      : never
    : N extends number ? SplitEqual<S, N, A, Index, DimAt<S, Index>>
    : never
  : never

/** As many parts as the sizes say, their shapes unknown. */
type Unknown<N extends Sizes> = N extends Shape ? { -readonly [K in keyof N]: Shape } : Shape[]

/** The shapes of the parts. `Split<[2, 6], [4, 2], 1>` is `[[2, 4], [2, 2]]`. */
export type Split<S extends Shape, N extends Sizes, A extends number = 0> =
  N extends Shape ?
    number extends N['length'] ? Shape[]
    : IsSoundShape<N> extends true ? Parts<S, N, A>
    : ShapeFault<'split', N>
  : [SizesFault<S, N>] extends [never] ? Parts<S, N, A>
  : SizesFault<S, N>

/**
 * The type of the parameter: `N`, a sentence, or the list with a sentence at the faulty size. `N` also when the axis is at
 * fault, which is marked itself.
 */
export type SplitArgument<S extends Shape, N extends Sizes, A extends number> =
  [Split<S, N, A>] extends [string] ? Late<SplitSentence<S, N, A>> : N

type SplitSentence<S extends Shape, N extends Sizes, A extends number> =
  [AxisCheck<'split', S, A>] extends [string] ? N
  : N extends Shape ?
    IsSoundShape<N> extends true ?
      Split<S, N, A>
    : MarkedDims<'split', N>
  : Split<S, N, A>

/** The size of each part; a sentence when they are not sound. */
export const splitSizes = (shape: Shape, sizes: Sizes, axis: number): readonly Dim[] | string => {
  if (typeof sizes === 'number') {
    if (!isNatural(sizes) || sizes === 0) return message(sentences.whole, { at: sizes, shape })
  } else {
    for (const dim of sizes) {
      const fault = dimFault('split', dim)
      if (fault !== undefined) return fault
    }
  }
  const index = axisIndex(shape, axis)
  if (index === undefined) return axisSentence('split', shape, axis)
  const size = shape[index] ?? 1
  if (typeof sizes !== 'number') {
    const sum = sizes.reduce<Dim>(addDims, 0)
    return sum === size ? sizes : message(sentences.sum, { sizes, sum, axis, shape, size })
  }
  if (typeof size !== 'number') return message(sentences.named, { axis, shape, size })
  const count = Math.max(1, Math.ceil(size / sizes))
  return Array.from({ length: count }, (_, part) => Math.min(sizes, size - part * sizes))
}

/** The shapes of the parts. @example split([2, 6], [4, 2], 1) // [[2, 4], [2, 2]] */
export const split = (shape: Shape, sizes: Sizes, axis = 0): readonly Shape[] | string => {
  const list = splitSizes(shape, sizes, axis)
  const index = axisIndex(shape, axis)
  return typeof list === 'string' ? list : list.map((size) => shape.map((dim, i) => (i === index ? size : dim)))
}
