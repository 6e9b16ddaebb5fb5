/**
 * What the losses share: how the terms of a loss become one number. In: the term of each element (or row) and the reduction.
 * Out: the loss, and for losses of two tensors of one shape the whole definition.
 */
import { sameShape } from '../../../shapes/same-shape.js'
import type { Shape } from '../../../shapes/shape.js'
import { read } from '../../comprehension/expression.js'
import type { Expression, Value, Variable } from '../../comprehension/types.js'
import type { Attributes } from '../../graph.js'
import type { Builder, Operator } from '../../operator.js'
import { map, reduce } from '../../primitives/map.js'
import { dividedBy } from './mean.js'
import { elementCount, floatResult, operandShape } from './types.js'

/** What becomes of the terms of a loss: their mean, their sum, or nothing. */
export type Reduction = 'mean' | 'sum' | 'none'

/** The option every loss has. */
export interface LossOptions<R extends string = Reduction> {
  /** Default: `'mean'`. */
  readonly reduction?: R
}

/** The shape of a loss whose terms have shape `S`. */
export type Reduced<S extends Shape, R extends string> =
  [R] extends ['none'] ? S
  : 'none' extends R ? Shape
  : []

/** The attributes of a loss. One that was not given is not recorded, so that its default keeps the graph's hash. */
export type LossAttributes = { readonly reduction?: Reduction }

const reductions: readonly string[] = ['mean', 'sum', 'none'] satisfies readonly Reduction[]

/** Attributes without those that were not given. */
export const given = (options: { readonly [key: string]: Attributes[string] | undefined }): Attributes =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Attributes

/** The sentence about a reduction that does not exist. */
export const reductionFault = (operator: string, reduction: string, known = reductions): string | undefined =>
  known.includes(reduction) ? undefined : `${operator}: reduction ${reduction} is not one of ${known.join(', ')}`

/** The terms of a loss, one for each index of `shape`, as they are, summed, or summed and divided by their number. */
export function reduceTerms(
  build: Builder,
  reduction: Reduction,
  shape: readonly number[],
  term: (at: readonly Variable[]) => Expression,
): Value {
  if (reduction === 'none') return map(build, shape, term)
  const options = reduction === 'mean' ? dividedBy(elementCount(shape)) : {}
  return reduce(build, 'sum', [], shape, (_, at) => term(at), options)
}

/** A loss of two tensors of one shape: `term` of each pair of elements. `fault` judges the options. */
export const pairLoss = <A extends Attributes>(
  name: string,
  term: (a: Expression, b: Expression, attributes: A) => Expression,
  fault: (attributes: A) => string | undefined = () => undefined,
): Operator<A & LossAttributes> => ({
  name,
  infer(operands, attributes) {
    const reduction = attributes.reduction ?? 'mean'
    const shape = sameShape(name, operandShape(operands, 0), operandShape(operands, 1))
    const wrong = typeof shape === 'string' ? shape : (reductionFault(name, reduction) ?? fault(attributes))
    return floatResult(name, operands, wrong ?? (reduction === 'none' ? shape : []))
  },
  expand: (build, [a, b], attributes) =>
    reduceTerms(build, attributes.reduction ?? 'mean', a!.shape, (at) => term(read(a!, at), read(b!, at), attributes)),
})
