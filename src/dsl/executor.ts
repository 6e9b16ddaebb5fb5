/**
 * Executor: the one interface through which a session (or a test) runs a program, so that the same session works on
 * the f64 reference and on compiled kernels. The reference implementation is here; codegen/executor.ts has the other.
 *
 * In: a Program and data for its leaves. Out: the program's outputs, and the new values of updated leaves, by name.
 */
import { elementCount } from '../shapes/size.js'
import type { Leaf, Program, Value } from './comprehension/types.js'
import { f64 } from './domain/floats.js'
import { prepareEvaluation, prepareEvaluationFunction } from './evaluate/prepare.js'

/** Row-major values of every leaf that has no data of its own, by leaf name. */
export type LeafData = ReadonlyMap<string, ArrayLike<number>>

/** Row-major results by name: outputs, and for each updated leaf the value it takes. */
export interface Results {
  readonly outputs: ReadonlyMap<string, Float64Array>
  readonly updates: ReadonlyMap<string, Float64Array>
}

/** A program made ready once, to be run at many inputs. */
export type PreparedProgram = (data: LeafData) => Results

/** A program as a function of arrays: one for each of its parameters in, one fresh one for each of its outputs out. */
export type PreparedFunction = (values: readonly Float64Array[]) => readonly Float64Array[]

export interface Executor {
  readonly name: string
  prepare(program: Program): PreparedProgram
  /**
   * The same for who calls a program often: values by position. A parameter is a leaf of the program, or a value that the
   * caller has already: an executor may read it in place of computing it.
   */
  prepareFunction(program: Program, parameters: readonly Value[]): PreparedFunction
}

/** The value a leaf has in `data`, checked; constants carry their own. */
export function leafValues(leaf: Leaf, data: LeafData): ArrayLike<number> {
  const values = leaf.data ?? data.get(leaf.name)
  if (values === undefined) throw new Error(`leaf "${leaf.name}" has no value`)
  const length = elementCount(leaf.shape)
  if (values.length !== length) {
    throw new Error(`leaf "${leaf.name}" [${leaf.shape.join(', ')}] takes ${length} values, got ${values.length}`)
  }
  return values
}

/**
 * The reference: comprehensions interpreted in f64, one point at a time.
 *
 * @example
 * const session = new Session({ executor: referenceExecutor })
 * const x = session.input([2], [1, -1])
 * session.getValue(x.exp()) // => [2.718, 0.3679]
 */
export const referenceExecutor: Executor = {
  name: 'reference',
  prepare(program) {
    const roots: Value[] = [...program.outputs, ...program.updates].map(({ value }) => value)
    const run = prepareEvaluation(f64, roots)
    return (data) => {
      const values = run({ data: (leaf) => leafValues(leaf, data) })
      const result = (value: Value): Float64Array => Float64Array.from(values.get(value) as Float64Array)
      return {
        outputs: new Map(program.outputs.map(({ name, value }) => [name, result(value)])),
        updates: new Map(program.updates.map(({ leaf, value }) => [leaf.name, result(value)])),
      }
    }
  },
  prepareFunction: ({ outputs }, parameters) =>
    // Results of f64, and integers, are both kept in Float64Arrays.
    prepareEvaluationFunction(
      f64,
      parameters,
      outputs.map(({ value }) => value),
    ),
}
