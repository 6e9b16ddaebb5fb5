/**
 * Statements 3 and 4, of emitted code: the forward-mode kernels of a graph give J v as the dual numbers of the reference
 * do, and ⟨J v, w⟩ = ⟨v, Jᵀ w⟩ with what its reverse-mode kernels give. Neither mode divides by zero where dual numbers do not.
 */
import type { EntryKernels } from '../../codegen/compile.js'
import type { Prime } from '../../codegen/domains/field.js'
import { NoResidueError } from '../../codegen/domains/field.js'
import type { Value } from '../../dsl/comprehension/types.js'
import { Place } from '../meaning/compare.js'
import { draw, rangesOf, type Mode } from '../trials/draw.js'
import { NoRuleError } from '../meaning/duals.js'
import { arrayFor, Evaluation, noArrays, type Arrays } from '../fast/evaluate.js'
import { Field } from '../meaning/field.js'
import { FunctionModel } from '../meaning/functions.js'
import { Background } from '../trials/memory.js'
import { Random } from '../meaning/random.js'
import type { DerivativeReport, Refusal, Trials } from '../report.js'
import type { Subject } from './subject.js'
import { runKernels, type LoadedProgram, type Target } from '../trials/target.js'
import { workOf } from '../work.js'

export interface DerivativeResult {
  readonly reports: readonly DerivativeReport[]
  readonly refusals: readonly Refusal[]
  /** Functions without a rule of their own here, by message. */
  readonly notCovered: readonly string[]
}

export const reason = 'whole graphs from their leaves: the bound is that of the kernels'

/** Scalar operations that uniform trials of one prime may cost together, and how many of them there are at most. */
const affordable = { work: 100_000, trials: 100 }

/**
 * Modes and how often: ties are where wrong rules of maxima show. A small graph has few entries that could show a wrong rule
 * at a rare branch, so it is run more often.
 */
const kindsFor = (work: number): readonly { readonly mode: Mode; readonly count: number }[] => [
  { mode: 'uniform', count: Math.max(3, Math.min(affordable.trials, Math.floor(affordable.work / work))) },
  { mode: 'ties', count: 6 },
  { mode: 'thresholds', count: 3 },
]

/** One entry, loaded at a prime, from its leaves to its outputs. */
class Runner {
  readonly #loaded: LoadedProgram
  readonly #background: Background

  constructor(
    private readonly entry: EntryKernels,
    private readonly subject: Subject,
    target: Target,
    prime: Prime,
    model: FunctionModel,
  ) {
    const { placements } = subject.build.explain
    const segments = subject.build.manifest.segments
    this.#loaded = target.load({ kernels: entry.loopNests, placements, segments }, prime, model.functions)
    const bordered = [...placements.keys()].filter((buffer) => buffer.bordered)
    this.#background = new Background(this.#loaded.memory, bordered, placements, `derivatives ${prime}`)
  }

  async run(values: ReadonlyMap<Value, Float64Array>, trial: number): Promise<(output: string) => Float64Array> {
    const { lowered, loopNests } = this.entry
    const { placements } = this.subject.build.explain
    this.#background.fill(trial)
    for (const buffer of lowered.buffers) {
      const data = buffer.leaf && values.get(buffer.leaf)
      const placement = placements.get(buffer)
      if (data !== undefined && placement !== undefined) new Place(buffer, this.#loaded.memory, placement).write(data)
    }
    await runKernels(
      this.#loaded,
      loopNests.map((_, at) => at),
    )
    return (output) => {
      const { buffer } = lowered.outputs.find(({ name }) => name === output)!
      const place = new Place(buffer, this.#loaded.memory, placements.get(buffer)!)
      return Float64Array.from(place.at, (cell) => place.cells[cell]!)
    }
  }
}

const hasPoison = (array: Float64Array | undefined): boolean => array?.some(Number.isNaN) ?? false

/** Nothing was divided by zero, not even on a branch that nobody takes: then no derivative may divide by zero either. */
export const isSound = ({ values, tangents }: Arrays): boolean =>
  [...values.values(), ...tangents.values()].every((array) => !hasPoison(array))

/** Σ a·b in the field. */
export function dot(field: Field, a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum = field.balance(sum + field.balance(a[at]! * b[at]!))
  return sum
}

/** The derivatives of a graph's emitted kernels. */
export async function certifyDerivatives(subject: Subject, target: Target, seed: string): Promise<DerivativeResult> {
  const { build, entries, outputs, leaves } = subject
  const kernels = (entry: string): EntryKernels | undefined => build.explain.entries[entries.indexOf(entry)]
  // neither is there where all derivatives are said to be the structural zero, which may be wrong
  const [forward, reverse] = [kernels('tangent'), kernels('reverse')]
  if (outputs.length === 0 || leaves.length === 0) return { reports: [], refusals: [], notCovered: [] }
  const kinds = kindsFor(workOf([forward, reverse].flatMap((entry) => entry?.loopNests ?? [])))
  let duals: Evaluation
  try {
    duals = new Evaluation(
      outputs.map(({ value }) => value),
      () => false,
      new Set(leaves.map(({ value }) => value)),
    )
  } catch (thrown) {
    if (!(thrown instanceof NoRuleError)) throw thrown
    return { reports: [], refusals: [], notCovered: [`statements 3 and 4: ${thrown.message}`] }
  }
  const derived = new Evaluation(
    [...outputs, ...leaves].flatMap(({ derivative }) => (derivative === null ? [] : [derivative])),
    () => false,
  )
  const ranges = rangesOf(subject.programs[0]!)
  const counts = { dual: { informative: Infinity }, adjoint: { informative: 0 } }
  const trials: Trials[] = []
  const name = build.manifest.name
  for (const prime of target.primes) {
    const field = new Field(prime)
    const model = new FunctionModel(field, 0)
    let runners: readonly (Runner | undefined)[]
    try {
      runners = [forward, reverse].map((entry) => entry && new Runner(entry, subject, target, prime, model))
    } catch (thrown) {
      if (thrown instanceof NoResidueError) continue
      throw thrown
    }
    let compared = 0
    for (const { mode, count } of kinds) {
      for (let number = 0; number < count; number++) {
        const trial = `derivatives ${prime} ${mode} ${number}`
        model.reset(`${seed} functions ${trial}`)
        const random = new Random(`${seed} ${trial}`)
        const arrays: Arrays = noArrays()
        const fill = (value: Value, how: Mode): Float64Array => {
          const array = arrayFor(arrays.values, value)
          draw(value, array, how, field, random, ranges)
          return array
        }
        for (const value of new Set([...duals.cone.given, ...derived.cone.given])) fill(value, mode)
        for (const { companion } of [...outputs, ...leaves]) fill(companion, 'uniform')
        for (const { value, companion } of leaves) arrays.tangents.set(value, arrays.values.get(companion)!)
        duals.run(field, model, arrays)
        const poison: Arrays = { values: new Map(arrays.values), tangents: new Map() }
        derived.run(field, model, poison)
        const look = new Random(`${seed} entries ${trial}`)
        const unlike =
          number > 0 ? null : (duals.check(field, model, arrays, look) ?? derived.check(field, model, poison, look))
        if (unlike !== null)
          return { reports: [], refusals: [{ entry: name, kernel: 'reference', message: unlike }], notCovered: [] }
        const [tangentOf, gradientOf] = await Promise.all(runners.map((runner) => runner?.run(arrays.values, number)))
        const sound = isSound(arrays)
        let [left, right, whole] = [0, 0, true]
        for (const { value, companion, derivative, output } of outputs) {
          const dual = arrays.tangents.get(value)
          const masked = derivative === null ? undefined : poison.values.get(derivative)
          const divided = masked?.findIndex((x, at) => Number.isNaN(x) && !Number.isNaN(dual?.[at] ?? 0)) ?? -1
          if (divided >= 0) {
            const message = `statement 4: the tangent of ${value.name} divides by zero at ${divided}, where dual numbers give ${dual?.[divided] ?? 0} (${mode} trial modulo ${prime})`
            return { reports: [], refusals: [{ entry: name, kernel: 'tangent', message }], notCovered: [] }
          }
          const got = derivative === null ? new Float64Array(arrays.values.get(companion)!.length) : tangentOf!(output)
          const wrong = got.findIndex((x, at) => {
            const want = dual === undefined ? 0 : dual[at]!
            return !Number.isNaN(want) && x !== want
          })
          if (wrong >= 0) {
            const message = `statement 4: the tangent of ${value.name} is ${got[wrong]} at ${wrong}, by dual numbers ${dual?.[wrong] ?? 0} (${mode} trial modulo ${prime})`
            return { reports: [], refusals: [{ entry: name, kernel: 'tangent', message }], notCovered: [] }
          }
          whole &&= !hasPoison(dual) && !hasPoison(masked)
          left = field.balance(left + dot(field, got, arrays.values.get(companion)!))
        }
        for (const { value, companion, derivative, output } of leaves) {
          if (derivative === null) continue
          const poisoned = hasPoison(poison.values.get(derivative))
          if (poisoned && sound) {
            const message = `statement 3: the gradient of ${value.name} divides by zero, where nothing else does (${mode} trial modulo ${prime})`
            return { reports: [], refusals: [{ entry: name, kernel: 'reverse', message }], notCovered: [] }
          }
          whole &&= !poisoned
          right = field.balance(right + dot(field, arrays.values.get(companion)!, gradientOf!(output)))
        }
        if (whole) counts.adjoint.informative++
        if (whole) compared++
        if (whole && left !== right) {
          const message = `statement 3: <J v, w> is ${left} and <v, J' w> is ${right} (${mode} trial modulo ${prime})`
          return { reports: [], refusals: [{ entry: name, kernel: 'reverse', message }], notCovered: [] }
        }
      }
      trials.push({ prime, mode, count })
    }
    counts.dual.informative = Math.min(counts.dual.informative, compared)
  }
  const report = (statement: 3 | 4, of: string): DerivativeReport => ({
    statement,
    of,
    label: 'tested',
    bound: null,
    reason,
    trials,
    informative: counts.adjoint.informative,
  })
  return {
    reports: [
      report(3, 'emitted forward-mode against emitted reverse-mode kernels'),
      report(4, 'emitted forward-mode kernels against dual numbers of the reference'),
    ],
    refusals: [],
    notCovered: [],
  }
}
