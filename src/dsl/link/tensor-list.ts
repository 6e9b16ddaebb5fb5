/**
 * TList: a list of tensors whose shapes are a list in its type, and Idx, a position in such a list that knows the shape
 * there. An entry may be absent: the structural zero, which adds nothing and is never multiplied by anything.
 *
 * In: contexts (lists of shapes), tensors of one scalar domain. Out: new lists; a list never changes.
 */
import type { ScalarDomain } from '../domain/scalar-domain.js'
import {
  addTensors,
  dotTensors,
  formatShape,
  LinkError,
  negateTensor,
  sameShape,
  scaleTensor,
  zerosLike,
  type AnyTensorValue,
  type Sizes,
  type TensorValue,
} from './tensor-value.js'

/** The shapes of a list. */
export type Context = readonly Sizes[]

/** All but the last, and the last. */
export type Init<G extends Context> = G extends readonly [...infer I extends Context, Sizes] ? I : Context
export type Last<G extends Context> = G extends readonly [...Context, infer S extends Sizes] ? S : Sizes

declare const context: unique symbol

/** A position of context `G` at which the shape is `S`. Made by `idx`, `weaken` and `last`. */
export interface Idx<G extends Context, out S extends Sizes> {
  readonly position: number
  readonly shape: S
  /** For the compiler only: a position of one context is no position of another. */
  readonly [context]?: (of: G) => void
}

/** The positions of a context of known length, as literals; any number where it is not known. */
type Position<G extends Context> =
  number extends G['length'] ? number
  : Exclude<keyof G, keyof (readonly unknown[])> extends infer K ?
    K extends `${infer N extends number}` ?
      N
    : never
  : never

/**
 * The position `at` of a context, with the shape there.
 *
 * @throws LinkError when the context has no such position
 * @example
 * link.idx([[2, 3], [4]], 1).shape // => [4]
 */
export function idx<const G extends Context, const K extends number & Position<G>>(shapes: G, at: K): Idx<G, G[K]> {
  const shape = shapes[at]
  if (shape === undefined) throw new LinkError(`idx: position ${at} of a context of ${shapes.length}`)
  return { position: at, shape: shape as G[K] } // what the tuple holds there
}

/**
 * The same position in a context with more entries behind.
 *
 * @example
 * const position: link.Idx<readonly [readonly [4], readonly [2]], readonly [4]> = link.weaken(link.idx([[4]], 0), [[2]])
 * position.shape // => [4]
 */
export const weaken = <G extends Context, S extends Sizes, const E extends Context>(
  { position, shape }: Idx<G, S>,
  _extra: E,
): Idx<readonly [...G, ...E], S> => ({ position, shape })

/**
 * The last position.
 *
 * @throws LinkError when the context is empty
 * @example
 * link.last([[2, 3], [4]]).position // => 1
 */
export function last<const G extends Context>(shapes: G): Idx<G, Last<G>> {
  const shape = shapes.at(-1)
  if (shape === undefined) throw new LinkError('last: the context is empty')
  return { position: shapes.length - 1, shape: shape as Last<G> } // the type's own last entry
}

/**
 * A list of tensors with shapes `G`, over one scalar domain.
 *
 * @example
 * const list = link.TList.empty(link.f64).snoc(link.tensorValue(link.f64, [2], [1, 2]))
 * link.dotList(list, list.add(list)) // => 10
 */
export class TList<G extends Context, T> {
  readonly domain: ScalarDomain<T>
  readonly shapes: G
  readonly #entries: ReadonlyMap<number, AnyTensorValue<T>>

  private constructor(domain: ScalarDomain<T>, shapes: G, entries: ReadonlyMap<number, AnyTensorValue<T>>) {
    this.domain = domain
    this.shapes = shapes
    this.#entries = entries
  }

  /** The empty list. */
  static empty<T>(domain: ScalarDomain<T>): TList<readonly [], T> {
    return new TList(domain, [], new Map())
  }

  /** Structural zeros at every position. */
  static zero<const G extends Context, T>(domain: ScalarDomain<T>, shapes: G): TList<G, T> {
    return new TList(domain, shapes, new Map())
  }

  /** Zero but for one position. */
  static single<G extends Context, S extends Sizes, T>(
    domain: ScalarDomain<T>,
    shapes: G,
    at: Idx<G, S>,
    tensor: TensorValue<S, T>,
  ): TList<G, T> {
    return TList.of(domain, shapes, new Map([[at.position, tensor]]))
  }

  /**
   * A list from the entries that are not structurally zero.
   *
   * @throws LinkError when one has no place, or not the shape of its place
   */
  static of<const G extends Context, T>(
    domain: ScalarDomain<T>,
    shapes: G,
    entries: ReadonlyMap<number, AnyTensorValue<T>>,
  ): TList<G, T> {
    for (const [at, { shape }] of entries) {
      const wanted = shapes[at]
      if (wanted === undefined) throw new LinkError(`TList: position ${at} of a context of ${shapes.length}`)
      if (!sameShape(wanted, shape))
        throw new LinkError(`TList: entry ${at} has shape ${formatShape(shape)}, expected ${formatShape(wanted)}`)
    }
    return new TList(domain, shapes, entries)
  }

  get length(): number {
    return this.shapes.length
  }

  /** The tensor at a position; zeros where the entry is absent. */
  get<S extends Sizes>(at: Idx<G, S>): TensorValue<S, T> {
    return (this.entry(at.position) ?? zerosLike(this.domain, at.shape)) as TensorValue<S, T> // checked when it came in
  }

  /** The tensor at a position by number, or null for the structural zero. */
  entry(position: number): AnyTensorValue<T> | null {
    return this.#entries.get(position) ?? null
  }

  /** The entries that are not structurally zero, with their positions. */
  entries(): Iterable<readonly [position: number, tensor: AnyTensorValue<T>]> {
    return this.#entries
  }

  /** All tensors in order, shapes erased: the run-time form. */
  toAnyArray(): AnyTensorValue<T>[] {
    return this.shapes.map((shape, at) => this.entry(at) ?? zerosLike(this.domain, shape))
  }

  /** This list + another, position by position. */
  add(other: TList<G, T>): TList<G, T> {
    const sum = new Map(this.#entries)
    for (const [at, tensor] of other.#entries) {
      const own = sum.get(at)
      sum.set(at, own === undefined ? tensor : addTensors(this.domain, own, tensor))
    }
    return new TList(this.domain, this.shapes, sum)
  }

  /** c · this list. */
  scale(c: T): TList<G, T> {
    return this.#map((tensor) => scaleTensor(this.domain, c, tensor))
  }

  /** This list − another. */
  sub(other: TList<G, T>): TList<G, T> {
    return this.add(other.#map((tensor) => negateTensor(this.domain, tensor)))
  }

  /** One more tensor at the end. */
  snoc<const S extends Sizes>(tensor: TensorValue<S, T>): TList<readonly [...G, S], T> {
    const entries = new Map(this.#entries).set(this.length, tensor)
    return new TList(this.domain, [...this.shapes, tensor.shape], entries)
  }

  /**
   * All but the last, and the last.
   *
   * @throws LinkError when there is none
   */
  unsnoc(): readonly [TList<Init<G>, T>, TensorValue<Last<G>, T>] {
    const tensor = this.get(last(this.shapes))
    const entries = new Map(this.#entries)
    entries.delete(this.length - 1)
    // Init<G> is G without its last entry: what `slice` leaves.
    return [new TList(this.domain, this.shapes.slice(0, -1) as unknown as Init<G>, entries), tensor]
  }

  /**
   * The same list under an equal list of shapes: for a context that the compiler cannot see to be equal.
   *
   * @throws LinkError with the first position that differs
   */
  cast<const H extends Context>(shapes: H): TList<H, T> {
    checkEqualContexts('cast', this.shapes, shapes)
    return new TList(this.domain, shapes, this.#entries)
  }

  #map(f: (tensor: AnyTensorValue<T>) => AnyTensorValue<T>): TList<G, T> {
    const entries = new Map([...this.#entries].map(([at, tensor]) => [at, f(tensor)]))
    return new TList(this.domain, this.shapes, entries)
  }
}

/** @throws LinkError with the first position at which the contexts differ */
export function checkEqualContexts(name: string, from: Context, to: Context): void {
  const length = Math.max(from.length, to.length)
  for (let at = 0; at < length; at++) {
    const [own, other] = [from[at], to[at]]
    if (own !== undefined && other !== undefined && sameShape(own, other)) continue
    const shown = (shape: Sizes | undefined): string => (shape === undefined ? 'no entry' : formatShape(shape))
    throw new LinkError(`${name}: position ${at} is ${shown(own)} in one context and ${shown(other)} in the other`)
  }
}

/**
 * Σ ⟨a, b⟩ over all positions.
 *
 * @example
 * const a = link.TList.empty(link.f64).snoc(link.tensorValue(link.f64, [2], [3, 4]))
 * link.dotList(a, a) // => 25
 */
export function dotList<G extends Context, T>(a: TList<G, T>, b: TList<G, T>): T {
  const { domain } = a
  let total = domain.fromNumber(0)
  for (let at = 0; at < a.length; at++) {
    const [left, right] = [a.entry(at), b.entry(at)]
    if (left !== null && right !== null) total = domain.add(total, dotTensors(domain, left, right))
  }
  return total
}
