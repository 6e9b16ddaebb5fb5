/** Optimisers and learning-rate schedules: `optim.sgd`, `optim.adamW`, `optim.constant`, `optim.cosine`. */
export { adamW } from './adamw.js'
export type { AdamWOptions } from './adamw.js'
export type { Optimizer, Trained, Update } from './optimizer.js'
export { constant, cosine } from './schedule.js'
export type { CosineOptions, Schedule } from './schedule.js'
export { sgd } from './sgd.js'
export type { SgdOptions } from './sgd.js'
