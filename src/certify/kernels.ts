/**
 * Statement 1: every kernel of an entry computes the tensors it stores, from whatever its inputs hold, and touches nothing
 * else; then all kernels in order, from the leaves.
 *
 * In: an entry's kernels, their places, a target. Out: a report for each kernel, or the first thing that is not so.
 */
import type { EntryKernels } from '../codegen/compile.js'
import { NoResidueError, type Prime } from '../codegen/domains/field.js'
import { walkInstructions, type Place as KernelPlace } from '../codegen/kernel.js'
import { domains } from '../codegen/domains/index.js'
import { printJavaScript, type Placement } from '../codegen/print/js.js'
import type { Buffer } from '../codegen/statement.js'
import { walk } from '../dsl/comprehension/expression.js'
import type { Comprehension, Expression, Program as Source, Value } from '../dsl/comprehension/types.js'
import { operandsOf, topologicalOrder } from '../dsl/comprehension/value.js'
import { sha256 } from '../dsl/sha256.js'
import { isFloat } from '../shapes/dtype.js'
import { allowedWords, Background, compareTarget, Place, runKernels, type Seen } from './compare.js'
import { anyOf, constantDegree, drawnDegree, KernelDegrees, referenceDegrees, workOf, type Degree } from './degrees.js'
import { draw, rangesOf, type Mode, type Ranges } from './draw.js'
import { arrayFor, coneOf, Evaluation, noArrays, type Arrays } from './evaluate.js'
import { Field } from './field.js'
import { FunctionModel } from './functions.js'
import { planTrials, verdictOf, type Plan } from './plan.js'
import { Planting } from './plant.js'
import { Random } from './random.js'
import type { EntryReport, KernelReport, Refusal, Trials, Verdict } from './report.js'
import type { LoadedProgram, Target } from './target.js'
import { Contents, targetsOf, unitsOf, type Targets, type Unit } from './wiring.js'

export interface EntryRequest {
  readonly name: string
  readonly kernels: EntryKernels
  readonly placements: ReadonlyMap<Buffer, Placement>
  readonly segments: readonly { readonly bytes: number }[]
  readonly target: Target
  readonly seed: string
}

/** One prime's kernels and memory, made when first needed. */
interface Ground {
  readonly field: Field
  readonly model: FunctionModel
  readonly loaded: LoadedProgram
  readonly background: Background
  readonly places: Map<Buffer, Place>
}

interface Input {
  readonly buffer: Buffer
  readonly value: Value
}

/** How the inputs of a unit are drawn. */
interface Cut {
  readonly name: KernelReport['inputs']
  readonly given: ReadonlySet<Value>
}

/** What a trial is made of. */
interface Prepared {
  readonly evaluation: Evaluation
  readonly planting: Planting
  readonly arrays: Arrays
}

class Refused extends Error {
  constructor(
    readonly kernel: string,
    message: string,
  ) {
    super(message)
  }
}

export class EntryCertifier {
  readonly #request: EntryRequest
  readonly #source: Source
  readonly #targets: Targets
  readonly #ranges: Ranges
  readonly #originals: ReadonlySet<Value>
  readonly #order: ReadonlyMap<Value, number>
  readonly #grounds = new Map<Prime, Ground | null>()

  constructor(request: EntryRequest) {
    this.#request = request
    this.#source = request.kernels.program
    this.#targets = targetsOf(request.kernels)
    this.#ranges = rangesOf(this.#source)
    const order = topologicalOrder([...this.#source.outputs, ...this.#source.updates].map(({ value }) => value))
    this.#originals = new Set([...order, ...this.#source.leaves])
    this.#order = new Map(order.map((value, at) => [value, at]))
  }

  async run(): Promise<{ report: EntryReport; refusals: readonly Refusal[] }> {
    const { kernels: entry, name, placements } = this.#request
    const reports: KernelReport[] = []
    let whole: Verdict = { label: 'tested', bound: null, trials: [], informative: 0 }
    const refusals: Refusal[] = []
    try {
      const contents = new Contents(entry.lowered.buffers, placements, this.#targets)
      for (const unit of unitsOf(entry, this.#targets)) {
        const missing = contents.missing(unit)
        if (missing !== null) throw new Refused(unit.name, missing)
        const { report, written } = await this.#unit(unit, contents)
        contents.after(unit, written)
        if (report !== null) reports.push(report)
      }
      this.#finish(contents)
      whole = await this.#whole()
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw thrown
      refusals.push({ entry: name, kernel: thrown.kernel, message: thrown.message })
    }
    return { report: { entry: name, binding: entry.binding, kernels: reports, whole }, refusals }
  }

  #ground(prime: Prime): Ground | null {
    const known = this.#grounds.get(prime)
    if (known !== undefined) return known
    const { target, kernels, placements, segments, seed } = this.#request
    const field = new Field(prime)
    const model = new FunctionModel(field)
    let ground: Ground | null = null
    try {
      const loaded = target.load({ kernels: kernels.loopNests, placements, segments }, prime, model.functions)
      const bordered = [...placements.keys()].filter((buffer) => buffer.bordered)
      const background = new Background(loaded.memory, bordered, placements, `${seed} ${prime}`)
      ground = { field, model, loaded, background, places: new Map() }
    } catch (thrown) {
      if (!(thrown instanceof NoResidueError)) throw thrown
    }
    this.#grounds.set(prime, ground)
    return ground
  }

  #place({ loaded, places }: Ground, buffer: Buffer): Place {
    let place = places.get(buffer)
    const placement = this.#request.placements.get(buffer)
    if (placement === undefined) throw new Error(`${buffer.name} has no place`)
    if (place === undefined) places.set(buffer, (place = new Place(buffer, loaded.memory, placement)))
    return place
  }

  /** Primes in whose field every constant has a residue. */
  #primes(): readonly Prime[] {
    return this.#request.target.primes.filter((prime) => this.#ground(prime) !== null)
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
    const work = workOf(nests)
    const primes = this.#primes()
    const cuts = this.#cuts(inputs)
    const seen = new Map(outputs.map(({ buffer, value }) => [buffer, emptySeen(value)]))
    let refusal: string | undefined
    for (const cut of cuts) {
      const trial = new UnitTrials(this, unit, inputs, outputs, cut, seen)
      const probe = primes[1] ?? primes[0]
      if (probe === undefined) break
      // what one cut refuses, the next may show to be computed from inputs that agree
      const { kernel, reference } = degreesOf(trial.evaluation, inputs, outputs, nests, cut)
      const evenly = comparesEvenly(trial.evaluation.cone.computed)
      const plan = planTrials(kernel, reference, work, primes, evenly, trial.planting.trials)
      const run: Trials[] = []
      const fault = (await trial.run(probe, 'uniform', 0)) ?? (await trial.all(plan, run))
      if (fault !== null) {
        refusal ??= fault
        continue
      }
      const comparisons = Math.max(kernel.comparisons, reference.comparisons)
      const formulas = unit.kernels.flatMap((at) => kernels[at]?.formulas ?? [])
      const counts = ({ numerator, denominator, applications }: Degree) =>
        [numerator, denominator, applications] as const
      return {
        written: new Map([...seen].map(([buffer, { written }]) => [buffer, written])),
        report: {
          kernel: unit.name,
          formulas,
          hash: this.#hash(unit),
          inputs: cut.name,
          degrees: { kernel: counts(kernel), reference: counts(reference), comparisons: Math.min(comparisons, 1e9) },
          ...verdictOf(plan, run, trial.informative()),
        },
      }
    }
    throw new Refused(unit.name, refusal ?? 'no prime holds its constants')
  }

  /** Of the unit's own text, as it ships. */
  #hash({ kernels }: Unit): string {
    const { kernels: entry, placements, segments } = this.#request
    const nests = kernels.map((at) => entry.loopNests[at]!)
    return sha256(
      printJavaScript([{ functionName: 'kernel', kernels: nests }], domains.f32, placements, segments.length),
    ).slice(0, 16)
  }

  /**
   * Ways to draw a unit's inputs, the strongest first. A kernel may read a tensor and compute it again from others: then only
   * inputs that agree are fair.
   */
  #cuts(inputs: readonly Input[]): Cut[] {
    const given = new Set<Value>()
    const visit = (value: Value): void => {
      if (this.#originals.has(value) && (value.kind === 'leaf' || isFloat(value.dtype))) given.add(value)
      else for (const operand of operandsOf(value)) visit(operand)
    }
    for (const { value } of inputs) visit(value)
    const consistent = new Set(given)
    const latestFirst = [...given].sort((a, b) => (this.#order.get(b) ?? -1) - (this.#order.get(a) ?? -1))
    for (const value of latestFirst) {
      if (value.kind === 'leaf') continue
      consistent.delete(value)
      const needs = coneOf([value], (other) => consistent.has(other)).given
      if (needs.length === 0 || !needs.every((need) => consistent.has(need))) consistent.add(value)
    }
    const leaves = new Set([...given].filter(({ kind }) => kind === 'leaf'))
    const cuts: Cut[] = [{ name: 'independent', given }]
    if (consistent.size < given.size) cuts.push({ name: 'consistent', given: consistent })
    if (leaves.size < consistent.size) cuts.push({ name: 'leaves', given: leaves })
    return cuts
  }

  /** One trial's data. */
  prepare(
    { evaluation, planting, arrays }: Prepared,
    prime: Prime,
    mode: Mode,
    number: number,
    seed: string,
  ): Ground | null {
    const ground = this.#ground(prime)
    if (ground === null) return null
    ground.model.reset(`${this.#request.seed} functions ${seed}`)
    const random = new Random(`${this.#request.seed} ${seed}`)
    for (const value of evaluation.cone.given)
      draw(value, arrayFor(arrays.values, value), mode, ground.field, random, this.#ranges)
    if (mode === 'planted') planting.plant(arrays, number, ground.field, ground.model)
    evaluation.run(ground.field, ground.model, arrays)
    return ground
  }

  placeIn(ground: Ground, buffer: Buffer): Place {
    return this.#place(ground, buffer)
  }

  get placements(): ReadonlyMap<Buffer, Placement> {
    return this.#request.placements
  }

  /** Whether where a unit reads or writes depends on integers it has read: then every run of it is framed. */
  dependsOnData({ kernels }: Unit): boolean {
    let depends = false
    const look = (place: KernelPlace): void => {
      for (const { atom } of place.terms)
        if (atom.kind === 'local') depends = true
        else if (atom.kind !== 'counter') look(atom.of)
    }
    for (const at of kernels)
      walkInstructions(this.#request.kernels.loopNests[at]!.instructions, (instruction) => {
        if (instruction.kind === 'store') look(instruction.at)
        else if (instruction.kind === 'branch') instruction.guards.forEach(({ of }) => look(of))
      })
    return depends
  }

  isScratch(buffer: Buffer): boolean {
    return !this.#targets.has(buffer)
  }

  /** Every output and every updated leaf is where the host will look for it. */
  #finish(contents: Contents): void {
    const { lowered } = this.#request.kernels
    const expect = (name: string, buffer: Buffer | undefined, value: Value): void => {
      if (buffer === undefined || contents.of(buffer) !== value)
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
    const trials = new UnitTrials(this, all, inputs, results, cut, seen, false)
    const run: Trials[] = []
    // two primes: each kernel has been seen at all of them
    for (const [at, prime] of this.#primes().slice(0, 2).entries()) {
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

interface Counts {
  readonly written: Uint8Array
  readonly informative: Uint32Array
}

function emptySeen({ shape }: Comprehension): Counts {
  const size = shape.reduce((product, extent) => product * extent, 1)
  return { written: new Uint8Array(size), informative: new Uint32Array(size) }
}

/** Framed runs compare all of memory; the others compare results, which is what most of the time should go into. */
const framedRuns = 2

/** The trials of one unit with one way of drawing its inputs. */
class UnitTrials implements Prepared {
  readonly evaluation: Evaluation
  readonly planting: Planting
  readonly arrays: Arrays = noArrays()
  readonly #runs = new Map<string, number>()
  readonly #allowed = new Map<Prime, readonly Uint8Array[]>()
  readonly #dependsOnData: boolean

  constructor(
    private readonly owner: EntryCertifier,
    private readonly unit: Unit,
    private readonly inputs: readonly Input[],
    private readonly outputs: readonly (Input & { value: Comprehension })[],
    cut: Cut,
    private readonly seen: ReadonlyMap<Buffer, Counts>,
    /** Whether memory outside the results must stay as it is. */
    private readonly frame = true,
  ) {
    this.#dependsOnData = owner.dependsOnData(unit)
    const roots = [...outputs, ...inputs].map(({ value }) => value)
    this.evaluation = new Evaluation(roots, (value) => cut.given.has(value))
    this.planting = new Planting(this.evaluation.cone)
    for (const { written, informative } of seen.values()) {
      written.fill(0)
      informative.fill(0)
    }
  }

  /** One trial; what is wrong, or null. `counts` says that the trial bears on the bound. */
  async run(prime: Prime, mode: Mode, number: number, counts = false): Promise<string | null> {
    const ground = this.owner.prepare(this, prime, mode, number, `${this.unit.name} ${prime} ${mode} ${number}`)
    if (ground === null) return null
    const kind = `${prime} ${mode}`
    const before = this.#runs.get(kind) ?? 0
    this.#runs.set(kind, before + 1)
    const framed = before < framedRuns || this.#dependsOnData
    const { loaded, background } = ground
    if (framed) background.fill(before)
    for (const { buffer, value } of this.inputs)
      this.owner.placeIn(ground, buffer).write(this.arrays.values.get(value)!)
    if (framed) background.remember()
    await runKernels(loaded, this.unit.kernels)
    for (const { buffer, value } of this.outputs) {
      const place = this.owner.placeIn(ground, buffer)
      const seen: Seen = { place, ...this.seen.get(buffer)! }
      const run = { framed, counts: counts && mode === 'uniform', background }
      const wrong = compareTarget(seen, this.arrays.values.get(value)!, run, loaded.memory)
      if (wrong !== null) return wrong
    }
    return framed ? this.#frame(ground, prime) : null
  }

  /** All trials of a plan, noted in `run` as they are done; the first thing that is wrong, or null. */
  async all(plan: Plan, run: Trials[]): Promise<string | null> {
    for (const { prime, mode, count } of plan.trials) {
      const counts = (plan.misses.get(prime) ?? 1) <= 0.5
      for (let number = 1; number <= count; number++) {
        // the plan's primes are the target's
        const wrong = await this.run(prime as Prime, mode, run.length * 1000 + number, counts)
        if (wrong !== null) return `${wrong} (${mode} trial ${number} modulo ${prime})`
      }
      run.push({ prime, mode, count })
    }
    return null
  }

  #frame(ground: Ground, prime: Prime): string | null {
    if (!this.frame) return null
    const { memory } = ground.loaded
    let allowed = this.#allowed.get(prime)
    if (allowed === undefined) {
      const places = this.outputs.map(({ buffer }) => this.owner.placeIn(ground, buffer))
      const scratch = [...this.unit.stores].filter((buffer) => this.owner.isScratch(buffer))
      allowed = allowedWords(memory, places, scratch, this.owner.placements)
      this.#allowed.set(prime, allowed)
    }
    const changed = ground.background.changed(allowed)
    return changed === null ? null : (
        `${this.unit.name} writes word ${changed.at} of memory ${changed.array}, which is none of its results`
      )
  }

  /** In how many counting trials each element was compared, at least; elements that the unit does not write do not count. */
  informative(): number {
    let least = Infinity
    for (const { written, informative } of this.seen.values())
      for (let at = 0; at < written.length; at++) if (written[at] === 1) least = Math.min(least, informative[at]!)
    return least === Infinity ? 0 : least
  }
}

const unevenOperand = (e: Expression): boolean =>
  e.kind === 'index' || (e.kind === 'constant' && (typeof e.value === 'string' || e.value.numerator !== 0n))

/** Whether nothing is compared with a number other than 0, nor integers at all: then each side has half of the inputs. */
function comparesEvenly(values: readonly Comprehension[]): boolean {
  let even = true
  for (const value of values)
    walk(value.body, (e) => {
      if (e.kind !== 'apply' || !compares.has(e.function)) return
      if (e.function === 'equal' || e.arguments.some(unevenOperand)) even = false
    })
  return even
}

const compares: ReadonlySet<string> = new Set(['lessThan', 'lessEqual', 'equal', 'maximum', 'minimum'])

/** Of the worst entry that a unit stores: from its instructions, and from the reference. */
function degreesOf(
  evaluation: Evaluation,
  inputs: readonly Input[],
  outputs: readonly (Input & { value: Comprehension })[],
  nests: EntryKernels['loopNests'],
  { given }: Cut,
): { kernel: Degree; reference: Degree } {
  const of = referenceDegrees(evaluation.cone.computed)
  const degreeOf = (value: Value): Degree =>
    given.has(value) || value.kind === 'leaf' ?
      isFloat(value.dtype) ? drawnDegree
      : constantDegree
    : of(value)
  const byBuffer = new Map(inputs.map(({ buffer, value }) => [buffer, degreeOf(value)]))
  const kernels = new KernelDegrees(nests, (buffer) => byBuffer.get(buffer) ?? constantDegree)
  return {
    kernel: outputs.map(({ buffer }) => kernels.stored(buffer)).reduce(anyOf, constantDegree),
    reference: outputs.map(({ value }) => of(value)).reduce(anyOf, constantDegree),
  }
}
