/**
 * A copy of parameters and state that can be put back: the best weights of early stopping, and the weights before a step
 * whose loss turned out not to be finite.
 */
import type { TensorView, TypedArray } from './arena.js'
import { allocate } from './arena.js'
import type { Instance } from './instance.js'

export class Snapshot {
  /** Row-major copies by name. */
  readonly copies: ReadonlyMap<string, { readonly view: TensorView; readonly values: TypedArray }>

  constructor(instance: Instance) {
    this.copies = new Map(
      [...instance.parameters, ...instance.state].map(([name, view]) => [
        name,
        { view, values: allocate(view.slot.dtype, view.length) },
      ]),
    )
  }

  /** Copies the arena's values; allocates nothing. */
  capture(): void {
    for (const { view, values } of this.copies.values()) view.read(values)
  }

  /** Puts the captured values back. */
  restore(): void {
    for (const { view, values } of this.copies.values()) view.writeUnchecked(values)
  }
}
