/** A finished training run → the facts that the run time's HTML report shows. */
import type { Model } from '../../dsl/nn/model.js'
import type { Dataset } from '../../runtime/data.js'
import type { FitResult } from '../../runtime/history.js'
import { renderReport, type GalleryItem, type ReportOptions } from '../../runtime/report.js'
import { grouped } from './table.js'
import type { TestResult } from './test-records.js'
import { labelInput } from './test-records.js'
import type { TrainingPlan } from './training.js'

export interface ReportInput {
  readonly model: Model
  readonly plan: TrainingPlan
  readonly result: FitResult
  readonly tested: TestResult | null
  readonly test: Dataset | undefined
  readonly seconds: number
}

/** So many misread images at most: the surest mistakes come first. */
const shownImages = 60

/** The text of the HTML report. */
export function trainingReport(input: ReportInput): string {
  const { model, plan, result, tested } = input
  const parameters = model.parameters.filter(({ role }) => role === 'parameter')
  const count = parameters.reduce((sum, { shape }) => sum + shape.reduce((product, extent) => product * extent, 1), 0)
  const accuracy = tested?.metrics['accuracy']
  const schedule = model.optimizer?.schedule
  return renderReport({
    title: model.name,
    subtitle: `Trained for ${result.history.length} epochs with shapewright, on kernels compiled for this model alone.`,
    ...(accuracy === undefined ? {} : { headline: { label: 'test accuracy', value: accuracy } }),
    facts: [
      { label: 'parameters', value: grouped(count) },
      { label: 'epochs', value: String(result.history.length) },
      { label: 'steps', value: grouped(result.steps) },
      ...(tested === null ? [] : [{ label: 'test loss', value: (tested.metrics['loss'] ?? NaN).toFixed(4) }]),
    ],
    history: result.history,
    ...(result.best === null ? {} : { bestEpoch: result.best.epoch }),
    settings: {
      optimizer: model.optimizer?.kind ?? 'none',
      ...(schedule === undefined ? {} : { schedule: schedule.kind }),
      ...(schedule !== undefined && 'rate' in schedule && { rate: schedule.rate }),
      ...model.optimizer?.options,
      batch: plan.batch,
      'epochs at most': plan.epochs,
      ...(plan.patience === undefined ? {} : { patience: plan.patience }),
      seed: plan.seed,
    },
    parameters: parameters.map(({ name, shape }) => ({ name, shape })),
    ...mistakes(input),
  })
}

function mistakes({ model, tested, test }: ReportInput): Partial<Pick<ReportOptions, 'confusion' | 'misread'>> {
  const predictions = tested?.predictions
  const label = labelInput(model)
  if (predictions === null || predictions === undefined || test === undefined || label === undefined) return {}
  const image = imageInput(model)
  const pixels = image === undefined ? undefined : test[image.name]
  if (image === undefined || pixels === undefined) return { confusion: predictions.confusion }
  const size = image.width * image.height
  const items = predictions.misread.slice(0, shownImages).map((misread): GalleryItem => ({
    ...misread,
    pixels: Array.from({ length: size }, (_, i) => pixels[misread.row * size + i] ?? 0),
  }))
  return {
    confusion: predictions.confusion,
    misread: { width: image.width, height: image.height, total: test[label]?.length ?? 0, items },
  }
}

/** An input that can be drawn: [batch, height, width], [batch, 1, height, width], or a square number of values. */
function imageInput(model: Model): { name: string; width: number; height: number } | undefined {
  for (const { name, shape, dtype } of model.inputs) {
    const sizes = shape.slice(1).filter((dim): dim is number => typeof dim === 'number')
    if (dtype !== 'f32' || sizes.length !== shape.length - 1) continue
    const planes = sizes.length === 3 && sizes[0] === 1 ? sizes.slice(1) : sizes
    const [height, width] = planes
    if (planes.length === 2 && height !== undefined && width !== undefined) return { name, width, height }
    const side = Math.sqrt(planes.length === 1 ? (height ?? 0) : 0)
    if (side > 1 && Number.isInteger(side)) return { name, width: side, height: side }
  }
  return undefined
}
