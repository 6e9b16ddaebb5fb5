/**
 * The corpus of ported models, recorded and run. At full width each is compared, call by call, with what the compiler said
 * about it; at reduced widths its outputs and gradients are finite, and the kernels agree with the reference.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { checkProject } from '../../src/codegen/emit/project.js'
import { jsExecutor } from '../../src/codegen/executor.js'
import { pathOf } from '../../src/codegen/cli/place.js'
import { compareStaticTypes } from '../../src/codegen/static-types.js'
import { referenceExecutor } from '../../src/dsl/executor.js'
import type { AnyTensor } from '../../src/index.js'
import { corpus } from '../../type-tests/models/corpus.js'
import { ensureBuilt, root } from '../e2e/support.js'
import { evaluateReduced, fileOf, nodesOf, reducedOutputs, withGradients } from './run.js'

beforeAll(ensureBuilt, 180_000)

describe.each(corpus)('$name', (model) => {
  test('what the compiler says is what is recorded', async () => {
    const { outputs } = (await import(fileOf(model))) as { outputs: Record<string, AnyTensor> }
    const { problems, tensors } = checkProject(fileOf(model), { shapewright: `${root}/dist/index.d.ts` })
    expect(problems).toEqual([])
    const { mismatches, checked, unchecked, unrecorded } = compareStaticTypes(
      tensors,
      nodesOf(Object.values(outputs)),
      pathOf,
    )
    console.log(`${model.name}: ${checked} calls agree, ${unchecked} generic, ${unrecorded} not recorded`)
    expect(mismatches.map(({ message }) => message)).toEqual([])
    expect(unchecked).toBe(0)
    expect(checked).toBeGreaterThan(4)
  })

  test('its kernels give the values and gradients of the reference', () => {
    const graph = withGradients(reducedOutputs(model))
    const want = evaluateReduced(model, graph, referenceExecutor)
    const got = evaluateReduced(model, graph, jsExecutor())
    for (const [name, values] of want) {
      expect(values.length, name).toBeGreaterThan(0)
      const scale = Math.max(1, ...values.map(Math.abs))
      expect(values.every(Number.isFinite), name).toBe(true)
      expect(Math.max(...values.map((value, i) => Math.abs(value - got.get(name)![i]!))) / scale, name).toBeLessThan(
        1e-4,
      )
    }
    // Gradients that are all zero would show a model that is cut in two.
    const still = [...want].filter(([name, values]) => name.startsWith('d ') && values.every((value) => value === 0))
    expect(still.map(([name]) => name)).toEqual([])
  })
})
