/**
 * Trusted. What a kernel has stored, cell by cell: it must be the reference's value, exactly.
 *
 * In: a buffer in memory, a reference array. Out: the first element that differs.
 */
import type { Buffer, Placement } from '../../codegen/statement.js'
import { indexAt } from './meaning.js'
import type { Cells, Memory } from '../trials/target.js'

/** Where the elements of a buffer's tensor lie, in cells of its dtype, row-major. */
export class Place {
  readonly cells: Cells
  readonly at: Int32Array
  /** Of all memory as words, the array that holds the cells, and how many words a cell has. */
  readonly words: ReturnType<Memory['wordsOf']>

  constructor(
    readonly buffer: Buffer,
    memory: Memory,
    placement: Placement,
  ) {
    const { shape, strides, base, dtype } = buffer
    const first = placement.offset / bytesPerCell(buffer) + base
    this.cells = memory.cells(dtype, placement.segment)
    this.at = new Int32Array(shape.reduce((product, extent) => product * extent, 1)).fill(first, 0, 1)
    // from the last axis on, what lies at index 0 is repeated a stride further
    for (let axis = shape.length - 1, size = 1; axis >= 0; size *= shape[axis]!, axis--)
      for (let element = size; element < size * shape[axis]!; element++)
        this.at[element] = this.at[element - size]! + strides[axis]!
    this.words = memory.wordsOf(dtype, placement.segment)
  }

  write(values: ArrayLike<number>): void {
    for (let element = 0; element < this.at.length; element++) this.cells[this.at[element]!] = values[element]!
  }
}

export const bytesPerCell = ({ dtype }: Buffer): number =>
  dtype === 'f64' ? 8
  : dtype === 'bool' ? 1
  : 4

/** A target's elements as seen so far. */
export interface Seen {
  readonly place: Place
  /** 1 where the unit establishes the element. */
  readonly written: Uint8Array
  /** 1 where it was seen to leave another value than the reference's as it was. */
  readonly kept: Uint8Array
  readonly informative: Uint32Array
}

/**
 * Compares one target with its reference. In a `framed` run memory was remembered, and an element that kept its old value is
 * one that this unit does not write; later runs then expect the same elements to be written. An old value that happens to be
 * the reference's (an update at rate 0) says nothing of an element that was kept before.
 */
export function compareTarget(
  { place, written, kept, informative }: Seen,
  reference: Float64Array,
  run: {
    readonly framed: boolean
    readonly counts: boolean
    readonly background: { isUnchanged(place: Place, element: number): boolean }
  },
): string | null {
  const { cells, at, buffer } = place
  for (let element = 0; element < at.length; element++) {
    if (!run.framed && written[element] === 0) continue
    const want = reference[element]!
    if (Number.isNaN(want)) continue
    const got = cells[at[element]!]!
    const equal = got === want || (want < 0 && buffer.dtype === 'u32' && got === want + 2 ** 32)
    if (written[element] === 0) {
      const same = run.background.isUnchanged(place, element)
      if (same && !equal) kept[element] = 1
      if (same && kept[element] === 1) continue
    }
    if (equal) {
      written[element] = 1
      if (run.counts) informative[element]!++
      continue
    }
    return `${buffer.name}[${indexAt(element, buffer.shape).join(', ')}] is ${got}, the reference says ${want}`
  }
  return null
}
