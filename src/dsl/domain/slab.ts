/**
 * Small arrays cut from larger blocks: a session holds tens of thousands of arrays of a few elements, and a buffer of its own
 * costs each of them far more than its numbers (measured: half of a reverse sweep was spent on collecting them).
 *
 * In: lengths. Out: zeroed arrays. A block is never given out twice; it goes when the last array cut from it goes.
 */

const blockBytes = 1 << 14
/** Longer arrays have a buffer of their own, so that a short one cannot keep much memory alive. */
const longest = 64

let block = new ArrayBuffer(0)
let used = 0

export function zerosOf(length: number): Float64Array {
  if (length > longest) return new Float64Array(length)
  const bytes = length * Float64Array.BYTES_PER_ELEMENT
  if (used + bytes > block.byteLength) {
    block = new ArrayBuffer(blockBytes)
    used = 0
  }
  const array = new Float64Array(block, used, length)
  used += bytes
  return array
}
