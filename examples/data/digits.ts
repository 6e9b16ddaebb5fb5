/**
 * The bundled digits as data sets: the first 1,237 records to train on, the next 200 to validate on (early stopping and
 * every choice of the examples' settings), the last 360, from other writers, to test on once, after training.
 */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { Dataset } from 'shapewright/runtime'

const recordBytes = 65
const pixelCount = 64

const bytes = (): Uint8Array => gunzipSync(readFileSync(new URL('digits-8x8.bin.gz', import.meta.url)))

/** Records `from` (inclusive) to `to` (exclusive): pixels scaled to 0 … 1, and labels. */
function records(from: number, to: number): Dataset {
  const all = bytes()
  const x = new Float32Array((to - from) * pixelCount)
  const label = new Int32Array(to - from)
  for (let row = 0; row < to - from; row++) {
    const start = (from + row) * recordBytes
    for (let pixel = 0; pixel < pixelCount; pixel++) x[row * pixelCount + pixel] = all[start + pixel]! / 16
    label[row] = all[start + pixelCount]!
  }
  return { x, label }
}

/** What a model file exports as `data`. The test records are read only when somebody asks for them. */
export const digits = () => ({
  train: records(0, 1237),
  validation: records(1237, 1437),
  get test(): Dataset {
    return records(1437, 1797)
  },
})
