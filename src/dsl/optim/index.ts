/**
 * Optimisers (`optim.sgd`, `adam`, `adamW`, `rmsProp`, `adaGrad`), what is done to gradients before (`clipByNorm`, `clipByValue`,
 * `accumulate`), and learning-rate schedules (`constant`, `cosine`, `step`, `exponential`, `linear`, `oneCycle`, `warmup`).
 */
export { adaGrad } from './adagrad.js'
export type { AdaGradOptions } from './adagrad.js'
export { adam, adamW } from './adam.js'
export type { AdamOptions, AdamWOptions } from './adam.js'
export { accumulate, clipByNorm, clipByValue } from './gradients.js'
export type { Optimizer, Trained, Update } from './optimizer.js'
export { rmsProp } from './rmsprop.js'
export type { RmsPropOptions } from './rmsprop.js'
export { constant, cosine, exponential, linear, oneCycle, step, warmup } from './schedule.js'
export type {
  CosineOptions,
  ExponentialOptions,
  LinearOptions,
  OneCycleOptions,
  Schedule,
  StepDecayOptions,
} from './schedule.js'
export { sgd } from './sgd.js'
export type { SgdOptions } from './sgd.js'
