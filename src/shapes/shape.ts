/**
 * What a shape is. Every other room of the library speaks of `Shape` and `Dim`; the rules of this room take shapes in
 * and give a shape, or a sentence, out.
 */

/** One dimension: a whole number, or the name of one (`"batch"`), or an expression in names (`"64*batch"`, `"T+1"`). */
export type Dim = number | string

/** The dimensions of a tensor, outermost first; `[]` is a scalar. */
export type Shape = readonly Dim[]

/**
 * A comparison of exact types that the compiler can also decide inside generic code: it never looks into a bare type
 * parameter, and the box is not one. `Box<B> extends Box<B>` is true for a type parameter `B`.
 */
export interface Box<in out T> {
  value: T
}

/** True for a dimension of which only "some number" or "some name" is known: static checks skip it. */
export type IsWide<D> =
  number extends D ? true
  : string extends D ? true
  : false

/** True when any dimension of the shape is wide. */
export type HasWide<S extends readonly unknown[]> =
  S extends readonly [infer Head, ...infer Tail] ?
    IsWide<Head> extends true ?
      true
    : HasWide<Tail>
  : false

/** True when even the number of dimensions is unknown. */
export type IsWideShape<S extends readonly unknown[]> = number extends S['length'] ? true : false

/** True for a type that is one of several. */
export type IsUnion<T, All = T> =
  T extends unknown ?
    [All] extends [T] ?
      false
    : true
  : never

/** A mutable tuple, so that hovers show `[32, 10]` and not `readonly [32, 10]`. */
export type Plain<S extends readonly unknown[]> = [...S]

/** The dimensions of `S` with the one at `Index` replaced by the dimensions `Put`. */
export type ReplaceAt<S extends Shape, Index, Put extends Shape, Done extends Dim[] = []> =
  S extends readonly [infer Head extends Dim, ...infer Tail extends Shape] ?
    Done['length'] extends Index ?
      [...Done, ...Put, ...Tail]
    : ReplaceAt<Tail, Index, Put, [...Done, Head]>
  : Done

/** The dimension at a non-negative index. */
export type DimAt<S extends Shape, Index> = Index extends keyof S ? Extract<S[Index], Dim> : Dim
