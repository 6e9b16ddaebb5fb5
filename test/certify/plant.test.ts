/** Planted trials put the winner of every row where they say, and change nothing else. */
import { expect, it } from 'vitest'
import { Evaluation, noArrays } from '../../src/certify/fast/evaluate.js'
import { Field } from '../../src/certify/meaning/field.js'
import { FunctionModel } from '../../src/certify/meaning/functions.js'
import { Planting } from '../../src/certify/trials/plant.js'
import { expandGraph } from '../../src/dsl/expand.js'
import { graphOf } from '../../src/dsl/graph-of.js'
import type { AnyTensor } from '../../src/dsl/tensor.js'
import { graphs } from './graphs.js'

it.each([
  ['max pool', 4, 18],
  ['softmax', 19, 3],
] as const)('%s: each of %i points wins in each of %i rows', (name, points, rows) => {
  const graph = graphOf({ outputs: { output: graphs[name]!() as AnyTensor } }) // one tensor each
  const program = expandGraph(graph, { name, binding: {}, training: true })
  const evaluation = new Evaluation([program.outputs[0]!.value], () => false)
  const planting = new Planting(evaluation.cone)
  expect(planting.trials).toBe(points)
  const field = new Field(4079)
  const model = new FunctionModel(field)
  const [x] = evaluation.cone.given
  for (let trial = 0; trial < points; trial++) {
    const arrays = noArrays()
    const size = x!.shape.reduce((product, extent) => product * extent, 1)
    const data = Float64Array.from({ length: size }, (_, at) => ((at * 37) % 101) - 50)
    arrays.values.set(x!, data)
    const before = [...data].sort((a, b) => a - b)
    planting.plant(arrays, trial, field, model)
    expect([...data].sort((a, b) => a - b)).toEqual(before)
    let won = 0
    for (let row = 0; row < rows; row++) {
      const row0 = name === 'softmax' ? row * 19 : Math.floor(row / 3) * 12 + (row % 3) * 2
      const place = (point: number): number =>
        name === 'softmax' ? row0 + point : row0 + Math.floor(point / 2) * 6 + (point % 2)
      const values = Array.from({ length: points }, (_, point) => data[place(point)]!)
      if (values[trial] === Math.max(...values)) won++
    }
    expect(won).toBe(rows)
  }
})
