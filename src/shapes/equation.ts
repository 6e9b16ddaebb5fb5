/**
 * The equation of an einsum as text: which letters name the axes of each operand, and which those of the result. In: the
 * text; out: its terms, or the sentence about the first thing in it that is no equation.
 */
import { message, type Message } from './message.js'
import { byAscii, type SortsBefore } from './names.js'

const sentences = {
  character: "einsum: {c} in '{equation}' is not a letter, ',', '->' or one '...' of a term",
  missing: "einsum: output letter {c} of '{equation}' is in none of its terms",
  twice: "einsum: output letter {c} is repeated in '{equation}'",
  invented: "einsum: '{equation}' has '...' in the output and in none of its terms",
  dropped: "einsum: '{equation}' has '...' in its terms and not in the output",
  count: "einsum: '{equation}' has {n} terms, got {count} operands",
} as const

/** The letters of a term: those before the ellipsis, and those after it when there is one. */
export type Term = readonly [before: readonly string[], after?: readonly string[]]

export interface Equation {
  readonly terms: readonly Term[]
  readonly output: Term
}

// prettier-ignore
type Letter =
  | 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j' | 'k' | 'l' | 'm'
  | 'n' | 'o' | 'p' | 'q' | 'r' | 's' | 't' | 'u' | 'v' | 'w' | 'x' | 'y' | 'z'
  | 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'H' | 'I' | 'J' | 'K' | 'L' | 'M'
  | 'N' | 'O' | 'P' | 'Q' | 'R' | 'S' | 'T' | 'U' | 'V' | 'W' | 'X' | 'Y' | 'Z'

type WithoutSpaces<E extends string> = E extends `${infer A} ${infer B}` ? WithoutSpaces<`${A}${B}`> : E

/** The letters of a text, or its first character that is none. */
type Letters<S extends string, Out extends string[] = []> =
  S extends `${infer c}${infer Rest}` ?
    c extends Letter ?
      Letters<Rest, [...Out, c]>
    : c
  : Out

type ParseTerm<S extends string> =
  S extends `${infer A}...${infer B}` ?
    Letters<A> extends infer Before ?
      Before extends string ? Before
      : Letters<B> extends infer After ?
        After extends string ?
          After
        : [Before, After]
      : never
    : never
  : Letters<S> extends infer Before ?
    Before extends string ?
      Before
    : [Before]
  : never

type ParseTerms<S extends string, Out extends Term[] = []> =
  S extends `${infer Head},${infer Tail}` ?
    ParseTerm<Head> extends infer T ?
      T extends Term ?
        ParseTerms<Tail, [...Out, T]>
      : T
    : never
  : ParseTerm<S> extends infer T ?
    T extends Term ?
      [...Out, T]
    : T
  : never

type Insert<Sorted extends string, C extends string> =
  Sorted extends `${infer Head}${infer Tail}` ?
    SortsBefore<Head, C> extends true ?
      `${Head}${Insert<Tail, C>}`
    : `${C}${Sorted}`
  : C

/** The letters that occur once in the terms, sorted. */
type Single<Inputs extends string, Rest extends string = Inputs, Out extends string = ''> =
  Rest extends `${infer c}${infer More}` ?
    c extends Letter ?
      Inputs extends `${string}${c}${string}${c}${string}` ?
        Single<Inputs, More, Out>
      : Single<Inputs, More, Insert<Out, c>>
    : Single<Inputs, More, Out>
  : Out

type OutputFault<E extends string, Inputs extends string, Output extends string, Rest> =
  Rest extends readonly [infer c extends string, ...infer More] ?
    Inputs extends `${string}${c}${string}` ?
      Output extends `${string}${c}${string}${c}${string}` ?
        Message<typeof sentences.twice, { c: c; equation: E }>
      : OutputFault<E, Inputs, Output, More>
    : Message<typeof sentences.missing, { c: c; equation: E }>
  : HasEllipsis<Inputs> extends HasEllipsis<Output> ? undefined
  : Message<HasEllipsis<Output> extends true ? typeof sentences.invented : typeof sentences.dropped, { equation: E }>

type HasEllipsis<S extends string> = S extends `${string}...${string}` ? true : false

/** All letters of a term. */
export type LettersOf<T extends Term> = T[1] extends readonly string[] ? readonly [...T[0], ...T[1]] : T[0]

type Explicit<E extends string, Inputs extends string, Output extends string, Terms> =
  ParseTerm<Output> extends infer T ?
    T extends Term ?
      OutputFault<E, Inputs, Output, LettersOf<T>> extends infer Fault extends string ?
        Fault
      : { terms: Terms; output: T }
    : Message<typeof sentences.character, { c: T; equation: E }>
  : never

type Implicit<Inputs extends string> =
  HasEllipsis<Inputs> extends true ? [[], Letters<Single<Inputs>>] : [Letters<Single<Inputs>>]

type ParseSides<E extends string, Inputs extends string, Output extends string | false> =
  ParseTerms<Inputs> extends infer Terms ?
    Terms extends readonly Term[] ?
      Output extends string ?
        Explicit<E, Inputs, Output, Terms>
      : { terms: Terms; output: Implicit<Inputs> }
    : Message<typeof sentences.character, { c: Terms; equation: E }>
  : never

/** The parsed equation, or a sentence. Not for a wide string. */
export type ParseEquation<E extends string> =
  WithoutSpaces<E> extends infer Text extends string ?
    Text extends `${infer Inputs}->${infer Output}` ?
      ParseSides<E, Inputs, Output>
    : ParseSides<E, Text, false>
  : never

/** The parsed equation when it has as many terms as there are operands, else a sentence. */
export type EquationFor<E extends string, Count> =
  ParseEquation<E> extends infer P ?
    P extends Equation ?
      P['terms']['length'] extends Count ?
        P
      : Message<typeof sentences.count, { equation: E; n: P['terms']['length']; count: Count }>
    : P
  : never

/** The letters of a term, or its first character that is none. */
const parseTerm = (text: string): Term | string => {
  const dots = text.indexOf('...')
  const parts = dots < 0 ? [text] : [text.slice(0, dots), text.slice(dots + 3)]
  const odd = parts.join('').match(/[^a-zA-Z]/)
  const [before, after] = parts.map((part) => [...part])
  return (
    odd !== null ? odd[0]
    : after === undefined ? [before ?? []]
    : [before ?? [], after]
  )
}

/** All letters of a term. */
export const lettersOf = ([before, after = []]: Term): readonly string[] => [...before, ...after]

const outputFault = (equation: string, inputs: string, output: string, term: Term): string | undefined => {
  for (const c of lettersOf(term)) {
    if (!inputs.includes(c)) return message(sentences.missing, { c, equation })
    if (output.indexOf(c) !== output.lastIndexOf(c)) return message(sentences.twice, { c, equation })
  }
  if (inputs.includes('...') === output.includes('...')) return undefined
  return message(output.includes('...') ? sentences.invented : sentences.dropped, { equation })
}

/** The parsed equation, or a sentence. @example parseEquation('ij,jk') // { terms: [[['i', 'j']], [['j', 'k']]], output: [['i', 'k']] } */
export const parseEquation = (equation: string): Equation | string => {
  const text = equation.replaceAll(' ', '')
  const arrow = text.indexOf('->')
  const inputs = arrow < 0 ? text : text.slice(0, arrow)
  const terms: Term[] = []
  for (const part of inputs.split(',')) {
    const term = parseTerm(part)
    if (typeof term === 'string') return message(sentences.character, { c: term, equation })
    terms.push(term)
  }
  if (arrow < 0) {
    const single = [...inputs].filter((c) => /[a-zA-Z]/.test(c) && inputs.indexOf(c) === inputs.lastIndexOf(c))
    single.sort(byAscii)
    return { terms, output: inputs.includes('...') ? [[], single] : [single] }
  }
  const written = text.slice(arrow + 2)
  const output = parseTerm(written)
  if (typeof output === 'string') return message(sentences.character, { c: output, equation })
  return outputFault(equation, inputs, written, output) ?? { terms, output }
}

/** The parsed equation when it has as many terms as there are operands, else a sentence. */
export const equationFor = (equation: string, count: number): Equation | string => {
  const parsed = parseEquation(equation)
  if (typeof parsed === 'string' || parsed.terms.length === count) return parsed
  return message(sentences.count, { equation, n: parsed.terms.length, count })
}
