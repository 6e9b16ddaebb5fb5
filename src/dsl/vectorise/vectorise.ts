/**
 * Vectorise: a program over one sample becomes one over a batch of them, by one more outer variable in every comprehension
 * that depends on a sample. Operands that are the same for all samples stay as they are, and shared.
 *
 *     out[o…] = reduce_{r…} body(x[o, r], w[r])   ->   out[b, o…] = reduce_{r…} body(x[b, o, r], w[r])
 *
 * In: leaves that stand for a sample, and where the batch of each is. Out: for any value made from them, the batched one.
 */
import { isFloat } from '../../shapes/dtype.js'
import { apply, fromIndex, read } from '../comprehension/expression.js'
import { walk } from '../comprehension/traverse.js'
import { index, plus, times, variable } from '../comprehension/index-expression.js'
import { Redirection } from '../comprehension/redirect.js'
import { comprehension, leaf, operandsOf, topologicalOrder, volume } from '../comprehension/value.js'
import { elementCount } from '../../shapes/size.js'
import type { Apply, Comprehension, Expression, Index, Leaf, Value, Variable } from '../comprehension/types.js'
import { winnerOf } from '../differentiate/winner.js'
import { variablesFor } from '../primitives/map.js'

/** A batch of a value: the tensor, and which of its axes counts the samples. */
export interface Lane {
  readonly tensor: Value
  readonly axis: number
}

const insert = <T>(list: readonly T[], axis: number, item: T): T[] => [
  ...list.slice(0, axis),
  item,
  ...list.slice(axis),
]

/** A hint is of use where the axes are the same ones. */
const likeOf = (lane: Lane | null | undefined): Value | undefined => (lane?.axis === 0 ? lane.tensor : undefined)

/** Random bits at a counter that is an element's number: one draw for each element. */
const isDraw = (e: Expression): e is Apply =>
  e.kind === 'apply' && e.function === 'randomBits' && e.arguments[2]?.kind === 'index'

export class Vectoriser {
  readonly #lanes = new Map<Value, Lane | null>()

  /**
   * @param extent how many samples there are
   * @param after draws of random numbers made after this value (by id) are the sample's own; earlier ones are shared
   */
  constructor(
    readonly extent: number,
    samples: Iterable<readonly [Leaf, Lane]>,
    readonly after: number,
  ) {
    for (const [sample, lane] of samples) this.#lanes.set(sample, lane)
  }

  /** The batch of a value, or null when it is the same for every sample. */
  laneOf(root: Value): Lane | null {
    for (const value of topologicalOrder([root])) {
      if (!this.#lanes.has(value)) this.#lanes.set(value, value.kind === 'leaf' ? null : this.#lift(value))
    }
    return this.#lanes.get(root) ?? null
  }

  #lift(value: Comprehension): Lane | null {
    const draws = value.id > this.after && this.#draws(value)
    if (!draws && operandsOf(value).every((operand) => !this.#lanes.get(operand))) return null
    const primal = value.winnerOf === undefined ? null : this.laneOf(value.winnerOf)
    // The companion of a batched maximum is made once, whoever asks first.
    if (primal?.tensor.kind === 'comprehension' && (value.reduce === 'argmax' || value.reduce === 'argmin'))
      return { tensor: winnerOf(primal.tensor), axis: 0 }
    return { tensor: this.#batched(value, primal?.tensor), axis: 0 }
  }

  #batched(value: Comprehension, primal: Value | undefined): Comprehension {
    const { out, over, where, scatter, like, adjoint } = value
    const sample = variable(this.extent, 'b')
    const to = new Redirection(
      (tensor, at) => {
        const lane = this.#lanes.get(tensor)
        return lane ? [lane.tensor, insert(at, lane.axis, index(sample))] : [tensor, at]
      },
      value.id > this.after ? this.#ownDraw(value, sample) : undefined,
    )
    // A scatter's loops are its `over`; its result has an axis more, at which the loop over samples stores.
    const axis = scatter ? variable(this.extent, 'b') : sample
    const lifted: Comprehension = comprehension({
      name: value.name,
      dtype: value.dtype,
      out: [axis, ...out],
      over: scatter ? [sample, ...over] : over,
      reduce: value.reduce,
      body: to.expression(value.body),
      where: where && to.guards(where),
      scatter: scatter && {
        at: [index(sample), ...scatter.at.map((i) => to.index(i))],
        guards: to.guards(scatter.guards),
      },
      winnerOf: primal?.kind === 'comprehension' ? primal : undefined,
      stop: value.stop,
      adjoint: adjoint && ((cotangent) => this.#adjoint(value, adjoint, cotangent)),
      like: like && likeOf(this.#lanes.get(like)),
      site: value.site,
    })
    return lifted
  }

  /** An adjoint that was written out, for every sample; what is shared by all samples gets the sum over them. */
  #adjoint(
    value: Comprehension,
    adjoint: NonNullable<Comprehension['adjoint']>,
    cotangent: Value,
  ): [operand: Value, contribution: Value][] {
    const one = leaf({ name: cotangent.name, shape: value.shape, dtype: cotangent.dtype, role: 'input' })
    this.#lanes.set(one, { tensor: cotangent, axis: 0 })
    return adjoint(one).map(([operand, contribution]) => {
      const lane = this.laneOf(contribution)
      const of = this.laneOf(operand)
      const at = (sample: Variable, out: readonly Variable[]): Expression =>
        lane ? read(lane.tensor, insert<Variable>(out, lane.axis, sample)) : read(contribution, out)
      if (of !== null && lane !== null && of.axis === lane.axis) return [of.tensor, lane.tensor]
      const out = variablesFor(operand.shape)
      const sample = variable(this.extent, 'b')
      const { name, dtype, site } = contribution.kind === 'leaf' ? { ...contribution, site: value.site } : contribution
      const shared = { name, dtype, site, body: at(sample, out) }
      return of === null ?
          [operand, comprehension({ ...shared, out, over: [sample], reduce: 'sum', like: operand })]
        : [of.tensor, comprehension({ ...shared, out: insert(out, of.axis, sample), like: of.tensor })]
    })
  }

  #draws(value: Comprehension): boolean {
    let draws = false
    walk(value.body, (e) => (draws ||= isDraw(e)))
    return draws
  }

  /** The counters of sample b come after all of those before it: element + b · elements. */
  #ownDraw(value: Comprehension, sample: Variable): (node: Apply) => Expression {
    const counters = elementCount(value.shape) * volume(value.over)
    return (node) => {
      if (!isDraw(node)) return node
      if (operandsOf(value).some(({ dtype }) => isFloat(dtype)))
        throw new Error(`${value.name}: random bits are to be a value of their own, without floats`)
      const [key, seed, counter, salt] = node.arguments as readonly [Expression, Expression, Expression, Expression]
      const own: Index = plus(counter.kind === 'index' ? counter.index : index(0), times(sample, counters))
      return apply('randomBits', key, seed, fromIndex(own), salt)
    }
  }
}
