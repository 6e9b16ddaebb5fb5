/**
 * `shapewright train model.ts`: compiles in memory, trains on the file's `data` as its `training` says, evaluates the
 * test records once at the end, and writes parameters and report. Ctrl-C writes a checkpoint; `--resume` continues from
 * it to the same bits.
 */
import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fit } from '../../runtime/train.js'
import { instantiate, type Instance } from '../../runtime/instance.js'
import { saveParameters } from '../../runtime/parameters.js'
import type { FitResult } from '../../runtime/history.js'
import {
  CheckpointError,
  DataError,
  NonFiniteLossError,
  OptionError,
  ParameterMismatchError,
  RuntimeError,
  RuntimeShapeError,
  SafetensorsError,
} from '../../runtime/errors.js'
import { compileModel } from '../compile.js'
import { diagnose } from '../diagnose.js'
import { evaluateKernels } from '../instantiate-text.js'
import { checkWritable, systemMessage, writeFileAtomically } from './atomic.js'
import { shownPath, type Place } from './code-frame.js'
import { CommandFailure, ModelFailure } from './failure.js'
import { loadModel, type ModelFile } from './load-model.js'
import { bindingOption, countOption, textOption, type Options, type Outcome } from './outcome.js'
import { placeOfExport, placeOfWord } from './place.js'
import { showProgress } from './progress.js'
import { trainingReport } from './report.js'
import { modelRelativeTo } from './sites.js'
import { evaluateOnce } from './test-records.js'
import {
  entriesForTraining,
  fitOptions,
  trainingData,
  trainingPlan,
  type TrainingData,
  type TrainingPlan,
} from './training.js'

export async function train([path]: readonly string[], options: Options): Promise<Outcome> {
  const given = {
    epochs: countOption(options, 'epochs', 1),
    batch: countOption(options, 'batch', 1),
    seed: countOption(options, 'seed', 0),
  }
  const bind = bindingOption(options)
  if (bind['batch'] !== undefined) throw new CommandFailure('--bind: the size of a training batch is given by --batch')
  const resumed = textOption(options, 'resume')
  const reportFile = textOption(options, 'report')
  const loaded = await loadModel(path)
  const out = resolve(textOption(options, 'out') ?? join(dirname(loaded.file), 'model.safetensors'))
  const report = reportFile === undefined ? undefined : resolve(reportFile)
  if (out === loaded.file || report === loaded.file)
    throw new CommandFailure(`--${out === loaded.file ? 'out' : 'report'} would write over the model itself`)
  if (out === report) throw new CommandFailure('--out and --report are the same file')
  for (const path of [out, ...(report === undefined ? [] : [report])]) checkWritable(path)
  const resume = resumed === undefined ? undefined : readBytes(resumed)
  const plan = trainingPlan(loaded, given as Partial<TrainingPlan>)
  const data = await trainingData(loaded)
  if (loaded.model.optimizer === null)
    throw new ModelFailure(
      'the model has no optimizer; add `optimizer: optim.sgd({ rate: 0.1 })`',
      placeOfExport(loaded.file, 'default'),
    )
  const started = performance.now()
  const built = compileModel(loaded.model, entriesForTraining(loaded.model, plan, data, bind))
  const compileSeconds = (performance.now() - started) / 1000
  const instance = instantiate(built.manifest, evaluateKernels(built.kernels), { seed: plan.seed })
  const checkpoint = out.replace(/(\.safetensors)?$/, '.checkpoint.safetensors')
  const result = await run({
    loaded,
    instance,
    plan,
    data,
    checkpoint,
    ...(resume && { resume }),
  })
  const seconds = (performance.now() - started) / 1000
  if (result.stopped === 'aborted') {
    return {
      exitCode: 130,
      text: `stopped after ${result.steps} steps; wrote ${shownPath(checkpoint)}\ncontinue with --resume ${shownPath(checkpoint)}`,
      json: { ok: false, stopped: result.stopped, steps: result.steps, checkpoint: shownPath(checkpoint) },
    }
  }
  writeFileAtomically(out, saveParameters(instance))
  // Only now, after every choice is made, are the test records read; what is wrong with them costs no trained parameters.
  const test = data.test
  const tested =
    test === undefined ? null : testing(loaded.file, () => evaluateOnce(loaded.model, instance, test, plan.batch, bind))
  if (report !== undefined)
    writeFileAtomically(report, trainingReport({ model: loaded.model, plan, result, tested, test, seconds }))
  const lines = [
    ...(tested === null ?
      []
    : [
        `test  ${Object.entries(tested.metrics)
          .map(([name, value]) => `${name} ${value.toFixed(4)}`)
          .join('  ')}`,
      ]),
    `${counted(result.history.length, 'epoch')}, ${counted(result.steps, 'step')} in ${seconds.toFixed(1)} s (${compileSeconds.toFixed(1)} s to compile)`,
    `wrote ${shownPath(out)}${report === undefined ? '' : ` and ${shownPath(report)}`}`,
  ]
  return {
    exitCode: 0,
    text: lines.join('\n'),
    json: {
      ok: true,
      stopped: result.stopped,
      epochs: result.history.length,
      steps: result.steps,
      best: result.best,
      history: result.history,
      test: tested?.metrics ?? null,
      parameters: shownPath(out),
      report: report === undefined ? null : shownPath(report),
      seconds,
    },
  }
}

interface Run {
  readonly loaded: ModelFile
  readonly instance: Instance
  readonly plan: TrainingPlan
  readonly data: TrainingData
  readonly checkpoint: string
  readonly resume?: Checkpoint
}

/** `fit`, with the bar, Ctrl-C and the diagnosis of a loss that is not finite. */
async function run({ loaded, instance, plan, data, checkpoint, resume }: Run): Promise<FitResult> {
  const progress = showProgress(process.stderr)
  const interrupt = new AbortController()
  const onInterrupt = () => {
    if (interrupt.signal.aborted) {
      progress.stop() // which gives the terminal its cursor back
      process.exit(130) // a second Ctrl-C does not wait for the checkpoint
    }
    interrupt.abort()
  }
  process.on('SIGINT', onInterrupt)
  try {
    return await fit(instance, {
      ...fitOptions(plan),
      data: data.train,
      epochs: plan.epochs,
      batch: plan.batch,
      seed: plan.seed,
      ...(data.validation === undefined ? {} : { validation: data.validation }),
      ...(resume && { resume: resume.bytes }),
      callbacks: progress.callback,
      signal: interrupt.signal,
      onCheckpoint: (bytes) => writeFileAtomically(checkpoint, bytes),
      diagnose: diagnose(modelRelativeTo(process.cwd(), loaded.model)),
    })
  } catch (thrown) {
    throw failureOf(thrown, loaded.file, plan.monitor?.name, resume)
  } finally {
    progress.stop()
    process.off('SIGINT', onInterrupt)
  }
}

/** What `fit` and `evaluate` throw about the model, its data or a file; anything else is a defect and stays what it is. */
function failureOf(thrown: unknown, file: string, monitor?: string, resume?: Checkpoint): unknown {
  if (!(thrown instanceof RuntimeError) && !(thrown instanceof RangeError)) return thrown
  // The diagnosis of a loss that is not finite names the author's line: show it.
  const diagnosis = thrown instanceof NonFiniteLossError ? thrown.diagnosis : undefined
  const match = / at (\S.*?):(\d+):(\d+) /.exec(diagnosis ?? '')
  const place =
    match === null ?
      exportAtFault(thrown, file, monitor)
    : { file: resolve(match[1] ?? ''), line: Number(match[2]), column: Number(match[3]) }
  const ofFile = [SafetensorsError, ParameterMismatchError, CheckpointError].some((kind) => thrown instanceof kind)
  const about = resume !== undefined && ofFile ? `--resume ${shownPath(resolve(resume.file))}: ` : ''
  return new ModelFailure(`${about}${thrown.message}`, place)
}

/** The export of the model's file that an error of the run time is about. */
function exportAtFault(
  thrown: RuntimeError | RangeError,
  file: string,
  monitor: string | undefined,
): Place | undefined {
  if (thrown instanceof DataError || thrown instanceof RuntimeShapeError) return placeOfExport(file, 'data')
  if (!(thrown instanceof OptionError)) return undefined
  const ofMonitor = monitor !== undefined && thrown.message.startsWith('fit: monitor ')
  const named = ofMonitor ? placeOfWord(file, monitor, /\bmonitor\b/) : undefined
  return named?.length === undefined ? placeOfExport(file, 'training') : named
}

function testing<T>(file: string, run: () => T): T {
  try {
    return run()
  } catch (thrown) {
    const failure = failureOf(thrown, file)
    if (failure instanceof ModelFailure) failure.message = `\`data\`, test: ${failure.message}`
    throw failure
  }
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

interface Checkpoint {
  readonly file: string
  readonly bytes: Uint8Array
}

function readBytes(file: string): Checkpoint {
  try {
    return { file, bytes: new Uint8Array(readFileSync(file)) }
  } catch (thrown) {
    throw new ModelFailure(`cannot read ${file}: ${systemMessage(thrown)}`)
  }
}
