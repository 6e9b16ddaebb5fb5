/**
 * What an operator is: a name, a shape rule at recording time and an expansion into comprehensions at bound shapes.
 * Everything else (reference semantics, tangent, adjoint, kernels) is derived from the expansion.
 *
 * In: one `defineOperator` per file in ops/. Out: the table that record.ts, bind.ts and expand.ts look names up in.
 */
import type { Shape } from '../shapes/shape.js'
import type { DType } from '../shapes/dtype.js'
import type { Value } from './comprehension/types.js'
import type { Attributes, Site } from './graph.js'

export interface TensorType {
  readonly shape: Shape
  readonly dtype: DType
}

/** Where an expansion stands: the primitives (primitives/*.ts) take it first and stamp it on the values they make. */
export interface Builder {
  /** The operator's name; values made by its expansion are named after it. */
  readonly name: string
  readonly site: Site | undefined
  /** The bound type of the operator's result. */
  readonly result: { readonly shape: readonly number[]; readonly dtype: DType }
  /** False in `evaluate` and `predict`, where dropout is the identity. */
  readonly training: boolean
  /** Run-time integers every program has, made on first use: `seed` (u32[2]) and `step` (u32 scalar), both of Δ. */
  readonly counter: (name: 'seed' | 'step') => Value
  /** A tensor of fixed numbers, such as the indices of a static gather; equal ones are one leaf. */
  readonly constant: (values: readonly number[], shape: readonly number[], dtype: DType) => Value
  /** A number that differs for each random operator of the graph, the same in every program made from it. */
  readonly salt: number
}

export interface Operator<A extends Attributes = Attributes> {
  readonly name: string
  /** Attributes that hold dims or shapes: bind replaces names in them by integers. */
  readonly dims?: readonly (keyof A & string)[]
  /** One float operand, whose type is the result's: what a test needs to know to try any such operator. */
  readonly elementwise?: true
  /** The result's type, or the sentence that says why there is none (the text the type-level twin shows). */
  infer(operands: readonly TensorType[], attributes: A): TensorType | string
  expand(build: Builder, operands: readonly Value[], attributes: A): Value
}

const table = new Map<string, Operator>()

/**
 * Registers an operator under its name and returns it.
 *
 * @throws Error when there is one of that name
 * @example
 * defineOperator({ name: 'identity', infer: ([x]) => x ?? 'identity: no operand', expand: (build, [x]) => x! })
 * record('identity', [zeros([2, 3])]) // => [2, 3]
 */
export function defineOperator<A extends Attributes>(operator: Operator<A>): Operator<A> {
  if (table.has(operator.name)) throw new Error(`operator ${operator.name} is defined twice`)
  table.set(operator.name, operator as unknown as Operator) // attributes come back as they went in
  return operator
}

export function findOperator(name: string): Operator | undefined {
  return table.get(name)
}

export const operatorNames = (): readonly string[] => [...table.keys()]
