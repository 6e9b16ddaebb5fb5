/**
 * Which element types an operator takes, and the promotion rule: there is none. Two operands have one element type, a plain
 * number takes that of the tensor beside it, and nothing is converted unasked. In: the element types of operands. Out: the
 * type of a parameter, or the sentence, the same in both worlds. Each type is one conditional around what the operand is otherwise.
 */
import { isFloat, isInteger, type DType, type FloatDType, type IntegerDType } from './dtype.js'
import { message } from './message.js'

const sentences = {
  float: '{op}: operand is {dtype}, expected f32 or f64',
  number: '{op}: operand is bool, expected a number',
  one: '{op}: operands are {a} and {b}, expected one element type',
  integer: '{op}: {role} is {dtype}, expected i32 or u32',
  mask: '{op}: the mask is {dtype}, expected bool',
  attend: '{op}: mask is {dtype}, expected bool, i32 or u32',
  layer: '{op}: operand is {dtype}, expected f32',
} as const

/** An element type in a box: the compiler compares boxes also where `D` is a type parameter. */
interface Held<out D> {
  readonly dtype: D
}

interface NoKey {
  readonly noKey: never
}

/**
 * The key of a sentence about `D`, of which nothing is known while `D` is open: so the compiler builds no sentence to know
 * what a parameter can be. (As `Late` in rule.ts, but a member of an interface, which is not even instantiated before.)
 */
type About<D> = 'text' & ([D] extends [never] ? NoKey : string)

// The sentences, written out a second time and not by `Message`: losses and layers of every model pay for these. That both
// are one text is what test/dsl/ops/dtypes.test.ts compares, operand by operand.
interface FloatFault<Op extends string, D extends DType> {
  readonly text: `${Op}: operand is ${D}, expected f32 or f64`
}
interface NumberFault<Op extends string> {
  readonly text: `${Op}: operand is bool, expected a number`
}
interface IntegerFault<Op extends string, Role extends string, D extends DType> {
  readonly text: `${Op}: ${Named<Role>} is ${D}, expected i32 or u32`
}
interface MaskFault<Op extends string, D extends DType> {
  readonly text: `${Op}: the mask is ${D}, expected bool`
}
interface AttendFault<Op extends string, D extends DType> {
  readonly text: `${Op}: mask is ${D}, expected bool, i32 or u32`
}
interface LayerFault<Op extends string, D extends DType> {
  readonly text: `${Op}: operand is ${D}, expected f32`
}
interface SameFault<Op extends string, A extends DType, B extends DType> {
  readonly text: `${Op}: operands are ${A} and ${B}, expected one element type`
}

/** `T` when `D` is a float, else the sentence: the type of an operand. (`infer` lets generic code decide it.) */
export type FloatOperand<Op extends string, D extends DType, T> =
  Held<D> extends Held<infer _D extends FloatDType> ? T : FloatFault<Op, D>[About<D>]

/** The element type of a result: that of the operand. After an error it is `f32`, so that one mistake makes one diagnostic. */
export type Float<D extends DType> = Held<D> extends Held<infer _D extends FloatDType> ? D : 'f32'

/** `T` when `D` is no `bool`, else the sentence: what is compared. */
export type NumberOperand<Op extends string, D extends DType, T> =
  Held<D> extends Held<infer _D extends FloatDType | IntegerDType> ? T : NumberFault<Op>[About<D>]

/** `T` when `D` is an integer, else the sentence: labels and indices. */
export type IntegerOperand<Op extends string, Role extends string, D extends DType, T> =
  Held<D> extends Held<infer _D extends IntegerDType> ? T : IntegerFault<Op, Role, D>[About<D>]

/** `T` when `D` is `bool`, else the sentence: a mask that is the first operand. */
export type MaskOperand<Op extends string, D extends DType, T> =
  Held<D> extends Held<'bool'> ? T : MaskFault<Op, D>[About<D>]

/** `T` when an operand has the element type of the first one, else the sentence: the type of every further operand. */
export type SameOperand<Op extends string, A extends DType, B extends DType, T> =
  Held<B> extends Held<A> ? T : SameFault<Op, A, B>[About<B>]

/** Whether all of the element types `All` are `D`. */
export type OneDType<D extends DType, All extends DType> = Held<All> extends Held<D> ? true : false

/** `T` when an attention mask is `bool` or integers, else the sentence. */
export type AttendOperand<Op extends string, D extends DType, T> =
  Held<D> extends Held<infer _D extends IntegerDType | 'bool'> ? T : AttendFault<Op, D>[About<D>]

/** `T` when `D` is `f32`, else the sentence: what a layer takes, whose parameters are `f32`. */
export type LayerOperand<Op extends string, D extends DType, T> =
  Held<D> extends Held<'f32'> ? T : LayerFault<Op, D>[About<D>]

/** What a layer takes, and the name of it in the sentence about anything else. */
export interface LayerRule {
  readonly operator: string
  /** `f32`, or integers: the indices of a table. */
  readonly takes: DType
}

interface RuleFault<R extends LayerRule, D extends DType> {
  readonly text: LayerRefusal<R, D>
}

/** The sentence about what a layer does not take. */
export type LayerRefusal<R extends LayerRule, D extends DType> =
  R['takes'] extends 'f32' ? LayerFault<R['operator'], D>['text'] : IntegerFault<R['operator'], 'index', D>['text']

/** `T` when the layer takes `D`, else the sentence. */
export type RuledOperand<R extends LayerRule, D extends DType, T> =
  Held<D> extends Held<R['takes']> ? T : RuleFault<R, D>[About<D>]

/** What an operand is called in a sentence. */
type Named<Role extends string> = Role extends 'label' | 'index' ? `the ${Role} tensor` : Role

/** The sentence about operands that are not floats of one type, or undefined. @example floats('add', ['f32', 'f32']) */
export const floats = (operator: string, [first, ...others]: readonly DType[]): string | undefined => {
  if (first === undefined) return undefined
  if (!isFloat(first)) return message(sentences.float, { op: operator, dtype: first })
  return oneDType(operator, [first, ...others])
}

/** The sentence about operands of two element types, or undefined. */
export const oneDType = (operator: string, [first, ...others]: readonly DType[]): string | undefined => {
  const other = others.find((dtype) => dtype !== first)
  return first === undefined || other === undefined ?
      undefined
    : message(sentences.one, { op: operator, a: first, b: other })
}

/** The sentence about operands that are not numbers of one type, or undefined. */
export const numbers = (operator: string, dtypes: readonly DType[]): string | undefined =>
  dtypes[0] === 'bool' ? message(sentences.number, { op: operator }) : oneDType(operator, dtypes)

/** The sentence about labels or indices that are not integers, or undefined. */
export const integers = (operator: string, role: 'label' | 'index', dtype: DType): string | undefined =>
  isInteger(dtype) ? undefined : message(sentences.integer, { op: operator, role: `the ${role} tensor`, dtype })

/** The sentence about a mask that is not `bool`, or undefined. */
export const mask = (operator: string, dtype: DType): string | undefined =>
  dtype === 'bool' ? undefined : message(sentences.mask, { op: operator, dtype })

/** The sentence about an attention mask that is neither `bool` nor integers, or undefined. */
export const attends = (operator: string, dtype: DType): string | undefined =>
  dtype === 'bool' || isInteger(dtype) ? undefined : message(sentences.attend, { op: operator, dtype })

/** The sentence about what a layer is given, or undefined. @example layerOperand('linear', 'f32') */
export const layerOperand = (operator: string, dtype: DType): string | undefined =>
  dtype === 'f32' ? undefined : message(sentences.layer, { op: operator, dtype })
