/**
 * The shapes that authors write down: `zeros([32, 'batch', dyn(n)])`. A dimension must be a whole-number literal, a name,
 * or said to be unknown by `dyn`. Anything that would silently turn checking off (a `number` that was once a literal, a
 * union) is an error on that very element.
 */
import { normalDim, type NormalDim } from './dim.js'
import { message, type Message } from './message.js'
import { isNatural, type IsNatural } from './nat.js'
import { ShapeError, type CallSite, type Late } from './rule.js'
import type { Dim, IsUnion, Shape } from './shape.js'

const sentences = {
  any: "{op}: dimension is any: use a literal, a name such as 'batch', or dyn(n)",
  union: "{op}: dimension is one of several: use one literal, a name such as 'batch', or dyn(n)",
  number: "{op}: dimension is a plain number: use a literal, 'as const', a name such as 'batch', or dyn(n)",
  string: "{op}: dimension is a plain string: use a literal name such as 'batch', or 'as const'",
  shape: "{op}: the shape is a plain array: write its dimensions as literals, or 'as const'",
  whole: '{op}: dimension {dim} is not a whole number, 0 or more',
  name: "{op}: dimension '{dim}' is not a name (letters, digits, _)",
  normal: "{op}: dimension '{dim}' is written '{normal}'",
} as const

declare const dynamic: unique symbol

/** The mark of a number that the author declared unknown. It exists in types only. */
export interface Dynamic {
  readonly [dynamic]: true
}

/** A size known only when the program runs: a `number` that may stand in a shape. */
export type Dyn = number & Dynamic

/**
 * Declares a size that is known only when the program runs. Static checks that involve it are skipped; the checks when
 * the program is recorded are not.
 *
 * @throws RangeError when `n` is not a whole number, 0 or more
 * @example
 * const rows = [0.5, 1, 2]
 * zeros([dyn(rows.length), 64]) // => [3, 64]
 */
export const dyn = (n: number): Dyn => {
  if (!isNatural(n)) throw new RangeError(`dyn: ${n} is not a whole number, 0 or more`)
  return n as Dyn
}

type NameCharacter =
  'ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz0123456789' extends infer S ? Characters<S> : never
type Characters<S, Out = never> = S extends `${infer C}${infer Rest}` ? Characters<Rest, Out | C> : Out
type ExpressionCharacter = NameCharacter | '*' | '/' | '+' | '-'

type IsMadeOf<S extends string, C> =
  S extends `${infer Head}${infer Tail}` ?
    Head extends C ?
      IsMadeOf<Tail, C>
    : false
  : true

/** A plain name: not empty, not starting with a digit. */
export type IsName<S extends string> = S extends '' | `${number}${string}` ? false : IsMadeOf<S, NameCharacter>

/** A product, and what it is divided by. */
type IsQuotient<S extends string> =
  S extends `${infer Head}/${infer Tail}` ?
    IsProduct<Head> extends true ?
      AreDivisors<Tail>
    : false
  : IsProduct<S>
type AreDivisors<S extends string> =
  S extends `${infer Head}/${infer Tail}` ?
    IsFactor<Head> extends true ?
      AreDivisors<Tail>
    : false
  : IsFactor<S>
type IsFactor<S extends string> = IsCount<S> extends true ? true : IsName<S>

/** A product in which only the first factor may be a number. */
type IsProduct<S extends string> =
  S extends `${infer Head}*${infer Tail}` ?
    IsCount<Head> extends true ? AreNames<Tail>
    : IsName<Head> extends true ? AreNames<Tail>
    : false
  : IsCount<S> extends true ? true
  : IsName<S>
type AreNames<S extends string> =
  S extends `${infer Head}*${infer Tail}` ?
    IsName<Head> extends true ?
      AreNames<Tail>
    : false
  : IsName<S>

/** A positive whole number without leading zeros. */
type IsCount<S extends string> =
  S extends `0${string}` | `-${string}` ? false
  : S extends `${bigint}` ? true
  : false

/** Products and quotients joined by `+` and `-`. */
type IsSum<S extends string> =
  S extends `${infer Head}+${infer Tail}` ?
    IsSum<Head> extends true ?
      IsSum<Tail>
    : false
  : S extends `${infer Head}-${infer Tail}` ?
    IsQuotient<Head> extends true ?
      IsSum<Tail>
    : false
  : IsQuotient<S>

type IsExpression<S extends string> =
  S extends `${number}` | `${number}/${number}` ? false
  : IsMadeOf<S, ExpressionCharacter> extends false ? false
  : S extends `-${infer Rest}` ? IsSum<Rest>
  : IsSum<S>

/** What is wrong with a dimension, as a key of the sentences, or `'sound'`: decided without building any sentence. */
type DimKind<D> =
  0 extends 1 & D ? 'any'
  : [D] extends [Dynamic] ? 'sound'
  : IsUnion<D> extends true ? 'union'
  : D extends number ?
    number extends D ? 'number'
    : IsNatural<D> extends true ? 'sound'
    : 'whole'
  : D extends string ? StringKind<D>
  : 'sound'

type StringKind<D extends string> =
  string extends D ? 'string'
  : IsName<D> extends true ? 'sound'
  : IsExpression<D> extends false ? 'name'
  : NormalDim<D> extends D ? 'sound'
  : 'normal'

/** The sentence about a dimension, or never when it is sound. */
export type DimFault<Op extends string, D> =
  DimKind<D> extends infer Kind extends keyof typeof sentences ?
    Kind extends 'normal' ?
      Message<typeof sentences.normal, { op: Op; dim: D; normal: NormalDim<D & string> }>
    : Message<(typeof sentences)[Kind], { op: Op; dim: D }>
  : never

/**
 * Whether `ShapeFault` has nothing to say, at a fraction of its cost. Rules ask this first: a sentence that may be built
 * is one that the compiler builds, in the declaration's own type parameters, to know what its type can be.
 */
export type IsSoundShape<S extends readonly unknown[], Allowed = never> =
  S extends readonly [infer Head, ...infer Tail] ?
    DimKind<Head> extends 'sound' ? IsSoundShape<Tail, Allowed>
    : [DimKind<Head>, Head] extends ['whole', Allowed] ? IsSoundShape<Tail, Allowed>
    : false
  : number extends S['length'] ? false
  : true

/** `'sound'`, or never; `any` is sound here. */
export type SoundSize<N> =
  [0] extends [1 & N] ? 'sound'
  : DimKind<N> extends 'sound' ? 'sound'
  : never

/**
 * The type of a parameter for one size, a number: `size: SizeArgument<'linear', N>`. Where a generic layer passes a type
 * parameter of its own on, it is taken: of that the compiler asks whether `any` could be at fault, and it is not.
 */
export type SizeArgument<Op extends string, N extends number> = SoundSize<N> extends never ? Late<DimFault<Op, N>> : N

/** The size that such an argument gives: `dyn` as `number`. */
export type Size<N extends number> = N extends Dynamic ? number : N

/** The first faulty dimension's sentence, or never. Dimensions that are exactly `Allowed` are let through. */
export type ShapeFault<Op extends string, S extends readonly unknown[], Allowed = never> =
  S extends readonly [infer Head, ...infer Tail] ?
    DimKind<Head> extends 'sound' ? ShapeFault<Op, Tail, Allowed>
    : [DimKind<Head>, Head] extends ['whole', Allowed] ? ShapeFault<Op, Tail, Allowed>
    : DimFault<Op, Head>
  : never

/** The shape with the sentence in the place of each faulty dimension: what makes the compiler mark that element. */
export type MarkedDims<Op extends string, S extends readonly unknown[], Allowed = never> = {
  [K in keyof S]: DimKind<S[K]> extends 'sound' ? S[K]
  : S[K] extends Allowed ? S[K]
  : Late<DimFault<Op, S[K]>>
}

type HasAny<S extends readonly unknown[]> =
  S extends readonly [infer Head, ...infer Tail] ?
    0 extends 1 & Head ?
      true
    : HasAny<Tail>
  : false

/**
 * The type of a parameter for a shape that the author writes: `shape: ShapeArgument<'zeros', S>` with `const S`. A faulty
 * dimension is marked on its element, except `any`, which would be allowed there: it makes all of the shape an error.
 */
export type ShapeArgument<Op extends string, S extends Shape> =
  IsSoundShape<S> extends true ? S : Late<FaultyShape<Op, S>>

type FaultyShape<Op extends string, S extends Shape> =
  number extends S['length'] ? Message<typeof sentences.shape, { op: Op }>
  : HasAny<S> extends true ? ShapeFault<Op, S>
  : MarkedDims<Op, S>

/** The type of a parameter for a list of shapes: `context: ContextArgument<'DGraph', C>`. A faulty dimension is marked. */
export type ContextArgument<Op extends string, C extends readonly Shape[]> =
  [SoundShapes<C>[number]] extends [true] ? C : Late<FaultyShapes<Op, C>>

type SoundShapes<C extends readonly Shape[]> = { [K in keyof C]: IsSoundShape<C[K]> }
type FaultyShapes<Op extends string, C extends readonly Shape[]> =
  number extends C['length'] ? Message<typeof sentences.shape, { op: Op }>
  : { [K in keyof C]: IsSoundShape<C[K]> extends true ? C[K] : FaultyShape<Op, C[K]> }

/** The shape that such an argument gives: a plain tuple, `dyn` as `number`. */
export type Constructed<S extends Shape> = { -readonly [K in keyof S]: S[K] extends Dynamic ? number : S[K] }

const name = String.raw`[A-Za-z_]\w*`
const product = String.raw`([1-9]\d*|([1-9]\d*\*)?${name}(\*${name})*)`
const term = String.raw`${product}(/([1-9]\d*|${name}))*`
const expression = new RegExp(String.raw`^-?${term}([+-]${term})*$`)

/** The sentence about a dimension, or undefined when it is sound. */
export const dimFault = (operator: string, dim: Dim): string | undefined => {
  if (typeof dim === 'number') return isNatural(dim) ? undefined : message(sentences.whole, { op: operator, dim })
  if (/^[A-Za-z_]\w*$/.test(dim)) return undefined
  if (!expression.test(dim) || /^-?\d+(\/\d+)?$/.test(dim)) return message(sentences.name, { op: operator, dim })
  const normal = normalDim(dim)
  return normal === dim ? undefined : message(sentences.normal, { op: operator, dim, normal })
}

/** The sentence about a size where names have no place, or undefined when it is a whole number. */
export const sizeFault = (operator: string, size: unknown): string | undefined =>
  typeof size === 'number' && isNatural(size) ?
    undefined
  : message(sentences.whole, { op: operator, dim: typeof size === 'string' ? `'${size}'` : String(size) })

/** The sentence about what is given for a list of dimensions and is none; programs without types only. */
export const listFault = (operator: string, shape: unknown): string | undefined =>
  Array.isArray(shape) ? undefined : `${operator}: the shape is ${String(shape)}, expected a list such as [3, 4]`

/** The shape itself when every dimension is sound, else a sentence. @example shapeArgument('zeros', [2, 'batch']) */
export const shapeArgument = (operator: string, shape: Shape): Shape | string => {
  const list = listFault(operator, shape)
  if (list !== undefined) return list
  for (const dim of shape) {
    const fault = dimFault(operator, dim)
    if (fault !== undefined) return fault
  }
  return shape
}

/**
 * Whole numbers, copied: a shape where names have no place.
 *
 * @throws ShapeError with the sentence about the first that is none
 */
export const checkedSizes = (operator: string, sizes: readonly unknown[], site?: CallSite): readonly number[] =>
  sizes.map((size) => {
    const fault = sizeFault(operator, size)
    if (fault !== undefined) throw new ShapeError(fault, site)
    return size as number // looked at just now
  })
