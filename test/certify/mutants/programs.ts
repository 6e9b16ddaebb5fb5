/**
 * Faults in the programs of scalar functions: the n-th operation of a kind that a program asks for, done otherwise. They are
 * printed as sound programs are, in both domains of f32, and refused where what is printed leaves the accuracy of the row.
 */
import { scalarFunctions, type FloatOperations, type ScalarFunctionName } from '../../../src/dsl/scalar.js'
import type { ScalarFunction } from '../../../src/dsl/scalar/function.js'
import {
  measure,
  measureProgram,
  realFunctionNames,
  type Measured,
  type RealFunctionName,
} from '../../dsl/scalar/conformity.js'
import { strict } from '../../dsl/scalar/operations.js'
import { exactCases, wrongBits } from '../../dsl/scalar/exact.js'
import { javascriptTargets, rowOf, withProgram, type FloatTarget, type Keeps } from '../../dsl/scalar/printed.js'

type Operations = FloatOperations<unknown>
type Program = NonNullable<ScalarFunction['program']>
/** One operation of a program, done otherwise. */
type Otherwise<K extends keyof Operations> = (o: Operations) => (...x: Parameters<Operations[K]>) => unknown

interface Kind {
  readonly operation: keyof Operations
  readonly otherwise: (o: Operations) => (...operands: never[]) => unknown
}
const on = <K extends keyof Operations>(operation: K, otherwise: Otherwise<K>): Kind => ({ operation, otherwise })

export const kinds: Readonly<Record<string, Kind>> = {
  'a constant twice as large': on('constant', (o) => (value) => o.constant(value * 2)),
  'a constant of the other sign': on('constant', (o) => (value) => o.constant(-value)),
  'a constant left out': on('constant', (o) => () => o.constant(0)),
  'a constant with 9 digits of 24': on('constant', (o) => (value) => o.constant(value * (1 + 2 ** -9))),
  'a term left out': on('multiplyAdd', () => (_, __, c) => c),
  'a sum left out': on('multiplyAdd', (o) => (a, b) => o.mul(a, b)),
  'a factor left out': on('multiplyAdd', (o) => (a, _, c) => o.add(a, c)),
  'a term subtracted': on('multiplyAdd', (o) => (a, b, c) => o.multiplyAdd(a, b, o.neg(c))),
  'a difference taken for a sum': on('sub', (o) => (a, b) => o.add(a, b)),
  'a difference the other way round': on('sub', (o) => (a, b) => o.sub(b, a)),
  'nothing subtracted': on('sub', () => (a) => a),
  'a sum taken for a difference': on('add', (o) => (a, b) => o.sub(a, b)),
  'nothing added': on('add', () => (a) => a),
  'a product left out': on('mul', () => (a) => a),
  'a product by the wrong factor': on('mul', (o) => (a) => o.mul(a, a)),
  'a product divided': on('mul', (o) => (a, b) => o.div(a, b)),
  'a quotient left out': on('div', () => (a) => a),
  'a quotient the other way round': on('div', (o) => (a, b) => o.div(b, a)),
  'a sign left out': on('neg', () => (a) => a),
  'a size left out': on('abs', () => (a) => a),
  'rounded up': on('round', (o) => (a) => o.round(o.add(a, o.constant(0.499)))),
  'rounded down': on('round', (o) => (a) => o.round(o.sub(a, o.constant(0.499)))),
  'not rounded': on('round', () => (a) => a),
  'a power one too high': on('scaleByPowerOfTwo', (o) => (x, k) => o.scaleByPowerOfTwo(x, o.add(k, o.constant(1)))),
  'a power left out': on('scaleByPowerOfTwo', () => (x) => x),
  'an exponent one too high': on('exponentOf', (o) => (x) => o.add(o.exponentOf(x), o.constant(1))),
  'a mantissa of half the size': on('mantissaOf', (o) => (x) => o.mul(o.mantissaOf(x), o.constant(0.5))),
  'branches exchanged': on('select', (o) => (mask, a, b) => o.select(mask, b, a)),
  'the first branch always': on('select', () => (_, a) => a),
  'the other branch always': on('select', () => (_, __, b) => b),
  'compared the other way round': on('lessThan', (o) => (a, b) => o.lessThan(b, a)),
  'a root left out': on('sqrt', () => (a) => a),
}

const programOf = (name: ScalarFunctionName): Program => scalarFunctions[name].program!

/** The program with its nth operation of a kind done otherwise; `told` how many there are, each time it is run. */
function faulty(
  name: ScalarFunctionName,
  { operation, otherwise }: Kind,
  nth: number,
  told: (count: number) => void = () => {},
): Program {
  const own = programOf(name) as (o: Operations, ...x: unknown[]) => unknown // a program is one for every T
  return ((o: Operations, ...x: unknown[]) => {
    let at = 0
    const plain = o[operation] as (...operands: unknown[]) => unknown
    const wrong = otherwise(o) as (...operands: unknown[]) => unknown
    const changed = (...operands: unknown[]): unknown => (at++ === nth ? wrong : plain)(...operands)
    const result = own({ ...o, [operation]: changed }, ...x)
    told(at)
    return result
  }) as Program
}

const isReal = (name: ScalarFunctionName): name is RealFunctionName =>
  (realFunctionNames as readonly ScalarFunctionName[]).includes(name)

/** Whether what a target prints for a row, sound or not, is what the row states. */
export function conforms(target: FloatTarget, name: ScalarFunctionName, text = target.text(rowOf(name))): boolean {
  if (!isReal(name)) return wrongBits(target, exactCases[name]!, text).length === 0
  return keepsRow(name, target.keeps, measure(target, name, text))
}

const keepsRow = (name: RealFunctionName, keeps: Keeps, { error, wrong }: Measured): boolean =>
  wrong.length === 0 && error <= scalarFunctions[name].accuracy![keeps]

/** Targets that print programs: f64 has functions of its own. */
const printing = javascriptTargets.filter(({ keeps }) => keeps !== 'double')

export interface ProgramFault {
  readonly name: string
  readonly refused: () => boolean
}

/** A program as what it asks for, line by line. */
function asked(name: ScalarFunctionName, program: Program): string {
  const lines: string[] = []
  const operations = Object.fromEntries(
    Object.keys(strict).map((operation) => [
      operation,
      (...operands: readonly (string | number)[]) =>
        // -0 is another constant than 0
        `t${lines.push(`${operation}(${operands.map((one) => (Object.is(one, -0) ? '-0' : one)).join(', ')})`)}`,
    ]),
  ) as unknown as FloatOperations<string> // one shape of function for all operations
  const result = program(operations, ...Array.from({ length: scalarFunctions[name].arity }, (_, k) => `x${k}`))
  return [...lines, result].join('\n')
}

/** Every operation of every program, in every wrong way that asks for anything else. */
export function* programFaults(): Generator<ProgramFault> {
  const names = (Object.keys(scalarFunctions) as ScalarFunctionName[]).filter((name) => scalarFunctions[name].program)
  for (const name of names) {
    const sound = asked(name, programOf(name))
    for (const [label, kind] of Object.entries(kinds)) {
      let count = 0
      const told = (at: number): void => void (count = at)
      asked(name, faulty(name, kind, -1, told))
      for (let nth = 0; nth < count; nth++) {
        const program = faulty(name, kind, nth)
        if (asked(name, program) === sound) continue
        yield {
          name: `${label}, ${name}, operation ${nth} of ${count}`,
          refused: () =>
            printing.some((target) => !conforms(target, name, printed(target, name, program))) ||
            (isReal(name) && !keepsRow(name, 'strict', measureProgram(name, strict, program))),
        }
      }
    }
  }
}

const printed = (target: FloatTarget, name: ScalarFunctionName, program: Program): string =>
  withProgram(name, program, () => target.text(rowOf(name)))
