/**
 * Statement 2: the tape that a graph is lowered to, swept by the loop, gives what the typed recursion `backpropAllCtx` gives,
 * on every entry of Γ ++ ss: the link theorem of src/dsl/link, checked over fields, where any order of a sum is the same.
 *
 * Tape and recursion evaluate each node for themselves, by the reference's comprehensions; nothing that one computed is
 * handed to the other.
 */
import type { Prime } from '../../codegen/domains/field.js'
import type { Binding } from '../../dsl/bind.js'
import type { Leaf, Program } from '../../dsl/comprehension/types.js'
import { DomainError, type Cells, type ScalarDomain } from '../../dsl/domain/scalar-domain.js'
import type { Prepare } from '../../dsl/evaluate/prepare.js'
import type { Graph } from '../../dsl/graph.js'
import { compareLink, LinkMismatchError } from '../../dsl/link/check-link.js'
import { compileAuxData } from '../../dsl/link/compile.js'
import { graphData } from '../../dsl/link/recorded.js'
import { elementCount } from '../../shapes/size.js'
import { draw, rangesOf } from '../trials/draw.js'
import { Evaluation, noArrays } from '../fast/evaluate.js'
import { Field } from '../meaning/field.js'
import { FunctionModel } from '../meaning/functions.js'
import { Random } from '../meaning/random.js'
import type { DerivativeReport, Refusal } from '../report.js'

/** A field, its symbols, and the numbers of leaves in the trial that is on. */
interface Trial {
  readonly field: Field
  readonly model: FunctionModel
  readonly leaves: ReadonlyMap<string, Float64Array>
}

/** Constants are numbered, and an input may have such a name. */
const keyOf = ({ role, name }: Leaf): string => `${role === 'constant' ? role : 'leaf'} ${name}`

/** A field as what cotangents are added and compared in. Poison, from a division by zero, is the same as anything. */
function fieldScalars(current: () => Trial): ScalarDomain<number, Float64Array> {
  const balance = (x: number): number => current().field.balance(x)
  return {
    name: 'field',
    rounds: false,
    array: (length) => new Float64Array(length),
    constant: (value) =>
      typeof value === 'string' ? current().model.functions[value] : current().field.residue(value),
    fromNumber: (value) => value, // all numbers here are drawn elements, or ones
    toNumber: (value) => value,
    add: (a, b) => balance(a + b),
    mul: (a, b) => balance(a * b),
    neg: (a) => -a,
    div: (a, b) => balance(a * current().field.inverse(b)),
    function(name) {
      throw new DomainError(`${name}: comprehensions over a field are evaluated by the reference`)
    },
    lessThan: (a, b) => a < b,
    equal: (a, b) => a === b,
    isNaN: Number.isNaN,
    same: (a, b) => a === b || Number.isNaN(a) || Number.isNaN(b),
    format: String,
  }
}

/** The reference as the evaluator of nodes. */
const prepareIn =
  (current: () => Trial): Prepare<Cells<number>> =>
  (roots, stop) => {
    const evaluation = new Evaluation(roots, (value) => stop.has(value))
    return ({ known }) => {
      const { field, model, leaves } = current()
      const arrays = noArrays()
      for (const value of evaluation.cone.given) {
        const data = stop.has(value) ? known?.(value) : leaves.get(keyOf(value as Leaf)) // all that is given is one or other
        if (data === undefined) throw new Error(`certify: ${value.name} has no numbers`)
        arrays.values.set(value, data as Float64Array) // the only arrays of this domain
      }
      evaluation.run(field, model, arrays)
      return arrays.values
    }
  }

export interface LinkResult {
  readonly report: DerivativeReport | null
  readonly refusals: readonly Refusal[]
}

/**
 * Tape and recursion of a graph, twice at every prime. `program` is the graph's own, for what its integers mean; `lower`
 * makes the tape: a test puts a broken one in its place.
 */
export function certifyLink(
  graph: Graph,
  binding: Binding,
  training: boolean,
  program: Program,
  primes: readonly Prime[],
  seed: string,
  lower: typeof compileAuxData = compileAuxData,
): LinkResult {
  const ranges = rangesOf(program)
  const trials: DerivativeReport['trials'][number][] = []
  const count = 2
  let compared = 0
  let trial: Trial
  const current = (): Trial => trial
  const data = graphData(graph, fieldScalars(current), { binding, training }, prepareIn(current))
  for (const prime of primes) {
    const field = new Field(prime)
    const model = new FunctionModel(field)
    for (let number = 0; number < count; number++) {
      model.reset(`${seed} functions link ${prime} ${number}`)
      const random = new Random(`${seed} link ${prime} ${number}`)
      const leaves = program.leaves.map((leaf) => {
        const array = new Float64Array(elementCount(leaf.shape))
        draw(leaf, array, 'uniform', field, random, ranges)
        return { leaf, array }
      })
      trial = { field, model, leaves: new Map(leaves.map(({ leaf, array }) => [keyOf(leaf), array])) }
      const numbers = new Map(
        leaves.flatMap(({ leaf, array }) => (leaf.role === 'constant' ? [] : [[leaf.name, array]])),
      )
      const uniform = (size: number): Float64Array => new Float64Array(size).map(() => random.below(prime) - field.half)
      try {
        compared += compareLink(data, numbers, uniform, lower)
      } catch (thrown) {
        if (!(thrown instanceof LinkMismatchError)) throw thrown
        const message = `statement 2: ${thrown.message} (modulo ${prime})`
        return { report: null, refusals: [{ entry: 'link', kernel: 'tape', message }] }
      }
    }
    trials.push({ prime, mode: 'uniform', count })
  }
  const of = `tape loop against backpropAllCtx, ${compared} entries`
  const reason = 'whole graphs from their leaves'
  return {
    report: { statement: 2, of, label: 'tested', bound: null, reason, trials, informative: count * primes.length },
    refusals: [],
  }
}
