/** What counts as stored by a unit: an update in place may give the number that was there already. */
import { expect, it } from 'vitest'
import type { Buffer } from '../../src/codegen/statement.js'
import { compareTarget, Place, type Seen } from '../../src/certify/meaning/compare.js'
import { Background } from '../../src/certify/trials/memory.js'
import type { Memory } from '../../src/certify/trials/target.js'

const floats = new Float32Array(3)
const memory: Memory = {
  cells: () => floats,
  words: [new Uint32Array(floats.buffer)],
  wordsOf: () => ({ array: 0, perCell: 1 }),
}
const buffer: Buffer = {
  id: 0,
  name: 'weight',
  dtype: 'f32',
  elements: 3,
  role: 'leaf',
  bordered: false,
  shape: [3],
  strides: [1],
  base: 0,
}
const placement = { segment: 0, offset: 0 }
const place = new Place(buffer, memory, placement)
const background = new Background(memory, [], new Map([[buffer, placement]]), 'seed')

/** One framed run: the unit finds `before` and leaves `after`. */
function run(seen: Seen, before: readonly number[], after: readonly number[], reference: readonly number[]) {
  floats.set(before)
  background.remember()
  floats.set(after)
  return compareTarget(seen, Float64Array.from(reference), { framed: true, counts: false, background })
}

const nothing = (): Seen => ({
  place,
  written: new Uint8Array(3),
  kept: new Uint8Array(3),
  informative: new Uint32Array(3),
})

it('an element that was left wrong is not stored because its old value is right in another run', () => {
  const seen = nothing()
  expect(run(seen, [1, 2, 3], [5, 2, 7], [5, 6, 7])).toBeNull()
  expect([...seen.written]).toEqual([1, 0, 1])
  expect(run(seen, [1, 2, 3], [1, 2, 3], [1, 2, 3])).toBeNull()
  expect([...seen.written]).toEqual([1, 0, 1])
})

it('the other way round it is wrong as soon as the two differ', () => {
  const seen = nothing()
  expect(run(seen, [1, 2, 3], [1, 2, 3], [1, 2, 3])).toBeNull()
  expect(run(seen, [1, 2, 3], [5, 2, 7], [5, 6, 7])).toMatch(/^weight\[1\] is 2, the reference says 6$/)
})
