/** vmap: a function of single samples, over a batch of them. */
import { axisIndex } from '../../shapes/axis.js'
import type { DType } from '../../shapes/dtype.js'
import { checked, type Argument, type Result } from '../../shapes/rule.js'
import type { Dim, Shape } from '../../shapes/shape.js'
import { newAxis, type NewAxis } from '../../shapes/unsqueeze.js'
import { batchSize, type BatchArgument, type BatchSize } from '../../shapes/vmap.js'
import { recordRequest } from '../record.js'
import { captureSite } from '../site.js'
import { isTensor, type AnyTensor, type Tensor } from '../tensor.js'
import type { Arguments } from './support.js'

/** Which axis of an argument counts the samples; null for an argument that all of them share. */
export type InAxes = number | null | readonly (number | null)[]

/** What a function to be vectorised may give: a tensor, a list of them, or several by name. */
export type Results = AnyTensor | readonly AnyTensor[] | { readonly [output: string]: AnyTensor }

type AxesFor<I extends InAxes, P> =
  I extends number | null ? { readonly [K in keyof P]: I }
  : I extends readonly (number | null)[] ? I
  : never
type ShapeOf<T> = T extends Tensor<infer S, DType> ? S : Shape
type Shapes<P> = { readonly [K in keyof P]: ShapeOf<P[K]> }
type AxisAt<I extends InAxes, K> =
  I extends readonly unknown[] ?
    K extends keyof I ?
      I[K]
    : never
  : I
type Axes<I extends InAxes, P> = Extract<AxesFor<I, P>, readonly (number | null)[]>
type Outcome<P extends Arguments, I extends InAxes> = BatchSize<Extract<Shapes<P>, readonly Shape[]>, Axes<I, P>>
type SizeOf<P extends Arguments, I extends InAxes> = Outcome<P, I> extends readonly [infer B extends Dim] ? B : number

/** The type of a batch of `T`; any shape where an axis is not known. */
type BatchedInput<T, I, B extends Dim> =
  I extends number ?
    T extends Tensor<infer S, infer D> ?
      Tensor<Result<NewAxis<'vmap', S, I, B>>, D>
    : never
  : T

/** Each input's own type, with the sentence in the place of the one whose batch does not fit, or what it should have been. */
type CheckedBatch<A extends Arguments, I extends InAxes, P extends Arguments> = {
  readonly [K in keyof P]: Outcome<P, I> extends string ?
    BatchArgument<Extract<Shapes<P>, readonly Shape[]>, Axes<I, P>, K> extends infer Sentence extends string ?
      Sentence
    : P[K]
  : K extends keyof A ?
    P[K] extends BatchedInput<A[K], AxisAt<I, K>, SizeOf<P, I>> ?
      P[K]
    : BatchedInput<A[K], AxisAt<I, K>, SizeOf<P, I>>
  : never
}

type Batched<T, O extends number, B extends Dim> =
  T extends Tensor<infer S, infer D> ? Tensor<Result<NewAxis<'vmap', S, O, B>>, D> : never

type BatchedResults<R extends Results, O extends number, B extends Dim> =
  R extends AnyTensor ? Batched<R, O, B> : { -readonly [K in keyof R]: Batched<R[K], O, B> }

type OutAxis<R extends Results, O extends number> =
  R extends Tensor<infer S, DType> ? Argument<NewAxis<'vmap', S, O, 1>, O> : O

export interface VmapOptions<I, O> {
  /** The axis of samples: one for all arguments, or a list with one for each; null for what all samples share. Default 0. */
  readonly inAxes?: I
  /** Where the axis of samples is to be in the result. Default 0. */
  readonly outAxis?: O
}

/**
 * A function of one sample, made one of a batch: with f from `[...S]` to `[...R]`, `vmap(f)` takes `['batch', ...S]` and gives
 * `['batch', ...R]`, sample by sample the same numbers. The program gets one more loop, not one more copy; arguments with axis
 * null, and tensors that f closes over, are shared. Random numbers are drawn for each sample anew. JAX: `vmap`.
 *
 * @throws ShapeError when an axis is out of range, or arguments hold different numbers of samples
 * @example
 * const dot = (a: Tensor<[3]>, b: Tensor<[3]>) => a.mul(b).sum()
 * vmap(dot)(zeros(['batch', 3]), zeros(['batch', 3])) // => [batch]
 * vmap(dot, { inAxes: [1, null] })(zeros([3, 5]), ones([3])) // => [5]
 */
export function vmap<A extends Arguments, R extends Results, const I extends InAxes = 0, const O extends number = 0>(
  f: (...inputs: A) => R,
  options: VmapOptions<I, OutAxis<R, O>> = {},
): <P extends readonly [...{ [K in keyof A]: AnyTensor }]>(
  ...inputs: CheckedBatch<A, I, P>
) => BatchedResults<R, O, SizeOf<P, I>> {
  const inAxes: InAxes = options.inAxes ?? (options.inAxes === null ? null : 0)
  const outAxis = (options.outAxis as number | undefined) ?? 0
  const call = (...inputs: readonly AnyTensor[]): unknown => vectorised(f as never, inAxes, outAxis, inputs)
  return call as never // what is recorded has the types that were computed
}

function vectorised(
  f: (...inputs: readonly AnyTensor[]) => Results,
  inAxes: InAxes,
  outAxis: number,
  inputs: readonly AnyTensor[],
): unknown {
  const site = captureSite()
  inputs.forEach((given, at) => {
    if (!isTensor(given)) throw new TypeError(`vmap: argument ${at} is not a tensor (${typeof given})`)
  })
  const shapes = inputs.map(({ shape }) => shape)
  const axes = inputs.map((_, at) => (typeof inAxes === 'object' && inAxes !== null ? (inAxes[at] ?? null) : inAxes))
  const [size] = checked(batchSize(shapes, axes), site) as readonly [Dim]
  const given = inputs.map((input, at) => {
    const axis = axes[at] ?? null
    return axis === null ? input : recordRequest('sample', [input], { axis: axisIndex(input.shape, axis) as number })
  })
  const samples = given.filter((_, at) => axes[at] !== null)
  const batched = (one: unknown): AnyTensor => {
    if (!isTensor(one)) throw new TypeError(`vmap: the function gives no tensor (${typeof one})`)
    const shape = checked(newAxis('vmap', one.shape, outAxis, size), site)
    const axis = axisIndex(shape, outAxis) as number
    return recordRequest('batched', [one, ...samples], { axis, size })
  }
  const results: unknown = f(...given)
  if (isTensor(results) || typeof results !== 'object' || results === null) return batched(results)
  if (Array.isArray(results)) return results.map(batched)
  return Object.fromEntries(Object.entries(results).map(([name, one]) => [name, batched(one)]))
}
