/**
 * `fit`: epochs of steps with evaluation, early stopping, checkpoints and events. Draws nothing and touches no file; in
 * the steady state a step allocates nothing.
 *
 * In: an instance, data and options. Out: a trained instance, its history, and events on the way.
 */
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.js'
import type { Progress, RunOptions } from './checkpoint.js'
import { ArraySource, BatchBuffers, checkDataset, isDataset, StreamSource } from './data.js'
import type { BatchSource } from './data.js'
import type { Entry } from './entry.js'
import { NonFiniteLossError, OptionError, RuntimeShapeError } from './errors.js'
import { Evaluation, Totals, writeInputs } from './evaluate.js'
import type { Metrics } from './evaluate.js'
import { checkOptions } from './fit-options.js'
import type { FitOptions } from './fit-options.js'
import { stepEvent } from './history.js'
import type { EpochRecord, FitCallback, FitResult, StepEvent } from './history.js'
import type { Instance } from './instance.js'
import { rateAt } from './optimizer.js'
import { Generator } from './random.js'
import { Snapshot } from './snapshot.js'

export type { Failure, FitOptions } from './fit-options.js'

/** Milliseconds of work after which the event loop gets a turn, so that signals and timers are served. */
const turnAfter = 50

/**
 * Trains an instance. Runs with the same build, data, options and seed give the same bits, interrupted and resumed or not.
 *
 * @throws OptionError, RuntimeShapeError, DataError before the first step; NonFiniteLossError when the loss stops being
 *   finite (parameters are then as before that step, if there is a `diagnose`); CheckpointError, SafetensorsError,
 *   ParameterMismatchError for `resume`.
 * @example
 * import digits, { data } from './model.js' // the model of the README
 * const { instance } = compile(digits, { bind: { batch: 32 } })
 * const options = { data: data().train, epochs: 2, batch: 32, dropLast: true }
 * const { history } = await fit(instance, options)
 * history.map(({ epoch }) => epoch) // => [1, 2]
 */
export async function fit(instance: Instance, options: FitOptions): Promise<FitResult> {
  return new Training(instance, options).run()
}

class Training {
  private readonly callbacks: readonly FitCallback[]
  private readonly step: Entry
  private readonly source: BatchSource
  private readonly buffers: BatchBuffers
  private readonly evaluation: Evaluation | undefined
  private readonly best: Snapshot
  private readonly before: Snapshot | undefined
  private readonly generator: Generator
  private readonly stepsPerEpoch: number | undefined
  private readonly runOptions: RunOptions
  private readonly monitored: string
  private readonly larger: boolean
  private readonly event: StepEvent
  private readonly totals: Totals
  /** The entry that ran last, whose outputs an event's `values` reads. */
  private latest: Entry
  private progress: Progress = { epoch: 0, rowsDone: 0, stepsDone: 0, sums: {}, history: [], best: null }
  private lastTurn = performance.now()

  constructor(
    private readonly instance: Instance,
    private readonly options: FitOptions,
  ) {
    checkOptions(options)
    const { data, batch } = options
    const seed = options.seed ?? instance.seed
    const shuffle = options.shuffle ?? true
    this.callbacks = [options.callbacks ?? []].flat()
    const rows = isDataset(data) ? checkDataset('fit', largestStep(instance), data) : undefined
    this.step = instance.entry('step', rows !== undefined && rows < batch ? rows : batch)
    this.source = isDataset(data) ? new ArraySource(data, rows!, seed, shuffle) : new StreamSource(data, this.step)
    if (rows !== undefined && rows % batch > 0 && options.dropLast !== true) partialStep(instance, rows, batch)
    this.stepsPerEpoch =
      rows === undefined ? undefined
      : options.dropLast === true ? Math.floor(rows / batch)
      : Math.ceil(rows / batch)
    if (this.stepsPerEpoch === 0) {
      throw new OptionError(`fit: ${rows} rows give no batch of ${batch}, and dropLast leaves out the partial one`)
    }
    this.buffers = new BatchBuffers(this.step.inputList, batch)
    this.evaluation = options.validation && new Evaluation(instance, options.validation, 'fit: validation')
    this.best = new Snapshot(instance)
    this.before = options.diagnose && new Snapshot(instance)
    this.generator = new Generator(seed, 'augmentation')
    this.runOptions = { batch, rows: rows ?? null, shuffle, dropLast: options.dropLast ?? false, dataSeed: seed }
    this.monitored = options.monitor?.name ?? 'loss'
    this.larger = (options.monitor?.mode ?? (this.monitored === 'loss' ? 'min' : 'max')) === 'max'
    const { stepsPerEpoch } = this
    this.event = stepEvent(options.epochs, stepsPerEpoch, () => this.latest)
    this.latest = this.step
    this.totals = new Totals(this.step)
    if (!this.step.scalarOutputs.some((view) => view.slot.name === 'loss')) {
      throw new OptionError('fit: the step has no scalar output named loss')
    }
    if (this.evaluation && !this.evaluation.names.includes(this.monitored)) {
      throw new OptionError(
        `fit: monitor asks for ${this.monitored}; evaluate gives ${this.evaluation.names.join(', ')}`,
      )
    }
  }

  async run(): Promise<FitResult> {
    const { options, progress: initial } = this
    this.progress =
      options.resume ? decodeCheckpoint(this.instance, options.resume, this.runOptions, this.best) : initial
    this.totals.reset(this.progress.sums)
    let stopped: FitResult['stopped'] = this.outOfPatience() ? 'early' : 'completed'
    while (this.progress.epoch < options.epochs && stopped === 'completed') {
      if (!(await this.runEpoch())) stopped = 'aborted'
      else if (this.outOfPatience()) stopped = 'early'
      else if (options.signal?.aborted === true && this.progress.epoch < options.epochs) stopped = 'aborted'
    }
    if (stopped === 'aborted') await options.onCheckpoint?.(this.checkpoint(), 'aborted')
    else if (options.patience !== undefined && this.progress.best !== null) this.best.restore()
    const { history, best } = this.progress
    const result: FitResult = { stopped, history, steps: this.instance.stepCount, best }
    for (const callback of this.callbacks) await callback({ kind: 'end', result })
    return result
  }

  private checkpoint(): Uint8Array {
    this.progress.sums = this.totals.toRecord()
    return encodeCheckpoint(this.instance, this.progress, this.runOptions, this.best)
  }

  /** The rest of the current epoch. False where the signal stopped it. */
  private async runEpoch(): Promise<boolean> {
    const { progress, source, buffers, options } = this
    const starting = source.start(progress.epoch, progress.rowsDone)
    if (starting) await starting
    for (;;) {
      if (options.signal?.aborted === true) return false
      if (this.stepsPerEpoch !== undefined && progress.stepsDone === this.stepsPerEpoch) break
      const filling = source.fill(buffers)
      const rows = typeof filling === 'number' ? filling : await filling
      if (rows === 0 || (rows < options.batch && options.dropLast === true)) break
      this.takeStep(rows)
      for (let i = 0; i < this.callbacks.length; i++) {
        const waiting = this.callbacks[i]!(this.event)
        if (waiting) await waiting
      }
      if (performance.now() - this.lastTurn > turnAfter) await this.turn()
    }
    await this.endEpoch()
    return true
  }

  private takeStep(rows: number): void {
    const { instance, progress, buffers, event } = this
    const entry = rows === this.step.batch ? this.step : partialStep(instance, rows, this.options.batch)
    if (this.options.augment) {
      this.generator.reset(progress.epoch, progress.stepsDone)
      this.options.augment(buffers.view(rows), this.generator, rows)
    }
    this.before?.capture()
    writeInputs(entry, buffers)
    event.rate = rateAt(instance.manifest.optimizer, instance.stepCount)
    instance.run(entry)
    const loss = entry.outputs.get('loss')!.scalar()
    if (!Number.isFinite(loss)) this.fail(entry, loss)
    this.totals.add(entry, rows)
    progress.rowsDone += rows
    progress.stepsDone++
    event.epoch = progress.epoch + 1
    event.step = instance.stepCount
    event.stepInEpoch = progress.stepsDone
    event.rows = rows
    event.loss = loss
    this.latest = entry
  }

  private async endEpoch(): Promise<void> {
    const { progress, options, instance } = this
    const validation = this.evaluation?.run() ?? null
    const record: EpochRecord = {
      epoch: progress.epoch + 1,
      step: instance.stepCount,
      rate: rateAt(instance.manifest.optimizer, Math.max(0, instance.stepCount - 1)),
      train: this.totals.means(progress.rowsDone),
      validation,
    }
    const improved = validation !== null && this.updateBest(validation, record.epoch)
    progress.history.push(record)
    progress.epoch++
    progress.rowsDone = progress.stepsDone = 0
    this.totals.reset()
    for (const callback of this.callbacks) {
      await callback({ kind: 'epoch', ...record, epochs: options.epochs, improved })
    }
    if (options.checkpointEvery !== undefined && progress.epoch % options.checkpointEvery === 0) {
      await options.onCheckpoint?.(this.checkpoint(), 'epoch')
    }
  }

  private updateBest(validation: Metrics, epoch: number): boolean {
    const value = validation[this.monitored]!
    const { best } = this.progress
    const better = best === null || (this.larger ? value > best.value : value < best.value)
    if (!better || !Number.isFinite(value)) return false
    this.progress.best = { epoch, value }
    this.best.capture()
    return true
  }

  private outOfPatience(): boolean {
    const { patience } = this.options
    const { epoch, best } = this.progress
    return patience !== undefined && epoch - (best?.epoch ?? 0) >= patience && epoch > 0
  }

  private fail(entry: Entry, loss: number): never {
    const { instance, progress, before, buffers, options } = this
    const step = instance.stepCount
    const epoch = progress.epoch + 1
    let diagnosis: string | undefined
    if (before && options.diagnose) {
      // The step has updated the parameters already; the diagnosis sees what the step saw.
      before.restore()
      instance.stepCount--
      writeInputs(entry, buffers)
      diagnosis = options.diagnose({ instance, entry, step, epoch })
    }
    const cause = diagnosis ?? 'lower the learning rate, or look for a log, a division or an exp of a large number'
    throw new NonFiniteLossError(
      `fit: the loss became ${loss} at step ${step} (epoch ${epoch}): ${cause}`,
      step,
      epoch,
      loss,
      diagnosis,
    )
  }

  private async turn(): Promise<void> {
    await new Promise<void>((resolve) => setTimeout(resolve, 0))
    this.lastTurn = performance.now()
  }
}

function largestStep(instance: Instance): Entry {
  return instance.entry('step', instance.batchesOf('step')[0])
}

/** The step for a partial batch. */
function partialStep(instance: Instance, rows: number, batch: number): Entry {
  const rest = rows % batch
  const sizes = instance.batchesOf('step')
  if (sizes.includes(rest)) return instance.entry('step', rest)
  throw new RuntimeShapeError(
    `fit: in batches of ${batch} the last one has ${rest} rows, step is built for batches of ${sizes.join(', ')}; build it for ${rest} too, or set dropLast`,
  )
}
