/** jacobian, jacrev, jacfwd, hessian: matrices of derivatives, each one vectorised sweep. */
import { sizeOf } from '../../shapes/size.js'
import type { DType } from '../../shapes/dtype.js'
import type { Argument } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { jacobian as jacobianShape, type Jacobian } from '../../shapes/transform.js'
import { reshape } from '../ops/reshape.js'
import { recordRequest, requestGradient } from '../record.js'
import type { AnyTensor, Tensor } from '../tensor.js'
import { valueAndGradients } from './grad.js'
import { tangentOf } from './jvp.js'
import { asAsked, evaluateAt, positionsOf } from './support.js'
import type { AnyFunction, ArgNums, Arguments, Differentiable, DifferentiableLoss } from './support.js'

type ShapeOf<T> = T extends Tensor<infer S, DType> ? S : Shape

/** `[...R, ...S]` for the argument of shape S, or a list of them. */
export type JacobianOf<R extends Shape, D extends DType, A extends Arguments, N extends ArgNums> =
  N extends number ? Tensor<Jacobian<R, ShapeOf<A[N]>>, D>
  : { -readonly [K in keyof N]: N[K] extends number ? Tensor<Jacobian<R, ShapeOf<A[N[K]]>>, D> : never }

type Mode = 'forward' | 'reverse'

/** The shape was computed, and its elements are as many. */
const shaped = (x: AnyTensor, shape: Shape): AnyTensor => reshape(x as never, shape as never)

/** Row n is the pullback of the n-th unit cotangent: the reverse sweep, vectorised over cotangents. */
function reverse(output: AnyTensor, variables: Arguments): AnyTensor[] {
  if (output.shape.length === 0) return variables.map((variable) => requestGradient(output, variable))
  const cotangent = recordRequest('sample', [recordRequest('basis', [output])], { axis: 0 })
  const size = sizeOf(output.shape)
  return variables.map((variable) => {
    const gradient = requestGradient(output, variable, cotangent)
    const rows = recordRequest('batched', [gradient, cotangent], { axis: 0, size })
    return shaped(rows, jacobianShape(output.shape, variable.shape))
  })
}

/** Column n is the derivative along the n-th unit tangent: the forward sweep, vectorised over tangents. */
function forward(output: AnyTensor, variables: Arguments): AnyTensor[] {
  return variables.map((variable) => {
    const tangent = recordRequest('sample', [recordRequest('basis', [variable])], { axis: 0 })
    const attributes = { axis: output.shape.length, size: sizeOf(variable.shape) }
    const columns = recordRequest('batched', [tangentOf(output, [variable], [tangent]), tangent], attributes)
    return shaped(columns, jacobianShape(output.shape, variable.shape))
  })
}

/** Forward where it needs fewer sweeps, if that is known before names have sizes; else reverse. */
function cheaper(output: AnyTensor, variables: Arguments): Mode {
  const [rows, columns] = [[output], variables].map(
    (tensors) => tensors.reduce((sum, { shape }) => sum + Number(sizeOf(shape)), 0), // NaN where a size has a name
  ) as [number, number]
  return columns < rows ? 'forward' : 'reverse'
}

function matrices(operator: string, f: AnyFunction, argnums: ArgNums, inputs: Arguments, mode?: Mode): unknown {
  const { output, variables } = evaluateAt(operator, f, inputs, positionsOf(argnums))
  const chosen = mode ?? cheaper(output, variables)
  return asAsked(argnums, (chosen === 'forward' ? forward : reverse)(output, variables))
}

/**
 * The Jacobian of a function: `jacobian(f)(x, ...)` is `[...R, ...S]` where f gives `[...R]` at x `[...S]`, element `[r, s]`
 * being df[r]/dx[s]. In forward mode where x has fewer elements than the result and both are known, else in reverse mode:
 * one vectorised sweep, whatever the number of rows. PyTorch: `torch.func.jacrev`, `jacfwd`.
 *
 * @throws ShapeError when an argument to differentiate by, or the result, is no float
 * @example
 * const session = new Session()
 * const x = session.input([2], [1, 3])
 * session.getValue(jacobian((v: Tensor<[2]>) => v.mul(v))(x)) // => [2, 0, 0, 6]
 */
export function jacobian<A extends Arguments, R extends Shape, D extends DType, const N extends ArgNums = 0>(
  f: Argument<Differentiable<'jacobian', A, D, N>, (...inputs: A) => Tensor<R, D>>,
  argnums?: N,
): (...inputs: A) => JacobianOf<R, D, A, N> {
  return (...inputs) =>
    matrices('jacobian', f as unknown as AnyFunction, argnums ?? 0, inputs) as JacobianOf<R, D, A, N>
}

/**
 * The Jacobian in reverse mode, as many reverse sweeps as the result has elements, vectorised. JAX: `jacrev`.
 *
 * @throws ShapeError when an argument to differentiate by, or the result, is no float
 * @example
 * jacrev((v: Tensor<[3]>) => v.reshape([3, 1]))(ones([3])) // => [3, 1, 3]
 */
export function jacrev<A extends Arguments, R extends Shape, D extends DType, const N extends ArgNums = 0>(
  f: Argument<Differentiable<'jacrev', A, D, N>, (...inputs: A) => Tensor<R, D>>,
  argnums?: N,
): (...inputs: A) => JacobianOf<R, D, A, N> {
  return (...inputs) =>
    matrices('jacrev', f as unknown as AnyFunction, argnums ?? 0, inputs, 'reverse') as JacobianOf<R, D, A, N>
}

/**
 * The Jacobian in forward mode, as many forward sweeps as the argument has elements, vectorised. JAX: `jacfwd`.
 *
 * @throws ShapeError when an argument to differentiate by, or the result, is no float
 * @example
 * jacfwd((v: Tensor<[3]>) => v.reshape([3, 1]))(ones([3])) // => [3, 1, 3]
 */
export function jacfwd<A extends Arguments, R extends Shape, D extends DType, const N extends ArgNums = 0>(
  f: Argument<Differentiable<'jacfwd', A, D, N>, (...inputs: A) => Tensor<R, D>>,
  argnums?: N,
): (...inputs: A) => JacobianOf<R, D, A, N> {
  return (...inputs) =>
    matrices('jacfwd', f as unknown as AnyFunction, argnums ?? 0, inputs, 'forward') as JacobianOf<R, D, A, N>
}

/**
 * The Hessian of a scalar function: `hessian(f)(x, ...)` is `[...S, ...S]` at x `[...S]`. Forward over reverse: one sweep of
 * the gradient, vectorised over the elements of x. JAX and torch.func: `hessian`.
 *
 * @throws ShapeError when f gives no scalar, or the argument is no float
 * @example
 * const session = new Session()
 * const x = session.input([2], [1, 3])
 * session.getValue(hessian((v: Tensor<[2]>) => v.mul(v).mul(v).sum())(x)) // => [6, 0, 0, 18]
 */
export function hessian<A extends Arguments, S extends Shape, D extends DType, const N extends number = 0>(
  f: Argument<DifferentiableLoss<'hessian', A, S, D, N>, (...inputs: A) => Tensor<S, D>>,
  argnum?: N,
): (...inputs: A) => JacobianOf<ShapeOf<A[N]>, D, A, N> {
  const position: number = argnum ?? 0
  const gradient = (...inputs: Arguments): AnyTensor =>
    valueAndGradients('hessian', f as unknown as AnyFunction, position, inputs)[1] as AnyTensor
  return (...inputs) => matrices('hessian', gradient, position, inputs, 'forward') as JacobianOf<ShapeOf<A[N]>, D, A, N>
}
