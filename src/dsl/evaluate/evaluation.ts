/**
 * One comprehension in a domain: loops that count like an odometer, sums, first winners, scatters, epilogues.
 * In: a comprehension, boxes with the elements of what it reads. Out: `run`, which computes its elements afresh.
 */
import { isFloat } from '../../shapes/dtype.js'
import type { Comprehension, Expression, Value, Variable } from '../comprehension/types.js'
import { elementCount } from '../../shapes/size.js'
import type { Cells, ScalarDomain } from '../domain/scalar-domain.js'
import { rational } from '../rational.js'
import { Expressions } from './expressions.js'
import { Indices, type Box, type Integer } from './indices.js'
import { kindOf } from './kind.js'

/** How results of floats and results of integers are made. */
interface Kind<E, B extends Cells<E>> {
  readonly zero: E
  readonly add: (a: E, b: E) => E
  readonly array: (length: number) => B
  readonly scalar: (expression: Expression) => () => E
  /** What a maximum, a minimum or a search for one gives. */
  readonly extreme: () => () => E
  /** Tells an epilogue the reduced value. */
  readonly accumulate: (reduced: E) => void
}

/** One comprehension, compiled to closures. */
export class Evaluation<T, A extends Cells<T>> {
  private readonly zero: T
  private readonly cells = new Map<readonly Variable[], readonly { at: number }[]>()
  private readonly indices: Indices<T, A>
  private readonly expressions: Expressions<T, A>
  readonly run: () => A | Float64Array

  constructor(
    private readonly value: Comprehension,
    boxes: ReadonlyMap<Value, Box<A>>,
    private readonly domain: ScalarDomain<T, A>,
  ) {
    this.zero = domain.constant(rational(0))
    this.indices = new Indices(value.name, [...value.out, ...value.over], boxes)
    this.expressions = new Expressions(this.indices, domain, this.zero)
    this.run = isFloat(value.dtype) ? this.result(this.ofFloats()) : this.result(this.ofIntegers())
  }

  private ofFloats(): Kind<T, A> {
    const { zero, domain } = this
    return {
      zero,
      add: domain.add,
      array: domain.array,
      scalar: (expression) => this.expressions.float(expression),
      extreme: () => this.extreme().best,
      accumulate: (reduced) => (this.expressions.accumulated = reduced),
    }
  }

  private ofIntegers(): Kind<number, Float64Array> {
    const { fromNumber, toNumber: number } = this.domain
    const { reduce } = this.value
    return {
      zero: 0,
      add: (a, b) => a + b,
      array: (length) => new Float64Array(length),
      scalar: (expression) => this.expressions.integer(expression),
      extreme: () => {
        const { best, winner } = this.extreme()
        return reduce === 'argmax' || reduce === 'argmin' ? winner : () => number(best())
      },
      accumulate: (reduced) => (this.expressions.accumulated = fromNumber(reduced)),
    }
  }

  private result<E, B extends Cells<E>>(kind: Kind<E, B>): () => B {
    const { out, shape, scatter, post } = this.value
    const length = elementCount(shape)
    const scatterInto = scatter ? this.scatterInto(kind) : null
    const element = scatter ? null : this.reduction(kind)
    const finish = post === null ? null : kind.scalar(post)
    return () => {
      const result = kind.array(length)
      scatterInto?.(result)
      if (scatterInto && finish === null) return result
      let linear = 0
      this.each(out, () => {
        const reduced = element ? element() : result[linear]!
        if (finish === null) result[linear++] = reduced
        else {
          kind.accumulate(reduced)
          this.expressions.stamp++
          result[linear++] = finish()
        }
      })
      return result
    }
  }

  /** Where each of these variables stands. */
  private cellsOf(variables: readonly Variable[]): readonly { at: number }[] {
    let cells = this.cells.get(variables)
    if (cells === undefined) {
      cells = variables.map((variable) => this.indices.position.get(variable)!)
      this.cells.set(variables, cells)
    }
    return cells
  }

  /** Visits all points of these variables, the last one fastest. */
  private each(variables: readonly Variable[], visit: () => void): void {
    const cells = this.cellsOf(variables)
    for (let axis = 0; axis < cells.length; axis++) {
      if (variables[axis]!.extent === 0) return
      cells[axis]!.at = 0
    }
    for (;;) {
      this.expressions.stamp++
      visit()
      let axis = cells.length - 1
      while (axis >= 0 && ++cells[axis]!.at === variables[axis]!.extent) cells[axis--]!.at = 0
      if (axis < 0) return
    }
  }

  private reduction<E, B extends Cells<E>>({ zero, add, scalar, extreme }: Kind<E, B>): () => E {
    const { reduce, over, body } = this.value
    if (reduce === 'none') return scalar(body)
    if (reduce !== 'sum') return extreme()
    const term = scalar(body)
    return () => {
      let total = zero
      this.each(over, () => (total = add(total, term())))
      return total
    }
  }

  /** The first largest (smallest) element, and its number among the points of `over`. */
  private extreme(): { readonly best: () => T; readonly winner: Integer } {
    const { reduce, over, where } = this.value
    const largest = reduce === 'max' || reduce === 'argmax'
    const live = this.indices.conjunction(where ?? [])
    // Integers are compared as numbers.
    const candidateOf =
      kindOf(this.value.body) === 'integer' ?
        this.expressions.lifted(this.value.body)
      : this.expressions.float(this.value.body)
    const { domain, zero } = this
    const find = (): { readonly best: T; readonly winner: number } => {
      let best = zero
      let winner = -1
      let number = 0
      this.each(over, () => {
        if (live()) {
          const candidate = candidateOf()
          const better = largest ? domain.lessThan(best, candidate) : domain.lessThan(candidate, best)
          // The first point starts; a NaN wins and stays.
          if (winner < 0 || (!domain.isNaN(best) && (better || domain.isNaN(candidate)))) {
            best = candidate
            winner = number
          }
        }
        number++
      })
      return { best, winner }
    }
    return { best: () => find().best, winner: () => find().winner }
  }

  private scatterInto<E, B extends Cells<E>>({ add, scalar }: Kind<E, B>): (result: B) => void {
    const { over, shape, scatter, body } = this.value
    const term = scalar(body)
    const live = this.indices.conjunction(scatter!.guards)
    const address = this.indices.address(this.value, scatter!.at, shape)
    return (result) =>
      this.each(over, () => {
        if (!live()) return
        const at = address()
        result[at] = add(result[at]!, term())
      })
  }
}
