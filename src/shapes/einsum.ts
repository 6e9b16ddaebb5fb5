/**
 * Sums of products by an equation of letters: `'bij,bjk->bik'`. In: the equation and a shape for each of its terms; out:
 * the shape of the result, or a sentence. `EinsumEquation` and `EinsumMarked` put the sentence at the equation or in the
 * place of the operand that does not fit.
 */
import { broadcastShapes, type BroadcastShapes, type Clash } from './broadcast.js'
import { equationFor, type Equation, type EquationFor, type LettersOf, type Term } from './equation.js'
import type { SameDim } from './matmul.js'
import { message, type Message } from './message.js'
import type { Compare } from './nat.js'
import type { Dim, Shape } from './shape.js'

const sentences = {
  rank: "einsum: operand {shape} has rank {rank}, its term in '{equation}' names {n}{more} axes",
  size: "einsum: {c} is {a} in {first} and {b} in {shape} (equation '{equation}')",
  ellipsis:
    "einsum: '...' is {first} and {rest} in {shape}, which do not broadcast ({x} vs {y}, equation '{equation}')",
} as const

/** What is known of the letters after some operands, and of the axes of the ellipsis. */
interface Known<Table, Ellipsis> {
  readonly table: Table
  readonly ellipsis: Ellipsis
}

/** The sentence about operand `K`. */
interface Fault<K, Sentence> {
  readonly operand: K
  readonly sentence: Sentence
}

/** The table with the letter's size and the shape that gave it; a sentence when it had another one. */
type Meet<E extends string, S extends Shape, C extends string, D, Table> =
  C extends keyof Table ?
    Table[C] extends readonly [infer Before, infer First] ?
      SameDim<Before, D> extends true ?
        number extends Before ?
          Omit<Table, C> & Record<C, [D, S]>
        : Table
      : Message<typeof sentences.size, { c: C; a: Before; first: First; b: D; shape: S; equation: E }>
    : never
  : Table & Record<C, [D, S]>

/** The letters before the ellipsis meet the first axes, those after it the last: the new table and the axes between. */
type Walk<E extends string, S extends Shape, Before, After, Axes, Table> =
  Before extends readonly [infer c extends string, ...infer More] ?
    Axes extends readonly [infer d, ...infer Rest] ?
      Meet<E, S, c, d, Table> extends infer Met ?
        Met extends string ?
          Met
        : Walk<E, S, More, After, Rest, Met>
      : never
    : never
  : After extends readonly [...infer More, infer c extends string] ?
    Axes extends readonly [...infer Rest, infer d] ?
      Meet<E, S, c, d, Table> extends infer Met ?
        Met extends string ?
          Met
        : Walk<E, S, Before, More, Rest, Met>
      : never
    : never
  : [Table, Axes]

type RankSentence<E extends string, S extends Shape, N, More extends string> = Message<
  typeof sentences.rank,
  { shape: S; rank: S['length']; equation: E; n: N; more: More }
>

/** One operand: what is known after it, or a sentence. */
type Step<E extends string, T extends Term, S extends Shape, Table, Ellipsis extends Shape> =
  T[1] extends readonly string[] ?
    Compare<S['length'], LettersOf<T>['length'] & number> extends 'less' ?
      RankSentence<E, S, LettersOf<T>['length'], ' or more'>
    : Walk<E, S, T[0], T[1], S, Table> extends infer W ?
      W extends readonly [infer Met, infer Rest extends Shape] ?
        BroadcastShapes<Ellipsis, Rest> extends infer Both ?
          Both extends Clash<infer x, infer y> ?
            Message<typeof sentences.ellipsis, { first: Ellipsis; rest: Rest; shape: S; x: x; y: y; equation: E }>
          : Known<Met, Both>
        : never
      : W
    : never
  : T[0]['length'] extends S['length'] ?
    Walk<E, S, T[0], [], S, Table> extends infer W ?
      W extends readonly [infer Met, unknown] ?
        Known<Met, Ellipsis>
      : W
    : never
  : RankSentence<E, S, T[0]['length'], ''>

/** `Shape` when an operand is of unknown rank: nothing more is said then. */
type Bind<E extends string, Terms, List, Table = unknown, Ellipsis extends Shape = [], Done extends unknown[] = []> =
  Terms extends readonly [infer T extends Term, ...infer Tail] ?
    List extends readonly [infer S extends Shape, ...infer Rest] ?
      number extends S['length'] ? Shape
      : Step<E, T, S, Table, Ellipsis> extends infer Next ?
        Next extends Known<infer NextTable, infer NextEllipsis extends Shape> ?
          Bind<E, Tail, Rest, NextTable, NextEllipsis, [...Done, S]>
        : Fault<Done['length'], Next>
      : never
    : never
  : Known<Table, Ellipsis>

type Sizes<Letters, Table> = {
  -readonly [I in keyof Letters]: Letters[I] extends keyof Table ?
    Table[Letters[I]] extends readonly [infer D extends Dim, unknown] ?
      D
    : Dim
  : Dim
}

type Output<T extends Term, Table, Ellipsis extends Shape> =
  T[1] extends readonly string[] ? [...Sizes<T[0], Table>, ...Ellipsis, ...Sizes<T[1], Table>] : Sizes<T[0], Table>

type Bound<E extends string, List extends readonly Shape[]> =
  EquationFor<E, List['length']> extends infer P ?
    P extends Equation ?
      Bind<E, P['terms'], List> extends infer B ?
        B extends Known<infer Table, infer Ellipsis extends Shape> ?
          Output<P['output'], Table, Ellipsis>
        : B
      : never
    : P
  : never

/** The shape of the result. `Einsum<'bij,bjk->bik', [[8, 2, 3], [8, 3, 4]]>` is `[8, 2, 4]`. */
export type Einsum<E extends string, List extends readonly Shape[]> =
  string extends E ? Shape
  : number extends List['length'] ? Shape
  : Bound<E, List> extends infer Out ?
    Out extends Fault<unknown, infer Sentence> ?
      Sentence
    : Out
  : never

/** The equation when it is one and has a term for each operand, else a sentence. */
export type EinsumEquation<E extends string, Count extends number> =
  string extends E ? E
  : number extends Count ? E
  : EquationFor<E, Count> extends infer Sentence extends string ? Sentence
  : E

/** The list of shapes with the sentence in the place of the operand that does not fit the equation or those before it. */
export type EinsumMarked<E extends string, List extends readonly Shape[]> =
  string extends E ? List
  : number extends List['length'] ? List
  : Bound<E, List> extends Fault<infer K extends number, infer Sentence> ?
    { -readonly [I in keyof List]: I extends `${K}` ? Sentence : List[I] }
  : List

interface Table {
  readonly sizes: Map<string, readonly [Dim, Shape]>
  ellipsis: Shape
}

/** Adds what one operand says to the table, or gives a sentence. */
const bind = (equation: string, [before, after]: Term, shape: Shape, table: Table): string | undefined => {
  const n = before.length + (after?.length ?? 0)
  if (after === undefined ? shape.length !== n : shape.length < n)
    return message(sentences.rank, {
      shape,
      rank: shape.length,
      equation,
      n,
      more: after === undefined ? '' : ' or more',
    })
  const last = (after ?? []).map((c, i) => [c, shape.length - (after?.length ?? 0) + i] as const)
  for (const [c, axis] of [...before.map((c, i) => [c, i] as const), ...last.reverse()]) {
    const b = shape[axis] ?? 1
    const [a, first] = table.sizes.get(c) ?? [b, shape]
    if (a !== b) return message(sentences.size, { c, a, first, b, shape, equation })
    table.sizes.set(c, [a, first])
  }
  const rest = shape.slice(before.length, before.length + shape.length - n)
  const both = broadcastShapes(table.ellipsis, rest)
  if ('clash' in both) {
    const [x, y] = both.clash
    return message(sentences.ellipsis, { first: table.ellipsis, rest, shape, x, y, equation })
  }
  table.ellipsis = both
  return undefined
}

/**
 * The shape of the result, or the sentence about the equation or the first operand that does not fit.
 *
 * @example einsum('bij,bjk->bik', [[8, 2, 3], [8, 3, 4]]) // [8, 2, 4]
 */
export const einsum = (equation: string, shapes: readonly Shape[]): Shape | string => {
  const parsed = equationFor(equation, shapes.length)
  if (typeof parsed === 'string') return parsed
  const table: Table = { sizes: new Map(), ellipsis: [] }
  for (const [i, term] of parsed.terms.entries()) {
    const fault = bind(equation, term, shapes[i] ?? [], table)
    if (fault !== undefined) return fault
  }
  const sizeOf = (c: string): Dim => table.sizes.get(c)?.[0] ?? 1
  const [before, after] = parsed.output
  return [...before.map(sizeOf), ...(after === undefined ? [] : table.ellipsis), ...(after ?? []).map(sizeOf)]
}
