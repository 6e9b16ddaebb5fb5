import { expect, it } from 'vitest'
import { instantiate } from '../../src/runtime/instance.js'
import { fit } from '../../src/runtime/train.js'
import { records, regression } from './support.js'

it('a step of fit allocates no array, object or buffer in the steady state', async () => {
  const names = regression().entries.map((entry) => entry.function)
  const instance = instantiate(regression(), () => Object.fromEntries(names.map((name) => [name, () => {}])))
  // The smallest thing a step could allocate for its batch, a view of a typed array, is over 100 bytes; boxed
  // numbers of code that is not optimised yet are up to 80 together. A collection
  // between two samples makes a difference negative and the compiler's own work a few of them large, so the lower
  // quartile of many is taken: what every step allocates raises all of them.
  const samples: number[] = []
  let last = 0
  await fit(instance, {
    data: records(8 * 2000),
    epochs: 30,
    batch: 8,
    callbacks: (event) => {
      if (event.kind !== 'step' || event.step % 1000 !== 0) return
      const used = process.memoryUsage().heapUsed
      if (event.step > 20_000) samples.push((used - last) / 1000)
      last = used
    },
  })
  expect(samples.length).toBe(40)
  expect(samples.toSorted((a, b) => a - b)[10]!).toBeLessThan(100)
})
