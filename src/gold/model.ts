/**
 * One model of the gold file: 20 plain SGD steps from given parameters over given inputs, then the first batch again.
 *
 * In: a GoldModel. Out: losses, the gradient of step 0 and the final parameters, as our compiled or interpreted step
 * computes them.
 */
import type { Leaf, Value } from '../dsl/comprehension/types.js'
import { constant, read, apply } from '../dsl/comprehension/expression.js'
import { leaf as makeLeaf } from '../dsl/comprehension/value.js'
import { vjp } from '../dsl/differentiate/vjp.js'
import type { Executor } from '../dsl/executor.js'
import { assembleProgram } from '../dsl/expand.js'
import { map } from '../dsl/primitives/map.js'
import type { Builder } from '../dsl/operator.js'
import { expandCase, leafName, natName, recordCase } from './case.js'
import { numbers } from './format.js'
import type { GoldModel } from './format.js'

export interface Trajectory {
  readonly losses: readonly number[]
  readonly grads0: readonly ArrayLike<number>[]
  readonly final: readonly ArrayLike<number>[]
}

const builder = (name: string, shape: readonly number[]): Builder => ({
  name,
  site: undefined,
  result: { shape, dtype: 'f32' },
  training: true,
  salt: 0,
  counter: () => {
    throw new Error('plain SGD draws no random numbers')
  },
  constant: () => {
    throw new Error('plain SGD holds no numbers')
  },
})

/** p − rate·g, the update of plain SGD. */
const descend = (parameter: Leaf, rate: Leaf, gradient: Value): Value =>
  map(builder('sgd', parameter.shape), parameter.shape, (at) =>
    apply('sub', read(parameter, at), apply('mul', read(rate, []), read(gradient, at))),
  )

/** Trains a model on an executor. */
export function computeModel(item: GoldModel, executor: Executor): Trajectory {
  const trained = new Set(item.params)
  const { values, leaves } = expandCase(
    'gold',
    recordCase(item, (id) => (trained.has(id) ? 'parameter' : 'input')),
  )
  const parameters = item.params.map((id) => values[id] as Leaf)
  const out = values[item.out] as Value
  const rate = makeLeaf({ name: 'rate', shape: [], dtype: 'f32', role: 'scalar' })
  const cotangent = map(builder('one', []), [], () => constant(1))
  const gradients = vjp([{ value: out, cotangent }], parameters).map(
    (gradient, position) =>
      gradient ??
      map(builder('zero', (parameters[position] as Leaf).shape), (parameters[position] as Leaf).shape, () =>
        constant(0),
      ),
  )
  const run = executor.prepare(
    assembleProgram({
      name: 'step',
      outputs: [
        { name: 'loss', value: out },
        ...gradients.map((value, position) => ({ name: `grad${position}`, value })),
      ],
      updates: parameters.map((leaf, position) => ({
        leaf,
        value: descend(leaf, rate, gradients[position] as Value),
      })),
      leaves: [...leaves, rate],
    }),
  )

  const data = new Map<string, ArrayLike<number>>([['rate', [item.lr]]])
  item.leaves.forEach((leaf, id) => leaf.data !== null && data.set(leafName(id), numbers(leaf.data)))
  item.nat?.forEach((slot, position) => data.set(natName(position), slot.data))
  const losses: number[] = []
  let grads0: readonly ArrayLike<number>[] = []
  let final: readonly ArrayLike<number>[] = []
  for (const [position, step] of [...item.steps, ...item.steps.slice(0, 1)].entries()) {
    for (const [id, values] of Object.entries(step.inputs)) data.set(leafName(Number(id)), numbers(values))
    for (const [slot, values] of Object.entries(step.nat ?? {})) data.set(natName(Number(slot)), values)
    if (position === item.steps.length) final = item.params.map((id) => data.get(leafName(id)) as ArrayLike<number>)
    const { outputs, updates } = run(data)
    losses.push((outputs.get('loss') as Float64Array)[0] as number)
    if (position === 0) grads0 = item.params.map((_, index) => outputs.get(`grad${index}`) as Float64Array)
    for (const [name, values] of updates) data.set(name, values)
  }
  return { losses, grads0, final }
}
