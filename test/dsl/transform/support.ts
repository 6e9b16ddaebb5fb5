/** Numbers of recorded tensors on both executors, and central differences of recorded functions. */
import { graphOf, source } from 'shapewright'
import type { AnyTensor, Tensor } from 'shapewright'
import { expect } from 'vitest'
import { jsExecutor } from '../../../src/codegen/executor.js'
import { referenceExecutor } from '../../../src/dsl/executor.js'
import { expandGraph } from '../../../src/dsl/expand.js'
import { Generator } from '../../../src/runtime/random.js'

export type Shape = readonly number[]

export const count = (shape: Shape): number => shape.reduce((product, extent) => product * extent, 1)

/** Numbers in −1 … 1. */
export const random = (name: string, shape: Shape): number[] => {
  const draw = new Generator(5, name)
  return Array.from({ length: count(shape) }, () => 2 * draw.uniform() - 1)
}

/** A constant with random values; the same name gives the same numbers. */
export const drawn = <const S extends Shape>(name: string, shape: S): Tensor<[...S]> =>
  source('constant', { shape, dtype: 'f32', values: random(name, shape) }) as Tensor<[...S]>

interface Options {
  readonly binding?: Readonly<Record<string, number>>
  readonly data?: Readonly<Record<string, readonly number[]>>
  readonly training?: boolean
}

/**
 * Row-major values by output name: on the reference, and compared with compiled kernels in f64 and f32 when `compiled`
 * is asked for.
 */
export function values<K extends string>(
  outputs: Readonly<Record<K, AnyTensor>>,
  { binding = {}, data = {}, training = false }: Options = {},
): Record<K, number[]> {
  const given = new Map<string, readonly number[]>([['seed', [3, 4]], ['step', [2]], ...Object.entries(data)])
  const program = expandGraph(graphOf({ outputs }), { name: 'predict', binding, training })
  const reference = referenceExecutor.prepare(program)(given).outputs
  const compiled = jsExecutor().prepare(program)(given).outputs
  for (const [name, want] of reference) expectClose(compiled.get(name)!, want, 2e-4, `compiled ${name}`)
  return Object.fromEntries([...reference].map(([name, list]) => [name, [...list]])) as Record<K, number[]>
}

/** Equal within a part of the largest finite number, or of 1; what is not finite must be the same. */
export function expectClose(got: ArrayLike<number>, want: ArrayLike<number>, part: number, what = 'value'): void {
  expect(got.length, what).toBe(want.length)
  const scale = Math.max(1, ...Array.from(want, Math.abs).filter(Number.isFinite))
  for (let at = 0; at < want.length; at++) {
    const [a, b] = [got[at]!, want[at]!]
    const error = Object.is(a, b) ? 0 : Math.abs(a - b) / scale
    expect(error, `${what} [${at}]: got ${a}, want ${b}`).toBeLessThanOrEqual(part)
  }
}

/** df/dx by central differences: row r, column s is df[r]/dx[s]. */
export function differences(f: (x: Tensor) => AnyTensor, x: readonly number[], shape: Shape): number[][] {
  const leaf = source('input', { name: 'x', shape, dtype: 'f32' }) as Tensor
  const program = expandGraph(graphOf({ outputs: { y: f(leaf) } }), { name: 'predict', binding: {}, training: false })
  const run = referenceExecutor.prepare(program)
  const at = (values: readonly number[]): Float64Array => run(new Map([['x', values]])).outputs.get('y')!
  const step = 1e-5
  const columns = x.map((value, s) => {
    const [high, low] = [at(x.with(s, value + step)), at(x.with(s, value - step))]
    return Array.from(high, (number, r) => (number - low[r]!) / (2 * step))
  })
  return columns[0]!.map((_, r) => columns.map((column) => column[r]!))
}
