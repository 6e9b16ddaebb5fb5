/**
 * Faults in float-only spellings: the programs of scalar functions, which a field replaces by symbols, so that no
 * certificate looks at them. What refuses them is conformity: each program on each way a target may compute, against f64,
 * within the accuracy that its row states.
 */
import { scalarFunctions, type FloatOperations, type ScalarFunctionName } from '../../../src/dsl/scalar.js'
import { doubleTemporaries, largestError, scan, strict } from '../../dsl/scalar/operations.js'
import { inDomain, specialValues } from '../../dsl/scalar/conformity.js'
import type { Judgement, Mutant } from './judge.js'

type Change = (operations: FloatOperations<number>) => FloatOperations<number>

/** The n-th operation of a kind that a program asks for, done otherwise. */
const nthOf =
  <K extends keyof FloatOperations<number>>(
    kind: K,
    otherwise: (o: FloatOperations<number>) => FloatOperations<number>[K],
  ) =>
  (nth: number, counted: { count: number }): Change =>
  (o) => {
    const plain = o[kind] as (...operands: number[]) => number // one shape of call for all operations
    const wrong = otherwise(o) as (...operands: number[]) => number
    return { ...o, [kind]: (...operands: number[]) => (counted.count++ === nth ? wrong : plain)(...operands) }
  }

const kinds: Readonly<Record<string, (nth: number, counted: { count: number }) => Change>> = {
  'a constant twice as large': nthOf('constant', (o) => (value) => o.constant(value * 2)),
  'a constant of the other sign': nthOf('constant', (o) => (value) => o.constant(-value)),
  'a constant with 9 digits of 24': nthOf('constant', (o) => (value) => o.constant(value * (1 + 2 ** -9))),
  'a term left out': nthOf('multiplyAdd', () => (_, __, c) => c),
  'a sum left out': nthOf('multiplyAdd', (o) => (a, b) => o.mul(a, b)),
  'a difference taken for a sum': nthOf('sub', (o) => (a, b) => o.add(a, b)),
  'a sum taken for a difference': nthOf('add', (o) => (a, b) => o.sub(a, b)),
  'a square left out': nthOf('mul', () => (a) => a),
  'rounded towards zero': nthOf('round', () => Math.trunc),
  'a power one too high': nthOf('scaleByPowerOfTwo', (o) => (x, k) => o.scaleByPowerOfTwo(x, k + 1)),
  'branches exchanged': nthOf('select', (o) => (mask, a, b) => o.select(mask, b, a)),
  'the first branch always': nthOf('select', () => (_, a) => a),
  'the other branch always': nthOf('select', () => (_, __, b) => b),
  'compared the other way round': nthOf('lessThan', (o) => (a, b) => o.lessThan(b, a)),
  'a reciprocal left out': nthOf('div', () => (a) => a),
}

const points = 4096

/** Whether a program, computed in these ways, keeps what its row states. */
export function conforms(
  name: ScalarFunctionName,
  change: (o: FloatOperations<number>) => FloatOperations<number>,
): boolean {
  const row = scalarFunctions[name]
  const within = inDomain[name]
  for (const [on, bound] of [
    [strict, row.accuracy?.strict ?? 1],
    [doubleTemporaries, row.accuracy?.doubleTemporaries ?? 1],
  ] as const) {
    // counters of changes begin again with each evaluation
    const program: NonNullable<typeof row.program> = (_, ...x) =>
      row.program!(change(on) as never, ...(x as never[])) as never // numbers, as the scan asks for
    if (!(largestError({ ...row, program }, on, scan(points, 1, within)).error <= bound)) return false
    for (const [of, x, expected] of specialValues)
      if (of === name && !Object.is(row.program!(change(on), x) + 0, expected)) return false
  }
  return true
}

export function* spellingMutants(wanted: number): Generator<Mutant> {
  const names = (Object.keys(scalarFunctions) as ScalarFunctionName[]).filter((name) => scalarFunctions[name].accuracy)
  const seen = new Set<string>()
  let given = 0
  for (let nth = 0; given < wanted && nth < 12; nth++)
    for (const [kind, change] of Object.entries(kinds))
      for (const [at, name] of names.entries()) {
        // every third of all combinations
        if ((at + nth + kind.length) % 3 !== 0 || given >= 3 * wanted) continue
        const counted = { count: 0 }
        scalarFunctions[name].program!(change(-1, counted)(strict), 0.7)
        if (nth >= counted.count) continue
        const key = `${kind}, ${name}, operation ${nth} of ${counted.count}`
        if (seen.has(key)) continue
        seen.add(key)
        given++
        yield {
          class: 'float-only spellings',
          name: key,
          judge: (): Judgement => ({
            verdict: conforms(name, (o) => change(nth, { count: 0 })(o)) ? 'survivor' : 'conformity',
          }),
        }
      }
}
