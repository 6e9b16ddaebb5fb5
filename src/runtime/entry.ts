/**
 * One compiled entry (`step`, `evaluate` or `predict` at one binding): its generated function and its inputs and outputs
 * as views of the arena.
 */
import { formatShape, TensorView, type TypedArray } from './arena.js'
import { RuntimeError, RuntimeShapeError } from './errors.js'
import type { EntryManifest, EntryName, KernelsModule, TensorSlot } from './manifest.js'

/** Values by input name, row-major. */
export type Inputs = Readonly<Record<string, ArrayLike<number>>>

/** Values by output name, row-major. */
export type Outputs = Record<string, TypedArray>

/**
 * One entry of an instance, as `instance.entry` gives it: its inputs and outputs in the arena, and its function.
 *
 * @example
 * import digits from './model.js' // the model of the README
 * const { instance } = compile(digits, { bind: { batch: 32 } })
 * const step = instance.entry('step')
 * Array.from(step.inputs.keys()) // => [x, label]
 */
export class Entry {
  readonly name: EntryName
  readonly binding: Readonly<Record<string, number>>
  /** Rows per call: the dim named `batch`, else the only named dim, else the leading extent of the first input. */
  readonly batch: number
  readonly inputs: ReadonlyMap<string, TensorView>
  readonly outputs: ReadonlyMap<string, TensorView>
  /** Inputs, and outputs without axes (loss, metrics), as lists: loops over them allocate nothing. */
  readonly inputList: readonly TensorView[]
  readonly scalarOutputs: readonly TensorView[]
  /** The generated function: everything from inputs to outputs and updates. */
  readonly run: () => void

  constructor(
    readonly manifest: EntryManifest,
    functions: ReturnType<KernelsModule>,
    segments: readonly ArrayBuffer[],
  ) {
    const run = functions[manifest.function]
    if (typeof run !== 'function') {
      throw new RuntimeError(
        `instantiate: the kernels have no function ${manifest.function}, which the manifest names for ${manifest.name}; manifest and kernels are not of one build`,
      )
    }
    const views = (slots: readonly TensorSlot[]) =>
      new Map(slots.map((slot) => [slot.name, new TensorView(slot, segments)]))
    this.name = manifest.name
    this.binding = manifest.binding
    this.inputs = views(manifest.inputs)
    this.outputs = views(manifest.outputs)
    this.inputList = [...this.inputs.values()]
    this.scalarOutputs = [...this.outputs.values()].filter((view) => view.slot.shape.length === 0)
    this.run = run
    const dims = Object.values(manifest.binding)
    this.batch = manifest.binding['batch'] ?? (dims.length === 1 ? dims[0]! : (manifest.inputs[0]?.shape[0] ?? 1))
  }

  /** @throws RuntimeShapeError where an input of the entry is missing or a name is none of its inputs. */
  checkNames(inputs: Readonly<Record<string, unknown>>): void {
    const names = [...this.inputs.keys()]
    if (typeof inputs !== 'object' || inputs === null)
      throw new RuntimeShapeError(`${this.name}: it takes an object with ${names.join(', ')}, got ${String(inputs)}`)
    for (const name of names) {
      if (inputs[name] === undefined) {
        throw new RuntimeShapeError(
          `${this.name}: input ${name} is missing; it takes ${names.join(', ')} and got ${Object.keys(inputs).join(', ') || 'nothing'}`,
        )
      }
    }
    for (const name of Object.keys(inputs)) {
      if (!this.inputs.has(name)) {
        throw new RuntimeShapeError(`${this.name}: there is no input named ${name}; it takes ${names.join(', ')}`)
      }
    }
  }

  /**
   * Elements in one row of an input or output.
   *
   * @throws RuntimeShapeError where its leading axis is not the batch.
   */
  rowLength(view: TensorView): number {
    const { shape, name } = view.slot
    if (shape[0] !== this.batch) {
      throw new RuntimeShapeError(
        `${this.name}: ${name} ${formatShape(shape)} has no leading batch axis of ${this.batch}, so rows cannot be dealt out; use call`,
      )
    }
    return view.length / this.batch
  }
}
