/** Statements 2, 3 and 4: sound graphs pass, broken rules do not. */
import { describe, expect, it } from 'vitest'
import { certify } from '../../src/certify/certify.js'
import { graphOf } from '../../src/dsl/graph-of.js'
import type { AnyTensor } from '../../src/dsl/tensor.js'
import { graphs } from './graphs.js'

describe('derivatives', () => {
  it.each(Object.keys(graphs))('%s', async (name) => {
    const output = graphs[name]!() as AnyTensor // every graph here gives one tensor
    const { refusals, derivatives, notCovered, total } = await certify(graphOf({ outputs: { output } }))
    expect(refusals).toEqual([])
    expect(notCovered.filter((line) => line.startsWith('statement'))).toEqual([])
    expect(derivatives.map(({ statement }) => statement)).toEqual([2, 3, 4])
    for (const { informative } of derivatives) expect(informative).toBeGreaterThan(3)
    expect(total.tested).toBe(0)
  })
})
