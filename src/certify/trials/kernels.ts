/**
 * Trusted to ask.
 *
 * Statement 1: every kernel of an entry computes the tensors it stores, from whatever its inputs hold, and touches nothing
 * else; then all kernels in order, from the leaves.
 *
 * In: an entry's kernels, their places, a target. Out: a report for each kernel, or the first thing that is not so. Inputs are
 * cut in cuts.ts, memory is in ground.ts, trials are in trials.ts.
 */
import { domains } from '../../codegen/domains/index.js'
import { printJavaScript } from '../../codegen/print/js.js'
import type { Buffer } from '../../codegen/statement.js'
import type { Comprehension, Program as Source, Value } from '../../dsl/comprehension/types.js'
import { topologicalOrder } from '../../dsl/comprehension/value.js'
import { elementCount } from '../../shapes/size.js'
import { sha256 } from '../../dsl/sha256.js'
import { cutsOf, type Cut, type Input } from './cuts.js'
import type { Degree } from '../degrees/degree.js'
import { Grounds, type EntryRequest } from './ground.js'
import { meetingTrials } from './meetings.js'
import { planTrials, verdictOf, type Plan } from './plan.js'
import type { Counts, EntryReport, KernelReport, Refusal, Trials, Verdict } from '../report.js'
import { emptySeen, UnitTrials } from './trials.js'
import { degreesOf, readsIntegers } from '../degrees/unit.js'
import { comparesConstants, misplacedConstant } from './places.js'
import { workOf } from '../work.js'
import { Contents, originalOf, targetsOf, unitsOf, type Targets, type Unit } from './wiring.js'

class Refused extends Error {
  constructor(
    readonly kernel: string,
    message: string,
  ) {
    super(message)
  }
}

const bounded = (count: number): number | null => (Number.isFinite(count) ? count : null)

export class EntryCertifier {
  readonly #request: EntryRequest
  readonly #source: Source
  readonly #targets: Targets
  readonly #originals: ReadonlySet<Value>
  readonly #order: ReadonlyMap<Value, number>
  readonly #grounds: Grounds

  constructor(request: EntryRequest) {
    this.#request = request
    this.#source = request.kernels.program
    this.#targets = targetsOf(request.kernels)
    this.#grounds = new Grounds(request)
    const order = topologicalOrder([...this.#source.outputs, ...this.#source.updates].map(({ value }) => value))
    this.#originals = new Set([...order, ...this.#source.leaves])
    this.#order = new Map(order.map((value, at) => [value, at]))
  }

  /** `begin` is told of every kernel that begins, and waited for. */
  async run(
    begin: (entry: string, kernel: string) => void | Promise<void>,
  ): Promise<{ report: EntryReport; refusals: readonly Refusal[] }> {
    const { kernels: entry, name, placements } = this.#request
    const reports: KernelReport[] = []
    let whole: Verdict = { label: 'tested', bound: null, trials: [], informative: 0 }
    const refusals: Refusal[] = []
    try {
      const contents = new Contents(entry.lowered.buffers, placements, this.#targets)
      for (const unit of unitsOf(entry, this.#targets)) {
        await begin(name, unit.name)
        const missing = contents.missing(unit)
        if (missing !== null) throw new Refused(unit.name, missing)
        const { report, written } = await this.#unit(unit, contents)
        contents.after(unit, written)
        if (report !== null) reports.push(report)
      }
      this.#finish(contents)
      await begin(name, 'all kernels')
      whole = await this.#whole()
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw thrown
      refusals.push({ entry: name, kernel: thrown.kernel, message: thrown.message })
    }
    return { report: { entry: name, binding: entry.binding, kernels: reports, whole }, refusals }
  }

  async #unit(
    unit: Unit,
    contents: Contents,
  ): Promise<{ report: KernelReport | null; written: ReadonlyMap<Buffer, Uint8Array> }> {
    const { loopNests, kernels } = this.#request.kernels
    const inputs = [...unit.loads].flatMap((buffer): Input[] => {
      const value = contents.of(buffer)
      return value === undefined ? [] : [{ buffer, value }]
    })
    const outputs = [...unit.stores].flatMap((buffer): (Input & { value: Comprehension })[] => {
      const value = this.#targets.get(buffer)
      return value === undefined ? [] : [{ buffer, value }]
    })
    const nests = unit.kernels.map((at) => loopNests[at]!)
    const misplaced = misplacedConstant(nests, this.#grounds.constants)
    if (misplaced !== null) throw new Refused(unit.name, `${unit.name} ${misplaced}`)
    const work = workOf(nests)
    const primes = this.#grounds.primes()
    const cuts = cutsOf(inputs, outputs, this.#originals, this.#order)
    const seen = new Map(outputs.map(({ buffer, value }) => [buffer, emptySeen(value)]))
    let refusal: string | undefined
    for (const [tried, cut] of cuts.entries()) {
      const trial = new UnitTrials(this.#request, this.#targets, this.#grounds, unit, inputs, outputs, cut, seen)
      const probe = primes[1] ?? primes[0]
      if (probe === undefined) break
      // what one cut refuses, the next may show to be computed from inputs that agree
      const { kernel, reference } = degreesOf(trial.evaluation, inputs, outputs, nests, cut)
      const integers = readsIntegers(trial.evaluation.cone)
      const constants = comparesConstants(nests, trial.evaluation.cone.computed)
      const plan = this.#withMeetings(
        planTrials(kernel, reference, work, primes, { integers, constants }, trial.planting.trials),
        kernel.comparisons + reference.comparisons > 0,
        Math.min(...outputs.map(({ buffer }) => elementCount(buffer.shape))),
        work,
      )
      const run: Trials[] = []
      const fault = (await trial.run(probe, 'uniform', 0)) ?? (await trial.all(plan, run))
      if (fault !== null) {
        refusal ??= fault
        continue
      }
      const comparisons = Math.max(kernel.comparisons, reference.comparisons)
      const formulas = unit.kernels.flatMap((at) => kernels[at]?.formulas ?? [])
      const counts = ({ numerator, denominator, applications }: Degree): Counts => [
        bounded(numerator),
        bounded(denominator),
        bounded(applications),
      ]
      return {
        written: new Map([...seen].map(([buffer, { written }]) => [buffer, written])),
        report: {
          kernel: unit.name,
          formulas,
          hash: this.#hash(unit),
          inputs: cut.name,
          degrees: { kernel: counts(kernel), reference: counts(reference), comparisons: Math.min(comparisons, 1e9) },
          ...verdictOf(plan, run, trial.informative(), tried + 1),
        },
      }
    }
    throw new Refused(unit.name, refusal ?? 'no prime holds its constants')
  }

  #withMeetings(plan: Plan, compares: boolean, entries: number, work: number): Plan {
    const { meeting } = this.#request.target
    if (!compares || !this.#grounds.holds(meeting)) return plan
    return { ...plan, trials: [...plan.trials, meetingTrials(meeting, entries, work)] }
  }

  /** Of the unit's own text, as it ships. */
  #hash({ kernels }: Unit): string {
    const { kernels: entry, placements, segments } = this.#request
    const nests = kernels.map((at) => entry.loopNests[at]!)
    return sha256(
      printJavaScript([{ functionName: 'kernel', kernels: nests }], domains.f32, placements, segments.length),
    ).slice(0, 16)
  }

  /** Every output and every updated leaf is where the host will look for it. */
  #finish(contents: Contents): void {
    const { lowered } = this.#request.kernels
    const expect = (name: string, buffer: Buffer | undefined, value: Value): void => {
      const held = buffer && contents.of(buffer)
      // what a later kernel still reads under its old name, or is wanted twice, is copied there
      if (held === undefined || originalOf(held) !== originalOf(value))
        throw new Refused(name, `${name} is not what its buffer holds when the entry ends`)
    }
    this.#source.outputs.forEach(({ name, value }) =>
      expect(name, lowered.outputs.find((output) => output.name === name)?.buffer, value),
    )
    for (const { leaf, value } of this.#source.updates)
      expect(
        leaf.name,
        lowered.buffers.find((buffer) => buffer.leaf === leaf),
        value,
      )
  }

  /** All kernels in order on one memory. */
  async #whole(): Promise<Verdict> {
    const { kernels: entry, placements } = this.#request
    const inputs = entry.lowered.buffers.flatMap((buffer): Input[] =>
      buffer.leaf === undefined || !placements.has(buffer) ? [] : [{ buffer, value: buffer.leaf }],
    )
    const results: (Input & { value: Comprehension })[] = []
    const add = (buffer: Buffer | undefined, value: Value): void => {
      if (buffer !== undefined && value.kind === 'comprehension') results.push({ buffer, value })
    }
    for (const { name, value } of this.#source.outputs)
      add(entry.lowered.outputs.find((output) => output.name === name)?.buffer, value)
    for (const { leaf, value } of this.#source.updates)
      add(
        entry.lowered.buffers.find((buffer) => buffer.leaf === leaf),
        value,
      )
    const all: Unit = {
      name: 'all kernels',
      kernels: entry.loopNests.map((_, at) => at),
      loads: new Set(inputs.map(({ buffer }) => buffer)),
      stores: new Set(placements.keys()),
    }
    const seen = new Map(results.map(({ buffer, value }) => [buffer, emptySeen(value)]))
    const cut: Cut = { name: 'leaves', given: new Set() }
    const trials = new UnitTrials(this.#request, this.#targets, this.#grounds, all, inputs, results, cut, seen, true)
    const run: Trials[] = []
    // two primes: each kernel has been seen at all of them
    for (const [at, prime] of this.#grounds.primes().slice(0, 2).entries()) {
      const wrong = await trials.run(prime, 'uniform', at, at === 0)
      if (wrong !== null) throw new Refused('all kernels', `${wrong} (from the leaves, modulo ${prime})`)
      run.push({ prime, mode: 'uniform', count: 1 })
    }
    return {
      label: 'tested',
      bound: null,
      reason: 'whole graphs are run from their leaves to see the order of kernels; the bound is that of the kernels',
      trials: run,
      informative: trials.informative(),
    }
  }
}
