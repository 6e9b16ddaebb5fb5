/**
 * `compile(model, { bind })`: a model compiled and brought to life in this process, for those who train from a program
 * and not from the command line.
 *
 * In: a Model and sizes for its named dims. Out: `step`, `evaluate`, `predict`, `fit` over one arena.
 */
import { BindError, type Binding } from '../dsl/bind.js'
import { namesIn } from '../dsl/graph.js'
import type { Model } from '../dsl/nn/model.js'
import { isDataset, sizesFor } from '../runtime/data.js'
import type { Dataset } from '../runtime/data.js'
import { OptionError, shown } from '../runtime/errors.js'
import { evaluate } from '../runtime/evaluate.js'
import type { Metrics } from '../runtime/evaluate.js'
import { checkOptions } from '../runtime/fit-options.js'
import type { FitResult } from '../runtime/history.js'
import { instantiate } from '../runtime/instance.js'
import type { Inputs, Outputs } from '../runtime/entry.js'
import type { Instance } from '../runtime/instance.js'
import type { EntryName } from '../runtime/manifest.js'
import { fit } from '../runtime/train.js'
import type { FitOptions } from '../runtime/train.js'
import { checkedModel, compileModel } from './compile.js'
import type { Build, EntryBinding } from './compile.js'
import { diagnose } from './diagnose.js'
import { evaluateKernels } from './instantiate-text.js'
import type { CompileOptions } from './options.js'

export interface CompileModelOptions extends CompileOptions {
  /** More targets join behind the same passes; `auto` takes the best that runs here. Default `auto`. */
  readonly target?: 'auto' | 'js'
  /** Sizes of the named dims, for example `{ batch: 32 }`. */
  readonly bind?: Binding
  /** Decides initial parameters, dropout and the order of records. Default 0. */
  readonly seed?: number
}

/**
 * A compiled model over one arena. Batches of other sizes than the bound one are compiled when they first appear.
 *
 * @throws BindError when a named dim has no size
 * @example
 * import digits from './model.js' // the model of the README
 * const compiled = compile(digits, { bind: { batch: 32 } })
 * compiled.predict({ x: new Float32Array(5 * 64) })['output']?.length // => 50
 */
export class CompiledModel {
  readonly model: Model
  #bindings: EntryBinding[]
  #build: Build
  #instance: Instance
  readonly #options: CompileModelOptions

  constructor(model: Model, options: CompileModelOptions) {
    this.model = model
    this.#options = options
    const { target = 'auto' } = options
    if (target !== 'auto' && target !== 'js')
      throw new OptionError(`compile: target is ${shown(target)}; it is 'auto' or 'js'`)
    const binding = options.bind ?? {}
    const names = new Set(Object.values(checkedModel(model).graphs).flatMap(namesIn))
    const surplus = Object.keys(binding).find((name) => !names.has(name))
    if (surplus !== undefined)
      throw new BindError(`compile: the model has no dim named ${surplus}; it has ${[...names].join(', ') || 'none'}`)
    this.#bindings = (['step', 'evaluate', 'predict'] as const).map((name) => ({ name, binding }))
    this.#build = compileModel(model, this.#bindings, options)
    this.#instance = this.#instantiate()
  }

  /** The memory and entries behind this model; another object after a new batch size was compiled. */
  get instance(): Instance {
    return this.#instance
  }

  /** Manifest, kernels text and what `explain` shows. */
  get build(): Build {
    return this.#build
  }

  /** One training step on one batch: loss and metrics, before the update. */
  step(inputs: Inputs): Outputs {
    this.#ensure({ step: [this.#rows(inputs)] })
    return this.#instance.call('step', inputs)
  }

  /** Mean loss and metrics over any number of records. */
  evaluate(data: Dataset): Metrics {
    this.#ensure({ evaluate: this.#sizes(this.#rows(data)) })
    return evaluate(this.#instance, data)
  }

  /** Outputs for any number of rows. */
  predict(inputs: Inputs): Outputs {
    return this.#instance.predict(inputs)
  }

  /** Trains; see `fit` of shapewright/runtime. A loss that is not finite is traced to the operator and line. */
  async fit(options: FitOptions): Promise<FitResult> {
    const { data, batch, validation } = options
    checkOptions(options)
    const sizes = isDataset(data) ? sizesFor(this.#rows(data), batch) : [batch]
    this.#ensure({
      step: options.dropLast === true ? sizes.slice(0, 1) : sizes,
      evaluate: validation === undefined ? [] : this.#sizes(this.#rows(validation)),
    })
    return fit(this.#instance, { diagnose: diagnose(this.model), ...options })
  }

  #instantiate(): Instance {
    return instantiate(this.#build.manifest, evaluateKernels(this.#build.kernels), { seed: this.#options.seed ?? 0 })
  }

  /** The dim that counts rows: `batch`, or the only named one. */
  #batchName(): string | undefined {
    const names = Object.keys(this.#options.bind ?? {})
    return (
      names.includes('batch') ? 'batch'
      : names.length === 1 ? names[0]
      : undefined
    )
  }

  #rows(data: Inputs): number {
    const name = this.#batchName()
    const bound = name === undefined ? 1 : (this.#options.bind?.[name] ?? 1)
    // What is no data is for those to say who read it: the sizes are then those that are there.
    if (!isDataset(data)) return bound
    const view = [...this.#instance.entries[0]!.inputs.values()].find(({ slot }) => slot.name in data)
    const length = view && data[view.slot.name]?.length
    return typeof length === 'number' ? Math.round((length * bound) / Math.max(1, view!.length)) : bound
  }

  #sizes(rows: number): readonly number[] {
    const name = this.#batchName()
    return name === undefined ? [] : sizesFor(rows, this.#options.bind?.[name] ?? rows)
  }

  /** Compiles entries for batch sizes not seen so far, and carries the trained state over to the new arena. */
  #ensure(wanted: Partial<Record<EntryName, readonly number[]>>): void {
    const dim = this.#batchName()
    if (dim === undefined) return
    const added = Object.entries(wanted).flatMap(([name, sizes]) => {
      const known = this.#instance.batchesOf(name as EntryName)
      const missing = sizes.filter((size) => size > 0 && !known.includes(size))
      return missing.map((size): EntryBinding => ({
        name: name as EntryName,
        binding: { ...this.#options.bind, [dim]: size },
      }))
    })
    if (added.length === 0) return
    this.#bindings = [...this.#bindings, ...added]
    this.#build = compileModel(this.model, this.#bindings, this.#options)
    const before = this.#instance
    this.#instance = this.#instantiate()
    for (const { name: tensor } of this.#build.manifest.parameters)
      this.#instance.tensor(tensor).writeUnchecked(before.tensor(tensor).read())
    this.#instance.seed = before.seed
    this.#instance.stepCount = before.stepCount
  }
}

/**
 * Compiles a model and allocates its memory.
 *
 * @throws BindError when a named dim has no size, or a size is given to a name that the model does not have; OptionError for a
 *   target or a domain that there is not; TypeError for what is no model.
 * @example
 * import digits, { data } from './model.js' // the model of the README
 * const compiled = compile(digits, { bind: { batch: 32 } })
 * const { train, validation } = data()
 * await compiled.fit({ data: train, epochs: 1, batch: 32 })
 * Object.keys(compiled.evaluate(validation)) // => [accuracy, loss]
 */
export const compile = (model: Model, options: CompileModelOptions = {}): CompiledModel =>
  new CompiledModel(model, options)
