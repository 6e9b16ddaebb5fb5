/**
 * The pattern of a rearrangement as text: `'b (h d) -> b h d'`. In: the text; out: for each side the groups of names that
 * make its axes, or the sentence about the first thing in it that is no pattern.
 */
import type { IsName } from './construct.js'
import { message, type Message } from './message.js'

const sentences = {
  arrow: "rearrange: '{pattern}' has no '->'",
  token: "rearrange: '{token}' in '{pattern}' is not a name, 1, one '...' of a side, or a group of names in ( )",
  twice: "rearrange: axis {name} is repeated on one side of '{pattern}'",
  side: "rearrange: axis {name} is on one side only of '{pattern}'",
} as const

/** The names whose sizes multiply to one axis; none for an axis of size 1. */
export type Group = readonly string[]

/** The groups before the ellipsis, and those after it when there is one. */
export type Side = readonly [before: readonly Group[], after?: readonly Group[]]

export interface Pattern {
  readonly left: Side
  readonly right: Side
  readonly names: readonly string[]
}

interface ReadSide {
  readonly side: Side
  readonly names: readonly string[]
}

type Spaced<S extends string> =
  S extends `${infer A}(${infer B}` ? `${Spaced<A>} ( ${Spaced<B>}`
  : S extends `${infer A})${infer B}` ? `${A} ) ${Spaced<B>}`
  : S

type TokenFault<P, Token> = Message<typeof sentences.token, { token: Token; pattern: P }>

/** One side read token by token. `Front` holds what came before the ellipsis, `Open` the group that is not yet closed. */
type Read<
  P,
  S extends string,
  Groups extends Group[] = [],
  Front extends Group[] | false = false,
  Open extends string[] | false = false,
  Names extends string[] = [],
> =
  S extends `${infer Token} ${infer Rest}` ?
    Token extends '' ? Read<P, Rest, Groups, Front, Open, Names>
    : Token extends ')' ?
      Open extends string[] ?
        Read<P, Rest, [...Groups, Open], Front, false, Names>
      : TokenFault<P, Token>
    : Token extends '1' ? Read<P, Rest, Open extends string[] ? Groups : [...Groups, []], Front, Open, Names>
    : Token extends '(' ?
      Open extends false ?
        Read<P, Rest, Groups, Front, [], Names>
      : TokenFault<P, Token>
    : Token extends '...' ?
      [Open, Front] extends [false, false] ?
        Read<P, Rest, [], Groups, false, Names>
      : TokenFault<P, Token>
    : IsName<Token> extends false ? TokenFault<P, Token>
    : Token extends Names[number] ? Message<typeof sentences.twice, { name: Token; pattern: P }>
    : Open extends string[] ? Read<P, Rest, Groups, Front, [...Open, Token], [...Names, Token]>
    : Read<P, Rest, [...Groups, [Token]], Front, false, [...Names, Token]>
  : Open extends string[] ? TokenFault<P, '('>
  : { side: Front extends Group[] ? [Front, Groups] : [Groups]; names: Names }

/** The first of the names that is not one of the others. */
type Alone<Names, Others extends readonly string[]> =
  Names extends readonly [infer Head, ...infer Tail] ?
    Head extends Others[number] ?
      Alone<Tail, Others>
    : Head
  : undefined

/** The ellipsis when one side only has it. */
type AloneEllipsis<Left extends Side, Right extends Side> =
  Left[1] extends readonly Group[] ?
    Right[1] extends readonly Group[] ?
      undefined
    : '...'
  : Right[1] extends readonly Group[] ? '...'
  : undefined

type OneSided<L extends ReadSide, R extends ReadSide> =
  Alone<R['names'], L['names']> extends infer Name extends string ? Name
  : Alone<L['names'], R['names']> extends infer Name extends string ? Name
  : AloneEllipsis<L['side'], R['side']>

/** The parsed pattern, or a sentence. Not for a wide string. */
export type ParsePattern<P extends string> =
  P extends `${infer Left}->${infer Right}` ?
    Read<P, `${Spaced<Left>} `> extends infer L ?
      L extends ReadSide ?
        Read<P, `${Spaced<Right>} `> extends infer R ?
          R extends ReadSide ?
            OneSided<L, R> extends infer Name extends string ?
              Message<typeof sentences.side, { name: Name; pattern: P }>
            : { left: L['side']; right: R['side']; names: L['names'] }
          : R
        : never
      : L
    : never
  : Message<typeof sentences.arrow, { pattern: P }>

/** One side read token by token, or a sentence. */
const readSide = (pattern: string, text: string): ReadSide | string => {
  const names: string[] = []
  let groups: Group[] = []
  let front: Group[] | undefined
  let open: string[] | undefined
  for (const token of text.replace(/[()]/g, ' $& ').split(' ')) {
    const misplaced =
      token === ')' ? open === undefined
      : token === '(' ? open !== undefined
      : token === '...' ? open !== undefined || front !== undefined
      : !/^(|1|[A-Za-z_]\w*)$/.test(token)
    if (misplaced) return message(sentences.token, { token, pattern })
    if (token === '') continue
    if (token === '(') open = []
    else if (token === ')') {
      groups.push(open ?? [])
      open = undefined
    } else if (token === '...') {
      front = groups
      groups = []
    } else if (token === '1') {
      if (open === undefined) groups.push([])
    } else {
      if (names.includes(token)) return message(sentences.twice, { name: token, pattern })
      names.push(token)
      if (open === undefined) groups.push([token])
      else open.push(token)
    }
  }
  if (open !== undefined) return message(sentences.token, { token: '(', pattern })
  return { side: front === undefined ? [groups] : [front, groups], names }
}

/**
 * The parsed pattern, or a sentence.
 *
 * @example parsePattern('a b -> (b a)') // { left: [[['a'], ['b']]], right: [[['b', 'a']]], names: ['a', 'b'] }
 */
export const parsePattern = (pattern: string): Pattern | string => {
  const arrow = pattern.indexOf('->')
  if (arrow < 0) return message(sentences.arrow, { pattern })
  const left = readSide(pattern, pattern.slice(0, arrow))
  if (typeof left === 'string') return left
  const right = readSide(pattern, pattern.slice(arrow + 2))
  if (typeof right === 'string') return right
  const alone =
    right.names.find((name) => !left.names.includes(name)) ??
    left.names.find((name) => !right.names.includes(name)) ??
    (left.side.length === right.side.length ? undefined : '...')
  return alone === undefined ?
      { left: left.side, right: right.side, names: left.names }
    : message(sentences.side, { name: alone, pattern })
}
