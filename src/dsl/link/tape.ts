/**
 * Tape: the run-time form of a graph. Values and closures by number, shapes erased; reverse mode is a loop from the last
 * node to the first. Contributions name their parents, so that a sweep is linear in the number of edges, and an entry that
 * nothing reached stays absent (the structural zero), so that a disconnected 0·∞ never arises.
 *
 * In: nodes with values. Out: gradients by node, in five forms that agree. Preconditions are checked: TapeError.
 */
import { elementCount } from '../../shapes/size.js'
import type { ScalarDomain } from '../domain/scalar-domain.js'
import { addTensors, formatShape, LinkError, sameShape, zerosLike, type AnyTensorValue } from './tensor-value.js'

/** A tape used against its preconditions: an unknown node, a gradient of the wrong shape, an array of the wrong length. */
export class TapeError extends LinkError {
  override readonly name: string = 'TapeError'
}

/** What one node passes on to one of its parents. */
export interface Contribution<T> {
  readonly parent: number
  readonly gradient: AnyTensorValue<T>
}

export interface TapeNode<T> {
  readonly name?: string
  readonly value: AnyTensorValue<T>
  /** Contributions to a node without it are dropped, and it is not run. */
  readonly requiresGrad: boolean
  /** The nodes that `backward` may contribute to. */
  readonly parents: readonly number[]
  readonly backward: (cotangent: AnyTensorValue<T>) => readonly Contribution<T>[]
}

/** One entry for each node; null where nothing arrived. */
export type DenseGradients<T> = readonly (AnyTensorValue<T> | null)[]

/**
 * A leaf of a tape: it takes gradients and passes nothing on.
 *
 * @example
 * const leaf = link.leafNodeOfAny(link.zerosLike(link.f64, [2]), 'x')
 * leaf.parents.length // => 0
 */
export const leafNodeOfAny = <T>(value: AnyTensorValue<T>, name?: string): TapeNode<T> => ({
  ...(name === undefined ? {} : { name }),
  value,
  requiresGrad: true,
  parents: [],
  backward: () => [],
})

/**
 * Nodes by number. Gradients of node `out` are asked for with a seed of its shape.
 *
 * @example
 * const tape = new link.Tape(link.f64)
 * const x = tape.addNode(link.leafNodeOfAny(link.tensorValue(link.f64, [], [3])))
 * const square = tape.addNode({
 *   value: link.tensorValue(link.f64, [], [9]),
 *   requiresGrad: true,
 *   parents: [x],
 *   backward: (cotangent) => [{ parent: x, gradient: link.scaleTensor(link.f64, 6, cotangent) }],
 * })
 * tape.backwardScalar(square).get(x)!.cells // => [6]
 */
export class Tape<T> {
  readonly nodes: TapeNode<T>[] = []

  constructor(readonly domain: ScalarDomain<T>) {}

  /** Appends a node and returns its number. */
  addNode(node: TapeNode<T>): number {
    this.nodes.push(node)
    return this.nodes.length - 1
  }

  /**
   * Adds one contribution into an array of gradients, in place; those to nodes that take none are dropped.
   *
   * @throws TapeError when there is no such parent, or the gradient has not its shape
   */
  addGrad(gradients: (AnyTensorValue<T> | null)[], { parent, gradient }: Contribution<T>): void {
    const node = this.nodes[parent]
    if (node === undefined || parent >= gradients.length)
      throw new TapeError(`backward: invalid parent id ${parent} of ${Math.min(this.nodes.length, gradients.length)}`)
    if (!sameShape(gradient.shape, node.value.shape))
      throw new TapeError(
        `backward: gradient contribution ${formatShape(gradient.shape)} for parent ${parent} of shape ${formatShape(node.value.shape)}`,
      )
    if (!node.requiresGrad) return
    const known = gradients[parent] ?? null
    gradients[parent] = known === null ? gradient : addTensors(this.domain, known, gradient)
  }

  /** Adds contributions in order. */
  addGradAll(gradients: (AnyTensorValue<T> | null)[], contributions: readonly Contribution<T>[]): void {
    for (const contribution of contributions) this.addGrad(gradients, contribution)
  }

  /**
   * Gradients that were reached from `out`; null for the others.
   *
   * @throws TapeError for an unknown node, or a seed that has not its shape
   */
  backwardDense(out: number, seed: AnyTensorValue<T>): DenseGradients<T> {
    const gradients = this.#seeded(out, seed)
    this.#sweep(gradients, out + 1)
    return gradients
  }

  /**
   * One step of the loop: node `id` passes its cotangent on. In place; nothing happens where it is absent.
   *
   * @throws TapeError when there is no such node, its cotangent has the wrong shape, or a contribution does not fit
   */
  backwardDenseFromStep(gradients: (AnyTensorValue<T> | null)[], id: number): void {
    const node = this.nodes[id]
    if (node === undefined) throw new TapeError(`backward: invalid node id ${id} of ${this.nodes.length}`)
    const cotangent = gradients[id] ?? null
    if (cotangent === null || !node.requiresGrad) return
    this.#checkShape('upstream gradient', id, cotangent)
    const contributions = node.backward(cotangent)
    for (const { parent } of contributions)
      if (parent >= id) throw new TapeError(`backward: invalid parent id ${parent}: node ${id} comes no later`)
    this.addGradAll(gradients, contributions)
  }

  /** The steps of nodes n − 1 … 0. In place. */
  backwardDenseFromLoop(n: number, gradients: (AnyTensorValue<T> | null)[]): void {
    if (!Number.isInteger(n) || n < 0 || n > this.nodes.length)
      throw new TapeError(`backward: ${n} steps on a tape of ${this.nodes.length}`)
    this.#checkArray(gradients)
    this.#sweep(gradients, n)
  }

  /**
   * Gradients from any initial ones, one for each node; null stands for the structural zero. The result is total.
   *
   * @throws TapeError when the array has another length than the tape, or an entry not the shape of its node
   */
  backwardDenseFrom(initial: DenseGradients<T>): AnyTensorValue<T>[] {
    const gradients = [...initial]
    this.backwardDenseFromLoop(this.nodes.length, gradients)
    return this.#total(gradients)
  }

  /** `backwardDense`, with zeros where nothing was reached. */
  backwardDenseAll(out: number, seed: AnyTensorValue<T>): AnyTensorValue<T>[] {
    return this.#total(this.backwardDense(out, seed))
  }

  /** The gradients that were reached, by node. */
  backward(out: number, seed: AnyTensorValue<T>): ReadonlyMap<number, AnyTensorValue<T>> {
    return denseToHashMap(this.backwardDense(out, seed))
  }

  /**
   * The gradients of a scalar, by node: a seed of 1.
   *
   * @throws TapeError when the output has more than one element or any axes
   */
  backwardScalar(out: number): ReadonlyMap<number, AnyTensorValue<T>> {
    const node = this.#node(out)
    if (node.value.shape.length > 0)
      throw new TapeError(`backward: output ${out} of shape ${formatShape(node.value.shape)} is not a scalar`)
    const cells = this.domain.array(1)
    cells[0] = this.domain.fromNumber(1)
    return this.backward(out, { shape: [], cells })
  }

  #sweep(gradients: (AnyTensorValue<T> | null)[], n: number): void {
    for (let id = n - 1; id >= 0; id--) this.backwardDenseFromStep(gradients, id)
  }

  #seeded(out: number, seed: AnyTensorValue<T>): (AnyTensorValue<T> | null)[] {
    const node = this.#node(out)
    if (!sameShape(seed.shape, node.value.shape) || seed.cells.length !== elementCount(seed.shape))
      throw new TapeError(
        `backward: seed gradient ${formatShape(seed.shape)} for output ${out} of shape ${formatShape(node.value.shape)}`,
      )
    const gradients = this.nodes.map((): AnyTensorValue<T> | null => null)
    if (node.requiresGrad) gradients[out] = seed
    return gradients
  }

  #node(out: number): TapeNode<T> {
    const node = this.nodes[out]
    if (node === undefined) throw new TapeError(`backward: invalid output id ${out} of ${this.nodes.length}`)
    return node
  }

  #checkArray(gradients: DenseGradients<T>): void {
    if (gradients.length !== this.nodes.length)
      throw new TapeError(
        `backward: initial dense gradient array has length ${gradients.length}, the tape ${this.nodes.length}`,
      )
    gradients.forEach((gradient, id) => {
      if (gradient !== null) this.#checkShape('gradient array entry', id, gradient)
    })
  }

  #checkShape(what: string, id: number, gradient: AnyTensorValue<T>): void {
    const { shape } = this.nodes[id]!.value
    if (!sameShape(gradient.shape, shape))
      throw new TapeError(
        `backward: ${what} ${formatShape(gradient.shape)} for node ${id} of shape ${formatShape(shape)}`,
      )
  }

  #total(gradients: DenseGradients<T>): AnyTensorValue<T>[] {
    return gradients.map((gradient, id) => gradient ?? zerosLike(this.domain, this.nodes[id]!.value.shape))
  }
}

/**
 * The entries that are there, by position.
 *
 * @example
 * link.denseToHashMap([null, link.zerosLike(link.f64, [2])]).size // => 1
 */
export const denseToHashMap = <T>(gradients: DenseGradients<T>): ReadonlyMap<number, AnyTensorValue<T>> =>
  new Map(gradients.flatMap((gradient, id) => (gradient === null ? [] : [[id, gradient] as const])))
