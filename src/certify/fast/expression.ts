/**
 * Fast evaluation, checked and not trusted: the text of one scalar expression, a named constant for each of its terms, values
 * and (for duals) tangents.
 *
 * In: an expression, and which tensors have tangents. Out: lines of JavaScript, and the constants that they read.
 */
import type { Expression, Value } from '../../dsl/comprehension/types.js'
import { scalarFunctions, type ScalarFunctionName } from '../../dsl/scalar.js'
import { isFloat } from '../../shapes/dtype.js'
import { constantOf, type Constant } from '../meaning/constants.js'
import type { Indices } from './indices.js'
import { kindOf, type Kind } from './kind.js'
import { floatText, integerText, sameConstant } from './spelling.js'
import { tangentRule } from './tangents.js'

export interface Term {
  readonly value: string
  /** Its tangent; null for the structural zero. */
  readonly tangent: string | null
}

const comparisons: Readonly<Record<string, string>> = { lessThan: '<', lessEqual: '<=', equal: '===' }
const negated: Readonly<Record<string, string>> = { lessThan: '>=', lessEqual: '>', equal: '!==' }
export class Text {
  readonly lines: string[] = []
  readonly constants: Constant[] = []
  #memo = new Map<Expression, Term>()
  #count = 0

  constructor(
    readonly dual: (tensor: Value) => boolean,
    readonly given: (value: Value) => boolean,
    readonly indices: Indices,
  ) {}

  name(text: string): string {
    const name = `e${this.#count++}`
    this.lines.push(`const ${name} = ${text}`)
    return name
  }

  /** Names of an inner block are not visible behind it. */
  within(fill: () => void): void {
    const before = new Map(this.#memo)
    fill()
    this.#memo = before
  }

  /** The exact constant that an expression is. */
  known(e: Expression): Constant | undefined {
    return constantOf(e, this.given)
  }

  #constant(value: Constant, what: 'constants' | 'thresholds'): string {
    let at = this.constants.findIndex((other) => sameConstant(other, value))
    if (at < 0) at = this.constants.push(value) - 1
    return `${what}[${at}]`
  }

  term(e: Expression, kind: Kind): Term {
    const constant = this.known(e)
    if (constant !== undefined) {
      if (kind === 'float') return { value: this.#constant(constant, 'constants'), tangent: null }
      return { value: typeof constant === 'string' ? 'NaN' : String(constant.numerator), tangent: null }
    }
    const known = this.#memo.get(e)
    if (known !== undefined) return known
    const term = this.#compute(e, kind)
    this.#memo.set(e, term)
    return term
  }

  #compute(e: Expression, kind: Kind): Term {
    switch (e.kind) {
      case 'index':
        return { value: this.name(this.indices.index(e.index)), tangent: null }
      case 'read': {
        const array = this.indices.tensor(e.tensor)
        const at = this.name(this.indices.address(e.tensor, e.at))
        const tangent =
          isFloat(e.tensor.dtype) && this.dual(e.tensor) ? this.name(`tangents${array.slice(4)}[${at}]`) : null
        return { value: this.name(`${array}[${at}]`), tangent }
      }
      case 'select': {
        const live = this.name(this.indices.guards(e.guards))
        const [a, b] = [this.term(e.then, kind), this.term(e.otherwise, kind)]
        const tangent = a.tangent ?? b.tangent
        return {
          value: this.name(`${live} ? ${a.value} : ${b.value}`),
          tangent: tangent && this.name(`${live} ? ${a.tangent ?? 0} : ${b.tangent ?? 0}`),
        }
      }
      case 'apply':
        return this.#apply(e.function, e.arguments, kind)
      default:
        throw new Error(`a ${e.kind} has no place here`)
    }
  }

  #apply(name: ScalarFunctionName, operands: readonly Expression[], kind: Kind): Term {
    const sign = comparisons[name]
    if (sign !== undefined) {
      const integers = operands.some((operand) => kindOf(operand) === 'integer')
      const [a, b] = operands.map((operand) =>
        integers ? this.term(operand, 'integer').value : this.#ordered(operand),
      )
      return {
        value: this.name(
          `${a} ${sign} ${b} ? 1 : ${a} ${negated[name]} ${b} && ${a} === ${a} && ${b} === ${b} ? 0 : NaN`,
        ),
        tangent: null,
      }
    }
    if (name === 'and' || name === 'not') {
      const [a, b] = operands.map((operand) => this.term(operand, 'mask').value)
      return { value: this.name(name === 'not' ? `1 - ${a}` : `${a} * ${b}`), tangent: null }
    }
    const [mask, ...choices] = operands
    if (name === 'where') {
      const test = this.term(mask!, 'mask').value
      const [a, b] = choices.map((choice) => this.term(choice, kind)) as [Term, Term]
      return this.#chosen(test, a, b)
    }
    if (kind === 'integer' || scalarFunctions[name].operands.every((operand) => operand === 'integer')) {
      const terms = operands.map((operand) => this.term(operand, 'integer').value)
      return { value: this.name(integerText(name, terms)), tangent: null }
    }
    if (name === 'maximum' || name === 'minimum')
      return this.#extreme(name, operands as readonly [Expression, Expression])
    const terms = operands.map((operand) => this.term(operand, 'float'))
    const [a, b] = terms.map(({ value }) => value)
    const value = this.name(floatText(name, a!, b, this.known(operands[0]!)))
    if (terms.every(({ tangent }) => tangent === null)) return { value, tangent: null }
    const rule = tangentRule(
      name,
      value,
      terms.map((term) => term.value),
      terms.map((term) => term.tangent),
    )
    return { value, tangent: this.name(rule) }
  }

  #chosen(test: string, a: Term, b: Term): Term {
    const value = this.name(`${test} === 1 ? ${a.value} : ${test} === 0 ? ${b.value} : NaN`)
    if (a.tangent === null && b.tangent === null) return { value, tangent: null }
    return { value, tangent: this.name(`${test} === 1 ? ${a.tangent ?? 0} : ${test} === 0 ? ${b.tangent ?? 0} : NaN`) }
  }

  #ordered(e: Expression): string {
    const constant = this.known(e)
    return constant === undefined ? this.term(e, 'float').value : this.#constant(constant, 'thresholds')
  }

  /** The larger (smaller) operand; equal operands share the tangent. */
  #extreme(name: 'maximum' | 'minimum', operands: readonly [Expression, Expression]): Term {
    const [p, q] = operands.map((operand) => this.#ordered(operand)) as [string, string]
    const [a, b] = operands.map((operand) => this.term(operand, 'float')) as [Term, Term]
    const beats = name === 'maximum' ? '>' : '<'
    // of a constant and a value that stands where it does, the constant: its residue is not its place
    const tied = this.known(operands[0]) === undefined ? b.value : a.value
    const value = this.name(
      `${p} ${beats} ${q} ? ${a.value} : ${q} ${beats} ${p} ? ${b.value} : ${p} === ${q} ? ${tied} : NaN`,
    )
    if (a.tangent === null && b.tangent === null) return { value, tangent: null }
    const [s, t] = [a.tangent ?? '0', b.tangent ?? '0']
    const shared = `balance(balance(${s} + ${t}) * reciprocal(2))`
    return {
      value,
      tangent: this.name(`${p} ${beats} ${q} ? ${s} : ${q} ${beats} ${p} ? ${t} : ${p} === ${q} ? ${shared} : NaN`),
    }
  }
}
