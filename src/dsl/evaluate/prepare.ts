/**
 * The evaluator of programs: what they mean, one point at a time, in row-major order, in any scalar domain. With f64 it is
 * the reference (interpret.ts).
 *
 * In: values, a domain, data for leaves. Out: row-major results for every value reachable from the roots. Floats are
 * scalars of the domain; integers and masks are machine numbers, in `Float64Array`s.
 */
import { isFloat } from '../../shapes/dtype.js'
import type { Leaf, Value } from '../comprehension/types.js'
import { topologicalOrder } from '../comprehension/value.js'
import { elementCount } from '../../shapes/size.js'
import type { Cells, ScalarDomain } from '../domain/scalar-domain.js'
import { Evaluation } from './evaluation.js'
import type { Box } from './indices.js'

/** What a prepared evaluation is given. */
export interface Given<A> {
  /** Values that are known already: asked for each value at which the preparation stopped. */
  readonly known?: (value: Value) => A | Float64Array
  /** Numbers for each leaf without data of its own. */
  readonly data: (leaf: Leaf) => ArrayLike<number>
}

/** Runs a prepared evaluation. The arrays it returns are fresh, but for those it was given. */
export type PreparedEvaluation<A> = (given: Given<A>) => Map<Value, A | Float64Array>

/** An evaluator of one domain: as `prepareEvaluation`, with the domain taken. */
export type Prepare<A> = (roots: readonly Value[], stop: ReadonlySet<Value>) => PreparedEvaluation<A>

const nothing: ReadonlySet<Value> = new Set()

/**
 * Makes ready the evaluation of all values that the roots need, down to leaves and to the values of `stop`, which will be
 * given. Expressions are compiled once, for any number of runs.
 *
 * @throws DomainError when the domain lacks a function that occurs. A run throws Error when leaf data has the wrong length,
 *   or an index is out of range (a bug of whoever made the value).
 * @example
 * const run = prepareEvaluation(f32, [loss])
 * run({ data: (leaf) => numbers.get(leaf.name)! }).get(loss) // Float32Array [ 0.25 ]
 */
export function prepareEvaluation<T, A extends Cells<T>>(
  domain: ScalarDomain<T, A>,
  roots: readonly Value[],
  stop: ReadonlySet<Value> = nothing,
): PreparedEvaluation<A> {
  const boxes = new Map<Value, Box<A>>()
  const steps = topologicalOrder(roots, stop).map((value) => {
    const box: Box<A> = { cells: null }
    boxes.set(value, box)
    const evaluation = stop.has(value) || value.kind === 'leaf' ? null : new Evaluation<T, A>(value, boxes, domain)
    return { value, box, evaluation }
  })
  return ({ known, data }) => {
    const results = new Map<Value, A | Float64Array>()
    for (const { value, box, evaluation } of steps) {
      box.cells =
        evaluation !== null ? evaluation.run()
        : stop.has(value) ? known!(value)
        : leafCells(domain, value as Leaf, data)
      results.set(value, box.cells)
    }
    for (const { box } of steps) box.cells = null
    return results
  }
}

/**
 * The same as a function of arrays by position, for evaluations that run very often: `parameters` are leaves, or values
 * that are given instead of computed. Leaves that are no parameters hold their own data.
 *
 * @throws DomainError as `prepareEvaluation`
 */
export function prepareEvaluationFunction<T, A extends Cells<T>>(
  domain: ScalarDomain<T, A>,
  parameters: readonly Value[],
  results: readonly Value[],
): (given: readonly (A | Float64Array)[]) => (A | Float64Array)[] {
  const boxes = new Map<Value, Box<A>>(parameters.map((value) => [value, { cells: null }]))
  const own = parameters.map((value) => boxes.get(value) as Box<A>)
  const steps: { readonly box: Box<A>; readonly run: () => A | Float64Array }[] = []
  for (const value of topologicalOrder(results, new Set(parameters))) {
    if (boxes.has(value)) continue
    const box: Box<A> = { cells: null }
    boxes.set(value, box)
    if (value.kind !== 'leaf') steps.push({ box, run: new Evaluation<T, A>(value, boxes, domain).run })
    else if (value.data !== undefined) box.cells = leafCells(domain, value, () => [])
    else throw new Error(`leaf "${value.name}" is no parameter`)
  }
  const found = results.map((value) => boxes.get(value) as Box<A>)
  return (given) => {
    for (let at = 0; at < own.length; at++) own[at]!.cells = given[at]!
    for (const { box, run } of steps) box.cells = run()
    return found.map(({ cells }) => cells as A | Float64Array)
  }
}

function leafCells<T, A extends Cells<T>>(
  domain: ScalarDomain<T, A>,
  leaf: Leaf,
  data: (leaf: Leaf) => ArrayLike<number>,
): A | Float64Array {
  const given = leaf.data ?? data(leaf)
  const length = elementCount(leaf.shape)
  if (given.length !== length) {
    throw new Error(`${leaf.name} [${leaf.shape.join(', ')}] has ${given.length} values`)
  }
  if (!isFloat(leaf.dtype)) return Float64Array.from(given)
  const cells = domain.array(length)
  for (let at = 0; at < length; at++) cells[at] = domain.fromNumber(given[at]!)
  return cells
}
