/**
 * Fast evaluation of a comprehension, checked against its meaning and not trusted: its loops as one compiled function. It
 * spares work where meaning.ts does not: guards are looked at as soon as their variables stand, products are added as they
 * are, and sums are brought back late.
 *
 * In: a comprehension, and which tensors it reads are constants. Out: a function of row-major arrays (and, for duals, of
 * tangent arrays) that fills the result. Poison is NaN: what is divided by zero, and what depends on it.
 */
import type { Comprehension, Expression, Guard, Index, Value, Variable } from '../../dsl/comprehension/types.js'
import { variablesOf } from '../../dsl/comprehension/index-expression.js'
import { isFloat } from '../../shapes/dtype.js'
import type { Constant } from '../meaning/constants.js'
import { Text, type Term } from './expression.js'
import { Indices } from './indices.js'
import { kindOf, type Kind } from './kind.js'
import { functionOf, type Run } from './shared.js'
import { variableName } from './spelling.js'

/** `balance` of field.ts as a text: `%` of floats is a call, and this is most of what evaluation does. */
export const balanceText = `const balance = (x) => {
  const rest = x - prime * Math.trunc(x / prime)
  return rest > half ? rest - prime : rest < -half ? rest + prime : rest
}`

export interface Compiled {
  readonly run: Run
  /** Tensors it reads, in the order of `data`. */
  readonly tensors: readonly Value[]
  readonly constants: readonly Constant[]
}

const isZeroConstant = (e: Expression): boolean =>
  e.kind === 'constant' && typeof e.value !== 'string' && e.value.numerator === 0n

const loop = (variables: readonly Variable[], body: readonly string[]): string[] => [
  ...variables.map((v) => `for (let ${variableName(v)} = 0; ${variableName(v)} < ${v.extent}; ${variableName(v)}++) {`),
  ...body,
  ...variables.map(() => '}'),
]

/** The order of a sum's loops, which exact integers do not depend on: the innermost one should be long, and look at nothing. */
function boundedFirst(variables: readonly Variable[], guards: readonly Guard[]): readonly Variable[] {
  const bounded = variables.filter((variable) => guards.some(({ of }) => variablesOf(of).includes(variable)))
  return [...bounded, ...variables.filter((variable) => !bounded.includes(variable))]
}

/**
 * Loops over points where guards hold, each looked at as soon as its variables stand; one that bounds a variable bounds its
 * loop. `steps` belong before and into the loops.
 */
function guardedLoop(
  variables: readonly Variable[],
  guards: readonly Guard[],
  indices: Indices,
  body: readonly string[],
): string[] {
  const level = ({ terms }: Pick<Index, 'terms'>): number =>
    terms.reduce((deepest, { atom }) => {
      if (atom.kind === 'lookup') return variables.length - 1
      return Math.max(deepest, atom.kind === 'variable' ? variables.indexOf(atom) : level(atom.of))
    }, -1)
  const [before, ...inside] = indices.steps
  const nest = variables.reduceRight<string[]>(
    (inner, variable, depth) => {
      const [from, to, tests]: [string[], string[], string[]] = [['0'], [String(variable.extent)], []]
      for (const guard of guards.filter(({ of }) => Math.max(0, level(of)) === depth)) {
        const { constant, terms } = guard.of
        const rest = { constant, terms: terms.filter(({ atom }) => atom !== variable) }
        const own = terms.find(({ atom }) => atom === variable)?.coefficient
        const bounds = guard.test === 'nonnegative' && level(rest) < depth && (own === 1 || own === -1)
        if (!bounds) tests.push(`if (!(${indices.guards([guard])})) continue`)
        else if (own === 1) from.push(`0 - (${indices.index(rest)})`)
        else to.push(`${indices.index(rest)} + 1`)
      }
      const [name, end] = [variableName(variable), `end${depth}`]
      return [
        `for (let ${name} = Math.max(${from.join(', ')}), ${end} = Math.min(${to.join(', ')}); ${name} < ${end}; ${name}++) {`,
        ...inside[depth]!,
        ...tests,
        ...inner,
        '}',
      ]
    },
    [...body],
  )
  return [...before!, ...nest]
}

/** Sums are exact integers as long as they stay below 2^53; brought back when they pass 2^52. */
const brought = (sum: string): string => `if (${sum} > 4503599627370496 || ${sum} < -4503599627370496) ${sum} %= prime`

/** The text of one comprehension, compiled. `dual` says which tensors have tangents; null computes values alone. */
export function compileFast(
  value: Comprehension,
  given: (value: Value) => boolean,
  dual: ((tensor: Value) => boolean) | null,
  /** True for fields whose products are below 2^22: 2^29 of them need no bringing back, eight for a point. */
  small = false,
): Compiled {
  if (value.post !== null) throw new Error(`${value.name} has an epilogue: the reference comes before fusion`)
  const { body } = value
  const open =
    value.reduce === 'sum' && body.kind === 'select' && isZeroConstant(body.otherwise) && value.over.length > 0
  const guards = open ? body.guards : []
  const over = boundedFirst(value.over, guards)
  const indices = new Indices(value.reduce === 'sum' && !value.scatter ? over : [])
  const text = new Text(dual ?? (() => false), given, indices)
  const points = value.over.reduce((count, { extent }) => count * extent, 1)
  const keepSmall = (sum: string): string => (small && points < 2 ** 26 ? '' : brought(sum))
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
  /** A guarded term is left out, terms and products are added as they are: all this only spares work. */
  const add = (target: string, tangent: string, body = value.body, depth = 0): void => {
    if (body.kind === 'select' && isZeroConstant(body.otherwise)) {
      text.lines.push(`if (${indices.guards(body.guards)}) {`)
      text.within(() => add(target, tangent, body.then, depth))
      text.lines.push('}')
      return
    }
    if (float && depth < 2 && body.kind === 'apply' && body.function === 'add') {
      for (const operand of body.arguments) add(target, tangent, operand, depth + 1)
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
      text.lines.push(`if (!(${indices.guards(guards)})) continue`, `const to = ${indices.address(value, at)}`)
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
        const inner = block(() => add('sum', 'change', open ? body.then : body))
        text.lines.push('let sum = 0', 'let change = 0', ...guardedLoop(over, guards, indices, inner))
        text.lines.push(`out[place] = ${finish('sum')}`, 'if (tangent !== null) tangent[place] = balance(change)')
      } else {
        const inner = block(() => {
          const { value: candidate, tangent } = text.term(value.body, kindOf(value.body))
          const beats = value.reduce === 'max' || value.reduce === 'argmax' ? '>' : '<'
          text.lines.push(
            `if ((${indices.guards(value.where ?? [])}) && (winner < 0 || ${candidate} !== ${candidate} || ${candidate} ${beats} best)) {`,
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
    ...indices.tensors.flatMap((_, at) => [`const data${at} = data[${at}]`, `const tangents${at} = tangents[${at}]`]),
    '"use strict"',
    'const { prime, constants, thresholds, functions, reciprocal, integerFunctions } = with_',
    'const half = (prime - 1) / 2',
    balanceText,
  ]
  return { run: functionOf([...head, ...lines].join('\n')), tensors: indices.tensors, constants: text.constants }
}
