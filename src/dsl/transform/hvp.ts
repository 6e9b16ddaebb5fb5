/** hvp: the Hessian of a scalar function times a direction, without the Hessian. */
import type { DType } from '../../shapes/dtype.js'
import type { Argument } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { requestGradient } from '../record.js'
import type { AnyTensor, Tensor } from '../tensor.js'
import { checkTangents, tangentOf, type Tangents } from './jvp.js'
import { evaluateLoss, variablesAt } from './support.js'
import type { AllOf, AnyFunction, Arguments, DifferentiableLoss } from './support.js'

/**
 * `hvp(f, [x, ...], [v, ...])`: for each argument, how its gradient changes along v: H·v, a list. Forward mode over the
 * reverse sweep, at a small multiple of the cost of one gradient. PyTorch: `torch.func.jvp` of `grad`.
 *
 * @throws ShapeError when f gives no scalar, a tangent has not its argument's shape, or an argument is no float
 * @example
 * const session = new Session()
 * const x = session.input([2], [1, 3])
 * const [h] = hvp((v: Tensor<[2]>) => v.mul(v).mul(v).sum(), [x], [ones([2])])
 * session.getValue(h) // => [6, 18]
 */
export function hvp<
  const A extends Arguments,
  S extends Shape,
  D extends DType,
  const V extends { readonly [K in keyof A]: AnyTensor },
>(
  f: Argument<DifferentiableLoss<'hvp', A, S, D, AllOf<A>>, (...inputs: A) => Tensor<S, D>>,
  inputs: readonly [...A],
  tangents: Tangents<'hvp', A, V>,
): [...A] {
  const along = checkTangents('hvp', inputs, tangents as unknown as readonly unknown[])
  const positions = [...inputs.keys()]
  const moved = variablesAt('hvp', inputs, positions)
  const { output, variables } = evaluateLoss('hvp', f as unknown as AnyFunction, moved, positions)
  const gradients = variables.map((variable) => requestGradient(output, variable))
  return gradients.map((gradient) => tangentOf(gradient, moved, along)) as unknown as [...A] // each like its argument
}
