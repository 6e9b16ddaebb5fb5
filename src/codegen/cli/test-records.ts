/** The test records, read once after training: their metrics, and for a classifier every prediction. */
import type { Model } from '../../dsl/nn/model.js'
import type { Dataset } from '../../runtime/data.js'
import { evaluate, type Metrics } from '../../runtime/evaluate.js'
import { instantiate, type Instance } from '../../runtime/instance.js'
import { loadParameters, saveParameters } from '../../runtime/parameters.js'
import { summarisePredictions, type PredictionSummary } from '../../runtime/predictions.js'
import { compileModel } from '../compile.js'
import { evaluateKernels } from '../instantiate-text.js'
import { entriesForRecords } from './training.js'

export interface TestResult {
  readonly metrics: Metrics
  /** Null where the model is no classifier with one integer label per record. */
  readonly predictions: PredictionSummary | null
}

/** Evaluates the trained instance, at sizes compiled for these records: the training build knew nothing of them. */
export function evaluateOnce(
  model: Model,
  instance: Instance,
  test: Dataset,
  batch: number,
  bind: Readonly<Record<string, number>>,
): TestResult {
  const built = compileModel(model, entriesForRecords(model, batch, test, bind))
  const tester = instantiate(built.manifest, evaluateKernels(built.kernels), { seed: instance.seed })
  // Evaluation alone may need fewer parameters than training; those it has are exactly the trained ones.
  loadParameters(tester, saveParameters(instance))
  return { metrics: evaluate(tester, test), predictions: classify(model, instance, test) }
}

/** The input that holds one class per record, if there is exactly one such. */
export function labelInput(model: Model): string | undefined {
  const labels = model.inputs.filter(({ dtype, shape }) => (dtype === 'i32' || dtype === 'u32') && shape.length === 1)
  return labels.length === 1 ? labels[0]?.name : undefined
}

function classify(model: Model, instance: Instance, test: Dataset): PredictionSummary | null {
  const label = labelInput(model)
  const output = model.graphs.predict.nodes[model.graphs.predict.outputs['output'] ?? -1]
  if (label === undefined || output?.shape.length !== 2 || test[label] === undefined) return null
  const used = new Set(
    model.graphs.predict.nodes
      .filter(({ operator }) => operator === 'input')
      .map(({ attributes }) => String(attributes['name'])),
  )
  const inputs = Object.fromEntries(Object.entries(test).filter(([name]) => used.has(name)))
  const { output: logits } = instance.predict(inputs)
  return logits === undefined ? null : summarisePredictions(logits, test[label])
}
