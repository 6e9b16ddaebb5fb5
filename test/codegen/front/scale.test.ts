/** Compile time grows with the program and not with its square: counted in steps of the work list, not in seconds. */
import { expect, it } from 'vitest'
import { electLayouts, lowerProgram } from '../../../src/codegen/program.js'
import { fuse } from '../../../src/codegen/passes/fuse.js'
import { operationsOf } from '../../../src/codegen/passes/work.js'
import { WorkList } from '../../../src/codegen/passes/work-list.js'
import { defaultThresholds } from '../../../src/codegen/thresholds.js'
import { apply, constant, read } from '../../../src/dsl/comprehension/expression.js'
import type { Leaf, Program, Value } from '../../../src/dsl/comprehension/types.js'
import { topologicalOrder } from '../../../src/dsl/comprehension/value.js'
import { vjp } from '../../../src/dsl/differentiate/vjp.js'
import { map } from '../../../src/dsl/primitives/map.js'
import { elementwise, matmul, meanSquare } from '../../dsl/differentiate/operations.js'
import { builder, input } from '../../dsl/differentiate/support.js'
import { expectAgreement, parameter, programOf } from './support.js'

const build = builder('f')

function chain(length: number): Program {
  let h: Value = input('x', [4])
  for (let i = 0; i < length; i++)
    h = map(build, [4], (o) =>
      apply(i % 3 === 0 ? 'relu' : 'add', ...(i % 3 === 0 ? [read(h, o)] : [read(h, o), constant(i % 7)])),
    )
  return programOf({ h })
}

function deepMlp(layers: number): Program {
  let h: Value = input('x', [3, 5])
  const weights: Leaf[] = []
  for (let i = 0; i < layers; i++) {
    const [w, b] = [parameter(`w${i}`, [5, 5]), parameter(`b${i}`, [5])]
    weights.push(w, b)
    h = elementwise('relu', elementwise('add', matmul(h, w), b))
  }
  const loss = meanSquare(h, input('y', [3, 5]))
  const gradients = vjp([{ value: loss, cotangent: map(build, [], () => constant(1)) }], weights)
  return programOf(
    { loss },
    weights.map((w, i) => [
      w,
      map(build, w.shape, (o) => apply('sub', read(w, o), apply('mul', constant(0.1), read(gradients[i]!, o)))),
    ]),
  )
}

/** Steps of fusion, and the number of values it was given. */
function stepsOf(program: Program): { readonly steps: number; readonly values: number; readonly list: WorkList } {
  const list = new WorkList(program)
  fuse(list, () => null, defaultThresholds)
  return {
    steps: list.steps,
    values: topologicalOrder([...program.outputs, ...program.updates].map(({ value }) => value)).length,
    list,
  }
}

it('a chain of 2,000 maps', () => {
  const { steps, values, list } = stepsOf(chain(2000))
  expect(values).toBeGreaterThan(2000)
  expect(steps).toBeLessThan(20 * values)
  // as few statements as the limit on operations allows, and none above it
  expect(list.works.length).toBeGreaterThan(20)
  expect(list.works.length).toBeLessThan(80)
  for (const work of list.works) expect(operationsOf(work)).toBeLessThanOrEqual(defaultThresholds.fusionOperations)
  expectAgreement(chain(2000))
})

it('the training step of a deep mlp of several hundred values', () => {
  const small = stepsOf(deepMlp(20))
  const large = stepsOf(deepMlp(80))
  expect(large.values).toBeGreaterThan(300)
  expect(large.steps).toBeLessThan(40 * large.values)
  // four times the program is about four times the work
  expect(large.steps).toBeLessThan(4.5 * small.steps)
})

it('a deep mlp is lowered to three statements a layer', () => {
  const program = deepMlp(40)
  const { statements } = lowerProgram(program, electLayouts([program]))
  expect(statements.length).toBeLessThan(4 * 40 + 5)
  expectAgreement(deepMlp(6))
})

it('one value with two thousand readers', () => {
  const x = input('x', [3])
  const shared = elementwise('exp', x)
  const outputs = Object.fromEntries(
    Array.from({ length: 2000 }, (_, i) => [
      `y${i}`,
      map(build, [3], (o) => apply('mul', constant(i + 2), read(shared, o))),
    ]),
  )
  const { steps } = stepsOf(programOf(outputs))
  expect(steps).toBeLessThan(20 * 2000)
})
