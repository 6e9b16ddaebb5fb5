/**
 * The programs behind a session's questions: all values, all gradients of one output, one directional derivative.
 *
 * In: a tape's nodes in recording order. Out: a Program whose outputs are named by position: `value3`, `gradient0`.
 */
import type { Leaf, Program, Value } from './comprehension/types.js'
import { leaf as makeLeaf } from './comprehension/value.js'
import { jvp } from './differentiate/jvp.js'
import { vjp } from './differentiate/vjp.js'
import { assembleProgram, expandNodes } from './expand.js'
import type { Node } from './graph.js'
import { graphOf, tensorOf } from './record.js'

interface Expanded {
  readonly values: readonly Value[]
  readonly leaves: readonly Leaf[]
}

/** The value of every node: each is asked for as an output, since tracing renumbers. */
function expandTape(nodes: readonly Node[], training: boolean): Expanded {
  const graph = graphOf({ outputs: Object.fromEntries(nodes.map((node, at) => [`value${at}`, tensorOf(node)])) })
  const { values, program } = expandNodes(graph, { name: 'session', binding: {}, training })
  return {
    values: nodes.map((_, at) => values[graph.outputs[`value${at}`] as number] as Value),
    leaves: program.leaves,
  }
}

const companion = (name: string, of: Value): Leaf => makeLeaf({ name, shape: of.shape, dtype: of.dtype, role: 'input' })

/** Outputs `value0`, `value1`, … */
export function valueProgram(nodes: readonly Node[], training: boolean): Program {
  const { values, leaves } = expandTape(nodes, training)
  const outputs = values.map((value, at) => ({ name: `value${at}`, value }))
  return assembleProgram({ name: 'predict', outputs, updates: [], leaves })
}

/** Input `cotangent`; outputs `gradient0`, `gradient1`, …, without those that are structurally zero. */
export function gradientProgram(nodes: readonly Node[], output: number, training: boolean): Program {
  const { values, leaves } = expandTape(nodes, training)
  const value = values[output] as Value
  const cotangent = companion('cotangent', value)
  const outputs = vjp([{ value, cotangent }], values).flatMap((gradient, at) =>
    gradient === null ? [] : [{ name: `gradient${at}`, value: gradient }],
  )
  return assembleProgram({ name: 'predict', outputs, updates: [], leaves: [...leaves, cotangent] })
}

/** Inputs `tangent0`, … for the leaves at `along`; output `tangent`, or none when it is structurally zero. */
export function tangentProgram(
  nodes: readonly Node[],
  output: number,
  along: readonly number[],
  training: boolean,
): Program {
  const { values, leaves } = expandTape(nodes, training)
  const tangents = new Map<Value, Leaf>(
    along.map((at) => [values[at] as Value, companion(`tangent${at}`, values[at] as Value)]),
  )
  const [tangent] = jvp([values[output] as Value], tangents)
  const outputs = tangent === null || tangent === undefined ? [] : [{ name: 'tangent', value: tangent }]
  return assembleProgram({ name: 'predict', outputs, updates: [], leaves: [...leaves, ...tangents.values()] })
}
