/** Values of recorded tensors on the f64 reference. Inputs are given by name; constants carry their own numbers. */
import { graphOf } from 'shapewright'
import type { AnyTensor } from 'shapewright'
import { referenceExecutor } from '../../../src/dsl/executor.js'
import { expandGraph } from '../../../src/dsl/expand.js'

interface Options {
  readonly binding?: Readonly<Record<string, number>>
  readonly data?: Readonly<Record<string, readonly number[]>>
  readonly training?: boolean
}

/** Row-major values of one tensor. */
export function evaluate(tensor: AnyTensor, { binding = {}, data = {}, training = false }: Options = {}): number[] {
  const program = expandGraph(graphOf({ outputs: { value: tensor } }), { name: 'predict', binding, training })
  const results = referenceExecutor.prepare(program)(new Map(Object.entries(data)))
  return [...results.outputs.get('value')!]
}
