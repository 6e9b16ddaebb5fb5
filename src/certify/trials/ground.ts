/**
 * Trusted to ask.
 *
 * What trials run on: for each prime the field, the symbols, the kernels printed in that field, their memory and what fills
 * it; and the data of one trial.
 *
 * In: an entry's kernels, their places, a target. Out: grounds, made when first needed, and reference values in arrays.
 */
import type { EntryKernels } from '../../codegen/compile.js'
import { NoResidueError, type Prime } from '../../codegen/domains/field.js'
import type { Buffer, Placement } from '../../codegen/statement.js'
import type { Rational } from '../../dsl/rational.js'
import { Place } from '../meaning/compare.js'
import { draw, rangesOf, type Mode, type Ranges } from './draw.js'
import { arrayFor, type Arrays, type Evaluation } from '../fast/evaluate.js'
import { Field } from '../meaning/field.js'
import { FunctionModel } from '../meaning/functions.js'
import { Background } from './memory.js'
import type { Planting } from './plant.js'
import { Random } from '../meaning/random.js'
import type { LoadedProgram, Target } from './target.js'

export interface EntryRequest {
  readonly name: string
  readonly kernels: EntryKernels
  readonly placements: ReadonlyMap<Buffer, Placement>
  readonly segments: readonly { readonly bytes: number }[]
  readonly target: Target
  readonly seed: string
}

/** One prime's kernels and memory, made when first needed. */
export interface Ground {
  readonly field: Field
  readonly model: FunctionModel
  readonly loaded: LoadedProgram
  readonly background: Background
  readonly places: Map<Buffer, Place>
}

/** What a trial is made of. */
export interface Prepared {
  readonly evaluation: Evaluation
  readonly planting: Planting
  readonly arrays: Arrays
}

export class Grounds {
  readonly #request: EntryRequest
  readonly #ranges: Ranges
  readonly #grounds = new Map<Prime, Ground | null>()

  constructor(request: EntryRequest) {
    this.#request = request
    this.#ranges = rangesOf(request.kernels.program)
  }

  #at(prime: Prime): Ground | null {
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

  /** Constants that the program applies a function to. */
  get constants(): readonly Rational[] {
    return this.#ranges.thresholds
  }

  place({ loaded, places }: Ground, buffer: Buffer): Place {
    let place = places.get(buffer)
    const placement = this.#request.placements.get(buffer)
    if (placement === undefined) throw new Error(`${buffer.name} has no place`)
    if (place === undefined) places.set(buffer, (place = new Place(buffer, loaded.memory, placement)))
    return place
  }

  /** Whether every constant has a residue there. */
  holds(prime: Prime): boolean {
    return this.#at(prime) !== null
  }

  /** Primes in whose field every constant has a residue. */
  primes(): readonly Prime[] {
    return this.#request.target.primes.filter((prime) => this.holds(prime))
  }

  /** One trial's data. */
  prepare(
    { evaluation, planting, arrays }: Prepared,
    prime: Prime,
    mode: Mode,
    number: number,
    seed: string,
  ): Ground | null {
    const ground = this.#at(prime)
    if (ground === null) return null
    ground.model.reset(`${this.#request.seed} functions ${seed}`)
    const random = new Random(`${this.#request.seed} ${seed}`)
    for (const value of evaluation.cone.given)
      draw(value, arrayFor(arrays.values, value), mode, ground.field, random, this.#ranges)
    if (mode === 'planted') planting.plant(arrays, number, ground.field, ground.model)
    evaluation.run(ground.field, ground.model, arrays)
    return ground
  }
}
