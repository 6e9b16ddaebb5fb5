/** grad, valueAndGrad: the gradient of a scalar function, as a function of the same arguments. */
import type { DType } from '../../shapes/dtype.js'
import type { Argument } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { requestGradient } from '../record.js'
import type { AnyTensor, Tensor } from '../tensor.js'
import { asAsked, evaluateLoss, positionsOf } from './support.js'
import type { AnyFunction, ArgNums, Arguments, DifferentiableLoss, GradientOf } from './support.js'

/** The value of a loss, and its gradient or gradients. */
export function valueAndGradients(
  operator: string,
  f: AnyFunction,
  argnums: ArgNums,
  inputs: Arguments,
): readonly [value: AnyTensor, gradients: unknown] {
  const { output, variables } = evaluateLoss(operator, f, inputs, positionsOf(argnums))
  const gradients = variables.map((variable) => requestGradient(output, variable))
  return [output, asAsked(argnums, gradients)]
}

/**
 * The gradient of a scalar function: `grad(f)(x, ...)` has the shape of x, its elements are df/dx. `argnums` says with respect
 * to which argument, by default the first; a list gives a list. All gradients of one call share one reverse sweep, and the
 * result is recorded like any tensor, so that it can be differentiated and vectorised again. JAX and torch.func: `grad`.
 *
 * @throws ShapeError when f gives no scalar, or an argument to differentiate by is no float
 * @example
 * const session = new Session()
 * const x = session.input([2], [1, 3])
 * const slope = grad((v: Tensor<[2]>) => v.mul(v).sum())
 * session.getValue(slope(x)) // => [2, 6]
 */
export function grad<A extends Arguments, S extends Shape, D extends DType, const N extends ArgNums = 0>(
  f: Argument<DifferentiableLoss<'grad', A, S, D, N>, (...inputs: A) => Tensor<S, D>>,
  argnums?: N,
): (...inputs: A) => GradientOf<A, N> {
  const positions: ArgNums = argnums ?? 0
  return (...inputs) => valueAndGradients('grad', f as unknown as AnyFunction, positions, inputs)[1] as GradientOf<A, N>
}

/**
 * Value and gradient in one call: `valueAndGrad(f)(x, ...)` is `[f(x, ...), df/dx]`. JAX: `value_and_grad`.
 *
 * @throws ShapeError when f gives no scalar, or an argument to differentiate by is no float
 * @example
 * const session = new Session()
 * const x = session.input([2], [1, 3])
 * const [value, slope] = valueAndGrad((v: Tensor<[2]>) => v.mul(v).sum())(x)
 * session.getValue(value) // => [10]
 * session.getValue(slope) // => [2, 6]
 */
export function valueAndGrad<A extends Arguments, S extends Shape, D extends DType, const N extends ArgNums = 0>(
  f: Argument<DifferentiableLoss<'valueAndGrad', A, S, D, N>, (...inputs: A) => Tensor<S, D>>,
  argnums?: N,
): (...inputs: A) => [value: Tensor<S, D>, gradient: GradientOf<A, N>] {
  const positions: ArgNums = argnums ?? 0
  return (...inputs) =>
    valueAndGradients('valueAndGrad', f as unknown as AnyFunction, positions, inputs) as [
      Tensor<S, D>,
      GradientOf<A, N>,
    ]
}
