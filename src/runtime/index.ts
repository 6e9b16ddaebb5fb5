/**
 * `shapewright/runtime`: what generated modules and programs that train or predict import. Needs no package and no node
 * module, so it runs in a browser as it is.
 */
export { elementCount, formatShape, TensorView } from './arena.js'
export type { TypedArray } from './arena.js'
export { batchSizes } from './data.js'
export type { Augment, Batch, BatchStream, Data, Dataset } from './data.js'
export { Entry } from './entry.js'
export type { Inputs, Outputs } from './entry.js'
export {
  CheckpointError,
  DataError,
  NonFiniteLossError,
  OptionError,
  ParameterMismatchError,
  RuntimeError,
  RuntimeShapeError,
  SafetensorsError,
} from './errors.js'
export { evaluate } from './evaluate.js'
export type { Metrics } from './evaluate.js'
export type { Failure, FitOptions } from './fit-options.js'
export type { EndEvent, EpochEvent, EpochRecord, FitCallback, FitEvent, FitResult, StepEvent } from './history.js'
export { initialise } from './initialise.js'
export { Instance, instantiate } from './instance.js'
export type { InstantiateOptions } from './instance.js'
export type {
  ConstantSlot,
  EntryManifest,
  EntryName,
  Initializer,
  KernelsModule,
  Manifest,
  OptimizerDescription,
  ParameterSlot,
  ScalarSlot,
  ScheduleDescription,
  TensorSlot,
} from './manifest.js'
export { loadParameters, saveParameters } from './parameters.js'
export { summarisePredictions } from './predictions.js'
export type { Misread, PredictionSummary } from './predictions.js'
export { Generator, randomBits, threefry } from './random.js'
export { renderReport } from './report.js'
export type { GalleryItem, ReportOptions } from './report.js'
export { learningRate } from './schedule.js'
export { decodeSafetensors, encodeSafetensors, valuesOf } from './safetensors.js'
export type { FileTensor, NamedTensor, TensorFile } from './safetensors.js'
export { fit } from './train.js'
