/**
 * `shapewright train model.ts`: compiles in memory, trains on the file's `data` as its `training` says, evaluates the
 * test records once at the end, and writes parameters and report. Ctrl-C writes a checkpoint; `--resume` continues from
 * it to the same bits.
 */
import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fit, type FitOptions } from '../../runtime/train.js'
import { instantiate, type Instance } from '../../runtime/instance.js'
import { saveParameters } from '../../runtime/parameters.js'
import type { FitResult } from '../../runtime/history.js'
import { NonFiniteLossError, RuntimeError } from '../../runtime/errors.js'
import { compileModel } from '../compile.js'
import { diagnose } from '../diagnose.js'
import { evaluateKernels } from '../instantiate-text.js'
import { writeFileAtomically } from './atomic.js'
import { shownPath } from './code-frame.js'
import { messageOf, ModelFailure } from './failure.js'
import { loadModel, type ModelFile } from './load-model.js'
import { bindingOption, countOption, textOption, type Options, type Outcome } from './outcome.js'
import { showProgress } from './progress.js'
import { trainingReport } from './report.js'
import { modelRelativeTo } from './sites.js'
import { evaluateOnce } from './test-records.js'
import { entriesForTraining, trainingData, trainingPlan, type TrainingData, type TrainingPlan } from './training.js'

export async function train([path]: readonly string[], options: Options): Promise<Outcome> {
  const given = {
    epochs: countOption(options, 'epochs', 1),
    batch: countOption(options, 'batch', 1),
    seed: countOption(options, 'seed', 0),
  }
  const bind = bindingOption(options)
  const resumed = textOption(options, 'resume')
  const reportFile = textOption(options, 'report')
  const loaded = await loadModel(path)
  const out = resolve(textOption(options, 'out') ?? join(dirname(loaded.file), 'model.safetensors'))
  const plan = trainingPlan(loaded, given as Partial<TrainingPlan>)
  const data = await trainingData(loaded)
  if (loaded.model.optimizer === null)
    throw new ModelFailure('the model has no optimizer; add `optimizer: optim.sgd({ rate: 0.1 })`', {
      file: loaded.file,
      line: 1,
      column: 1,
    })
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
    ...(resumed === undefined ? {} : { resume: readBytes(resumed) }),
  })
  const seconds = (performance.now() - started) / 1000
  if (result.stopped === 'aborted') {
    return {
      exitCode: 0,
      text: `stopped after ${result.steps} steps; wrote ${shownPath(checkpoint)}\ncontinue with --resume ${shownPath(checkpoint)}`,
      json: { ok: true, stopped: result.stopped, steps: result.steps, checkpoint: shownPath(checkpoint) },
    }
  }
  // Only now, after every choice is made, are the test records read.
  const test = data.test
  const tested = test === undefined ? null : evaluateOnce(loaded.model, instance, test, plan.batch, bind)
  writeFileAtomically(out, saveParameters(instance))
  if (reportFile !== undefined) {
    const report = trainingReport({ model: loaded.model, plan, result, tested, test, seconds })
    writeFileAtomically(resolve(reportFile), report)
  }
  const lines = [
    ...(tested === null ?
      []
    : [
        `test  ${Object.entries(tested.metrics)
          .map(([name, value]) => `${name} ${value.toFixed(4)}`)
          .join('  ')}`,
      ]),
    `${result.history.length} epochs, ${result.steps} steps in ${seconds.toFixed(1)} s (${compileSeconds.toFixed(1)} s to compile)`,
    `wrote ${shownPath(out)}${reportFile === undefined ? '' : ` and ${shownPath(resolve(reportFile))}`}`,
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
      report: reportFile === undefined ? null : shownPath(resolve(reportFile)),
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
  readonly resume?: Uint8Array
}

/** `fit`, with the bar, Ctrl-C and the diagnosis of a loss that is not finite. */
async function run({ loaded, instance, plan, data, checkpoint, resume }: Run): Promise<FitResult> {
  const interrupt = new AbortController()
  const onInterrupt = () => {
    if (interrupt.signal.aborted) process.exit(130) // a second Ctrl-C does not wait for the checkpoint
    interrupt.abort()
  }
  process.on('SIGINT', onInterrupt)
  const progress = showProgress(process.stderr)
  const { patience, monitor, augment, shuffle, dropLast } = plan
  const chosen = Object.fromEntries(
    Object.entries({ patience, monitor, augment, shuffle, dropLast }).filter(([, value]) => value !== undefined),
  ) as Partial<FitOptions>
  try {
    return await fit(instance, {
      ...chosen,
      data: data.train,
      epochs: plan.epochs,
      batch: plan.batch,
      seed: plan.seed,
      ...(data.validation === undefined ? {} : { validation: data.validation }),
      ...(resume === undefined ? {} : { resume }),
      callbacks: progress.callback,
      signal: interrupt.signal,
      onCheckpoint: (bytes) => writeFileAtomically(checkpoint, bytes),
      diagnose: diagnose(modelRelativeTo(process.cwd(), loaded.model)),
    })
  } catch (thrown) {
    throw failureOf(thrown)
  } finally {
    progress.stop()
    process.off('SIGINT', onInterrupt)
  }
}

/** What \`fit\` and \`instantiate\` throw about the model, its data or a file; anything else is a bug and stays what it is. */
function failureOf(thrown: unknown): unknown {
  if (!(thrown instanceof RuntimeError) && !(thrown instanceof RangeError)) return thrown
  // The diagnosis of a loss that is not finite names the author's line: show it.
  const diagnosis = thrown instanceof NonFiniteLossError ? thrown.diagnosis : undefined
  const match = / at (\S.*?):(\d+):(\d+) /.exec(diagnosis ?? '')
  const place =
    match === null ? undefined : { file: resolve(match[1] ?? ''), line: Number(match[2]), column: Number(match[3]) }
  return new ModelFailure(thrown.message, place)
}

function readBytes(path: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(path))
  } catch (thrown) {
    throw new ModelFailure(`cannot read ${path}: ${messageOf(thrown)}`)
  }
}
