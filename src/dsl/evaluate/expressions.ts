/**
 * Scalar expressions of one comprehension as closures, over its indices and the elements of the tensors it reads. In:
 * expressions, a domain. Out: functions without arguments.
 */
import type { Expression } from '../comprehension/types.js'
import type { Cells, ScalarDomain } from '../domain/scalar-domain.js'
import { toNumber } from '../rational.js'
import { scalarFunctions } from '../scalar.js'
import type { Indices, Integer } from './indices.js'
import { kindOf } from './kind.js'

export class Expressions<T, A extends Cells<T>> {
  private readonly floats = new Map<Expression, () => T>()
  private readonly integers = new Map<Expression, Integer>()
  /** Rises with every point (and once more before `post`), so that shared sub-expressions are computed once a point. */
  stamp = 0

  constructor(
    private readonly indices: Indices<T, A>,
    private readonly domain: ScalarDomain<T, A>,
    /** The reduced value, for an epilogue. */
    public accumulated: T,
  ) {}

  float(expression: Expression): () => T {
    const known = this.floats.get(expression)
    if (known) return known
    const scalar = kindOf(expression) === 'integer' ? this.lifted(expression) : this.compileFloat(expression)
    this.floats.set(expression, scalar)
    return scalar
  }

  /** An integer where a float is wanted: the cells of a comparison's result, read as numbers. */
  lifted(expression: Expression): () => T {
    const integer = this.integer(expression)
    const { fromNumber } = this.domain
    return () => fromNumber(integer())
  }

  private compileFloat(expression: Expression): () => T {
    switch (expression.kind) {
      case 'constant': {
        const value = this.domain.constant(expression.value)
        return () => value
      }
      case 'accumulator':
        return () => this.accumulated
      case 'read':
        return this.indices.load<T>(expression.tensor, expression.at)
      case 'select': {
        const live = this.indices.conjunction(expression.guards)
        const then = this.float(expression.then)
        const otherwise = this.float(expression.otherwise)
        return () => (live() ? then() : otherwise())
      }
      case 'index':
        return this.lifted(expression)
      case 'apply':
        return this.oncePerPoint(this.floatApplication(expression))
    }
  }

  private floatApplication({ function: name, arguments: operands }: Extract<Expression, { kind: 'apply' }>): () => T {
    if (name === 'toFloat') return this.lifted(operands[0]!)
    if (name === 'where') {
      const mask = this.integer(operands[0]!)
      const then = this.float(operands[1]!)
      const otherwise = this.float(operands[2]!)
      return () => (mask() !== 0 ? then() : otherwise())
    }
    const evaluate = this.domain.function(name)
    const [a, b, c] = operands.map((operand) => this.float(operand))
    if (!b) return () => evaluate(a!())
    if (!c) return () => evaluate(a!(), b())
    return () => evaluate(a!(), b(), c())
  }

  integer(expression: Expression): Integer {
    const known = this.integers.get(expression)
    if (known) return known
    const scalar = kindOf(expression) === 'float' ? this.rounded(expression) : this.compileInteger(expression)
    this.integers.set(expression, scalar)
    return scalar
  }

  /** A float where an integer is wanted. */
  private rounded(expression: Expression): Integer {
    const float = this.float(expression)
    const { toNumber } = this.domain
    return () => toNumber(float())
  }

  private compileInteger(expression: Expression): Integer {
    switch (expression.kind) {
      case 'constant': {
        const { value } = expression
        if (typeof value === 'string') return this.rounded(expression)
        const integer = toNumber(value)
        return () => integer
      }
      case 'index':
        return this.indices.index(expression.index)
      case 'read':
        return this.indices.load<number>(expression.tensor, expression.at)
      case 'select': {
        const live = this.indices.conjunction(expression.guards)
        const then = this.integer(expression.then)
        const otherwise = this.integer(expression.otherwise)
        return () => (live() ? then() : otherwise())
      }
      case 'accumulator':
        return this.rounded(expression)
      case 'apply':
        return this.oncePerPoint(this.integerApplication(expression))
    }
  }

  private integerApplication({ function: name, arguments: operands }: Extract<Expression, { kind: 'apply' }>): Integer {
    if (name === 'lessThan' || name === 'lessEqual' || name === 'equal') {
      const kinds = operands.map(kindOf)
      if (!kinds.includes('integer')) return this.comparison(name, operands)
    }
    if (name === 'where') {
      const mask = this.integer(operands[0]!)
      const then = this.integer(operands[1]!)
      const otherwise = this.integer(operands[2]!)
      return () => (mask() !== 0 ? then() : otherwise())
    }
    const { evaluate } = scalarFunctions[name]
    const [a, b, c, d] = operands.map((operand) => this.integer(operand))
    if (!b) return () => evaluate(a!())
    if (!c) return () => evaluate(a!(), b())
    if (!d) return () => evaluate(a!(), b(), c())
    return () => evaluate(a!(), b(), c(), d())
  }

  private comparison(name: 'lessThan' | 'lessEqual' | 'equal', operands: readonly Expression[]): Integer {
    const [a, b] = operands.map((operand) => this.float(operand)) as [() => T, () => T]
    const { lessThan, equal } = this.domain
    if (name === 'lessThan') return () => (lessThan(a(), b()) ? 1 : 0)
    if (name === 'equal') return () => (equal(a(), b()) ? 1 : 0)
    return () => {
      const [left, right] = [a(), b()]
      return lessThan(left, right) || equal(left, right) ? 1 : 0
    }
  }

  /** Bodies are graphs with sharing; without this a chain of squares would cost its number of paths. */
  private oncePerPoint<E>(compute: () => E): () => E {
    let stamp = -1
    let value: E
    return () => {
      if (stamp === this.stamp) return value
      value = compute()
      stamp = this.stamp
      return value
    }
  }
}
