/**
 * What printers emit that is one operation, and what it must store to the last bit, in the host's own arithmetic (IEEE: the
 * nearest double, or f32, of the exact result): rows with an instruction of their own, multiply-add, constants, and the
 * operations that only programs of rows ask for. Written again here, not taken from the table.
 */
import type { FloatOperations, ScalarFunctionName } from '../../../src/dsl/scalar.js'
import { Generator } from '../../../src/runtime/random.js'
import { apply, number } from '../../codegen/back/statements.js'
import { fromBits } from './operations.js'
import { largest, specialOperands } from './points.js'
import { points, rowOf, withProgram, type FloatTarget, type Subject } from './printed.js'

/** The result; `r` rounds to what the target's operations round to. */
type Exact = (r: (value: number) => number, ...x: number[]) => number

export interface ExactCase {
  readonly subject: Subject
  readonly exact: Exact
  readonly text: (target: FloatTarget) => string
  /** Any operand to one that means something. */
  readonly meaning: (x: number) => number
}

const same = (x: number): number => x
const printed = (subject: Subject, exact: Exact): ExactCase => ({
  subject,
  exact,
  text: (target) => target.text(subject),
  meaning: same,
})

const rows: Partial<Record<ScalarFunctionName, Exact>> = {
  add: (r, a, b) => r(a! + b!),
  sub: (r, a, b) => r(a! - b!),
  mul: (r, a, b) => r(a! * b!),
  div: (r, a, b) => r(a! / b!),
  neg: (_, a) => -a!,
  abs: (_, a) => Math.abs(a!),
  maximum: (_, a, b) => Math.max(a!, b!),
  minimum: (_, a, b) => Math.min(a!, b!),
  relu: (_, a) => (a! < 0 ? 0 : a!),
  sqrt: (r, a) => (a! < 0 ? 0 : r(Math.sqrt(a!))),
  lessThan: (_, a, b) => Number(a! < b!),
  lessEqual: (_, a, b) => Number(a! <= b!),
  equal: (_, a, b) => Number(a === b),
  and: (_, a, b) => Number(a === 1 && b === 1),
  not: (_, a) => 1 - a!,
  where: (_, mask, a, b) => (mask === 1 ? a! : b!),
  toFloat: (r, a) => r(a!),
}

const floats = (name: string, arity: number, body: Subject['body']): Subject => ({
  name,
  operands: Array<'float'>(arity).fill('float'),
  result: 'float',
  body,
})

const third = number(1, 3)
const expressions: readonly ExactCase[] = [
  printed(
    floats('multiplyAdd', 3, (a, b, c) => apply('add', apply('mul', a!, b!), c!)),
    (r, a, b, c) => r(r(a! * b!) + c!),
  ),
  ...(
    [
      ['a third', third, 1 / 3],
      ['minus a tenth', number(-1, 10), -0.1],
      ['next to the least f32', number(1, 2 ** 148), 2 ** -148],
      ['pi', { kind: 'constant', id: 0, value: 'pi' }, Math.PI],
      ['e', { kind: 'constant', id: 0, value: 'e' }, Math.E],
    ] as const
  ).map(([name, constant, value]) =>
    printed(
      floats(`times ${name}`, 1, (x) => apply('mul', x!, constant)),
      (r, x) => r(x! * r(value)),
    ),
  ),
  printed(
    floats('no less than a third', 1, (x) => apply('maximum', x!, third)),
    (r, x) => Math.max(x!, r(1 / 3)),
  ),
  printed(
    floats('no more than a third', 1, (x) => apply('minimum', third, x!)),
    (r, x) => Math.min(x!, r(1 / 3)),
  ),
]

/** One operation of programs, printed as if it were the program of relu, which every domain prints. */
const probe = (
  program: (o: FloatOperations<unknown>, x: unknown) => unknown,
  exact: Exact,
  meaning: (x: number) => number,
): ExactCase => ({
  subject: rowOf('relu'),
  exact,
  text: (target) =>
    // the program is the same for any T
    withProgram(
      'relu',
      (o, x) => program(o as never, x) as never,
      () => target.text(rowOf('relu')),
    ),
  meaning,
})

const halfEven = (x: number): number => {
  const below = Math.floor(x)
  const part = x - below
  return part < 0.5 || (part === 0.5 && below % 2 === 0) ? below : below + 1
}
const normal = (x: number): number => (Math.abs(x) >= 2 ** -126 && Math.abs(x) <= largest ? Math.abs(x) : 1.75)
const exponent = (x: number): number => {
  let e = Math.floor(Math.log2(x))
  while (2 ** e > x) e--
  while (2 ** (e + 1) <= x) e++
  return e
}
const mantissa = 1.2345677614212036
export const probes: Readonly<Record<string, ExactCase>> = {
  round: probe(
    (o, x) => o.round(x),
    (_, x) => halfEven(x!) + 0,
    (x) => (Math.abs(x) < 2 ** 30 ? x : 2.5),
  ),
  scaleByPowerOfTwo: probe(
    (o, x) => o.scaleByPowerOfTwo(o.constant(mantissa), x),
    (r, k) => r(mantissa * 2 ** k!),
    (x) => (Number.isFinite(x) ? Math.trunc((x * 1000) % 253) : 252) + 0,
  ),
  exponentOf: probe(
    (o, x) => o.exponentOf(x),
    (_, x) => exponent(x!),
    normal,
  ),
  mantissaOf: probe(
    (o, x) => o.mantissaOf(x),
    (_, x) => x! / 2 ** exponent(x!),
    normal,
  ),
  minimum: probe(
    (o, x) => o.minimum(x, o.constant(0.5)),
    (_, x) => Math.min(x!, 0.5),
    same,
  ),
  maximum: probe(
    (o, x) => o.maximum(x, o.constant(0.5)),
    (_, x) => Math.max(x!, 0.5),
    same,
  ),
  constant: probe(
    (o, x) => o.mul(x, o.constant(0.1)),
    (r, x) => r(x! * r(0.1)),
    same,
  ),
}

export const exactCases: Readonly<Record<string, ExactCase>> = {
  ...Object.fromEntries(
    (Object.keys(rows) as ScalarFunctionName[]).map((name) => [name, printed(rowOf(name), rows[name]!)]),
  ),
  ...Object.fromEntries(expressions.map((one) => [one.subject.name, one])),
  ...Object.fromEntries(Object.entries(probes).map(([name, one]) => [`${name} of programs`, one])),
}

const special = [...specialOperands, NaN, 1 + 2 ** -23, -1 - 2 ** -23, 3, -7.5, 100]

/** Pairs of special operands; then ones of all sizes, alone, equal to the first operand and next to it. */
function floatsFor(random: Generator, first: Float64Array | undefined, single: boolean): Float64Array {
  const step = single ? 2 ** -23 : 2 ** -52
  return Float64Array.from({ length: points }, (_, i) => {
    const at = first === undefined ? i : Math.floor(i / special.length)
    if (i < special.length ** 2) return special[at % special.length]!
    const other = first?.[i] ?? NaN
    if (i % 8 === 0 && first) return other
    if (i % 8 === 1 && first) return single ? Math.fround(other * (1 + step)) : other * (1 + step)
    const x = i % 3 === 0 ? (random.uniform() - 0.5) * 100 : fromBits(random.bits())
    return single ? Math.fround(x) : x * (1 + (random.uniform() - 0.5) * 2 ** -24)
  })
}

const operandSets = new Map<string, readonly Float64Array[]>()

function operandsFor({ operands }: Subject, single: boolean): readonly Float64Array[] {
  const key = `${operands.join()} ${single}`
  let set = operandSets.get(key)
  if (set === undefined) {
    const random = new Generator(1, key)
    const made: Float64Array[] = []
    for (const kind of operands)
      made.push(
        kind === 'mask' ? Float64Array.from({ length: points }, () => random.integer(2))
        : kind === 'integer' ?
          Float64Array.from({ length: points }, (_, i) => [0, 1, 2 ** 24 + 1, 2 ** 32 - 1][i] ?? random.bits())
        : floatsFor(
            random,
            made.find((_, k) => operands[k] === kind),
            single,
          ),
      )
    operandSets.set(key, (set = made))
  }
  return set
}

/** The first operands at which a text stores anything else than it must. */
export function wrongBits(target: FloatTarget, one: ExactCase, text = one.text(target)): readonly string[] {
  const { subject, exact, meaning } = one
  const operands = operandsFor(subject, target.keeps === 'strict').map((x) => x.map(meaning))
  const rounded = target.keeps === 'strict' ? Math.fround : same
  const y = target.load(text, subject)(operands)
  const wrong: string[] = []
  for (let i = 0; i < points && wrong.length < 3; i++) {
    const x = operands.map((each) => each[i]!)
    const expected = exact(rounded, ...x)
    if (!Object.is(y[i], expected)) wrong.push(`${subject.name}(${x.join(', ')}) is ${y[i]}, not ${expected}`)
  }
  return wrong
}
