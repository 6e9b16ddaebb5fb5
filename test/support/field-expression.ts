/**
 * Scalar expressions over a prime field, evaluated one node at a time: what tests replay rewrites with. Poison is NaN, as
 * in the reference: what is divided by zero, and what depends on it.
 */
import { thresholdOf, type Prime } from '../../src/codegen/domains/field.js'
import { Field } from '../../src/certify/meaning/field.js'
import { FunctionModel } from '../../src/certify/meaning/functions.js'
import { evaluateGuard } from '../../src/dsl/comprehension/guards.js'
import { evaluateIndex } from '../../src/dsl/comprehension/index-expression.js'
import type { Before } from '../../src/dsl/comprehension/rewrites.js'
import type { Expression, Value, Variable } from '../../src/dsl/comprehension/types.js'
import { compareRational, type Rational } from '../../src/dsl/rational.js'
import { scalarFunctions, type ScalarFunctionName } from '../../src/dsl/scalar.js'
import { isFloat } from '../../src/shapes/dtype.js'

/** Where an expression is evaluated. */
export interface Point {
  readonly variable: (variable: Variable) => number
  readonly read: (tensor: Value, at: readonly number[]) => number
  readonly accumulator?: number
}

const flexible: ReadonlySet<string> = new Set(['add', 'sub', 'mul', 'neg', 'abs', 'minimum', 'maximum', 'where'])
const orders: Readonly<Record<string, (difference: number) => boolean>> = {
  lessThan: (difference) => difference < 0,
  lessEqual: (difference) => difference <= 0,
  equal: (difference) => difference === 0,
}

function isInteger(e: Expression | Before): boolean {
  if (e.kind === 'index') return true
  if (e.kind === 'read') return !isFloat(e.tensor.dtype)
  if (e.kind === 'select') return isInteger(e.then) || isInteger(e.otherwise)
  if (e.kind !== 'apply') return false
  if (flexible.has(e.function)) return e.arguments.slice(e.function === 'where' ? 1 : 0).some(isInteger)
  return scalarFunctions[e.function].result === 'integer'
}

const rational = (e: Expression | undefined): Rational | null =>
  e?.kind === 'constant' && typeof e.value !== 'string' ? e.value : null

export class FieldEvaluator {
  readonly field: Field
  readonly model: FunctionModel

  constructor(readonly prime: Prime) {
    this.field = new Field(prime)
    this.model = new FunctionModel(this.field)
    this.model.reset('first')
  }

  /** The value of an expression, or of what a rewrite replaced, at a point. */
  evaluate(root: Expression | Before, point: Point): number {
    const memo = new Map<Expression | Before, number>()
    const visit = (e: Expression | Before): number => {
      const known = memo.get(e)
      if (known !== undefined) return known
      const value = compute(e)
      memo.set(e, value)
      return value
    }
    const compute = (e: Expression | Before): number => {
      switch (e.kind) {
        case 'constant':
          return typeof e.value === 'string' ? this.model.functions[e.value] : this.field.residue(e.value)
        case 'accumulator':
          return point.accumulator ?? NaN
        case 'index':
          return evaluateIndex(e.index, point.variable, point.read)
        case 'read':
          return point.read(
            e.tensor,
            e.at.map((i) => evaluateIndex(i, point.variable, point.read)),
          )
        case 'select':
          return e.guards.every((guard) => evaluateGuard(guard, point.variable, point.read)) ?
              visit(e.then)
            : visit(e.otherwise)
        case 'apply':
          return this.#apply(e.function, e.arguments, visit, isInteger(e) || e.arguments.some(isInteger))
      }
    }
    return visit(root)
  }

  /** The place of an operand in the order: of a constant its threshold, not its residue. */
  #ordered(e: Expression, visit: (e: Expression) => number): number {
    if (e.kind !== 'constant') return visit(e)
    return thresholdOf(rational(e) ?? { numerator: e.value === 'pi' ? 22n : 19n, denominator: 7n }, this.prime)
  }

  #apply(
    name: ScalarFunctionName,
    operands: readonly Expression[],
    visit: (e: Expression) => number,
    integers: boolean,
  ): number {
    const { field } = this
    const [x, y, z] = operands as readonly [Expression, Expression, Expression]
    // a mask of poison is poison, whatever it decides between
    if (name === 'where') return Number.isNaN(visit(x)) ? NaN : visit(visit(x) !== 0 ? y : z)
    if (name === 'and') {
      const [a, b] = [visit(x), visit(y)]
      return Number.isNaN(a + b) ? NaN : Math.min(a, b)
    }
    if (name === 'not') return Number.isNaN(visit(x)) ? NaN : 1 - visit(x)
    if (name === 'toFloat') return field.balance(visit(x))
    if (integers) return scalarFunctions[name].evaluate(...operands.map(visit))
    const order = orders[name]
    if (order || name === 'maximum' || name === 'minimum') {
      const [a, b] = [visit(x), visit(y)]
      if (Number.isNaN(a) || Number.isNaN(b)) return NaN
      const [p, q] = [rational(x), rational(y)]
      const difference = p && q ? compareRational(p, q) : this.#ordered(x, visit) - this.#ordered(y, visit)
      if (order) return order(difference) ? 1 : 0
      return (
          name === 'maximum' ? difference >= 0 : difference <= 0
        ) ?
          a
        : b
    }
    const [a, b] = [visit(x), operands.length > 1 ? visit(y) : NaN]
    switch (name) {
      case 'add':
        return field.balance(a + b)
      case 'sub':
        return field.balance(a - b)
      case 'mul':
        return field.balance(a * b)
      case 'div':
        return field.balance(a * field.inverse(b))
      case 'neg':
        return -a
      case 'abs':
        // of a constant by its sign, which its residue does not have
        return (
          rational(x) ?
            rational(x)!.numerator < 0n ?
              -a
            : a
          : Math.abs(a)
        )
      case 'relu':
        return a < 0 ? 0 : a
      default:
        return Number.isNaN(a) ? NaN : this.model.functions[name]!(a)
    }
  }
}

/** Equal elements; −0 is 0. */
export const isSameElement = (a: number, b: number): boolean => a === b || (Number.isNaN(a) && Number.isNaN(b))
