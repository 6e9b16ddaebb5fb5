/**
 * Products of names in polynomial.ts, and their quotients: `'B*T'`, `'D/H*W'` for D over H times W, `'/H'` for one over
 * H, `''` for one. Names stand in ASCII order, and none stands above and below the `/`. As types on text and as functions.
 */

type Ascii = '$*/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'

/** True when the text A sorts before the text B, character by character. */
export type SortsBefore<A extends string, B extends string> =
  A extends `${infer a}${infer RestA}` ?
    B extends `${infer b}${infer RestB}` ?
      a extends b ? SortsBefore<RestA, RestB>
      : Ascii extends `${string}${a}${string}${b}${string}` ? true
      : false
    : false
  : B extends '' ? false
  : true

/** Terms in the order of their names, the plain number last. */
export type TermBefore<A extends string, B extends string> =
  A extends '' ? false
  : B extends '' ? true
  : SortsBefore<A, B>

type InsertName<Names extends string, Name extends string> =
  Names extends '' ? Name
  : Names extends `${infer Head}*${infer Tail}` ?
    SortsBefore<Head, Name> extends true ?
      `${Head}*${InsertName<Tail, Name>}`
    : `${Name}*${Names}`
  : SortsBefore<Names, Name> extends true ? `${Names}*${Name}`
  : `${Name}*${Names}`

type MultiplyProducts<A extends string, B extends string> =
  A extends '' ? B
  : B extends '' ? A
  : B extends `${infer Head}*${infer Tail}` ? MultiplyProducts<InsertName<A, Head>, Tail>
  : InsertName<A, B>

/** What stands before the `/`, and after it: of a product of names, of a coefficient. */
export type TopOf<A extends string> = A extends `${infer Top}/${string}` ? Top : A
export type BottomOf<A extends string> = A extends `${string}/${infer Bottom}` ? Bottom : ''

/** A * B. */
export type MultiplyNames<A extends string, B extends string> =
  A extends '' ? B
  : B extends '' ? A
  : `${A}${B}` extends `${string}/${string}` ?
    Crossed<MultiplyProducts<TopOf<A>, TopOf<B>>, MultiplyProducts<BottomOf<A>, BottomOf<B>>>
  : MultiplyProducts<A, B>

/** Top over Bottom, a name that is in both crossed out once in each. */
type Crossed<Top extends string, Bottom extends string, Kept extends string = ''> =
  Bottom extends '' ?
    Kept extends '' ?
      Top
    : `${Top}/${Kept}`
  : Bottom extends `${infer Head}*${infer Tail}` ?
    RemoveName<Top, Head> extends infer Rest extends string ?
      Crossed<Rest, Tail, Kept>
    : Crossed<Top, Tail, Kept extends '' ? Head : `${Kept}*${Head}`>
  : RemoveName<Top, Bottom> extends infer Rest extends string ? Crossed<Rest, '', Kept>
  : Crossed<Top, '', Kept extends '' ? Bottom : `${Kept}*${Bottom}`>

/** 1 / A. */
export type InverseNames<A extends string> = TopOf<A> extends '' ? BottomOf<A> : `${BottomOf<A>}/${TopOf<A>}`

/** The names left when each of By is taken from Names once; false when one is not there. */
export type DivideNames<Names extends string, By extends string> =
  By extends '' ? Names
  : By extends `${infer Head}*${infer Tail}` ?
    RemoveName<Names, Head> extends infer Rest extends string ?
      DivideNames<Rest, Tail>
    : false
  : RemoveName<Names, By>

type RemoveName<Names extends string, Name extends string, Done extends string = ''> =
  Names extends `${infer Head}*${infer Tail}` ?
    Head extends Name ?
      `${Done}${Tail}`
    : RemoveName<Tail, Name, `${Done}${Head}*`>
  : Names extends Name ?
    Done extends `${infer Before}*` ?
      Before
    : ''
  : false

/** The names in order, above and below the `/`. */
export type SortNames<Names extends string> =
  Names extends `${infer Top}/${infer Bottom}` ? `${SortProduct<Top>}/${SortProduct<Bottom>}` : SortProduct<Names>

type SortProduct<Names extends string, Out extends string = ''> =
  Names extends `${infer Head}*${infer Tail}` ? SortProduct<Tail, MultiplyProducts<Out, Head>>
  : MultiplyProducts<Out, Names>

/** Order of text, character by character. */
export const byAscii = (a: string, b: string): number =>
  a < b ? -1
  : a > b ? 1
  : 0

/** The names of a product, `[]` of `''`. */
export const listOf = (names: string): string[] => (names === '' ? [] : names.split('*'))

const parts = (names: string): readonly [top: string[], bottom: string[]] => {
  const [top = '', bottom = ''] = names.split('/')
  return [listOf(top), listOf(bottom)]
}

/** a * b. @example multiplyNames('B*T', 'D/B') // 'D*T' */
export const multiplyNames = (a: string, b: string): string => {
  const [[topA, bottomA], [topB, bottomB]] = [parts(a), parts(b)]
  const top = [...topA, ...topB].sort(byAscii)
  const bottom = [...bottomA, ...bottomB].sort(byAscii).filter((name) => {
    const at = top.indexOf(name)
    if (at >= 0) top.splice(at, 1)
    return at < 0
  })
  return bottom.length === 0 ? top.join('*') : `${top.join('*')}/${bottom.join('*')}`
}

/** 1 / a. @example inverseNames('D/H') // 'H/D' */
export const inverseNames = (names: string): string => {
  const [top, bottom] = parts(names)
  return top.length === 0 ? bottom.join('*') : `${bottom.join('*')}/${top.join('*')}`
}
