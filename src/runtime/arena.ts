/**
 * Memory: the segments of a build as ArrayBuffers, and a view for each slot that reads and writes it row-major whatever
 * its strides are. Views hold their address arithmetic ready, so that reading and writing allocate nothing.
 *
 * In: segment sizes and slots of the manifest. Out: typed arrays over the segments. Used by instance.ts.
 */
import { DataError, RuntimeShapeError } from './errors.js'
import type { TensorSlot } from './manifest.js'
import type { DType } from '../shapes/dtype.js'

/** The storage of a dtype; `bool` is one byte, 0 or 1. */
export type TypedArray = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array

const storage = { f32: Float32Array, f64: Float64Array, i32: Int32Array, u32: Uint32Array, bool: Uint8Array } as const

/** A zeroed array of `length` elements of `dtype`. */
export const allocate = (dtype: DType, length: number): TypedArray => new storage[dtype](length)

/**
 * Number of elements of a shape: the product of its extents, 1 for a scalar.
 *
 * @example
 * elementCount([32, 64]) // => 2048
 */
export function elementCount(shape: readonly number[]): number {
  let count = 1
  for (const extent of shape) count *= extent
  return count
}

/**
 * A shape as text.
 *
 * @example
 * formatShape([32, 64]) // => [32, 64]
 */
export const formatShape = (shape: readonly number[]): string => `[${shape.join(', ')}]`

/** Allocates the segments of a manifest, zeroed. */
export function allocateSegments(segments: readonly { readonly bytes: number }[]): readonly ArrayBuffer[] {
  return segments.map(({ bytes }) => new ArrayBuffer(bytes))
}

/**
 * A tensor in the arena, seen as a row-major list of numbers.
 *
 * @throws RuntimeShapeError where the slot does not lie inside its segment
 * @example
 * const slot = { name: 'bias', dtype: 'f32', shape: [2], segment: 0, offset: 0, strides: [1] } as const
 * const bias = new TensorView(slot, [new ArrayBuffer(8)])
 * bias.write([0.5, 1])
 * bias.read() // => [0.5, 1]
 */
export class TensorView {
  /** Number of elements. */
  readonly length: number
  /** The memory from the slot's first element on, strides and borders included. */
  readonly memory: TypedArray
  private readonly contiguous: boolean
  private readonly lineStarts: Int32Array
  private readonly lineLength: number
  private readonly lineStride: number

  constructor(
    readonly slot: TensorSlot,
    segments: readonly ArrayBuffer[],
  ) {
    const segment = segments[slot.segment]
    const { shape, strides, offset } = slot
    this.length = elementCount(shape)
    let last = 0
    for (let axis = 0; axis < shape.length; axis++) last += (shape[axis]! - 1) * strides[axis]!
    const Storage = storage[slot.dtype]
    const span = this.length === 0 ? 0 : last + 1
    if (segment === undefined || offset + span * Storage.BYTES_PER_ELEMENT > segment.byteLength) {
      throw new RuntimeShapeError(
        `arena: slot ${slot.name} ${formatShape(shape)} ends outside segment ${slot.segment} of ${segment?.byteLength ?? 0} bytes; the manifest and the kernels are not of one build`,
      )
    }
    this.memory = new Storage(segment, offset, span)
    this.contiguous = isRowMajor(shape, strides)
    this.lineLength = shape.at(-1) ?? 1
    this.lineStride = strides.at(-1) ?? 1
    this.lineStarts = this.contiguous ? new Int32Array(0) : startsOfLines(shape, strides)
  }

  /**
   * Copies the values row-major to `out` (a new array where none is given) and returns it.
   *
   * @throws RuntimeShapeError where `out` has another length.
   */
  read<Out extends TypedArray = TypedArray>(out?: Out): Out {
    const target = out ?? (allocate(this.slot.dtype, this.length) as Out)
    if (target.length !== this.length) this.failLength('read into', target.length)
    if (this.contiguous) {
      target.set(this.memory)
      return target
    }
    let next = 0
    for (let line = 0; line < this.lineStarts.length; line++) {
      let at = this.lineStarts[line]!
      for (let i = 0; i < this.lineLength; i++, at += this.lineStride) target[next++] = this.memory[at]!
    }
    return target
  }

  /**
   * Writes row-major values after checking them: as many as there are elements, each finite (a float) or an integer in
   * range (an integer slot).
   *
   * @throws RuntimeShapeError, DataError. Nothing is written then.
   */
  write(values: ArrayLike<number>): void {
    if (values.length !== this.length) this.failLength('write', values.length)
    checkValues(this.slot, values, this.length, 0)
    this.writeUnchecked(values)
  }

  /** `write` without the checks, for values that were checked before or come from the arena. */
  writeUnchecked(values: ArrayLike<number>): void {
    if (this.contiguous) {
      this.memory.set(values)
      return
    }
    let next = 0
    for (let line = 0; line < this.lineStarts.length; line++) {
      let at = this.lineStarts[line]!
      for (let i = 0; i < this.lineLength; i++, at += this.lineStride) this.memory[at] = values[next++]!
    }
  }

  /** The value of a tensor of one element. */
  scalar(): number {
    if (this.length !== 1) this.failLength('read the scalar', 1)
    return this.memory[0]!
  }

  /** Sets a tensor of one element, unchecked. */
  setScalar(value: number): void {
    this.memory[0] = value
  }

  private failLength(what: string, got: number): never {
    throw new RuntimeShapeError(
      `${what} ${this.slot.name}: its shape ${formatShape(this.slot.shape)} has ${this.length} elements, got ${got}; give one value per element, row-major`,
    )
  }
}

/**
 * Checks `count` values against a slot: floats must be finite, integers integers in the range of the dtype and of
 * `below`. `firstRow` is what row 0 is called in the message.
 *
 * @throws DataError naming row and column.
 */
export function checkValues(slot: TensorSlot, values: ArrayLike<number>, count: number, firstRow: number): void {
  const [low, high] =
    slot.below !== undefined ? [0, slot.below - 1]
    : slot.dtype === 'i32' ? [-(2 ** 31), 2 ** 31 - 1]
    : slot.dtype === 'u32' ? [0, 2 ** 32 - 1]
    : slot.dtype === 'bool' ? [0, 1]
    : [-Infinity, Infinity]
  const float = slot.dtype === 'f32' || slot.dtype === 'f64'
  for (let i = 0; i < count; i++) {
    const value = values[i]!
    if (float ? finite(slot.dtype, value) : value >= low && value <= high && Number.isInteger(value)) continue
    const rowLength = elementCount(slot.shape.slice(1))
    const row = firstRow + Math.floor(i / rowLength)
    const place = slot.shape.length === 0 ? '' : ` in row ${row}${rowLength > 1 ? `, column ${i % rowLength}` : ''}`
    const wanted =
      float ? 'values must be finite; clean or drop the row'
      : Number.isInteger(value) ? `values must be from ${low} to ${high}`
      : 'values must be integers'
    throw new DataError(`${slot.name}: got ${value}${place}; ${wanted}`)
  }
}

/** Finite once stored: a double beyond the range of f32 becomes infinite there. x − x is 0 for finite numbers only. */
function finite(dtype: DType, value: number): boolean {
  const stored = dtype === 'f32' ? Math.fround(value) : value
  return stored - stored === 0
}

function isRowMajor(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false
    expected *= shape[axis]!
  }
  return true
}

/** Where each line along the last axis begins, in row-major order of the axes before it. */
function startsOfLines(shape: readonly number[], strides: readonly number[]): Int32Array {
  let starts: number[] = [0]
  for (let axis = 0; axis < shape.length - 1; axis++) {
    const stride = strides[axis]!
    starts = starts.flatMap((start) => Array.from({ length: shape[axis]! }, (_, i) => start + i * stride))
  }
  return Int32Array.from(elementCount(shape) === 0 ? [] : starts)
}
