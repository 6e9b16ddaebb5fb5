/**
 * Calling a function whose inputs were declared with names: `fn({ x: ['batch', 64] }, body)`. In: declared and passed
 * shapes by input name; out: what each name stands for, or the sentence about the first input that does not fit. Inputs
 * are taken in ASCII order of their names, so that the answer does not depend on how they were written down.
 */
import { namesIn } from './dim.js'
import type { DType } from './dtype.js'
import { message, type Message } from './message.js'
import type { SameDim } from './matmul.js'
import type { SortsBefore } from './names.js'
import { substituteDim, type IsExpression, type Names, type Substitute, type SubstituteDim } from './substitute.js'
import type { Dim, Shape } from './shape.js'

const sentences = {
  dtype: '{input}: expected {x}, got {y}',
  undeclared: '{input}: the function declares no such input',
  rank: '{input}: expected rank {x}, got rank {y} (declared {declared}, passed {passed})',
  number: '{input}: expected {x}, got {y} (declared {declared}, passed {passed})',
  name: '{input}: {name} is {x} and {y} (declared {declared}, passed {passed})',
  divisor: '{input}: {dim} is divided by 0 or a sum (declared {declared}, passed {passed})',
  expression: '{input}: expected {dim} = {x}, got {y} (declared {declared}, passed {passed})',
} as const

/** Shapes by input name. */
export type Shapes = { readonly [input: string]: Shape }

/** Adds what a shape says about plain names, or the sentence. Expressions wait until every name is known. */
type BindShape<
  Input,
  Declared extends Shape,
  Passed extends Shape,
  Names,
  D extends Shape = Declared,
  P extends Shape = Passed,
> =
  D extends readonly [infer d extends Dim, ...infer RestD extends Shape] ?
    P extends readonly [infer p extends Dim, ...infer RestP extends Shape] ?
      d extends keyof Names ?
        SameDim<Names[d], p> extends true ?
          BindShape<Input, Declared, Passed, Names, RestD, RestP>
        : Message<
            typeof sentences.name,
            { input: Input; name: d; x: Names[d]; y: p; declared: Declared; passed: Passed }
          >
      : d extends string ?
        IsExpression<d> extends true ?
          BindShape<Input, Declared, Passed, Names, RestD, RestP>
        : BindShape<Input, Declared, Passed, Names & { [K in d]: p }, RestD, RestP>
      : SameDim<d, p> extends true ? BindShape<Input, Declared, Passed, Names, RestD, RestP>
      : Message<typeof sentences.number, { input: Input; x: d; y: p; declared: Declared; passed: Passed }>
    : never
  : Names

/** Checks the expressions of a shape; the names, or the sentence. */
type CheckShape<
  Input,
  Declared extends Shape,
  Passed extends Shape,
  Names,
  D extends Shape = Declared,
  P extends Shape = Passed,
> =
  D extends readonly [infer d extends Dim, ...infer RestD extends Shape] ?
    P extends readonly [infer p extends Dim, ...infer RestP extends Shape] ?
      IsExpression<d> extends true ?
        SubstituteDim<d, Names> extends infer Value extends Dim ?
          SameDim<Value, p> extends true ?
            CheckShape<Input, Declared, Passed, Names, RestD, RestP>
          : Message<
              typeof sentences.expression,
              { input: Input; dim: d; x: Value; y: p; declared: Declared; passed: Passed }
            >
        : Message<typeof sentences.divisor, { input: Input; dim: d; declared: Declared; passed: Passed }>
      : CheckShape<Input, Declared, Passed, Names, RestD, RestP>
    : never
  : Names

type First<Keys, All = Keys> =
  Keys extends string ?
    [All extends Keys ? never : IsBefore<All, Keys>] extends [never] ?
      Keys
    : never
  : never
type IsBefore<A, B> =
  A extends string ?
    B extends string ?
      SortsBefore<A, B> extends true ?
        true
      : never
    : never
  : never

/** The keys in ASCII order. */
type Sorted<Keys, Out extends unknown[] = []> =
  [Keys] extends [never] ? Out
  : First<Keys> extends infer F ? Sorted<Exclude<Keys, F>, [...Out, F]>
  : never

type BindAll<Declared extends Shapes, Passed extends Shapes, Inputs, Names> =
  Inputs extends readonly [infer Input, ...infer Rest] ?
    BindInput<Input, Declared[Input & keyof Declared], Passed[Input & keyof Passed], Names> extends infer Next ?
      Next extends string ?
        Failure<Input, Next>
      : BindAll<Declared, Passed, Rest, Next>
    : never
  : Names

type BindInput<Input, Declared extends Shape, Passed extends Shape, Names> =
  number extends Passed['length'] ? Names & Unknown<Declared, Names>
  : number extends Declared['length'] ? Names
  : Declared['length'] extends Passed['length'] ? BindShape<Input, Declared, Passed, Names>
  : Message<
      typeof sentences.rank,
      { input: Input; x: Declared['length']; y: Passed['length']; declared: Declared; passed: Passed }
    >

/** Names that only an input of unknown rank could have bound are unknown numbers. */
type Unknown<Declared extends Shape, Names> = {
  [K in Exclude<PlainNames<Declared[number]>, keyof Names>]: number
}
type PlainNames<D> =
  D extends string ?
    IsExpression<D> extends true ?
      never
    : D
  : never

type CheckAll<Declared extends Shapes, Passed extends Shapes, Inputs, Names> =
  Inputs extends readonly [infer Input, ...infer Rest] ?
    number extends Passed[Input & keyof Passed]['length'] ? CheckAll<Declared, Passed, Rest, Names>
    : CheckShape<Input, Declared[Input & keyof Declared], Passed[Input & keyof Passed], Names> extends infer Next ?
      Next extends string ?
        Failure<Input, Next>
      : CheckAll<Declared, Passed, Rest, Names>
    : never
  : Names

/** The input that does not fit, and the sentence. */
export interface Failure<Input, Sentence extends string> {
  readonly input: Input
  readonly sentence: Sentence
}

type UnifySorted<Declared extends Shapes, Passed extends Shapes, Inputs> =
  BindAll<Declared, Passed, Inputs, unknown> extends infer Names ?
    Names extends Failure<unknown, string> ?
      Names
    : CheckAll<Declared, Passed, Inputs, Names>
  : never

/** What each name stands for, or the failure. */
type UnifyOutcome<Declared extends Shapes, Passed extends Shapes> = UnifySorted<
  Declared,
  Passed,
  Sorted<keyof Declared & keyof Passed>
>

/** What each name stands for, or the sentence about the first input that does not fit. */
export type Unify<Declared extends Shapes, Passed extends Shapes> =
  UnifyOutcome<Declared, Passed> extends infer Out ?
    Out extends Failure<unknown, infer Sentence> ?
      Sentence
    : Out
  : never

/** `true`, or the sentence when it is this input that does not fit: the type of that input's own property. */
export type UnifyInput<Declared extends Shapes, Passed extends Shapes, Input> =
  UnifyOutcome<Declared, Passed> extends infer Out ?
    Out extends Failure<Input, infer Sentence> ?
      Sentence
    : true
  : never

/** `[]`, or the sentence about an input of another element type. */
export type UnifyDType<Input, Declared extends DType, Passed extends DType> =
  [Passed] extends [Declared] ? [] : Message<typeof sentences.dtype, { input: Input; x: Declared; y: Passed }>

/** The shape of a result whose declared shape is `S`; any shape after an error. */
export type Unified<Declared extends Shapes, Passed extends Shapes, S extends Shape> =
  Unify<Declared, Passed> extends infer Names ?
    Names extends string ?
      Shape
    : Substitute<S, Names>
  : never

/** `[]`, or the sentence about an input of another element type. @example unifyDType('x', 'f32', 'f32') // [] */
export const unifyDType = (input: string, declared: DType, passed: DType): Shape | string =>
  declared === passed ? [] : message(sentences.dtype, { input, x: declared, y: passed })

const isName = (dim: Dim): dim is string => typeof dim === 'string' && namesIn(dim)[0] === dim

/**
 * What each name stands for, or the sentence about the first input that does not fit.
 *
 * @example unify({ x: ['batch', 64] }, { x: [32, 64] }) // { batch: 32 }
 */
export const unify = (declared: Shapes, passed: Shapes): Names | string => {
  // Without a prototype: a dimension may be called `constructor`.
  const names: Record<string, Dim> = Object.create(null) as Record<string, Dim>
  const inputs = Object.keys(declared)
    .filter((input) => Object.hasOwn(passed, input))
    .sort((a, b) => (a < b ? -1 : 1))
  for (const input of inputs) {
    const [d, p] = [declared[input] ?? [], passed[input] ?? []]
    const context = { input, declared: d, passed: p }
    if (d.length !== p.length) return message(sentences.rank, { ...context, x: d.length, y: p.length })
    for (const [i, dim] of d.entries()) {
      const given = p[i] ?? 1
      if (typeof dim === 'number') {
        if (dim !== given) return message(sentences.number, { ...context, x: dim, y: given })
      } else if (isName(dim)) {
        const known = (names[dim] ??= given)
        if (known !== given) return message(sentences.name, { ...context, name: dim, x: known, y: given })
      }
    }
  }
  for (const input of inputs) {
    const [d, p] = [declared[input] ?? [], passed[input] ?? []]
    for (const [i, dim] of d.entries()) {
      if (typeof dim === 'number' || isName(dim)) continue
      const value = substituteDim(dim, names)
      if (value === false) return message(sentences.divisor, { input, declared: d, passed: p, dim })
      if (value !== p[i])
        return message(sentences.expression, { input, declared: d, passed: p, dim, x: value, y: p[i] ?? 1 })
    }
  }
  return { ...names }
}

/** The sentence about an input that is passed and was not declared. */
export type Undeclared<Input> = Message<typeof sentences.undeclared, { input: Input }>

/** The sentence about the first input, in the order of the call, that is passed and was not declared; or undefined. */
export const undeclaredInput = (declared: readonly string[], passed: readonly string[]): string | undefined => {
  const input = passed.find((name) => !declared.includes(name))
  return input === undefined ? undefined : message(sentences.undeclared, { input })
}
