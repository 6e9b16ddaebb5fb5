/**
 * Fast evaluation is checked, not trusted: here against the meaning of every entry, of values, gradients and tangents, of all
 * operators of the gold files, the graphs of these tests, and random graphs.
 */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { draw, rangesOf, type Mode } from '../../src/certify/trials/draw.js'
import { NoRuleError } from '../../src/certify/meaning/duals.js'
import { arrayFor, Evaluation, noArrays } from '../../src/certify/fast/evaluate.js'
import { Field } from '../../src/certify/meaning/field.js'
import { FunctionModel } from '../../src/certify/meaning/functions.js'
import { Random } from '../../src/certify/meaning/random.js'
import type { Leaf, Program, Value } from '../../src/dsl/comprehension/types.js'
import { leaf, resetInterning } from '../../src/dsl/comprehension/value.js'
import { jvp } from '../../src/dsl/differentiate/jvp.js'
import { vjp } from '../../src/dsl/differentiate/vjp.js'
import { expandNodes } from '../../src/dsl/expand.js'
import { graphOf } from '../../src/dsl/graph-of.js'
import type { AnyTensor } from '../../src/dsl/tensor.js'
import { recordCase } from '../../src/gold/case.js'
import { readGold } from '../../src/gold/format.js'
import { missing } from '../../src/gold/operators.js'
import { isFloat } from '../../src/shapes/dtype.js'
import { root } from '../support/compiler.js'
import { randomGraph } from '../support/random-graph.js'
import { graphs } from './graphs.js'

interface Formulas {
  readonly program: Program
  readonly evaluation: Evaluation
  /** With dual numbers; null where a function has no rule there. */
  readonly dual: Evaluation | null
}

const companion = (name: string, { shape, dtype }: Value): Value =>
  leaf({ name: `${name} companion`, shape, dtype, role: 'input' })

/** What an entry is differentiated with respect to. */
const floatsOf = ({ leaves }: Program): Leaf[] =>
  leaves.filter(({ dtype, role }) => isFloat(dtype) && role !== 'constant')

/** An output with all its gradients and its tangent; and the output over dual numbers. */
function formulasOf(tensor: AnyTensor): Formulas {
  const { program } = expandNodes(graphOf({ outputs: { output: tensor } }), {
    name: 'graph',
    binding: {},
    training: true,
  })
  const output = program.outputs[0]!.value
  const leaves = floatsOf(program)
  const derivatives =
    isFloat(output.dtype) ?
      [
        ...vjp([{ value: output, cotangent: companion('output', output) }], leaves),
        ...jvp([output], new Map(leaves.map((value) => [value, companion(value.name, value)]))),
      ]
    : []
  const roots = [output, ...derivatives].filter((value) => value !== null)
  const none = (): boolean => false
  let dual: Evaluation | null = null
  try {
    dual = new Evaluation([output], none, new Set(leaves))
  } catch (thrown) {
    if (!(thrown instanceof NoRuleError)) throw thrown
  }
  return { program, evaluation: new Evaluation(roots, none), dual }
}

/** The first entry of a trial that is not what is meant. */
function wrongEntry({ program, evaluation, dual }: Formulas, prime: number, mode: Mode, seed: string): string | null {
  const field = new Field(prime)
  const model = new FunctionModel(field)
  model.reset(seed)
  const random = new Random(seed)
  const arrays = noArrays()
  const ranges = rangesOf(program)
  for (const value of new Set([...evaluation.cone.given, ...(dual?.cone.given ?? [])]))
    draw(value, arrayFor(arrays.values, value), mode, field, random, ranges)
  evaluation.run(field, model, arrays)
  const wrong = evaluation.check(field, model, arrays, null)
  if (wrong !== null || dual === null) return wrong
  for (const value of floatsOf(program)) draw(value, arrayFor(arrays.tangents, value), mode, field, random, ranges)
  dual.run(field, model, arrays)
  return dual.check(field, model, arrays, null)
}

it.each(['softmax', 'padded convolution'])('an entry of %s that is evaluated wrongly is seen', (name) => {
  const { program, evaluation } = formulasOf(graphs[name]!() as AnyTensor) // every graph here gives one tensor
  const field = new Field(4079)
  const model = new FunctionModel(field)
  model.reset('seed')
  const arrays = noArrays()
  for (const value of evaluation.cone.given)
    draw(value, arrayFor(arrays.values, value), 'uniform', field, new Random(value.name), rangesOf(program))
  evaluation.run(field, model, arrays)
  for (const value of evaluation.cone.computed) {
    const array = arrays.values.get(value)!
    const before = array[array.length >> 1]!
    array[array.length >> 1] = before === 0 ? 1 : -before
    expect(evaluation.check(field, model, arrays, null)).toMatch(/was computed, .* is meant$/)
    array[array.length >> 1] = before
  }
  // also by those that are looked at by chance, where it is a tenth of them
  const output = arrays.values.get(program.outputs[0]!.value)!
  for (let at = 0; at < output.length; at += 10) output[at] = NaN
  expect(evaluation.check(field, model, arrays, new Random('sample'))).not.toBeNull()
})

const trials: readonly (readonly [number, Mode])[] = [
  [67_108_859, 'uniform'],
  [4079, 'ties'],
  [4093, 'thresholds'],
]

const wrongOf = (name: string, tensor: AnyTensor): string[] => {
  const formulas = formulasOf(tensor)
  return trials.flatMap(([prime, mode]) => {
    const wrong = wrongEntry(formulas, prime, mode, `${name} ${mode}`)
    return wrong === null ? [] : [`${name}, ${mode}: ${wrong}`]
  })
}

describe('fast evaluation is what is meant, at every entry', () => {
  it.each(Object.keys(graphs))('%s', (name) => {
    expect(wrongOf(name, graphs[name]!() as AnyTensor)).toEqual([]) // every graph here gives one tensor
  })

  it.each(['ops.jsonl.gz', 'elementwise.jsonl', 'movement.jsonl', 'norms.jsonl.gz', 'windows.jsonl.gz'])(
    'operators of %s',
    (file) => {
      let count = 0
      for (const item of readGold(join(root, 'test/gold', file))) {
        if (missing(item.nodes) !== null) continue
        count++
        expect(wrongOf(item.name, recordCase(item, () => 'input').tensors[item.out]!)).toEqual([])
        resetInterning()
      }
      expect(count).toBeGreaterThan(0)
    },
    120_000,
  )

  it('random graphs', () => {
    for (let seed = 0; seed < 100; seed++) {
      expect(wrongOf(`random graph ${seed}`, randomGraph(seed).output)).toEqual([])
      resetInterning()
    }
  }, 120_000)
})
