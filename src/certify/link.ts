/**
 * Statement 2: the tape that a graph is lowered to, swept by the loop, gives what the typed recursion `backpropAllCtx` gives,
 * on every entry of Γ ++ ss: the link theorem of src/dsl/link, checked over fields, where any order of a sum is the same.
 */
import type { Prime } from '../codegen/domains/field.js'
import type { Binding } from '../dsl/bind.js'
import type { Program } from '../dsl/comprehension/types.js'
import { DomainError, type ScalarDomain } from '../dsl/domain/scalar-domain.js'
import type { Graph } from '../dsl/graph.js'
import { compareLink, LinkMismatchError } from '../dsl/link/check-link.js'
import { graphData } from '../dsl/link/recorded.js'
import { elementCount } from '../dsl/comprehension/value.js'
import { Generator } from '../runtime/random.js'
import { draw, rangesOf } from './draw.js'
import { Field } from './field.js'
import { FunctionModel } from './functions.js'
import { Random } from './random.js'
import type { DerivativeReport, Refusal } from './report.js'

/** A field as the domain that tape and recursion run in. What is divided by zero is NaN, and the same as anything. */
function fieldScalars(field: Field, { functions }: FunctionModel): ScalarDomain<number, Float64Array> {
  const balance = (x: number): number => field.balance(x)
  const own: Readonly<Record<string, (...x: number[]) => number>> = {
    add: (a, b) => balance(a! + b!),
    sub: (a, b) => balance(a! - b!),
    mul: (a, b) => balance(a! * b!),
    div: (a, b) => balance(a! * field.reciprocal(b!)),
    neg: (a) => -a!,
    abs: (a) => Math.abs(a!),
    relu: (a) => (a! < 0 ? 0 : a!),
    maximum: (a, b) => Math.max(a!, b!),
    minimum: (a, b) => Math.min(a!, b!),
  }
  return {
    name: `field-${field.prime}`,
    array: (length) => new Float64Array(length),
    constant: (value) => (typeof value === 'string' ? functions[value] : field.residue(value)),
    // data are elements already; quarters come from the draws of the link check itself
    fromNumber: (value) => balance(balance(value * 4) * field.inverse(4)),
    toNumber: (value) => value,
    add: own['add']!,
    mul: own['mul']!,
    neg: own['neg']!,
    div: own['div']!,
    function(name) {
      const found = own[name] ?? functions[name]
      if (typeof found !== 'function') throw new DomainError(`${name}: not a function of a field`)
      return found
    },
    lessThan: (a, b) => a < b,
    equal: (a, b) => a === b,
    isNaN: Number.isNaN,
    same: (a, b) => a === b || Number.isNaN(a) || Number.isNaN(b),
    format: String,
  }
}

/**
 * Graphs with more entries than this are compared once, at the first prime, others twice at each: tape and recursion are
 * interpreted point by point, which of a convolutional network takes a dozen seconds a time.
 */
const manyEntries = 10_000

export interface LinkResult {
  readonly report: DerivativeReport | null
  readonly refusals: readonly Refusal[]
}

/** Tape and recursion of a graph, at every prime where it is small. `program` is the graph's own, for what its integers mean. */
export function certifyLink(
  graph: Graph,
  binding: Binding,
  training: boolean,
  program: Program,
  primes: readonly Prime[],
  seed: string,
): LinkResult {
  const ranges = rangesOf(program)
  const trials: DerivativeReport['trials'][number][] = []
  let compared = 0
  for (const prime of primes) {
    if (compared > manyEntries) break
    const field = new Field(prime)
    const model = new FunctionModel(field)
    const data = graphData(graph, fieldScalars(field, model), { binding, training })
    let count = 0
    for (let number = 0; number < (compared > manyEntries ? 1 : 2); number++, count++) {
      model.reset(`${seed} functions link ${prime} ${number}`)
      const random = new Random(`${seed} link ${prime} ${number}`)
      const numbers = new Map(
        program.leaves.map((leaf) => {
          const array = new Float64Array(elementCount(leaf.shape))
          draw(leaf, array, 'uniform', field, random, ranges)
          return [leaf.name, array]
        }),
      )
      try {
        compared += compareLink(data, numbers, new Generator(random.word(), 'link'))
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
  const informative = trials.reduce((sum, { count }) => sum + count, 0)
  return { report: { statement: 2, of, label: 'tested', bound: null, reason, trials, informative }, refusals: [] }
}
