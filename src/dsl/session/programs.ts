/**
 * A recording whose meaning is that of the whole graph, because a derivative or a vmap was recorded in it (request.ts): all
 * values, all gradients of one output and one directional derivative are each a program, prepared when it is first asked for.
 *
 * In: a recording, numbers for its leaves. Out: the same answers that evaluation.ts gives node by node.
 */
import type { Leaf, Program, Value } from '../comprehension/types.js'
import { leaf as makeLeaf } from '../comprehension/value.js'
import { jvp } from '../differentiate/jvp.js'
import { vjp } from '../differentiate/vjp.js'
import { assembleProgram, expandNodes } from '../expand.js'
import type { Node } from '../graph.js'
import { graphOf } from '../graph-of.js'
import { tensorOf } from '../tensor.js'
import { samplesAmong } from '../samples.js'
import type { Executor, LeafData, PreparedProgram } from '../executor.js'
import type { DenseGradients } from '../link/tape.js'
import type { Sizes } from '../link/tensor-value.js'
import { SessionError } from './error.js'
import { checkFinite } from './finite.js'
import { takesGradient, type Recording } from './recording.js'

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
function valueProgram(nodes: readonly Node[], training: boolean): Program {
  const { values, leaves } = expandTape(nodes, training)
  const outputs = values.flatMap((value, at) => (value === undefined ? [] : [{ name: `value${at}`, value }]))
  return assembleProgram({ name: 'predict', outputs, updates: [], leaves })
}

/** Input `cotangent`; outputs `gradient0`, `gradient1`, …, without those that are structurally zero. */
function gradientProgram(nodes: readonly Node[], output: number, training: boolean): Program {
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
function tangentProgram(nodes: readonly Node[], output: number, along: readonly number[], training: boolean): Program {
  const { values, leaves } = expandTape(nodes, training)
  const tangents = new Map<Value, Leaf>(
    along.map((at) => [values[at] as Value, companion(`tangent${at}`, values[at] as Value)]),
  )
  const [tangent] = jvp([outputAmong(values, output)], tangents)
  const outputs = tangent === null || tangent === undefined ? [] : [{ name: 'tangent', value: tangent }]
  return assembleProgram({ name: 'predict', outputs, updates: [], leaves: [...leaves, ...tangents.values()] })
}

const oneSample = (): SessionError => new SessionError('getValue: this tensor is of one sample of a vmap')

export class WholeGraph {
  readonly #prepared = new Map<string, PreparedProgram>()
  #values: readonly (Float64Array | undefined)[] | undefined
  #nodes = 0

  constructor(
    private readonly recording: Recording,
    private readonly options: {
      readonly executor: Executor
      readonly training: boolean
      readonly checked: boolean
    },
  ) {}

  /** The numbers of leaves have changed. */
  forget(): void {
    this.#values = undefined
  }

  values(data: LeafData): readonly Float64Array[] {
    const all = this.#all(data)
    return this.recording.entries.map((_, id) => all[this.#position(id)] ?? new Float64Array(0))
  }

  value(id: number, data: LeafData): Float64Array {
    const value = this.#all(data)[this.#position(id)]
    if (value === undefined) throw oneSample()
    return value
  }

  gradients(id: number, seed: Float64Array, data: LeafData): DenseGradients<number> {
    const { nodes, entries } = this.recording
    const output = this.#position(id)
    const run = this.#prepare(`backward ${output}`, () => gradientProgram(nodes, output, this.options.training))
    const { outputs } = run(new Map([...data, ['cotangent', seed]]))
    return entries.map((entry, at) => {
      const cells = takesGradient(entry) ? outputs.get(`gradient${this.#position(at)}`) : undefined
      return cells === undefined ? null : { shape: entry.node.shape as Sizes, cells } // a session knows integers only
    })
  }

  tangent(id: number, along: ReadonlyMap<number, Float64Array>, data: LeafData): Float64Array | null {
    const output = this.#position(id)
    const moved = [...along]
      .map(([leaf, tangent]) => [this.#position(leaf), tangent] as const)
      .sort(([a], [b]) => a - b)
    const positions = moved.map(([at]) => at)
    const run = this.#prepare(`jvp ${output} ${positions.join()}`, () =>
      tangentProgram(this.recording.nodes, output, positions, this.options.training),
    )
    const given = moved.map(([at, tangent]) => [`tangent${at}`, tangent] as const)
    return run(new Map([...data, ...given])).outputs.get('tangent') ?? null
  }

  #all(data: LeafData): readonly (Float64Array | undefined)[] {
    const { nodes } = this.recording
    if (this.#values === undefined || this.#nodes !== nodes.length) {
      const { outputs } = this.#prepare('values', () => valueProgram(nodes, this.options.training))(data)
      const values = nodes.map((_, at) => outputs.get(`value${at}`))
      if (this.options.checked) this.#checkFinite(values)
      this.#values = values
      this.#nodes = nodes.length
    }
    return this.#values
  }

  #checkFinite(values: readonly (Float64Array | undefined)[]): void {
    const valueOf = (node: Node): Float64Array[] => {
      const entry = this.recording.find(node)
      const value = entry && values[entry.position]
      return value === undefined ? [] : [value]
    }
    for (const node of this.recording.nodes)
      for (const value of node.operands.length === 0 ? [] : valueOf(node))
        checkFinite(node, value, node.operands.flatMap(valueOf))
  }

  /** Among all nodes, slots included. */
  #position(id: number): number {
    return this.recording.entries[id]!.position
  }

  #prepare(key: string, program: () => Program): PreparedProgram {
    const full = `${key} of ${this.recording.nodes.length}`
    const known = this.#prepared.get(full)
    if (known !== undefined) return known
    const prepared = this.options.executor.prepare(program())
    this.#prepared.set(full, prepared)
    return prepared
  }
}
