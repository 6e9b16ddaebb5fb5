/**
 * Statement 4 of a model: the gradients inside its training step against the dual numbers of its loss.
 *
 * In: the graph of a step. Out: a report for each loss that it differentiates, or what is not so.
 */
import type { Prime } from '../../codegen/domains/field.js'
import type { Binding } from '../../dsl/bind.js'
import type { Leaf, Value } from '../../dsl/comprehension/types.js'
import type { Graph } from '../../dsl/graph.js'
import { dot, isSound, reason, type DerivativeResult } from './derivatives.js'
import { draw, rangesOf, type Mode } from '../trials/draw.js'
import { NoRuleError } from '../meaning/duals.js'
import { arrayFor, Evaluation, noArrays } from '../fast/evaluate.js'
import { Field } from '../meaning/field.js'
import { FunctionModel } from '../meaning/functions.js'
import { Random } from '../meaning/random.js'
import type { DerivativeReport, Trials } from '../report.js'
import { requestedGradients } from './subject.js'
import type { Target } from '../trials/target.js'

/** Whole training steps are large: few trials, one of them where maxima tie. */
function requestedTrials(primes: readonly Prime[]): readonly (readonly [Prime, Mode, number])[] {
  const uniform = primes.map((prime, at) => [prime, 'uniform', at === 0 ? 2 : 1] as const)
  return [...uniform, ...primes.slice(1, 2).map((prime) => [prime, 'ties', 1] as const)]
}

/** The gradients that a graph asks for itself, against dual numbers: ⟨ẏ, w⟩ = Σ ⟨v, gradient⟩. */
export function certifyRequested(graph: Graph, binding: Binding, target: Target, seed: string): DerivativeResult {
  const { program, requests } = requestedGradients(graph, binding)
  const ranges = rangesOf(program)
  const reports: DerivativeReport[] = []
  for (const { output, seed: cotangent, gradients } of requests) {
    const moving = new Set<Value>(gradients.map(({ leaf }) => leaf))
    let duals: Evaluation
    try {
      duals = new Evaluation([output], () => false, moving)
    } catch (thrown) {
      if (!(thrown instanceof NoRuleError)) throw thrown
      return { reports, refusals: [], notCovered: [`statement 4: ${thrown.message}`] }
    }
    const roots = [...gradients.map(({ gradient }) => gradient), ...(cotangent === null ? [] : [cotangent])]
    const derived = new Evaluation(roots, () => false)
    const trials: Trials[] = []
    let informative = 0
    for (const [prime, mode, count] of requestedTrials(target.primes)) {
      const field = new Field(prime)
      const model = new FunctionModel(field, 0)
      for (let number = 0; number < count; number++) {
        const trial = `gradients of ${output.name} ${prime} ${mode} ${number}`
        model.reset(`${seed} functions ${trial}`)
        const random = new Random(`${seed} ${trial}`)
        const [arrays, other] = [noArrays(), noArrays()]
        for (const value of new Set([...duals.cone.given, ...derived.cone.given])) {
          const array = arrayFor(arrays.values, value)
          draw(value, array, mode, field, random, ranges)
          other.values.set(value, array)
        }
        const direction = (leaf: Leaf): Float64Array => {
          const array = arrayFor(arrays.tangents, leaf)
          draw(leaf, array, 'uniform', field, random, ranges)
          return array
        }
        const directions = gradients.map(({ leaf }) => direction(leaf))
        duals.run(field, model, arrays)
        derived.run(field, model, other)
        const look = new Random(`${seed} entries ${trial}`)
        const unlike =
          number > 0 ? null : (duals.check(field, model, arrays, look) ?? derived.check(field, model, other, look))
        if (unlike !== null)
          return { reports, refusals: [{ entry: 'step', kernel: 'reference', message: unlike }], notCovered: [] }
        const tangent = arrays.tangents.get(output) ?? new Float64Array(arrayFor(arrays.values, output).length)
        const weights = cotangent === null ? new Float64Array(tangent.length).fill(1) : other.values.get(cotangent)!
        const left = dot(field, tangent, weights)
        const right = gradients.reduce(
          (sum, { gradient }, which) =>
            field.balance(sum + dot(field, directions[which]!, other.values.get(gradient)!)),
          0,
        )
        const divided = Number.isNaN(right) && isSound(arrays)
        if (!divided && (Number.isNaN(left) || Number.isNaN(right))) continue
        informative++
        if (left === right) continue
        const message = `statement 4: the derivative of ${output.name} is ${left} by dual numbers, ${divided ? 'divided by zero' : right} by its gradients (${mode} trial modulo ${prime})`
        return { reports, refusals: [{ entry: 'step', kernel: 'gradients', message }], notCovered: [] }
      }
      trials.push({ prime, mode, count })
    }
    const of = `gradients of ${output.name} in the training step against dual numbers`
    reports.push({ statement: 4, of, label: 'tested', bound: null, reason, trials, informative })
  }
  return { reports, refusals: [], notCovered: [] }
}
