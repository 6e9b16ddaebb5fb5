/**
 * The reference: what a program means, computed in f64, one point at a time, in row-major order. Every kernel is
 * compared with it, so it shares nothing with code generation: bodies become closures, loops count like an odometer.
 *
 * In: values and data for leaves. Out: row-major results for every value reachable from the roots.
 */
import { elementCount, topologicalOrder } from './comprehension/value.js'
import type { Comprehension, Expression, Guard, Index, Leaf, Value, Variable } from './comprehension/types.js'
import { toNumber } from './rational.js'
import { scalarFunctions } from './scalar.js'

/**
 * Evaluates all values that the roots need. Integers and masks are exact numbers in the same arrays.
 *
 * @throws Error when leaf data has the wrong length, or an index is out of range (a bug of whoever made the value).
 * @example
 * interpret([loss], (leaf) => data.get(leaf.name)!).get(loss) // Float64Array [ 0.25 ]
 */
export function interpret(roots: readonly Value[], data: (leaf: Leaf) => ArrayLike<number>): Map<Value, Float64Array> {
  const results = new Map<Value, Float64Array>()
  for (const value of topologicalOrder(roots)) {
    if (value.kind === 'comprehension') {
      results.set(value, new Evaluation(value, results).run())
      continue
    }
    const given = value.data ?? data(value)
    if (given.length !== elementCount(value.shape)) {
      throw new Error(`${value.name} [${value.shape.join(', ')}] has ${given.length} values`)
    }
    results.set(value, Float64Array.from(given))
  }
  return results
}

type Scalar = () => number

/** The value of each named real. */
const namedReals = { pi: Math.PI, e: Math.E } as const

/** One comprehension being evaluated: where its variables stand, and its expressions as closures. */
class Evaluation {
  private readonly position = new Map<Variable, { at: number }>()
  private readonly scalars = new Map<Expression, Scalar>()
  private readonly indices = new Map<Index, Scalar>()
  private accumulated = 0
  /** Rises with every point (and once more before `post`), so that shared sub-expressions are computed once a point. */
  private stamp = 0

  constructor(
    private readonly value: Comprehension,
    private readonly results: ReadonlyMap<Value, Float64Array>,
  ) {
    for (const variable of [...value.out, ...value.over]) this.position.set(variable, { at: 0 })
  }

  run(): Float64Array {
    const { out, shape, scatter } = this.value
    const result = new Float64Array(elementCount(shape))
    if (scatter) this.scatterInto(result)
    const finish = this.value.post === null ? null : this.scalar(this.value.post)
    if (scatter && finish === null) return result
    const reduced = scatter ? null : this.reduction()
    let linear = 0
    this.each(out, () => {
      this.accumulated = reduced ? reduced() : result[linear]!
      this.stamp++
      result[linear++] = finish ? finish() : this.accumulated
    })
    return result
  }

  /** Visits all points of these variables, the last one fastest. */
  private each(variables: readonly Variable[], visit: () => void): void {
    if (variables.some(({ extent }) => extent === 0)) return
    const cells = variables.map((variable) => this.position.get(variable)!)
    for (const cell of cells) cell.at = 0
    for (;;) {
      this.stamp++
      visit()
      let axis = cells.length - 1
      while (axis >= 0 && ++cells[axis]!.at === variables[axis]!.extent) cells[axis--]!.at = 0
      if (axis < 0) return
    }
  }

  private reduction(): Scalar {
    const { reduce, over, where } = this.value
    const body = this.scalar(this.value.body)
    if (reduce === 'none') return body
    if (reduce === 'sum') {
      return () => {
        let total = 0
        this.each(over, () => (total += body()))
        return total
      }
    }
    const live = this.conjunction(where ?? [])
    const largest = reduce === 'max' || reduce === 'argmax'
    return () => {
      let best = 0
      let winner = -1
      let number = 0
      this.each(over, () => {
        if (live()) {
          const candidate = body()
          const better = largest ? candidate > best : candidate < best
          // The first point starts; a NaN wins and stays.
          if (winner < 0 || (!Number.isNaN(best) && (better || Number.isNaN(candidate)))) {
            best = candidate
            winner = number
          }
        }
        number++
      })
      return reduce === 'argmax' || reduce === 'argmin' ? winner : best
    }
  }

  private scatterInto(result: Float64Array): void {
    const { over, shape, scatter } = this.value
    const body = this.scalar(this.value.body)
    const live = this.conjunction(scatter!.guards)
    const address = this.address(this.value, scatter!.at, shape)
    this.each(over, () => {
      if (!live()) return
      const at = address()
      result[at] = result[at]! + body()
    })
  }

  private conjunction(guards: readonly Guard[]): () => boolean {
    const tests = guards.map(({ test, of }) => {
      const index = this.index(of)
      return test === 'nonnegative' ? () => index() >= 0 : () => index() === 0
    })
    return () => tests.every((test) => test())
  }

  /** A checked row-major address. */
  private address(tensor: Value, at: readonly Index[], shape: readonly number[]): Scalar {
    const axes = at.map((index) => this.index(index))
    return () => {
      let linear = 0
      for (let axis = 0; axis < axes.length; axis++) {
        const i = axes[axis]!()
        const extent = shape[axis]!
        if (!(i >= 0 && i < extent)) {
          throw new Error(
            `${this.value.name} reaches index ${i} of axis ${axis} of ${tensor.name} [${shape.join(', ')}]`,
          )
        }
        linear = linear * extent + i
      }
      return linear
    }
  }

  private load(tensor: Value, at: readonly Index[]): Scalar {
    const values = this.results.get(tensor)!
    const address = this.address(tensor, at, tensor.shape)
    return () => values[address()]!
  }

  private index(index: Index): Scalar {
    const known = this.indices.get(index)
    if (known) return known
    const atoms = index.terms.map(({ atom }): Scalar => {
      switch (atom.kind) {
        case 'variable': {
          const cell = this.position.get(atom)
          if (!cell) throw new Error(`${this.value.name}: ${atom.name} is not one of its variables`)
          return () => cell.at
        }
        case 'lookup':
          return this.load(atom.tensor, atom.at)
        case 'floor': {
          const of = this.index(atom.of)
          return () => Math.floor(of() / atom.by)
        }
        case 'modulo': {
          const of = this.index(atom.of)
          return () => {
            const value = of()
            return value - atom.by * Math.floor(value / atom.by)
          }
        }
      }
    })
    const coefficients = index.terms.map(({ coefficient }) => coefficient)
    const { constant } = index
    const scalar = (): number => {
      let sum = constant
      for (let i = 0; i < atoms.length; i++) sum += coefficients[i]! * atoms[i]!()
      return sum
    }
    this.indices.set(index, scalar)
    return scalar
  }

  private scalar(expression: Expression): Scalar {
    const known = this.scalars.get(expression)
    if (known) return known
    const scalar = this.compile(expression)
    this.scalars.set(expression, scalar)
    return scalar
  }

  private compile(expression: Expression): Scalar {
    switch (expression.kind) {
      case 'constant': {
        const value = typeof expression.value === 'string' ? namedReals[expression.value] : toNumber(expression.value)
        return () => value
      }
      case 'accumulator':
        return () => this.accumulated
      case 'index':
        return this.index(expression.index)
      case 'read':
        return this.load(expression.tensor, expression.at)
      case 'select': {
        const live = this.conjunction(expression.guards)
        const then = this.scalar(expression.then)
        const otherwise = this.scalar(expression.otherwise)
        return () => (live() ? then() : otherwise())
      }
      case 'apply':
        return this.oncePerPoint(this.application(expression))
    }
  }

  private application(expression: Extract<Expression, { kind: 'apply' }>): Scalar {
    const { evaluate } = scalarFunctions[expression.function]
    const [a, b, c, d] = expression.arguments.map((operand) => this.scalar(operand))
    if (!b) return () => evaluate(a!())
    if (!c) return () => evaluate(a!(), b())
    if (!d) return () => evaluate(a!(), b(), c())
    return () => evaluate(a!(), b(), c(), d())
  }

  /** Bodies are graphs with sharing; without this a chain of squares would cost its number of paths. */
  private oncePerPoint(compute: Scalar): Scalar {
    let stamp = -1
    let value = 0
    return () => {
      if (stamp === this.stamp) return value
      value = compute()
      stamp = this.stamp
      return value
    }
  }
}
