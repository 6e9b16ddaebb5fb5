/**
 * Expand: a recorded graph at integer shapes becomes a program of comprehensions. Operators expand by their own
 * `expand`; requests for derivatives and batches are carried out (carry-out.ts) on what has been expanded before them.
 *
 * In: Graph, binding, whether this entry trains, and the leaves that entries share. Out: Program.
 */
import type { DType } from '../shapes/dtype.js'
import type { Shape } from '../shapes/shape.js'
import type { Binding } from './bind.js'
import { bindGraph } from './bind.js'
import { Requests } from './carry-out.js'
import { read } from './comprehension/expression.js'
import { leaf as makeLeaf } from './comprehension/value.js'
import type { Leaf, Program, Value } from './comprehension/types.js'
import type { Graph, Node, SourceOperator } from './graph.js'
import { findOperator } from './operator.js'
import type { Builder } from './operator.js'
import { map } from './primitives/map.js'
import { findRequest } from './request.js'

export interface ExpandOptions {
  readonly name: string
  readonly binding: Binding
  /** False makes dropout the identity. */
  readonly training: boolean
  /** Parameters, state, scalars and constants by name: entries given the same map share these leaves. */
  readonly leaves?: Map<string, Leaf> | undefined
  /** What tells the random operators of the graph apart. Default: the number of the node. */
  readonly salt?: ((node: Node) => number) | undefined
}

/** A program together with the value of each node of the graph it came from, by node id. */
export interface Expansion {
  readonly program: Program
  readonly values: readonly Value[]
}

const sources: ReadonlySet<string> = new Set<SourceOperator>(['parameter', 'state', 'input', 'scalar', 'constant'])

/** `seed` (two words) and `step`: the run-time integers behind random operators. */
const counterShapes = { seed: [2], step: [] } as const

/** Constants have no name of their own to be shared by: equal data under equal type is the same leaf. */
const constantKey = (dtype: DType, shape: Shape, values: readonly number[] = []): string =>
  `constant ${dtype} ${shape.join('x')} ${values.map((v) => (Object.is(v, -0) ? '-0' : v)).join(',')}`

const leafKey = (node: Node, role: string, values: readonly number[] | undefined): string =>
  role === 'constant' ? constantKey(node.dtype, node.shape, values) : `${String(node.attributes['name'])}`

/** JSON has no NaN and no infinities: a graph writes them as strings, as its gold cases do. */
const numberOf = (value: unknown): number => (typeof value === 'string' ? Number(value) : (value as number))

/** `value` under a name of its own; fused away wherever that is possible. */
export function copyOf(value: Value, name: string): Value {
  const build: Builder = {
    name,
    site: value.site,
    result: { shape: value.shape, dtype: value.dtype },
    training: false,
    salt: 0,
    counter: () => {
      throw new Error('a copy draws no random numbers')
    },
    constant: () => {
      throw new Error('a copy holds no numbers')
    },
  }
  return map(build, value.shape, (at) => read(value, at), { dtype: value.dtype })
}

/**
 * A program in which every output and every update is a comprehension of its own: leaves and values that are wanted
 * twice are copied, so that later passes can give each result its place.
 */
export function assembleProgram(program: Program): Program {
  const taken = new Set<Value>()
  const own = (value: Value, name: string): Value => {
    const result = value.kind === 'leaf' || taken.has(value) ? copyOf(value, name) : value
    taken.add(result)
    return result
  }
  return {
    ...program,
    outputs: program.outputs.map(({ name, value }) => ({ name, value: own(value, name) })),
    updates: program.updates.map(({ leaf, value }) => ({ leaf, value: own(value, leaf.name) })),
  }
}

class Expander {
  readonly values: Value[] = []
  readonly leaves = new Set<Leaf>()
  readonly #owned = new Set<Value>()
  readonly #shared: Map<string, Leaf>
  readonly #requests: Requests

  constructor(
    readonly graph: Graph,
    readonly options: ExpandOptions,
  ) {
    this.#shared = options.leaves ?? new Map<string, Leaf>()
    this.#requests = new Requests(graph.nodes, this.values, (node) => this.#builder(node))
  }

  run(): Expansion {
    for (const node of this.graph.nodes) {
      if (this.values[node.id] !== undefined) continue // an earlier gradient request of the same sweep made it
      if (sources.has(node.operator)) this.values[node.id] = this.#source(node)
      else if (findRequest(node.operator) === undefined) this.values[node.id] = this.#own(node, this.#operator(node))
      else
        for (const [served, value] of this.#requests.carryOut(node)) this.values[served.id] = this.#own(served, value)
    }
    const valueOf = (id: number): Value => this.values[id] as Value
    return {
      values: this.values,
      program: assembleProgram({
        name: this.options.name,
        outputs: Object.entries(this.graph.outputs).map(([name, id]) => ({ name, value: valueOf(id) })),
        updates: this.graph.updates.map(({ leaf, value }) => ({ leaf: valueOf(leaf) as Leaf, value: valueOf(value) })),
        leaves: [...this.leaves],
      }),
    }
  }

  #leaf(key: string, shared: boolean, make: () => Leaf): Leaf {
    const known = shared ? this.#shared.get(key) : undefined
    const leaf = known ?? make()
    if (shared) this.#shared.set(key, leaf)
    this.leaves.add(leaf)
    return leaf
  }

  /** Numbered over all entries that share the leaves. */
  #constantName(): string {
    return `constant_${[...this.#shared.keys()].filter((key) => key.startsWith('constant ')).length}`
  }

  #source(node: Node): Leaf {
    const role = node.operator as SourceOperator
    const values = (node.attributes['values'] as readonly unknown[] | undefined)?.map(numberOf)
    const leaf = this.#leaf(leafKey(node, role, values), role !== 'input', () =>
      makeLeaf({
        name: role === 'constant' ? this.#constantName() : String(node.attributes['name']),
        shape: node.shape as readonly number[],
        dtype: node.dtype,
        role,
        ...(values === undefined ? {} : { data: values }),
        site: node.site,
      }),
    )
    if (leaf.shape.join() !== node.shape.join() || leaf.dtype !== node.dtype) {
      throw new Error(
        `leaf "${leaf.name}" is [${leaf.shape.join(', ')}] in one entry and [${node.shape.join(', ')}] in another`,
      )
    }
    return leaf
  }

  #builder(node: Node): Builder {
    const { salt = () => node.id } = this.options
    return {
      name: node.operator,
      site: node.site,
      result: { shape: node.shape as readonly number[], dtype: node.dtype },
      training: this.options.training,
      counter: (name) =>
        this.#leaf(name, true, () =>
          makeLeaf({ name, shape: counterShapes[name], dtype: 'u32', role: 'scalar', site: node.site }),
        ),
      constant: (data, shape, dtype) =>
        this.#leaf(constantKey(dtype, shape, data), true, () =>
          makeLeaf({ name: this.#constantName(), shape, dtype, role: 'constant', data, site: node.site }),
        ),
      get salt() {
        return salt(node)
      },
    }
  }

  #operator(node: Node): Value {
    const operator = findOperator(node.operator)
    if (operator === undefined) throw new Error(`operator "${node.operator}" is not in the table`)
    const build = this.#builder(node)
    const operands = node.operands.map((operand) => this.values[operand.id] as Value)
    return operator.expand(build, operands, node.attributes)
  }

  /** A node's gradient is that of its value, so one that is given its operand itself gets a copy (fused away). */
  #own(node: Node, value: Value): Value {
    if (node.operator === 'sample') return value // a leaf of its own, which is replaced before the program is done
    const own = value.kind === 'leaf' || this.#owned.has(value) ? copyOf(value, node.operator) : value
    this.#owned.add(own)
    return own
  }
}

/**
 * The program of a graph, with every node's value beside it.
 *
 * @throws BindError from binding; Error for an operator that is not in the table.
 */
export function expandNodes(graph: Graph, options: ExpandOptions): Expansion {
  return new Expander(bindGraph(graph, options.binding), options).run()
}

/**
 * The program of a graph at a binding.
 *
 * @example
 * const leaves = new Map()
 * const step = expandGraph(model.graphs.step, { name: 'step', binding: { batch: 32 }, training: true, leaves })
 * const predict = expandGraph(model.graphs.predict, { name: 'predict', binding: { batch: 1 }, training: false, leaves })
 */
export function expandGraph(graph: Graph, options: ExpandOptions): Program {
  return expandNodes(graph, options).program
}
