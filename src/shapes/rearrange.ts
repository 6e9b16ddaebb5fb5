/**
 * Axes split, permuted and merged by a pattern of names: `'b (h d) -> b h d'`. In: a shape, the pattern, and sizes of names
 * where the shape does not say them; out: the new shape, or a sentence. `RearrangePattern` and `RearrangeSizes` put the
 * sentence at the pattern or at the size that does not fit.
 */
import { dimFault, type Constructed, type IsSoundShape, type ShapeFault } from './construct.js'
import { divideDims, multiplyDims, quotientDims, type DivideDims, type MultiplyDims, type QuotientDims } from './dim.js'
import type { SameDim } from './matmul.js'
import { message, type Message } from './message.js'
import type { Compare } from './nat.js'
import { parsePattern, type Group, type ParsePattern, type Pattern, type Side } from './pattern.js'
import type { Late } from './rule.js'
import type { Box, Dim, Shape } from './shape.js'

const sentences = {
  extra: "rearrange: {name} is no axis of '{pattern}'",
  rank: "rearrange: {shape} has rank {rank}, the left side of '{pattern}' has {n}{more} axes",
  product: "rearrange: ({group}) of '{pattern}' has {p} elements, its axis of {shape} has {d}",
  multiple: "rearrange: ({group}) of '{pattern}' needs a multiple of {p}, its axis of {shape} has {d}",
  unknown: "rearrange: {a} and {b} of '{pattern}' are both unknown, give the size of one",
} as const

/** Sizes of names, by name. */
export type NameSizes = Readonly<Record<string, Dim>>

/** What does not fit: the name of the size at which it is said, or `''` for the pattern. */
interface Fault<Name, Sentence> {
  readonly at: Name
  readonly sentence: Sentence
}

type Join<G, Out extends string = ''> =
  G extends readonly [infer Head extends string, ...infer Tail] ? Join<Tail, Out extends '' ? Head : `${Out} ${Head}`>
  : Out

/** The product of the given sizes of a group, the one name without a size (or false) and the last one with. */
type Solve<P, G, N, Product extends Dim = 1, Hole = false, Last = ''> =
  G extends readonly [infer Name extends string, ...infer Rest] ?
    Name extends keyof N ?
      N[Name] extends infer Size extends Dim ?
        IsSoundShape<[Size]> extends true ?
          Solve<P, Rest, N, MultiplyDims<Product, Constructed<[Size]>[0]>, Hole, Name>
        : Fault<Name, ShapeFault<'rearrange', [Size]>>
      : never
    : Hole extends false ? Solve<P, Rest, N, Product, Name, Last>
    : Fault<Last, Message<typeof sentences.unknown, { a: Hole; b: Name; pattern: P }>>
  : [Product, Hole, Last]

type GroupSentence<Template extends string, P, S, G, Product, D> = Message<
  Template,
  { group: Join<G>; pattern: P; p: Product; shape: S; d: D }
>

/** `'D/H'`: that a named size divides the axis is checked when the name is bound. */
type QuotientByName<D extends Dim, Product extends Dim> = Product extends string ? QuotientDims<D, Product> : false

/** What an axis says about its group: the table with the size of the unknown name. */
type Meet<P, S, N, G, D extends Dim, Table> =
  Solve<P, G, N> extends infer Known ?
    Known extends [infer Product extends Dim, infer Hole, infer Last] ?
      Hole extends string ?
        Product extends 1 ? Table & Record<Hole, D>
        : DivideDims<D, Product> extends infer Size ?
          Size extends Dim ? Table & Record<Hole, Size>
          : QuotientByName<D, Product> extends infer Quotient extends Dim ? Table & Record<Hole, Quotient>
          : Fault<Last, GroupSentence<typeof sentences.multiple, P, S, G, Product, D>>
        : never
      : SameDim<Product, D> extends true ? Table
      : Fault<Last, GroupSentence<typeof sentences.product, P, S, G, Product, D>>
    : Known
  : never

/** The groups before the ellipsis meet the first axes, those after it the last: the table and the axes between. */
type Walk<P, S, N, Before, After, Axes, Table = unknown> =
  Before extends readonly [infer G, ...infer More] ?
    Axes extends readonly [infer d extends Dim, ...infer Rest] ?
      Meet<P, S, N, G, d, Table> extends infer Met ?
        Met extends Fault<unknown, unknown> ?
          Met
        : Walk<P, S, N, More, After, Rest, Met>
      : never
    : never
  : After extends readonly [...infer More, infer G] ?
    Axes extends readonly [...infer Rest, infer d extends Dim] ?
      Meet<P, S, N, G, d, Table> extends infer Met ?
        Met extends Fault<unknown, unknown> ?
          Met
        : Walk<P, S, N, Before, More, Rest, Met>
      : never
    : never
  : [Table, Axes]

/** (A box, so that the compiler decides it inside generic code as well.) */
type SizeIn<Size> = Box<Size> extends Box<infer D extends Dim> ? D : Dim

type SizeOfName<Name, N, Table> =
  Name extends keyof Table ? SizeIn<Table[Name]>
  : Name extends keyof N ? Constructed<[Extract<N[Name], Dim>]>[0]
  : Dim

type SizeOfGroup<G, N, Table, Product extends Dim = 1> =
  G extends readonly [infer Name, ...infer Rest] ?
    SizeOfGroup<Rest, N, Table, MultiplyDims<Product, SizeOfName<Name, N, Table>>>
  : Product

type SizesOf<Groups, N, Table> = { -readonly [I in keyof Groups]: SizeOfGroup<Groups[I], N, Table> }

type Rebuilt<T extends Side, Between extends Shape, N, Table> =
  T[1] extends readonly Group[] ?
    [...Extract<SizesOf<T[0], N, Table>, Shape>, ...Between, ...Extract<SizesOf<T[1], N, Table>, Shape>]
  : SizesOf<T[0], N, Table>

type Unfit<P, S extends Shape, N, More extends string> = Fault<
  '',
  Message<typeof sentences.rank, { shape: S; rank: S['length']; pattern: P; n: N; more: More }>
>

/** The fault of the rank, or `true`. */
type FitRank<P, S extends Shape, T extends Side> =
  T[1] extends readonly Group[] ?
    Compare<S['length'], [...T[0], ...T[1]]['length'] & number> extends 'less' ?
      Unfit<P, S, [...T[0], ...T[1]]['length'], ' or more'>
    : true
  : T[0]['length'] extends S['length'] ? true
  : Unfit<P, S, T[0]['length'], ''>

type AfterOf<T extends Side> = T[1] extends readonly Group[] ? T[1] : []

type Fitted<S extends Shape, P extends string, N, Parsed extends Pattern> =
  FitRank<P, S, Parsed['left']> extends infer Fit ?
    Fit extends true ?
      Walk<P, S, N, Parsed['left'][0], AfterOf<Parsed['left']>, S> extends infer W ?
        W extends [infer Table, infer Between extends Shape] ?
          Rebuilt<Parsed['right'], Between, N, Table>
        : W
      : never
    : Fit
  : never

type Rearranged<S extends Shape, P extends string, N> =
  ParsePattern<P> extends infer Parsed ?
    Parsed extends Pattern ?
      [Exclude<keyof N, Parsed['names'][number]>] extends [never] ?
        number extends S['length'] ?
          Shape
        : Fitted<S, P, N, Parsed>
      : Fault<
          Exclude<keyof N, Parsed['names'][number]>,
          Message<typeof sentences.extra, { name: Exclude<keyof N, Parsed['names'][number]>; pattern: P }>
        >
    : Fault<'', Parsed>
  : never

/** The shape of the result. `Rearrange<['B', 768], 'b (h d) -> h b d', { h: 12 }>` is `[12, 'B', 64]`. */
export type Rearrange<S extends Shape, P extends string, N = unknown> =
  string extends P ? Shape
  : Rearranged<S, P, N> extends infer Out ?
    Out extends Fault<unknown, infer Sentence> ?
      Sentence
    : Out
  : never

/** The pattern, or the sentence about it. */
export type RearrangePattern<S extends Shape, P extends string, N> =
  string extends P ? P
  : Rearranged<S, P, N> extends Fault<'', infer Sentence> ? Sentence
  : P

/** The sizes, with the sentence in the place of the one that does not fit. */
export type RearrangeSizes<S extends Shape, P extends string, N> = {
  [Name in keyof N]: string extends P ? N[Name]
  : Rearranged<S, P, N> extends Fault<infer At, infer Sentence> ?
    Name extends At ?
      Late<Sentence>
    : N[Name]
  : N[Name]
}

/** The sizes of all names of the pattern, and the axes of the ellipsis; a sentence when the shape does not fit. */
export const rearrangeSizes = (
  shape: Shape,
  pattern: string,
  given: NameSizes,
): { readonly parsed: Pattern; readonly sizes: NameSizes; readonly between: Shape } | string => {
  const parsed = parsePattern(pattern)
  if (typeof parsed === 'string') return parsed
  const extra = Object.keys(given).find((name) => !parsed.names.includes(name))
  if (extra !== undefined) return message(sentences.extra, { name: extra, pattern })
  const [before, after] = parsed.left
  const n = before.length + (after?.length ?? 0)
  if (after === undefined ? shape.length !== n : shape.length < n) {
    const more = after === undefined ? '' : ' or more'
    return message(sentences.rank, { shape, rank: shape.length, pattern, n, more })
  }
  const sizes = new Map<string, Dim>(Object.entries(given))
  const last = (after ?? []).map((group, i) => [group, shape.length - (after?.length ?? 0) + i] as const)
  for (const [group, axis] of [...before.map((group, i) => [group, i] as const), ...last.reverse()]) {
    const fault = solve(shape, pattern, group, shape[axis] ?? 1, given, sizes)
    if (fault !== undefined) return fault
  }
  const between = shape.slice(before.length, before.length + shape.length - n)
  return { parsed, sizes: Object.fromEntries(sizes), between }
}

/** Adds the size of the one unknown name of a group, or says why there is none. */
const solve = (
  shape: Shape,
  pattern: string,
  group: Group,
  d: Dim,
  given: NameSizes,
  sizes: Map<string, Dim>,
): string | undefined => {
  let p: Dim = 1
  let hole: string | undefined
  for (const name of group) {
    const size = Object.hasOwn(given, name) ? given[name] : undefined
    if (size !== undefined) {
      const fault = dimFault('rearrange', size)
      if (fault !== undefined) return fault
      p = multiplyDims(p, size)
    } else if (hole === undefined) hole = name
    else return message(sentences.unknown, { a: hole, b: name, pattern })
  }
  const values = { group: group.join(' '), pattern, p, shape, d }
  if (hole === undefined) return p === d ? undefined : message(sentences.product, values)
  const exact = divideDims(d, p)
  const size = exact === false && typeof p === 'string' ? quotientDims(d, p) : exact
  if (size === false) return message(sentences.multiple, values)
  sizes.set(hole, size)
  return undefined
}

/** The shape of the result. @example rearrange(['B', 768], 'b (h d) -> h b d', { h: 12 }) // [12, 'B', 64] */
export const rearrange = (shape: Shape, pattern: string, given: NameSizes = {}): Shape | string => {
  const solved = rearrangeSizes(shape, pattern, given)
  if (typeof solved === 'string') return solved
  const { parsed, sizes, between } = solved
  const sizeOf = (group: Group): Dim => group.reduce<Dim>((product, name) => multiplyDims(product, sizes[name] ?? 1), 1)
  const [before, after] = parsed.right
  return [...before.map(sizeOf), ...(after === undefined ? [] : between), ...(after ?? []).map(sizeOf)]
}
