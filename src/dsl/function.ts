/**
 * `fn`: a function whose inputs have named dimensions. Its body is recorded once with symbols, so that it is checked
 * before anyone calls it; a call unifies the names with the actual shapes and records the body on the actual tensors.
 *
 * In: declared inputs and a body. Out: a callable, with its declared inputs and what the body gave for them.
 */
import {
  shapeArgument,
  type Constructed,
  type IsSoundShape,
  type MarkedDims,
  type ShapeArgument,
} from '../shapes/construct.js'
import type { DType } from '../shapes/dtype.js'
import { ShapeError, checked } from '../shapes/rule.js'
import type { Shape } from '../shapes/shape.js'
import type { Names } from '../shapes/substitute.js'
import {
  undeclaredInput,
  unify,
  unifyDType,
  type Undeclared,
  type Unified,
  type UnifyDType,
  type UnifyInput,
} from '../shapes/unify.js'
import { source } from './record.js'
import { withNames } from './scope.js'
import { captureSite } from './site.js'
import { isTensor, type AnyTensor, type Tensor } from './tensor.js'

/** An input with its element type. A bare shape declares f32. */
export interface DeclaredInput<S extends Shape = Shape, D extends DType = DType> {
  readonly shape: S
  readonly dtype: D
}

/** `{ x: ['batch', 64], label: i32(['batch']) }` */
export type InputDeclarations = { readonly [input: string]: Shape | DeclaredInput }

function declare<S extends Shape, D extends DType>(dtype: D, shape: unknown): DeclaredInput<Constructed<S>, D> {
  const dims = checked(shapeArgument(dtype, shape as Shape), captureSite())
  return { shape: [...dims] as Constructed<S>, dtype }
}

/**
 * Declares an input of 32-bit integers: labels, indices.
 *
 * @throws ShapeError when a dimension is not sound
 * @example
 * const declared = i32(['batch']) // => [batch]
 * declared.dtype // => i32
 */
export function i32<const S extends Shape>(shape: ShapeArgument<'i32', S>): DeclaredInput<Constructed<S>, 'i32'> {
  return declare('i32', shape)
}

/**
 * Declares an input of unsigned 32-bit integers.
 *
 * @throws ShapeError when a dimension is not sound
 * @example
 * const declared = u32(['batch', 2]) // => [batch, 2]
 * declared.dtype // => u32
 */
export function u32<const S extends Shape>(shape: ShapeArgument<'u32', S>): DeclaredInput<Constructed<S>, 'u32'> {
  return declare('u32', shape)
}

/**
 * Declares an input of truth values.
 *
 * @throws ShapeError when a dimension is not sound
 * @example
 * const declared = bool(['batch']) // => [batch]
 * declared.dtype // => bool
 */
export function bool<const S extends Shape>(shape: ShapeArgument<'bool', S>): DeclaredInput<Constructed<S>, 'bool'> {
  return declare('bool', shape)
}

/**
 * Declares an input of 64-bit floats.
 *
 * @throws ShapeError when a dimension is not sound
 * @example
 * const declared = f64(['batch', 3]) // => [batch, 3]
 * declared.dtype // => f64
 */
export function f64<const S extends Shape>(shape: ShapeArgument<'f64', S>): DeclaredInput<Constructed<S>, 'f64'> {
  return declare('f64', shape)
}

type ShapeOfDeclaration<T> =
  T extends DeclaredInput<infer S> ? Constructed<S>
  : T extends Shape ? Constructed<T>
  : never
type DTypeOfDeclaration<T> = T extends DeclaredInput<Shape, infer D> ? D : 'f32'

/** The tensors that declared inputs are. */
export type InputTensors<I extends InputDeclarations> = {
  readonly [K in keyof I]: Tensor<ShapeOfDeclaration<I[K]>, DTypeOfDeclaration<I[K]>>
}

type DeclaredShapes<I extends InputDeclarations> = { readonly [K in keyof I]: ShapeOfDeclaration<I[K]> }
type PassedShapes<P> = { readonly [K in keyof P]: P[K] extends { readonly shape: infer S extends Shape } ? S : Shape }
type AnyInputs<I extends InputDeclarations> = { readonly [K in keyof I]: AnyTensor }

/** The inputs of which a declared dimension is not sound. */
type FaultyDeclaration<I extends InputDeclarations> = {
  [K in keyof I]: I[K] extends Shape ?
    IsSoundShape<I[K]> extends true ?
      never
    : K
  : never
}[keyof I]

/** The declarations, with the sentence in the place of each dimension that is not sound. */
export type CheckedDeclarations<I extends InputDeclarations> =
  [FaultyDeclaration<I>] extends [never] ? I
  : { readonly [K in keyof I]: I[K] extends Shape ? MarkedDims<K & string, I[K]> : I[K] }

/** The sentence about an input, if there is one. */
type InputFault<I extends InputDeclarations, P, K> =
  DTypeFault<I, P, K> extends infer Sentence extends string ? Sentence
  : UnifyInput<DeclaredShapes<I>, PassedShapes<P>, K>
type DTypeFault<I extends InputDeclarations, P, K> =
  K extends keyof I & keyof P ?
    P[K] extends { readonly dtype: infer D extends DType } ?
      UnifyDType<K, DTypeOfDeclaration<I[K]>, D>
    : []
  : Undeclared<K>

/** Each input's own type, or the sentence in the place of the one that does not fit. */
type CheckedInputs<I extends InputDeclarations, P> = {
  readonly [K in keyof P]: InputFault<I, P, K> extends infer Sentence extends string ? Sentence : P[K]
}

/** What a body gives: a tensor, or several by name. */
export type Outputs = AnyTensor | { readonly [output: string]: AnyTensor }

type Actual<I extends InputDeclarations, P, T> =
  T extends Tensor<infer S, infer D> ? Tensor<Unified<DeclaredShapes<I>, PassedShapes<P>, S>, D> : never

type ActualOutputs<I extends InputDeclarations, P, O> =
  O extends AnyTensor ? Actual<I, P, O> : { readonly [K in keyof O]: Actual<I, P, O[K]> }

/** A function made by `fn`. */
export interface Fn<I extends InputDeclarations, O extends Outputs> {
  <P extends AnyInputs<I>>(inputs: CheckedInputs<I, P>): ActualOutputs<I, P, O>
  /** The declared inputs. */
  readonly inputs: { readonly [K in keyof I]: DeclaredInput<ShapeOfDeclaration<I[K]>, DTypeOfDeclaration<I[K]>> }
  /** What the body gave for the declared inputs. */
  readonly outputs: O
}

/**
 * Declarations in full.
 *
 * @throws ShapeError with the input's name when a dimension is not sound
 */
export function declaredInputs(inputs: InputDeclarations): Readonly<Record<string, DeclaredInput>> {
  const site = captureSite()
  const full = (name: string, declared: Shape | DeclaredInput): DeclaredInput => {
    const { shape, dtype }: DeclaredInput = 'dtype' in declared ? declared : { shape: declared, dtype: 'f32' }
    return { shape: checked(shapeArgument(name, shape), site), dtype }
  }
  return Object.fromEntries(Object.entries(inputs).map(([name, declared]) => [name, full(name, declared)]))
}

/** What each declared name stands for. */
function checkInputs(
  declared: Readonly<Record<string, DeclaredInput>>,
  passed: Readonly<Record<string, unknown>>,
): Names {
  const site = captureSite()
  const undeclared = undeclaredInput(Object.keys(declared), Object.keys(passed))
  if (undeclared !== undefined) throw new ShapeError(undeclared, site)
  const shapes: Record<string, Shape> = {}
  for (const [name, { dtype }] of Object.entries(declared)) {
    const given = passed[name]
    if (!isTensor(given)) throw new ShapeError(`${name}: this input is missing, or is not a tensor`, site)
    checked(unifyDType(name, dtype, given.dtype), site)
    shapes[name] = given.shape
  }
  const names = unify(Object.fromEntries(Object.entries(declared).map(([name, { shape }]) => [name, shape])), shapes)
  if (typeof names === 'string') throw new ShapeError(names, site)
  return names
}

/**
 * A function of tensors that is written once for all sizes.
 *
 * @throws ShapeError when a declared dimension is not sound, when the body breaks a rule (both here, at its line), or
 *   when a call's inputs do not fit the declaration, or are more
 * @example
 * const half = fn({ x: ['batch', 64] }, ({ x }) => slice(x, 1, 0, 32))
 * half.outputs // => [batch, 32]
 * half({ x: zeros([8, 64]) }) // => [8, 32]
 */
export function fn<const I extends InputDeclarations, O extends Outputs>(
  inputs: CheckedDeclarations<I>,
  body: (inputs: InputTensors<I>) => O,
): Fn<I, O> {
  const declared = declaredInputs(inputs as InputDeclarations)
  const symbols = Object.entries(declared).map(([name, { shape, dtype }]) => [
    name,
    source('input', { name, shape, dtype }),
  ])
  const outputs = body(Object.fromEntries(symbols) as InputTensors<I>)
  const call = (passed: Readonly<Record<string, AnyTensor>>): O => {
    const names = checkInputs(declared, passed)
    return withNames(names, () => body(passed as InputTensors<I>))
  }
  // The call signature is generic over what is passed; unify has checked at run time what it promises.
  return Object.assign(call, { inputs: declared, outputs }) as unknown as Fn<I, O>
}
