/**
 * Trusted. What a comprehension means over a field: its loops as they are written, one point at a time, in exact
 * integers. It knows nothing of differentiation, fusion, layouts or schedules; the text it makes is as plain as the formula.
 *
 * In: a comprehension, and which tensors it reads are constants. Out: a function of row-major arrays (and, for duals, of
 * tangent arrays) that fills the result. Poison is NaN: what is divided by zero, and what depends on it.
 */
import type { Comprehension, Expression, Guard, Index, NamedReal, Value, Variable } from '../dsl/comprehension/types.js'
import type { Rational } from '../dsl/rational.js'
import { scalarFunctions, type ScalarFunctionName } from '../dsl/scalar.js'
import { isFloat } from '../shapes/dtype.js'
import { tangentRule } from './duals.js'
import { balanceText } from './field.js'

/** What the compiled text computes with; `constants` and `thresholds` are in the order of `Compiled.constants`. */
export interface Surroundings {
  readonly prime: number
  readonly constants: readonly number[]
  readonly thresholds: readonly number[]
  readonly functions: Readonly<Record<string, unknown>>
  readonly reciprocal: (x: number) => number
  readonly integerFunctions: Readonly<Record<string, (...x: number[]) => number>>
}

type Run = (
  out: Float64Array,
  tangent: Float64Array | null,
  data: readonly Float64Array[],
  tangents: readonly (Float64Array | null)[],
  with_: Surroundings,
) => void

export interface Compiled {
  readonly run: Run
  /** Tensors it reads, in the order of `data`. */
  readonly tensors: readonly Value[]
  readonly constants: readonly (Rational | NamedReal)[]
}

/** The constant that every element of a tensor is, or undefined. */
export function constantOf(value: Value, given: (value: Value) => boolean): Rational | NamedReal | undefined {
  for (let at = value; at.kind === 'comprehension' && !given(at) && at.reduce === 'none' && !at.scatter;) {
    if (at.body.kind === 'constant') return at.body.value
    if (at.body.kind !== 'read') return undefined
    at = at.body.tensor
  }
  return undefined
}

type Kind = 'float' | 'integer' | 'mask'
interface Term {
  readonly value: string
  /** Its tangent; null for the structural zero. */
  readonly tangent: string | null
}

const comparisons: Readonly<Record<string, string>> = { lessThan: '<', lessEqual: '<=', equal: '===' }
const negated: Readonly<Record<string, string>> = { lessThan: '>=', lessEqual: '>', equal: '!==' }
const flexible: ReadonlySet<string> = new Set(['add', 'sub', 'mul', 'neg', 'abs', 'minimum', 'maximum', 'where'])

class Text {
  readonly lines: string[] = []
  readonly tensors: Value[] = []
  readonly constants: (Rational | NamedReal)[] = []
  #memo = new Map<Expression, Term>()
  #count = 0

  constructor(
    readonly dual: (tensor: Value) => boolean,
    readonly given: (value: Value) => boolean,
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

  tensor(value: Value): string {
    if (!this.tensors.includes(value)) this.tensors.push(value)
    return `data${this.tensors.indexOf(value)}`
  }

  index({ constant, terms }: Index): string {
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
    let stride = 1
    const terms = at.map((index, axis): [Index, number] => [index, axis]).reverse()
    const parts = terms.map(([index, axis]) => {
      const part = stride === 1 ? this.index(index) : `${stride} * (${this.index(index)})`
      stride *= tensor.shape[axis]!
      return part
    })
    return parts.length === 0 ? '0' : parts.join(' + ')
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
  known(e: Expression): Rational | NamedReal | undefined {
    return (
      e.kind === 'constant' ? e.value
      : e.kind === 'read' && isFloat(e.tensor.dtype) ? constantOf(e.tensor, this.given)
      : undefined
    )
  }

  #constant(value: Rational | NamedReal, what: 'constants' | 'thresholds'): string {
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
    const value = this.name(floatText(name, a!, b, operands[0]!, this))
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

const isZeroConstant = (e: Expression): boolean =>
  e.kind === 'constant' && typeof e.value !== 'string' && e.value.numerator === 0n

const sameConstant = (a: Rational | NamedReal, b: Rational | NamedReal): boolean =>
  typeof a === 'string' || typeof b === 'string' ?
    a === b
  : a.numerator === b.numerator && a.denominator === b.denominator

const variableName = (variable: Variable): string => `i${variable.id}`

function integerText(name: ScalarFunctionName, [a, b, ...more]: readonly string[]): string {
  switch (name) {
    case 'add':
      return `${a} + ${b}`
    case 'sub':
      return `${a} - ${b}`
    case 'mul':
      return `${a} * ${b}`
    case 'neg':
      return `-${a}`
    case 'abs':
      return `Math.abs(${a})`
    case 'minimum':
      return `Math.min(${a}, ${b})`
    case 'maximum':
      return `Math.max(${a}, ${b})`
    case 'toFloat':
      return `balance(${a})`
    default:
      return `integerFunctions.${name}(${[a, b, ...more].filter((text) => text !== undefined).join(', ')})`
  }
}

function floatText(name: ScalarFunctionName, a: string, b: string | undefined, first: Expression, text: Text): string {
  const constant = text.known(first)
  const negative = constant !== undefined && typeof constant !== 'string' && constant.numerator < 0n
  switch (name) {
    case 'add':
      return `balance(${a} + ${b})`
    case 'sub':
      return `balance(${a} - ${b})`
    case 'mul':
      return `balance(${a} * ${b})`
    case 'div':
      return `balance(${a} * reciprocal(${b}))`
    case 'neg':
      return `-${a}`
    case 'abs':
      return constant === undefined ? `Math.abs(${a})` : `${negative ? '-' : ''}${a}`
    case 'relu':
      if (constant !== undefined) return negative ? '0' : a
      return `${a} > 0 ? ${a} : ${a} <= 0 ? 0 : NaN`
    default:
      return `functions.${name}(${b === undefined ? a : `${a}, ${b}`})`
  }
}

const loop = (variables: readonly Variable[], body: readonly string[]): string[] => [
  ...variables.map((v) => `for (let ${variableName(v)} = 0; ${variableName(v)} < ${v.extent}; ${variableName(v)}++) {`),
  ...body,
  ...variables.map(() => '}'),
]

/** Loops over points where guards hold, each looked at as soon as its variables stand. */
function guardedLoop(
  variables: readonly Variable[],
  guards: readonly (readonly [guard: Guard, text: string])[],
  body: readonly string[],
): string[] {
  const level = (index: Index): number =>
    index.terms.reduce((deepest, { atom }) => {
      if (atom.kind === 'lookup') return variables.length - 1
      return Math.max(deepest, atom.kind === 'variable' ? variables.indexOf(atom) : level(atom.of))
    }, 0)
  return variables.reduceRight<string[]>(
    (inner, variable, depth) => {
      const here = guards.filter(([{ of }]) => level(of) === depth).map(([, text]) => `if (!(${text})) continue`)
      return loop([variable], [...here, ...inner])
    },
    [...body],
  )
}

/** Sums are exact integers as long as they stay below 2^53; brought back when they pass 2^52. */
const brought = (sum: string): string => `if (${sum} > 4503599627370496 || ${sum} < -4503599627370496) ${sum} %= prime`

/** The text of one comprehension, compiled. `dual` says which tensors have tangents; null computes values alone. */
export function compileReference(
  value: Comprehension,
  given: (value: Value) => boolean,
  dual: ((tensor: Value) => boolean) | null,
  /** True for fields whose products are below 2^23: 2^28 of them need no bringing back. */
  small = false,
): Compiled {
  if (value.post !== null) throw new Error(`${value.name} has an epilogue: the reference comes before fusion`)
  const text = new Text(dual ?? (() => false), given)
  const points = value.over.reduce((count, { extent }) => count * extent, 1)
  const keepSmall = (sum: string): string => (small && points < 2 ** 28 ? '' : brought(sum))
  const float = isFloat(value.dtype)
  const kind: Kind =
    float ? 'float'
    : value.dtype === 'bool' ? 'mask'
    : 'integer'
  const block = (fill: () => void): string[] => {
    const start = text.lines.length
    fill()
    return text.lines.splice(start)
  }
  /** A guarded term is left out, and a product is added as it is: both only spare work. */
  const add = (target: string, tangent: string, body = value.body): void => {
    if (body.kind === 'select' && isZeroConstant(body.otherwise)) {
      text.lines.push(`if (${text.guards(body.guards)}) {`)
      text.within(() => add(target, tangent, body.then))
      text.lines.push('}')
      return
    }
    if (float && body.kind === 'apply' && body.function === 'mul') {
      const [a, b] = body.arguments.map((operand) => text.term(operand, 'float')) as [Term, Term]
      text.lines.push(`${target} += ${a.value} * ${b.value}`, keepSmall(target))
      // two products stay below 2^51, and 2^52 + 2^51 is exact
      const change = [a.tangent && `${a.tangent} * ${b.value}`, b.tangent && `${a.value} * ${b.tangent}`].filter(
        Boolean,
      )
      if (change.length > 0) text.lines.push(`${tangent} += ${change.join(' + ')}`, keepSmall(tangent))
      return
    }
    const term = text.term(body, kind)
    text.lines.push(`${target} += ${term.value}`)
    if (float) text.lines.push(keepSmall(target))
    if (term.tangent !== null) text.lines.push(`${tangent} += ${term.tangent}`, keepSmall(tangent))
  }
  const finish = float ? (sum: string) => `balance(${sum})` : (sum: string) => sum
  let lines: string[]
  if (value.scatter) {
    const { at, guards } = value.scatter
    const inner = block(() => {
      text.lines.push(`if (!(${text.guards(guards)})) continue`, `const to = ${text.address(value, at)}`)
      add('out[to]', 'tangent[to]')
    })
    lines = [
      'out.fill(0)',
      'if (tangent !== null) tangent.fill(0)',
      ...loop(value.over, value.over.length > 0 ? inner : ['do {', ...inner, '} while (false)']),
      `for (let at = 0; at < out.length; at++) out[at] = ${finish('out[at]')}`,
      `if (tangent !== null) for (let at = 0; at < out.length; at++) tangent[at] = balance(tangent[at])`,
    ]
  } else {
    const point = block(() => {
      if (value.reduce === 'none') {
        const { value: result, tangent } = text.term(value.body, kind)
        text.lines.push(`out[place] = ${result}`, `if (tangent !== null) tangent[place] = ${tangent ?? 0}`)
      } else if (value.reduce === 'sum') {
        const { body } = value
        const open = body.kind === 'select' && isZeroConstant(body.otherwise) && value.over.length > 0
        const guards = open ? body.guards.map((guard) => [guard, text.guards([guard])] as const) : []
        const inner = block(() => add('sum', 'change', open ? body.then : body))
        text.lines.push('let sum = 0', 'let change = 0', ...guardedLoop(value.over, guards, inner))
        text.lines.push(`out[place] = ${finish('sum')}`, 'if (tangent !== null) tangent[place] = balance(change)')
      } else {
        const inner = block(() => {
          const { value: candidate, tangent } = text.term(value.body, text.kind(value.body))
          const beats = value.reduce === 'max' || value.reduce === 'argmax' ? '>' : '<'
          text.lines.push(
            `if ((${text.guards(value.where ?? [])}) && (winner < 0 || ${candidate} !== ${candidate} || ${candidate} ${beats} best)) {`,
            `best = ${candidate}`,
            `winner = number`,
            `change = ${tangent ?? 0}`,
            '}',
            'number++',
          )
        })
        const result = value.reduce.startsWith('arg') ? 'best === best ? winner : NaN' : 'best'
        text.lines.push(
          'let best = 0',
          'let winner = -1',
          'let number = 0',
          'let change = 0',
          ...loop(value.over, inner),
        )
        text.lines.push(`out[place] = ${result}`, 'if (tangent !== null) tangent[place] = change')
      }
      text.lines.push('place++')
    })
    lines = ['let place = 0', ...loop(value.out, point)]
  }
  const head = [
    ...text.tensors.flatMap((_, at) => [`const data${at} = data[${at}]`, `const tangents${at} = tangents[${at}]`]),
    '"use strict"',
    'const { prime, constants, thresholds, functions, reciprocal, integerFunctions } = with_',
    'const half = (prime - 1) / 2',
    balanceText,
  ]
  // The text is made above, of numbers and names of our own.
  const run = new Function('out', 'tangent', 'data', 'tangents', 'with_', [...head, ...lines].join('\n')) as Run
  return { run, tensors: text.tensors, constants: text.constants }
}
