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
import { samplesAmong } from './samples.js'
import { SessionError } from './session-tape.js'

interface Expanded {
  /** By position; a node that stands for one sample of a batch has no value of its own. */
  readonly values: readonly (Value | undefined)[]
  readonly leaves: readonly Leaf[]
}

/** The value of every node: each is asked for as an output, since tracing renumbers. */
function expandTape(nodes: readonly Node[], training: boolean): Expanded {
  const samples = samplesAmong(nodes)
  const named = nodes.flatMap((node, at) => (samples.has(node) ? [] : [[`value${at}`, tensorOf(node)] as const]))
  const graph = graphOf({ outputs: Object.fromEntries(named) })
  const { values, program } = expandNodes(graph, { name: 'session', binding: {}, training })
  return {
    values: nodes.map((_, at) => values[graph.outputs[`value${at}`] ?? -1]),
    leaves: program.leaves,
  }
}

function outputAmong(values: Expanded['values'], at: number): Value {
  const value = values[at]
  if (value === undefined) throw new SessionError('this tensor is of one sample of a vmap: it has no derivative there')
  return value
}

const companion = (name: string, of: Value): Leaf => makeLeaf({ name, shape: of.shape, dtype: of.dtype, role: 'input' })

/** Outputs `value0`, `value1`, … */
export function valueProgram(nodes: readonly Node[], training: boolean): Program {
  const { values, leaves } = expandTape(nodes, training)
  const outputs = values.flatMap((value, at) => (value === undefined ? [] : [{ name: `value${at}`, value }]))
  return assembleProgram({ name: 'predict', outputs, updates: [], leaves })
}

/** Input `cotangent`; outputs `gradient0`, `gradient1`, …, without those that are structurally zero. */
export function gradientProgram(nodes: readonly Node[], output: number, training: boolean): Program {
  const { values, leaves } = expandTape(nodes, training)
  const value = outputAmong(values, output)
  const cotangent = companion('cotangent', value)
  const wrt = values.flatMap((one, at) => (one === undefined ? [] : [{ at, value: one }]))
  const gradients = vjp(
    [{ value, cotangent }],
    wrt.map(({ value: one }) => one),
  )
  const outputs = wrt.flatMap(({ at }, position) => {
    const gradient = gradients[position] ?? null
    return gradient === null ? [] : [{ name: `gradient${at}`, value: gradient }]
  })
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
  const [tangent] = jvp([outputAmong(values, output)], tangents)
  const outputs = tangent === null || tangent === undefined ? [] : [{ name: 'tangent', value: tangent }]
  return assembleProgram({ name: 'predict', outputs, updates: [], leaves: [...leaves, ...tangents.values()] })
}
