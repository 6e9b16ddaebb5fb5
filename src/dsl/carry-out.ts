/**
 * Carrying out requests (request.ts) on a program: derivatives by one sweep for all requests that ask for the same one,
 * batches by one vectorisation for all results over the same samples.
 *
 * In: the nodes of a bound graph and the values of those before the request. Out: values of requests.
 */
import { constant, read, select } from './comprehension/expression.js'
import { zero } from './comprehension/guards.js'
import { minus } from './comprehension/index-expression.js'
import { leaf as makeLeaf } from './comprehension/value.js'
import type { Leaf, Value } from './comprehension/types.js'
import { jvp } from './differentiate/jvp.js'
import { vjp } from './differentiate/vjp.js'
import type { Node } from './graph.js'
import type { Builder } from './operator.js'
import { map } from './primitives/map.js'
import { linearIndex } from './primitives/movement.js'
import { Vectoriser } from './vectorise/vectorise.js'
import type { Lane } from './vectorise/vectorise.js'

/** What was carried out: the request that was asked for, and those that the same sweep served. */
type Served = readonly (readonly [request: Node, value: Value])[]

const zerosLike = (build: Builder, value: Value): Value =>
  map(build, value.shape, () => constant(0), { dtype: value.dtype })

export class Requests {
  /** By the first of their samples. */
  readonly #vectorisers = new Map<Node, Vectoriser>()

  constructor(
    private readonly nodes: readonly Node[],
    private readonly values: readonly Value[],
    private readonly builderOf: (node: Node) => Builder,
  ) {}

  carryOut(request: Node): Served {
    switch (request.operator) {
      case 'gradient':
        return this.#gradients(request)
      case 'tangent':
        return this.#tangents(request)
      case 'argument': {
        const value = this.#value(request.operands[0])
        return [[request, map(this.builderOf(request), value.shape, (o) => read(value, o), { dtype: value.dtype })]]
      }
      case 'sample':
        return [[request, this.#sample(request)]]
      case 'batched':
        return [[request, this.#batched(request)]]
      case 'basis':
        return [[request, this.#basis(request)]]
      default:
        throw new Error(`there is no request ${request.operator}`)
    }
  }

  #value(node: Node | undefined): Value {
    return this.values[node?.id ?? -1] as Value // operands come before their users
  }

  /** Those of the same kind, all of whose operands are known, that `alike` lets share the sweep. */
  #together(first: Node, alike: (operands: readonly Node[]) => boolean): readonly Node[] {
    return this.nodes.filter(
      ({ id, operator, operands }) =>
        operator === first.operator &&
        this.values[id] === undefined &&
        alike(operands) &&
        operands.every((operand) => this.values[operand.id] !== undefined),
    )
  }

  /** All requests for gradients of this output that can be served now, by one reverse sweep. */
  #gradients(first: Node): Served {
    const [output, , seed] = first.operands
    const requests = this.#together(first, (operands) => operands[0] === output && operands[2] === seed)
    const value = this.#value(output)
    const cotangent =
      seed === undefined ?
        map(this.builderOf(first), value.shape, () => constant(1), { dtype: value.dtype })
      : this.#value(seed)
    const wrt = requests.map(({ operands }) => this.#value(operands[1]))
    const gradients = vjp([{ value, cotangent }], wrt)
    return requests.map((request, at) => [
      request,
      gradients[at] ?? zerosLike(this.builderOf(request), wrt[at] as Value),
    ])
  }

  /** All requests for tangents along the same directions that can be served now, by one forward sweep. */
  #tangents(first: Node): Served {
    const moves = first.operands.slice(1)
    const requests = this.#together(
      first,
      (operands) => operands.length === moves.length + 1 && moves.every((node, at) => operands[at + 1] === node),
    )
    const along = new Map<Value, Value>()
    for (let at = 0; at < moves.length; at += 2) along.set(this.#value(moves[at]), this.#value(moves[at + 1]))
    const outputs = requests.map(({ operands }) => this.#value(operands[0]))
    const tangents = jvp(outputs, along)
    return requests.map((request, at) => [
      request,
      tangents[at] ?? zerosLike(this.builderOf(request), outputs[at] as Value),
    ])
  }

  /** A leaf that the program will not have: whatever reads it is vectorised first. */
  #sample({ shape, dtype, site }: Node): Leaf {
    return makeLeaf({ name: 'sample', shape: shape as readonly number[], dtype, role: 'input', site })
  }

  #batched(request: Node): Value {
    const [one, ...samples] = request.operands
    const value = this.#value(one)
    const lane = this.#vectoriser(request, samples).laneOf(value)
    const axis = request.attributes['axis'] as number
    return map(
      this.builderOf(request),
      request.shape as readonly number[],
      (out) => {
        const rest = out.filter((_, at) => at !== axis)
        if (lane === null) return read(value, rest)
        return read(lane.tensor, [...rest.slice(0, lane.axis), out[axis]!, ...rest.slice(lane.axis)])
      },
      { dtype: value.dtype },
    )
  }

  #vectoriser(request: Node, samples: readonly Node[]): Vectoriser {
    const [first] = samples
    if (first === undefined) throw new Error('batched: there is no sample')
    const known = this.#vectorisers.get(first)
    if (known !== undefined) return known
    const size = request.attributes['size'] as number
    const lanes = samples.map((sample): readonly [Leaf, Lane] => {
      const axis = sample.attributes['axis'] as number
      const tensor = this.#value(sample.operands[0])
      if (tensor.shape[axis] !== size)
        throw new Error(`batched: ${size} samples, but [${tensor.shape.join(', ')}] has ${tensor.shape[axis]}`)
      return [this.#value(sample) as Leaf, { tensor, axis }] // `#sample` made it
    })
    const made = new Vectoriser(size, lanes, Math.min(...lanes.map(([{ id }]) => id)))
    this.#vectorisers.set(first, made)
    return made
  }

  /** e[n, i…] = 1 where n is the number of i…, else 0 */
  #basis(request: Node): Value {
    const [, ...shape] = request.shape as readonly number[]
    return map(
      this.builderOf(request),
      request.shape as readonly number[],
      ([n, ...at]) => select([zero(minus(n!, linearIndex(at, shape)))], constant(1)),
      { dtype: request.dtype },
    )
  }
}
