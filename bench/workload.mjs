/**
 * The measured work: one training step of the digits-mlp example (64-32-10, relu, cross-entropy, plain SGD, rate 0.1) on
 * batches of 32, from the same parameters and the same records on both sides.
 */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

export const batch = 32
export const rate = 0.1
export const shapes = { w1: [32, 64], b1: [32], w2: [10, 32], b2: [10] }

const bytes = gunzipSync(readFileSync(new URL('../examples/data/digits-8x8.bin.gz', import.meta.url)))

/** Batch k of the first 1,216 records, in order, over and over. */
export function batchAt(step) {
  const x = new Float32Array(batch * 64)
  const label = new Int32Array(batch)
  for (let row = 0; row < batch; row++) {
    const record = ((step * batch + row) % 1216) * 65
    for (let pixel = 0; pixel < 64; pixel++) x[row * 64 + pixel] = bytes[record + pixel] / 16
    label[row] = bytes[record + 64]
  }
  return { x, label }
}

/**
 * Uniform ±1/√fanIn from a small linear congruential generator. Any fixed numbers do as long as both sides have them and
 * no input of a relu comes so close to 0 on the way that rounding decides its sign: from there the losses of any two
 * implementations part by some 1e-4 (with 12345 for the start, at step 143).
 */
export function initialParameters() {
  let state = 1
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32
  const fill = (shape, fanIn) =>
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => (2 * next() - 1) / Math.sqrt(fanIn))
  return { w1: fill(shapes.w1, 64), b1: fill(shapes.b1, 64), w2: fill(shapes.w2, 32), b2: fill(shapes.b2, 32) }
}
