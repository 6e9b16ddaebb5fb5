/**
 * The contract between generated code and the run time: where every tensor lives in the arena, what each entry reads
 * and writes, and how parameters start. Plain JSON. codegen/compile.ts makes it, the emitter writes it beside the
 * kernels, and runtime/instance.ts allocates and addresses memory by it.
 */
import type { DType } from '../shapes/dtype.js'

export interface TensorSlot {
  readonly name: string
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly segment: number
  /** Bytes from the start of the segment to element [0, …, 0]. */
  readonly offset: number
  /** In elements, one per axis: layouts may permute axes and leave borders. */
  readonly strides: readonly number[]
  /**
   * Integer inputs whose values the graph uses as an index (labels, table rows): values must be from 0 to `below` − 1.
   * Data are checked against it before training; absent where the graph sets no limit.
   */
  readonly below?: number
}

/** How a parameter starts; `fan` counts are of the logical shape. Formulas in runtime/initialise.ts. */
export type Initializer =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  | { readonly kind: 'normal'; readonly mean: number; readonly deviation: number }
  | {
      readonly kind: 'kaimingUniform' | 'kaimingNormal' | 'xavierUniform' | 'xavierNormal'
      readonly fanIn: number
      readonly fanOut: number
      readonly gain: number
    }
  | { readonly kind: 'data'; readonly values: readonly number[] }

export interface ParameterSlot extends TensorSlot {
  /** `parameter` is trained and saved as a weight; `state` belongs to the optimiser or to running statistics. */
  readonly role: 'parameter' | 'state'
  readonly initializer: Initializer
}

/** A run-time float scalar (learning rate, bias corrections) or counter (`seed`: u32[2], `step`: u32). */
export type ScalarSlot = TensorSlot

export interface ConstantSlot extends TensorSlot {
  /** Row-major values, written once when the arena is made. */
  readonly values: readonly number[]
}

export type EntryName = 'step' | 'evaluate' | 'predict'

export interface EntryManifest {
  readonly name: EntryName
  /** Named dims, for example { batch: 32 }. */
  readonly binding: Readonly<Record<string, number>>
  /** The key of this entry in the record that the kernels module returns. */
  readonly function: string
  readonly inputs: readonly TensorSlot[]
  readonly outputs: readonly TensorSlot[]
  readonly kernels: number
}

/** Learning-rate schedules; formulas in runtime/schedule.ts. `step` counts optimiser steps from 0. */
export type ScheduleDescription =
  | { readonly kind: 'constant'; readonly rate: number }
  | {
      readonly kind: 'cosine'
      readonly rate: number
      readonly warmup: number
      readonly steps: number
      readonly floor: number
    }
  | { readonly kind: 'step'; readonly rate: number; readonly every: number; readonly factor: number }
  | { readonly kind: 'exponential'; readonly rate: number; readonly factor: number }
  | { readonly kind: 'linear'; readonly rate: number; readonly steps: number; readonly floor: number }
  | {
      readonly kind: 'oneCycle'
      readonly rate: number
      readonly steps: number
      readonly rising: number
      readonly start: number
      readonly end: number
    }
  | { readonly kind: 'warmup'; readonly steps: number; readonly schedule: ScheduleDescription }

/** What the host computes for each step and writes into scalar slots; the update itself is in the compiled step. */
export interface OptimizerDescription {
  readonly kind: string
  readonly schedule: ScheduleDescription
  /**
   * Hyperparameters, for the record. `beta1` and `beta2` also give the scalars `correction1`, `correction2` = 1 − βᵗ;
   * `accumulate` says how many calls make one step, the last of which gets the scalar `apply` = 1.
   */
  readonly options: Readonly<Record<string, number>>
}

export interface Manifest {
  readonly format: 'shapewright-build/1'
  readonly name: string
  readonly target: 'js'
  readonly segments: readonly { readonly bytes: number }[]
  readonly parameters: readonly ParameterSlot[]
  readonly scalars: readonly ScalarSlot[]
  readonly constants: readonly ConstantSlot[]
  readonly entries: readonly EntryManifest[]
  readonly optimizer: OptimizerDescription | null
}

/** What a generated kernels module exports as `kernels`: closures over the arena, one for each entry. */
export type KernelsModule = (segments: readonly ArrayBuffer[]) => Readonly<Record<string, () => void>>
