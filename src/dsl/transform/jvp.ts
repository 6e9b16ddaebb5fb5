/** jvp: a function's value and its directional derivative, in forward mode. */
import type { DType } from '../../shapes/dtype.js'
import { ShapeError, checked, type Argument } from '../../shapes/rule.js'
import { sameShape, type SameShape } from '../../shapes/same-shape.js'
import type { Shape } from '../../shapes/shape.js'
import { recordRequest } from '../record.js'
import { captureSite } from '../site.js'
import { isTensor, type AnyTensor, type Tensor } from '../tensor.js'
import { evaluateAt } from './support.js'
import type { AllOf, AnyFunction, Arguments, Differentiable } from './support.js'

type ShapeOf<T> = T extends Tensor<infer S, DType> ? S : Shape

/** A tangent for each argument, with the sentence in the place of the one that does not fit. */
export type Tangents<Op extends string, A extends Arguments, V extends Arguments> = {
  readonly [K in keyof V]: K extends keyof A ?
    SameShape<Op, ShapeOf<A[K]>, ShapeOf<V[K]>> extends infer Sentence extends string ?
      Sentence
    : V[K]
  : never
}

/** Checks that there is a tangent of the same type for each argument. */
export function checkTangents(operator: string, inputs: Arguments, tangents: readonly unknown[]): Arguments {
  const site = captureSite()
  if (tangents.length !== inputs.length)
    throw new ShapeError(`${operator}: ${inputs.length} arguments and ${tangents.length} tangents`, site)
  return tangents.map((tangent, at) => {
    if (!isTensor(tangent)) throw new TypeError(`${operator}: tangent ${at} is not a tensor (${typeof tangent})`)
    checked(sameShape(operator, (inputs[at] as AnyTensor).shape, tangent.shape), site)
    return tangent
  })
}

/** The request for the tangent of an output along directions of variables. */
export const tangentOf = (output: AnyTensor, variables: Arguments, tangents: Arguments): AnyTensor =>
  recordRequest('tangent', [output, ...variables.flatMap((variable, at) => [variable, tangents[at] as AnyTensor])])

/**
 * `jvp(f, [x, ...], [v, ...])` is `[f(x, ...), its derivative along v, ...]`: the Jacobian times v, computed beside the value
 * in one forward sweep. JAX and torch.func: `jvp`.
 *
 * @throws ShapeError when a tangent has not its argument's shape, or an argument or the result is no float
 * @example
 * const session = new Session()
 * const x = session.input([2], [1, 3])
 * const [y, dy] = jvp((v: Tensor<[2]>) => v.mul(v), [x], [ones([2])])
 * session.getValue(dy) // => [2, 6]
 */
export function jvp<
  const A extends Arguments,
  S extends Shape,
  D extends DType,
  const V extends { readonly [K in keyof A]: AnyTensor },
>(
  f: Argument<Differentiable<'jvp', A, D, AllOf<A>>, (...inputs: A) => Tensor<S, D>>,
  inputs: readonly [...A],
  tangents: Tangents<'jvp', A, V>,
): [value: Tensor<S, D>, tangent: Tensor<S, D>] {
  const along = checkTangents('jvp', inputs, tangents as unknown as readonly unknown[])
  const { output, variables } = evaluateAt('jvp', f as unknown as AnyFunction, inputs, [...inputs.keys()])
  return [output, tangentOf(output, variables, along)] as [Tensor<S, D>, Tensor<S, D>]
}
