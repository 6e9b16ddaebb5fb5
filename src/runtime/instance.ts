/**
 * A build brought to life: its arena allocated, constants and parameters written, its kernels bound to the memory.
 * Everything else of the run time (training, prediction, files) works on an `Instance`.
 *
 * In: a manifest and the kernels module of the same build. Out: `Instance`. Used by generated modules, train.ts and the
 * command line.
 */
import { allocateSegments, formatShape, TensorView } from './arena.js'
import { Entry, type Inputs, type Outputs } from './entry.js'
import { OptionError, RuntimeError, RuntimeShapeError } from './errors.js'
import { initialise } from './initialise.js'
import type { EntryName, KernelsModule, Manifest, ParameterSlot } from './manifest.js'
import { writeStepScalars } from './optimizer.js'
import { predictRows } from './predict.js'
import { seedWords } from './random.js'

export interface InstantiateOptions {
  /** Decides initial values, dropout and, in `fit`, the order of records. Default 0. */
  readonly seed?: number
}

/**
 * Allocates the memory of a build, writes its constants, initialises its parameters from the seed and binds its kernels.
 *
 * @throws RuntimeShapeError, RuntimeError where manifest and kernels are not of one build.
 * @example
 * import digits from './model.js' // the model of the README
 * const { manifest, kernels } = compileModel(digits, [{ name: 'predict', binding: { batch: 1 } }])
 * const instance = instantiate(manifest, evaluateKernels(kernels), { seed: 0 })
 * instance.predict({ x: new Float32Array(64) })['output']?.length // => 10
 */
export function instantiate(manifest: Manifest, kernels: KernelsModule, options: InstantiateOptions = {}): Instance {
  return new Instance(manifest, kernels, options.seed ?? 0)
}

/**
 * A build in memory: its weights, state and entries over one arena. `instantiate` makes one.
 *
 * @example
 * import digits from './model.js' // the model of the README
 * const { instance } = compile(digits, { bind: { batch: 32 } })
 * instance.parameters.get('hidden.weight')?.slot.shape // => [32, 64]
 * instance.batchesOf('step') // => [32]
 */
export class Instance {
  readonly segments: readonly ArrayBuffer[]
  /** Trained weights by name. */
  readonly parameters: ReadonlyMap<string, TensorView>
  /** Optimiser moments and running statistics by name. */
  readonly state: ReadonlyMap<string, TensorView>
  /** Rate, bias corrections, step and seed, those that the build uses. */
  readonly scalars: ReadonlyMap<string, TensorView>
  readonly entries: readonly Entry[]
  /** Optimiser steps taken so far; a schedule and dropout depend on it, a checkpoint keeps it. */
  stepCount = 0
  private currentSeed = 0

  constructor(
    readonly manifest: Manifest,
    kernels: KernelsModule,
    seed: number,
  ) {
    if (manifest.format !== 'shapewright-build/1') {
      throw new RuntimeError(
        `instantiate: the manifest has format ${JSON.stringify(manifest.format)}, this run time reads "shapewright-build/1"; build the model again`,
      )
    }
    const segments = allocateSegments(manifest.segments)
    const views = (slots: readonly ParameterSlot[]) =>
      new Map(slots.map((slot) => [slot.name, new TensorView(slot, segments)]))
    this.segments = segments
    this.parameters = views(manifest.parameters.filter(({ role }) => role === 'parameter'))
    this.state = views(manifest.parameters.filter(({ role }) => role === 'state'))
    this.scalars = new Map(manifest.scalars.map((slot) => [slot.name, new TensorView(slot, segments)]))
    const functions = kernels(segments)
    this.entries = manifest.entries.map((entry) => new Entry(entry, functions, segments))
    for (const slot of manifest.constants) new TensorView(slot, segments).writeUnchecked(slot.values)
    this.reset(seed)
  }

  /** The seed of initial values and dropout: an integer from 0 to 2⁵³ − 1. */
  get seed(): number {
    return this.currentSeed
  }

  set seed(seed: number) {
    const words = seedWords(seed)
    this.scalars.get('seed')?.writeUnchecked(words)
    this.currentSeed = seed
  }

  /** Back to the beginning: parameters and state at their initial values for this seed, no step taken. */
  reset(seed: number): void {
    this.seed = seed
    this.stepCount = 0
    for (const slot of this.manifest.parameters) {
      const view = this.parameters.get(slot.name) ?? this.state.get(slot.name)!
      const values = new Float64Array(view.length)
      initialise(slot.initializer, slot.name, seed, values)
      view.writeUnchecked(values)
    }
    writeStepScalars(this.manifest.optimizer, this.scalars, 0)
  }

  /** A parameter or a state tensor by its name. */
  tensor(name: string): TensorView {
    const view = this.parameters.get(name) ?? this.state.get(name)
    if (view) return view
    const names = [...this.parameters.keys(), ...this.state.keys()].join(', ')
    throw new OptionError(`tensor: no parameter or state is named ${name}; there are ${names}`)
  }

  /** The batch sizes that `name` was built for, largest first. */
  batchesOf(name: EntryName): readonly number[] {
    const sizes = this.entries.filter((entry) => entry.name === name).map((entry) => entry.batch)
    return sizes.sort((a, b) => b - a)
  }

  /**
   * The entry `name` at this batch size (the only one, where no size is given).
   *
   * @throws RuntimeShapeError listing the sizes that were built.
   */
  entry(name: EntryName, batch?: number): Entry {
    const candidates = this.entries.filter((entry) => entry.name === name)
    const found = batch === undefined ? candidates : candidates.filter((entry) => entry.batch === batch)
    if (found.length === 1 || (found.length > 1 && batch !== undefined)) return found[0]!
    const built = this.batchesOf(name).join(', ')
    if (candidates.length === 0) throw new RuntimeShapeError(`${name}: this build has no entry of that name`)
    if (batch === undefined) throw new RuntimeShapeError(`${name}: built for batches of ${built}; say which`)
    throw new RuntimeShapeError(
      `${name}: asked for a batch of ${batch}, built for ${built}; add batch ${batch} to the bindings of the build`,
    )
  }

  /**
   * Writes the inputs of one entry, runs it once and returns its outputs. The batch is that of the inputs. A `step` also
   * advances the step count.
   *
   * @throws RuntimeShapeError, DataError for inputs that do not fit.
   * @example
   * import digits from './model.js' // the model of the README
   * const { instance } = compile(digits, { bind: { batch: 32 } })
   * instance.call('step', { x: new Float32Array(32 * 64), label: new Int32Array(32) })
   * instance.stepCount // => 1
   */
  call(name: EntryName, inputs: Inputs): Outputs {
    const entry = this.entryFor(name, inputs)
    entry.checkNames(inputs)
    for (const [input, view] of entry.inputs) view.write(inputs[input]!)
    this.run(entry)
    const outputs: Outputs = {}
    for (const [output, view] of entry.outputs) outputs[output] = view.read()
    return outputs
  }

  /** Runs an entry whose inputs are written; a `step` gets its scalars first and is counted. Allocates nothing. */
  run(entry: Entry): void {
    if (entry.name !== 'step') return entry.run()
    writeStepScalars(this.manifest.optimizer, this.scalars, this.stepCount)
    entry.run()
    this.stepCount++
  }

  /**
   * Predicts any number of rows, using the batch sizes that were built. Rows are taken to be independent of each other;
   * each output comes back with one row per input row.
   *
   * @throws RuntimeShapeError, DataError for inputs that do not fit.
   * @example
   * import digits from './model.js' // the model of the README
   * const { instance } = compile(digits, { bind: { batch: 32 } })
   * const { output } = instance.predict({ x: new Float32Array(64 * 64) }) // 64 rows of 64 pixels
   * output?.length // => 640
   */
  predict(inputs: Inputs): Outputs {
    return predictRows(this, inputs)
  }

  private entryFor(name: EntryName, inputs: Inputs): Entry {
    const candidates = this.entries.filter((entry) => entry.name === name)
    if (candidates.length === 1) return candidates[0]!
    const fitting = candidates.find((entry) =>
      [...entry.inputs].every(([input, view]) => inputs[input]?.length === view.length),
    )
    if (fitting) return fitting
    if (candidates.length === 0) return this.entry(name)
    candidates[0]!.checkNames(inputs)
    const got = Object.keys(inputs).map((input) => `${input}: ${inputs[input]!.length} values`)
    const built = candidates.map((entry) =>
      [...entry.inputs].map(([input, view]) => `${input} ${formatShape(view.slot.shape)}`).join(', '),
    )
    throw new RuntimeShapeError(`${name}: got ${got.join(', ')}; it was built for ${built.join(' or ')}`)
  }
}
