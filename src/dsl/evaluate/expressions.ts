/**
 * Scalar and index expressions of one comprehension as closures, over where its variables stand and over the elements of
 * the tensors it reads. In: expressions, a domain. Out: functions without arguments.
 */
import { isFloat } from '../../shapes/dtype.js'
import type { Expression, Guard, Index, Value, Variable } from '../comprehension/types.js'
import type { Cells, ScalarDomain } from '../domain/scalar-domain.js'
import { toNumber } from '../rational.js'
import { scalarFunctions } from '../scalar.js'

/** Where the closures of a comprehension find the elements of a tensor during a run. */
export interface Box<A> {
  cells: A | Float64Array | null
}

/** An integer or a mask, as a machine number. */
export type Integer = () => number

/** The kind that an expression has by itself; constants have the kind of their surroundings. */
export function kindOf(expression: Expression): 'float' | 'integer' | 'any' {
  // Along first branches only: a loop, since choices nest as deep as concatenations have parts.
  for (let e = expression; ;) {
    switch (e.kind) {
      case 'constant':
        return 'any'
      case 'accumulator':
        return 'float'
      case 'index':
        return 'integer'
      case 'read':
        return isFloat(e.tensor.dtype) ? 'float' : 'integer'
      case 'select': {
        if (e.then.kind !== 'constant') e = e.then
        else e = e.otherwise
        break
      }
      case 'apply': {
        if (e.function !== 'where') return scalarFunctions[e.function].result === 'float' ? 'float' : 'integer'
        const [, then, otherwise] = e.arguments
        if (then!.kind !== 'constant') e = then!
        else e = otherwise!
      }
    }
  }
}

/** The closures of one comprehension. */
export class Expressions<T, A extends Cells<T>> {
  readonly position = new Map<Variable, { at: number }>()
  private readonly floats = new Map<Expression, () => T>()
  private readonly integers = new Map<Expression, Integer>()
  private readonly indices = new Map<Index, Integer>()
  /** Rises with every point (and once more before `post`), so that shared sub-expressions are computed once a point. */
  stamp = 0

  constructor(
    private readonly name: string,
    variables: readonly Variable[],
    private readonly boxes: ReadonlyMap<Value, Box<A>>,
    readonly domain: ScalarDomain<T, A>,
    /** The reduced value, for an epilogue. */
    public accumulated: T,
  ) {
    for (const variable of variables) this.position.set(variable, { at: 0 })
  }

  conjunction(guards: readonly Guard[]): () => boolean {
    const tests = guards.map(({ test, of }) => {
      const index = this.index(of)
      return test === 'nonnegative' ? () => index() >= 0 : () => index() === 0
    })
    return () => tests.every((test) => test())
  }

  /** A checked row-major address. */
  address(tensor: Value, at: readonly Index[], shape: readonly number[]): Integer {
    const axes = at.map((index) => this.index(index))
    const [only] = axes
    if (only === undefined) return () => 0
    const outside = (i: number, axis: number): Error =>
      new Error(`${this.name} reaches index ${i} of axis ${axis} of ${tensor.name} [${shape.join(', ')}]`)
    if (axes.length === 1) {
      const extent = shape[0]!
      return () => {
        const i = only()
        if (!(i >= 0 && i < extent)) throw outside(i, 0)
        return i
      }
    }
    return () => {
      let linear = 0
      for (let axis = 0; axis < axes.length; axis++) {
        const i = axes[axis]!()
        const extent = shape[axis]!
        if (!(i >= 0 && i < extent)) throw outside(i, axis)
        linear = linear * extent + i
      }
      return linear
    }
  }

  /** An element; of the kind that the tensor's dtype says. */
  private load<E extends T | number>(tensor: Value, at: readonly Index[]): () => E {
    const box = this.boxes.get(tensor)!
    const address = this.address(tensor, at, tensor.shape)
    return () => box.cells![address()] as E
  }

  private index(index: Index): Integer {
    const known = this.indices.get(index)
    if (known) return known
    const atoms = index.terms.map(({ atom }): Integer => {
      switch (atom.kind) {
        case 'variable': {
          const cell = this.position.get(atom)
          if (!cell) throw new Error(`${this.name}: ${atom.name} is not one of its variables`)
          return () => cell.at
        }
        case 'lookup':
          return this.load<number>(atom.tensor, atom.at)
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
    const scalar = linear(constant, coefficients, atoms)
    this.indices.set(index, scalar)
    return scalar
  }

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
        return this.load<T>(expression.tensor, expression.at)
      case 'select': {
        const live = this.conjunction(expression.guards)
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
        return this.index(expression.index)
      case 'read':
        return this.load<number>(expression.tensor, expression.at)
      case 'select': {
        const live = this.conjunction(expression.guards)
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

/** constant + Σ coefficient · atom; most indices are a constant or a variable alone, which cost no loop. */
function linear(constant: number, coefficients: readonly number[], atoms: readonly Integer[]): Integer {
  const [only] = atoms
  if (only === undefined) return () => constant
  if (atoms.length === 1 && constant === 0 && coefficients[0] === 1) return only
  return () => {
    let sum = constant
    for (let i = 0; i < atoms.length; i++) sum += coefficients[i]! * atoms[i]!()
    return sum
  }
}
