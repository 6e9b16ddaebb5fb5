/**
 * Where scalar functions are differentiable: the one table behind certificates. In: the names of scalar functions (the
 * compiler asks for a row of each). Out: `smooth`, or the mask of the points at which a function has no derivative.
 */
import { apply, constant } from '../comprehension/expression.js'
import type { Expression } from '../comprehension/types.js'
import type { Attributes } from '../graph.js'
import type { ScalarFunctionName } from '../scalar.js'

export interface Singular {
  /** Where the function is differentiable. */
  readonly predicate: string
  /** A mask: there is no derivative at these operands. */
  readonly at: (...operands: Expression[]) => Expression
}

/** `discrete`: made of integers or truth values, on which nothing depends continuously; comparisons are looked at apart. */
export type Smoothness = 'smooth' | 'discrete' | Singular

const zero = constant(0)
const atZero = (...[x]: Expression[]): Expression => apply('equal', x!, zero)
const upToZero = (...[x]: Expression[]): Expression => apply('lessEqual', x!, zero)
const equal = (...[a, b]: Expression[]): Expression => apply('equal', a!, b!)

export const smoothness: Readonly<Record<ScalarFunctionName, Smoothness>> = {
  add: 'smooth',
  sub: 'smooth',
  mul: 'smooth',
  neg: 'smooth',
  exp: 'smooth',
  tanh: 'smooth',
  sigmoid: 'smooth',
  softplus: 'smooth',
  sin: 'smooth',
  cos: 'smooth',
  where: 'smooth', // by its operands and its mask
  div: { predicate: 'div: divisor != 0', at: (...[, b]: Expression[]) => apply('equal', b!, zero) },
  abs: { predicate: 'abs: x != 0', at: atZero },
  relu: { predicate: 'relu: x != 0', at: atZero },
  maximum: { predicate: 'maximum: a != b', at: equal },
  minimum: { predicate: 'minimum: a != b', at: equal },
  // √max(x, 0) is constant, hence smooth, below 0; log has no value there.
  sqrt: { predicate: 'sqrt: x != 0', at: atZero },
  log: { predicate: 'log: x > 0', at: upToZero },
  lessThan: 'discrete',
  lessEqual: 'discrete',
  equal: 'discrete',
  and: 'discrete',
  not: 'discrete',
  toFloat: 'discrete',
  randomBits: 'discrete',
  upperBits: 'discrete',
  addWords: 'discrete',
  xorWords: 'discrete',
}

/** What a comparison of floats needs in order to stay as it is nearby. */
export const comparisonPredicate = 'where: a != b in its comparison'
/** What an extreme over several elements needs. */
export const extremePredicate = 'max, min: one largest or smallest element'

/** Why an operator is differentiable everywhere although a function in it is not, and for which attributes if not for all. */
export interface Everywhere {
  readonly because: string
  readonly when?: (attributes: Attributes) => boolean
}

const exponentials: Everywhere = {
  because: 'what is divided by, or the logarithm taken of, is a sum of exponentials, one of them 1; blocked rows are 0',
}

/** Operators that are differentiable everywhere for such a reason. Everything else is classified by the table above. */
export const everywhere: Readonly<Record<string, Everywhere>> = {
  softmax: exponentials,
  logSoftmax: exponentials,
  crossEntropy: exponentials,
  softmaxPool: exponentials,
  smoothMaxPool: exponentials,
  scaledDotProductAttention: exponentials,
  multiHeadAttention: exponentials,
  logEps: { because: 'log(1 + e^x) + eps is above eps', when: ({ form }) => form === 'softplus' },
}
