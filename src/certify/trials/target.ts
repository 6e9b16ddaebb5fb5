/**
 * Trusted to ask.
 *
 * What a target must do to be certified: print kernels in a field with its own printer, and run one of them on memory that
 * the certificate fills and reads. JavaScript is the one there is; nothing else here knows which one runs.
 */
import type { DType } from '../../shapes/dtype.js'
import type { Kernel } from '../../codegen/kernel.js'
import type { Buffer, Placement } from '../../codegen/statement.js'
import type { FieldFunctions } from '../meaning/functions.js'
import type { Prime } from '../../codegen/domains/field.js'

export interface Program {
  readonly kernels: readonly Kernel[]
  readonly placements: ReadonlyMap<Buffer, Placement>
  readonly segments: readonly { readonly bytes: number }[]
}

export type Cells = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array

/** The memory of one target and field, as the host sees it. */
export interface Memory {
  /** The cells of a dtype in a segment; a buffer's first cell is at its offset over the bytes of its dtype in a build. */
  cells(dtype: DType, segment: number): Cells
  /** All memory as words, for filling, copying and comparing: each word once. */
  readonly words: readonly Uint32Array[]
  /** Which array of `words` holds a cell, and the first of its words. */
  wordsOf(dtype: DType, segment: number): { readonly array: number; readonly perCell: number }
}

export interface LoadedProgram {
  readonly memory: Memory
  /** Runs one kernel on the memory; the memory holds its results when it is done. */
  run(kernel: number): void | Promise<void>
}

export interface Target {
  readonly name: string
  /** The primes that its arithmetic holds, the one that carries most of the claim first. */
  readonly primes: readonly Prime[]
  /** One more, small, for trials in which computed values meet. */
  readonly meeting: Prime
  load(program: Program, prime: Prime, functions: FieldFunctions): LoadedProgram
  /** The products, sums and reductions of a field on this target, compared with integers; the first that is wrong. */
  selfTest(prime: Prime, samples: number): string | null
}

/** Runs kernels one after another. */
export async function runKernels(loaded: LoadedProgram, kernels: readonly number[]): Promise<void> {
  for (const kernel of kernels) {
    const pending = loaded.run(kernel)
    if (pending !== undefined) await pending
  }
}
