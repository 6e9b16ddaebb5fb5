/**
 * What the transformations share: the types of a function and of its derivatives, and the checks of what it is given and
 * what it gives. In: a function of tensors and its arguments. Out: its result at arguments that are variables of their own.
 */
import type { DType } from '../../shapes/dtype.js'
import { ShapeError, checked } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import {
  floatArgument,
  floatOutput,
  scalarOutput,
  type FloatArgument,
  type FloatOutput,
  type ScalarOutput,
} from '../../shapes/transform.js'
import { recordRequest } from '../record.js'
import { captureSite } from '../site.js'
import { isTensor, type AnyTensor, type Tensor } from '../tensor.js'

/** The arguments of a function of tensors. */
export type Arguments = readonly AnyTensor[]

/** Which arguments to differentiate with respect to: one, or several, whose derivatives come in a list. */
export type ArgNums = number | readonly number[]

/** A function of tensors, before anything is known of it. */
export type AnyFunction = (...inputs: readonly AnyTensor[]) => AnyTensor

type DTypeAt<A extends Arguments, P> =
  P extends keyof A ?
    A[P] extends Tensor<Shape, infer D> ?
      D
    : never
  : undefined

type FloatArguments<Op extends string, A extends Arguments, N> =
  N extends number ? FloatArgument<Op, N, DTypeAt<A, `${N}`>, A['length']>
  : N extends readonly [infer First extends number, ...infer Rest] ?
    FloatArguments<Op, A, First> extends infer Fault extends string ?
      Fault
    : FloatArguments<Op, A, Rest>
  : []

/** `[]` when such a function can be differentiated with respect to these arguments, else a sentence. */
export type Differentiable<Op extends string, A extends Arguments, D extends DType, N> =
  FloatArguments<Op, A, N> extends infer Fault extends string ? Fault : FloatOutput<Op, D>

/** `[]` when moreover its result is a scalar. */
export type DifferentiableLoss<Op extends string, A extends Arguments, S extends Shape, D extends DType, N> =
  Differentiable<Op, A, D, N> extends infer Fault extends string ? Fault : ScalarOutput<Op, S>

/** Every position of a list of arguments: `[0, 1]` for two. */
export type AllOf<A extends Arguments, Done extends number[] = []> =
  number extends A['length'] ? number[]
  : Done['length'] extends A['length'] ? Done
  : AllOf<A, [...Done, Done['length']]>

/** The gradients with respect to one argument, or a list of them: each of its argument's own type. */
export type GradientOf<A extends Arguments, N extends ArgNums> =
  N extends number ? A[N] : { -readonly [K in keyof N]: N[K] extends number ? A[N[K]] : never }

export const positionsOf = (argnums: ArgNums): readonly number[] => (typeof argnums === 'number' ? [argnums] : argnums)

/** What the function gave: one tensor of floats. */
export function resultOf(operator: string, result: unknown): AnyTensor {
  if (!isTensor(result)) throw new TypeError(`${operator}: the function gives no tensor (${typeof result})`)
  checked(floatOutput(operator, result.dtype), captureSite())
  return result
}

/**
 * The arguments, those at `positions` as variables of their own. A derivative by such a variable sees what the function made
 * of it and nothing else: not what the function closes over, nor another argument that is the same tensor.
 */
export function variablesAt(operator: string, inputs: Arguments, positions: readonly number[]): AnyTensor[] {
  const site = captureSite()
  inputs.forEach((given, at) => {
    if (!isTensor(given)) throw new TypeError(`${operator}: argument ${at} is not a tensor (${typeof given})`)
  })
  for (const [at, position] of positions.entries()) {
    checked(floatArgument(operator, position, inputs[position]?.dtype, inputs.length), site)
    if (positions.indexOf(position) < at) throw new ShapeError(`${operator}: argument ${position} is named twice`, site)
  }
  return inputs.map((given, at) => (positions.includes(at) ? recordRequest('argument', [given]) : given))
}

/** The function at variables, and the variables among its arguments. */
export function evaluateAt(
  operator: string,
  f: AnyFunction,
  inputs: Arguments,
  positions: readonly number[],
): { readonly output: AnyTensor; readonly variables: readonly AnyTensor[] } {
  const given = variablesAt(operator, inputs, positions)
  const output = resultOf(operator, f(...given))
  return { output, variables: positions.map((position) => given[position] as AnyTensor) }
}

/** The same, of a function that must give a scalar. */
export function evaluateLoss(
  operator: string,
  f: AnyFunction,
  inputs: Arguments,
  positions: readonly number[],
): ReturnType<typeof evaluateAt> {
  const found = evaluateAt(operator, f, inputs, positions)
  checked(scalarOutput(operator, found.output.shape), captureSite())
  return found
}

/** One derivative, or the list, as it was asked for. */
export const asAsked = (argnums: ArgNums, derivatives: readonly AnyTensor[]): unknown =>
  typeof argnums === 'number' ? derivatives[0] : derivatives
