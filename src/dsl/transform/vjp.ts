/** vjp: a function's value, and its reverse mode as a function of a cotangent. */
import type { DType } from '../../shapes/dtype.js'
import { checked, type Argument } from '../../shapes/rule.js'
import { sameShape, type SameShape } from '../../shapes/same-shape.js'
import type { Shape } from '../../shapes/shape.js'
import { requestGradient } from '../record.js'
import { captureSite } from '../site.js'
import type { Tensor } from '../tensor.js'
import { evaluateAt } from './support.js'
import type { AllOf, AnyFunction, Arguments, Differentiable } from './support.js'

/**
 * `vjp(f, x, ...)` is `[f(x, ...), pullback]`, where `pullback(w)` gives the gradient of <w, f(x, ...)> with respect to each
 * argument: w times the Jacobian, one reverse sweep for each w. JAX and torch.func: `vjp`.
 *
 * @throws ShapeError when an argument or the result is no float, or a cotangent has not the result's shape
 * @example
 * const session = new Session()
 * const x = session.input([2], [1, 3])
 * const [y, pullback] = vjp((v: Tensor<[2]>) => v.mul(v), x)
 * const [dx] = pullback(ones([2]))
 * session.getValue(dx) // => [2, 6]
 */
export function vjp<A extends Arguments, S extends Shape, D extends DType>(
  f: Argument<Differentiable<'vjp', A, D, AllOf<A>>, (...inputs: A) => Tensor<S, D>>,
  ...inputs: A
): [
  value: Tensor<S, D>,
  pullback: <C extends Shape>(cotangent: Argument<SameShape<'vjp', S, C>, Tensor<C, NoInfer<D>>>) => [...A],
] {
  const { output, variables } = evaluateAt('vjp', f as unknown as AnyFunction, inputs, [...inputs.keys()])
  const pullback = (cotangent: unknown): unknown => {
    checked(sameShape('vjp', output.shape, (cotangent as Tensor<Shape, DType>).shape), captureSite())
    return variables.map((variable) => requestGradient(output, variable, cotangent as Tensor<Shape, DType>))
  }
  // The types promise what was recorded: the result of f, and a gradient like each argument.
  return [output, pullback] as unknown as ReturnType<typeof vjp<A, S, D>>
}
