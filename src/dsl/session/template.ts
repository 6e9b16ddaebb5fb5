/**
 * Templates: what one application of an operator computes, derived once for all nodes of the same structure (operator,
 * attributes, types of the operands). A chain of 16,000 relus has one template, and a training loop that records its graph
 * again after every reset prepares nothing again.
 *
 * In: a node, an executor. Out: its value, contributions and tangent as functions of arrays.
 */
import { isFloat } from '../../shapes/dtype.js'
import type { Leaf, Value } from '../comprehension/types.js'
import { leaf as makeLeaf } from '../comprehension/value.js'
import { jvp } from '../differentiate/jvp.js'
import { vjp } from '../differentiate/vjp.js'
import type { Executor, PreparedFunction } from '../executor.js'
import { assembleProgram, expandNodes } from '../expand.js'
import type { Attributes, Graph, Node } from '../graph.js'

/** The run-time integers behind random operators. */
export type Counters = Readonly<Record<'seed' | 'step', Float64Array>>

/** Which operands: one bit for each. */
export type Mask = readonly boolean[]

/** Contributions to some operands: `reached` are their numbers. */
export interface PullBack {
  readonly reached: readonly number[]
  readonly run: PreparedFunction
}

export class Template {
  readonly #leaves: readonly Leaf[]
  readonly #value: Value
  readonly #counters: readonly Leaf[]
  readonly #forward: PreparedFunction
  readonly #pullBacks = new Map<string, PullBack>()
  readonly #pushForwards = new Map<string, PreparedFunction | null>()

  constructor(
    node: Node,
    readonly executor: Executor,
    training: boolean,
    salt: () => number,
  ) {
    const operands = node.operands.length
    const { values, program } = expandNodes(graphOfOne(node), { name: node.operator, binding: {}, training, salt })
    this.#leaves = values.slice(0, operands) as Leaf[] // sources
    this.#value = values[operands] as Value
    this.#counters = program.leaves.filter(({ role }) => role === 'scalar')
    this.#forward = this.#prepare([this.#value], this.#leaves)
  }

  forward(operands: readonly Float64Array[], counters: Counters): Float64Array {
    return this.#forward(this.withCounters(operands, counters))[0] as Float64Array
  }

  /** Contributions to the wanted operands. `run` takes their values, the node's own, its cotangent and the counters. */
  pullBack(wanted: Mask): PullBack {
    const key = wanted.map(Number).join('')
    let known = this.#pullBacks.get(key)
    if (known === undefined) {
      known = this.#derivePullBack(wanted)
      this.#pullBacks.set(key, known)
    }
    return known
  }

  /** The tangent where some operands move, of operands, their tangents and counters; null for the structural zero. */
  pushForward(moving: Mask): PreparedFunction | null {
    const key = moving.map(Number).join('')
    let known = this.#pushForwards.get(key)
    if (known === undefined) {
      known = this.#derivePushForward(moving)
      this.#pushForwards.set(key, known)
    }
    return known
  }

  /** Arguments of a prepared function: those given, then the counters that this operator uses. */
  withCounters(values: readonly Float64Array[], counters: Counters): readonly Float64Array[] {
    if (this.#counters.length === 0) return values
    return [...values, ...this.#counters.map(({ name }) => counters[name as keyof Counters])]
  }

  #derivePullBack(wanted: Mask): PullBack {
    const cotangent = companion('cotangent', this.#value)
    const candidates = this.#leaves.flatMap((leaf, at) => (wanted[at] === true ? [{ leaf, at }] : []))
    const gradients = vjp(
      [{ value: this.#value, cotangent }],
      candidates.map(({ leaf }) => leaf),
    )
    const found = candidates.flatMap(({ at }, k) => {
      const value = gradients[k] ?? null
      return value === null ? [] : [{ at, value }]
    })
    return {
      reached: found.map(({ at }) => at),
      run:
        found.length === 0 ?
          () => []
        : this.#prepare(
            found.map(({ value }) => value),
            [...this.#leaves, this.#value, cotangent],
          ),
    }
  }

  #derivePushForward(moving: Mask): PreparedFunction | null {
    const tangents = new Map<Value, Leaf>()
    const parameters: Value[] = [...this.#leaves]
    this.#leaves.forEach((leaf, at) => {
      if (moving[at] !== true) return
      const tangent = companion(`tangent${at}`, leaf)
      tangents.set(leaf, tangent)
      parameters.push(tangent)
    })
    const [tangent] = jvp([this.#value], tangents)
    return tangent === undefined || tangent === null ? null : this.#prepare([tangent], parameters)
  }

  #prepare(results: readonly Value[], parameters: readonly Value[]): PreparedFunction {
    const all = [...parameters, ...this.#counters]
    const leaves = all.filter((value): value is Leaf => value.kind === 'leaf')
    const outputs = results.map((value, at) => ({ name: `result${at}`, value }))
    return this.executor.prepareFunction(assembleProgram({ name: 'operator', outputs, updates: [], leaves }), all)
  }
}

const companion = (name: string, of: Value): Leaf => makeLeaf({ name, shape: of.shape, dtype: of.dtype, role: 'input' })

/** A graph of one node over inputs. */
function graphOfOne(node: Node): Graph {
  const operands = node.operands.map(({ shape, dtype }, id): Node => ({
    id,
    operator: 'input',
    operands: [],
    attributes: { name: `operand${id}` },
    shape,
    dtype,
    site: undefined,
  }))
  const ids = operands.map(({ id }) => id)
  return {
    nodes: [...operands, { ...node, id: operands.length, operands }],
    leaves: ids.filter((id) => isFloat((operands[id] as Node).dtype)),
    inputs: ids.filter((id) => !isFloat((operands[id] as Node).dtype)),
    outputs: { value: operands.length },
    updates: [],
  }
}

/** The templates of one session, by structure; they survive a reset. */
export class Templates {
  readonly #known = new Map<string, Template>()
  /** Structures that draw random numbers: each of their nodes has a template of its own, told apart by `salt`. */
  readonly #random = new Set<string>()

  constructor(
    private readonly executor: Executor,
    private readonly training: boolean,
  ) {}

  /** `salt`: the number of the node in its recording. */
  of(node: Node, salt: number): Template {
    const structure = structureOf(node)
    const key = this.#random.has(structure) ? `${structure} #${salt}` : structure
    const known = this.#known.get(key)
    if (known !== undefined) return known
    let random = false
    const template = new Template(node, this.executor, this.training, () => {
      random = true
      return salt
    })
    if (random) this.#random.add(structure)
    this.#known.set(random ? `${structure} #${salt}` : structure, template)
    return template
  }
}

const typeOf = ({ dtype, shape }: Node): string => `${dtype}[${shape.join()}]`

const structureOf = (node: Node): string =>
  `${node.operator}${attributesText(node.attributes)} ${node.operands.map(typeOf).join()} ${typeOf(node)}`

/** Attributes are JSON data (graph.ts): those that differ read differently. */
function attributesText(attributes: Attributes): string {
  for (const _ in attributes) return JSON.stringify(attributes)
  return '' // most operators have none
}
