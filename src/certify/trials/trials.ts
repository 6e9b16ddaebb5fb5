/**
 * Trusted to ask.
 *
 * The trials of one unit of kernels: draw, evaluate the reference, run the kernels, compare their results and all of memory.
 *
 * In: a unit, a way to draw its inputs, a plan. Out: what is wrong, or null; and in how many trials each element was compared.
 */
import type { EntryKernels } from '../../codegen/compile.js'
import type { Prime } from '../../codegen/domains/field.js'
import { walkInstructions, type Place as KernelPlace } from '../../codegen/kernel.js'
import type { Buffer } from '../../codegen/statement.js'
import type { Comprehension } from '../../dsl/comprehension/types.js'
import { isFloat } from '../../shapes/dtype.js'
import { compareTarget, type Seen } from '../meaning/compare.js'
import type { Cut, Input } from './cuts.js'
import type { Mode } from './draw.js'
import { Evaluation, noArrays, type Arrays } from '../fast/evaluate.js'
import type { EntryRequest, Ground, Grounds, Prepared } from './ground.js'
import { forbiddenSpans, type Span } from './memory.js'
import type { Plan } from './plan.js'
import { Planting } from './plant.js'
import { Random } from '../meaning/random.js'
import type { Trials } from '../report.js'
import { runKernels } from './target.js'
import type { Targets, Unit } from './wiring.js'

interface Counts {
  readonly written: Uint8Array
  readonly kept: Uint8Array
  readonly informative: Uint32Array
}

export function emptySeen({ shape }: Comprehension): Counts {
  const size = shape.reduce((product, extent) => product * extent, 1)
  return { written: new Uint8Array(size), kept: new Uint8Array(size), informative: new Uint32Array(size) }
}

/**
 * Framed runs, so many in each field, compare all of memory; the others compare results, which is what most of the time should
 * go into: where a kernel writes does not depend on what it reads, or all of its runs are framed.
 */
const framedRuns = 2

/** The trials of one unit with one way of drawing its inputs. */
export class UnitTrials implements Prepared {
  readonly evaluation: Evaluation
  readonly planting: Planting
  readonly arrays: Arrays = noArrays()
  readonly #runs = new Map<Prime, number>()
  readonly #kinds = new Set<string>()
  readonly #forbidden = new Map<Prime, readonly Span[]>()
  readonly #dependsOnData: boolean

  constructor(
    private readonly request: EntryRequest,
    private readonly targets: Targets,
    private readonly grounds: Grounds,
    private readonly unit: Unit,
    private readonly inputs: readonly Input[],
    private readonly outputs: readonly (Input & { value: Comprehension })[],
    cut: Cut,
    private readonly seen: ReadonlyMap<Buffer, Counts>,
    /** All kernels of an entry at once: memory outside the results changes, and what is divided by zero is 0, not poison. */
    private readonly whole = false,
  ) {
    this.#dependsOnData = dependsOnData(unit, request.kernels)
    const roots = [...outputs, ...inputs].map(({ value }) => value)
    this.evaluation = new Evaluation(roots, (value) => cut.given.has(value))
    this.planting = new Planting(this.evaluation.cone)
    for (const { written, kept, informative } of seen.values()) {
      written.fill(0)
      kept.fill(0)
      informative.fill(0)
    }
  }

  /** One trial; what is wrong, or null. `counts` says that the trial bears on the bound. */
  async run(prime: Prime, mode: Mode, number: number, counts = false): Promise<string | null> {
    const ground = this.grounds.prepare(this, prime, mode, number, `${this.unit.name} ${prime} ${mode} ${number}`)
    if (ground === null) return null
    const kind = `${prime} ${mode}`
    if (!this.#kinds.has(kind)) {
      this.#kinds.add(kind)
      const random = new Random(`${this.request.seed} entries ${this.unit.name} ${kind}`)
      const wrong = this.evaluation.check(ground.field, ground.model, this.arrays, random)
      if (wrong !== null) return wrong
    }
    const before = this.#runs.get(prime) ?? 0
    const framed = before < framedRuns || this.#dependsOnData
    this.#runs.set(prime, before + 1)
    const { loaded, background } = ground
    if (framed) background.fill(before)
    else this.#stale(ground, `${this.unit.name} stale ${prime} ${mode} ${number}`)
    for (const { buffer, value } of this.inputs)
      this.grounds.place(ground, buffer).write(this.arrays.values.get(value)!)
    if (framed) background.remember()
    // a padded product multiplies poison by its border, where the program reads nothing
    ground.model.inverseOfZero = this.whole ? 0 : NaN
    await runKernels(loaded, this.unit.kernels)
    for (const { buffer, value } of this.outputs) {
      const place = this.grounds.place(ground, buffer)
      const seen: Seen = { place, ...this.seen.get(buffer)! }
      const run = { framed, counts: counts && mode === 'uniform', background }
      const wrong = compareTarget(seen, this.arrays.values.get(value)!, run)
      if (wrong !== null) return wrong
    }
    return framed ? this.#frame(ground, prime) : null
  }

  /**
   * What a unit reads of its own results and scratch before it stores them is drawn too, where memory was not filled: whatever
   * depends on it is then a difference like any other.
   */
  #stale(ground: Ground, seed: string): void {
    const own = [...this.unit.loads].filter((buffer) => !this.inputs.some((input) => input.buffer === buffer))
    if (own.length === 0) return
    const random = new Random(`${this.request.seed} ${seed}`)
    const { prime, half } = ground.field
    for (const buffer of own) {
      const place = this.grounds.place(ground, buffer)
      const least = isFloat(buffer.dtype) ? half : 0
      place.write(Float64Array.from(place.at, () => random.below(buffer.dtype === 'bool' ? 2 : prime) - least))
    }
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
    if (this.whole) return null
    const { memory } = ground.loaded
    let forbidden = this.#forbidden.get(prime)
    if (forbidden === undefined) {
      const places = this.outputs.map(({ buffer }) => this.grounds.place(ground, buffer))
      const scratch = [...this.unit.stores].filter((buffer) => !this.targets.has(buffer))
      forbidden = forbiddenSpans(memory, places, scratch, this.request.placements)
      this.#forbidden.set(prime, forbidden)
    }
    const changed = ground.background.changed(forbidden)
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

/** Whether where a unit reads or writes depends on integers it has read: then every run of it is framed. */
function dependsOnData({ kernels }: Unit, { loopNests }: EntryKernels): boolean {
  let depends = false
  const look = (place: KernelPlace): void => {
    for (const { atom } of place.terms)
      if (atom.kind === 'local') depends = true
      else if (atom.kind !== 'counter') look(atom.of)
  }
  for (const at of kernels)
    walkInstructions(loopNests[at]!.instructions, (instruction) => {
      if (instruction.kind === 'store') look(instruction.at)
      else if (instruction.kind === 'branch') instruction.guards.forEach(({ of }) => look(of))
    })
  return depends
}
