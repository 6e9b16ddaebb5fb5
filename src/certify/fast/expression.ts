/**
 * Fast evaluation, checked and not trusted: the text of one scalar expression, a named constant for each of its terms, values
 * and (for duals) tangents.
 *
 * In: an expression, and which tensors have tangents. Out: lines of JavaScript, and what they read.
 */
import type { Expression, Guard, Index, Value, Variable } from '../../dsl/comprehension/types.js'
import { scalarFunctions, type ScalarFunctionName } from '../../dsl/scalar.js'
import { isFloat } from '../../shapes/dtype.js'
import { constantOf, type Constant } from '../meaning/constants.js'
import { floatText, integerText, sameConstant, variableName } from './spelling.js'
import { tangentRule } from './tangents.js'

export type Kind = 'float' | 'integer' | 'mask'
export interface Term {
  readonly value: string
  /** Its tangent; null for the structural zero. */
  readonly tangent: string | null
}

const comparisons: Readonly<Record<string, string>> = { lessThan: '<', lessEqual: '<=', equal: '===' }
const negated: Readonly<Record<string, string>> = { lessThan: '>=', lessEqual: '>', equal: '!==' }
const flexible: ReadonlySet<string> = new Set(['add', 'sub', 'mul', 'neg', 'abs', 'minimum', 'maximum', 'where'])

export class Text {
  readonly lines: string[] = []
  readonly tensors: Value[] = []
  readonly constants: Constant[] = []
  /** Loops that an expression is summed over, from the outside, and the lines that belong before and into each of them. */
  readonly steps: readonly string[][]
  #memo = new Map<Expression, Term>()
  #count = 0

  constructor(
    readonly dual: (tensor: Value) => boolean,
    readonly given: (value: Value) => boolean,
    readonly loops: readonly Variable[] = [],
  ) {
    this.steps = [[], ...loops.map(() => [])]
  }

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

  tensor(value: Value): string {
    if (!this.tensors.includes(value)) this.tensors.push(value)
    return `data${this.tensors.indexOf(value)}`
  }

  index({ constant, terms }: Pick<Index, 'constant' | 'terms'>): string {
    const parts = terms.map(({ atom, coefficient }) =>
      coefficient === 1 ? this.#atom(atom) : `${coefficient} * ${this.#atom(atom)}`,
    )
    if (constant !== 0 || parts.length === 0) parts.unshift(String(constant))
    return parts.join(' + ')
  }

  #atom(atom: Index['terms'][number]['atom']): string {
    if (atom.kind === 'variable') return variableName(atom)
    if (atom.kind === 'lookup') return `${this.tensor(atom.tensor)}[${this.address(atom.tensor, atom.at)}]`
    const quotient = `Math.floor((${this.index(atom.of)}) / ${atom.by})`
    return atom.kind === 'floor' ? quotient : `(${this.index(atom.of)} - ${atom.by} * ${quotient})`
  }

  address(tensor: Value, at: readonly Index[]): string {
    const stepped = this.#stepped(tensor, at)
    if (stepped !== null) return stepped
    let stride = 1
    const terms = at.map((index, axis): [Index, number] => [index, axis]).reverse()
    const parts = terms.map(([index, axis]) => {
      const part = stride === 1 ? this.index(index) : `${stride} * (${this.index(index)})`
      stride *= tensor.shape[axis]!
      return part
    })
    return parts.length === 0 ? '0' : parts.join(' + ')
  }

  /** The same address, each of `loops` adding its own step to what the loops around it have; null where it is no sum of steps. */
  #stepped(tensor: Value, at: readonly Index[]): string | null {
    if (this.loops.length === 0) return null
    const around: string[] = []
    const steps = this.loops.map(() => 0)
    let stride = 1
    for (let axis = at.length - 1; axis >= 0; stride *= tensor.shape[axis]!, axis--) {
      const { constant, terms } = at[axis]!
      if (constant !== 0) around.push(String(stride * constant))
      for (const { atom, coefficient } of terms) {
        if (atom.kind !== 'variable') return null
        const loop = this.loops.indexOf(atom)
        if (loop >= 0) steps[loop]! += stride * coefficient
        else around.push(`${stride * coefficient} * ${variableName(atom)}`)
      }
    }
    const number = this.#count++
    const [before, ...inside] = this.steps
    let name = `a${number}`
    before!.push(`const ${name} = ${around.join(' + ') || 0}`)
    inside.forEach((lines, loop) => {
      if (steps[loop] === 0) return
      lines.push(`const a${number}_${loop} = ${name} + ${steps[loop]} * ${variableName(this.loops[loop]!)}`)
      name = `a${number}_${loop}`
    })
    return name
  }

  guards(guards: readonly Guard[]): string {
    const tests = guards.map(({ test, of }) => `(${this.index(of)}) ${test === 'nonnegative' ? '>=' : '==='} 0`)
    return tests.length === 0 ? 'true' : tests.join(' && ')
  }

  kind(e: Expression): Kind {
    switch (e.kind) {
      case 'read':
        return (
          isFloat(e.tensor.dtype) ? 'float'
          : e.tensor.dtype === 'bool' ? 'mask'
          : 'integer'
        )
      case 'index':
        return 'integer'
      case 'select':
        return e.then.kind === 'constant' ? this.kind(e.otherwise) : this.kind(e.then)
      case 'apply': {
        if (!flexible.has(e.function)) return scalarFunctions[e.function].result
        const kinds = (e.function === 'where' ? e.arguments.slice(1) : e.arguments).map((operand) => this.kind(operand))
        return (
          kinds.includes('integer') ? 'integer'
          : kinds.every((kind) => kind === 'mask') ? 'mask'
          : 'float'
        )
      }
      default:
        return 'float'
    }
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
        return { value: this.name(this.index(e.index)), tangent: null }
      case 'read': {
        const array = this.tensor(e.tensor)
        const at = this.name(this.address(e.tensor, e.at))
        const tangent =
          isFloat(e.tensor.dtype) && this.dual(e.tensor) ? this.name(`tangents${array.slice(4)}[${at}]`) : null
        return { value: this.name(`${array}[${at}]`), tangent }
      }
      case 'select': {
        const live = this.name(this.guards(e.guards))
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
      const integers = operands.some((operand) => this.kind(operand) === 'integer')
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
