/**
 * Gradient checks for the differentiation tests: central differences to first and second order, the dot test, and small
 * builders. Everything runs on the f64 reference.
 */
import { expect } from 'vitest'
import { apply, constant, read } from '../../../src/dsl/comprehension/expression.js'
import type { Expression, Leaf, Value } from '../../../src/dsl/comprehension/types.js'
import { leaf } from '../../../src/dsl/comprehension/value.js'
import { elementCount } from '../../../src/shapes/size.js'
import { jvp } from '../../../src/dsl/differentiate/jvp.js'
import { vjp } from '../../../src/dsl/differentiate/vjp.js'
import { interpret } from '../../../src/dsl/interpret.js'
import type { Builder } from '../../../src/dsl/operator.js'
import { map, reduce } from '../../../src/dsl/primitives/map.js'
import { Generator } from '../../../src/runtime/random.js'

export const builder = (name = 'test'): Builder => ({
  name,
  site: undefined,
  result: { shape: [], dtype: 'f64' },
  training: true,
  salt: 0,
  counter: () => {
    throw new Error('this test draws no random numbers')
  },
  constant: () => {
    throw new Error('this test holds no numbers')
  },
})

export const input = (name: string, shape: readonly number[]): Leaf =>
  leaf({ name, shape, dtype: 'f64', role: 'input' })
export const integers = (name: string, shape: readonly number[]): Leaf =>
  leaf({ name, shape, dtype: 'i32', role: 'input' })

export type Data = Map<Leaf, readonly number[]>

/** Distinct numbers in [0.3, 1.8] with both signs, so that no two tie and none is near 0. */
export function randomData(leaves: readonly Leaf[], seed: number): Data {
  const generator = new Generator(seed, 'gradient check')
  return new Map(
    leaves.map((l) => [
      l,
      Array.from(
        { length: elementCount(l.shape) },
        () => (generator.uniform() < 0.5 ? -1 : 1) * (0.3 + 1.5 * generator.uniform()),
      ),
    ]),
  )
}

export const evaluate = (roots: readonly Value[], data: Data): Map<Value, Float64Array> =>
  interpret(roots, (l) => data.get(l) ?? new Float64Array(elementCount(l.shape)))

/** Σ weight · value, as a scalar program: a random projection of a tensor. */
export function project(value: Value, weight: Value): Value {
  return reduce(builder('projection'), 'sum', [], value.shape, (_, r) => apply('mul', read(value, r), read(weight, r)))
}

export const sumValues = (values: readonly Value[]): Value =>
  map(builder('sum'), [], () =>
    values.map((v): Expression => read(v, [])).reduce((a, b) => apply('add', a, b), constant(0)),
  )

export interface Check {
  /** Largest relative error found. */
  readonly error: number
  readonly compared: number
}

export type Differentiate = typeof vjp

/** Compares `gradients` of the scalar `loss` with central differences, every element. */
export function compareWithDifferences(
  loss: Value,
  wrt: readonly Leaf[],
  gradients: readonly (Value | null)[],
  data: Data,
): Check {
  const found = gradients.filter((g): g is Value => g !== null)
  const results = evaluate([loss, ...found], data)
  let error = 0
  let compared = 0
  const step = 2e-4
  wrt.forEach((l, position) => {
    const own = data.get(l)!
    const gradient = gradients[position]
    own.forEach((value, element) => {
      const at = (moved: number): number => {
        const shifted = new Map(data)
        shifted.set(l, own.with(element, moved))
        return evaluate([loss], shifted).get(loss)![0]!
      }
      const slope =
        (8 * (at(value + step) - at(value - step)) - (at(value + 2 * step) - at(value - 2 * step))) / (12 * step)
      const derived = gradient ? results.get(gradient)![element]! : 0
      error = Math.max(error, Math.abs(slope - derived) / Math.max(1, Math.abs(slope), Math.abs(derived)))
      compared++
    })
  })
  return { error, compared }
}

/** First and second order: the gradient of a projection, and the gradient of a projection of that gradient. */
export function checkGradients(
  output: Value,
  wrt: readonly Leaf[],
  options: { readonly data?: Data; readonly seed?: number; readonly order?: 1 | 2; readonly vjp?: Differentiate } = {},
): { readonly first: Check; readonly second: Check } {
  const differentiate = options.vjp ?? vjp
  const seed = options.seed ?? 1
  const data: Data = options.data ?? randomData(wrt, seed)
  const weight = input('weight', output.shape)
  for (const [l, values] of randomData([weight], seed + 100)) data.set(l, values)
  const loss = project(output, weight)
  const one = map(builder('one'), [], () => constant(1))
  const gradients = differentiate([{ value: loss, cotangent: one }], wrt)
  const first = compareWithDifferences(loss, wrt, gradients, data)
  if (options.order === 1) return { first, second: { error: 0, compared: 0 } }
  const parts = gradients.flatMap((gradient, position) => {
    if (!gradient) return []
    const direction = input(`direction${position}`, gradient.shape)
    for (const [l, values] of randomData([direction], seed + 200 + position)) data.set(l, values)
    return [project(gradient, direction)]
  })
  const directional = sumValues(parts)
  const again = differentiate([{ value: directional, cotangent: one }], wrt)
  return { first, second: compareWithDifferences(directional, wrt, again, data) }
}

/** |⟨Jv, w⟩ − ⟨v, Jᵀw⟩| relative to the sums of the absolute products. */
export function dotTest(output: Value, wrt: readonly Leaf[], seed = 1, given?: Data): number {
  const data = given ?? randomData(wrt, seed)
  const tangents = new Map<Value, Value>(wrt.map((l) => [l, input(`tangent_${l.name}`, l.shape)]))
  const cotangent = input('cotangent', output.shape)
  for (const [l, values] of randomData([...(tangents.values() as Iterable<Leaf>), cotangent], seed + 300))
    data.set(l, values)
  const [forward] = jvp([output], tangents)
  const backward = vjp([{ value: output, cotangent }], wrt)
  if (!forward) return backward.every((g) => g === null) ? 0 : Infinity
  const results = evaluate([forward, ...backward.filter((g): g is Value => g !== null)], data)
  const dot = (a: ArrayLike<number>, b: ArrayLike<number>): [number, number] => {
    let sum = 0
    let size = 0
    for (let i = 0; i < a.length; i++) {
      sum += a[i]! * b[i]!
      size += Math.abs(a[i]! * b[i]!)
    }
    return [sum, size]
  }
  const [left, scale] = dot(results.get(forward)!, data.get(cotangent)!)
  let right = 0
  let rightScale = 0
  wrt.forEach((l, position) => {
    const gradient = backward[position]
    if (!gradient) return
    const [part, size] = dot(data.get(tangents.get(l) as Leaf)!, results.get(gradient)!)
    right += part
    rightScale += size
  })
  return Math.abs(left - right) / Math.max(1e-30, scale, rightScale)
}

export function expectGradients(
  output: Value,
  wrt: readonly Leaf[],
  options: Parameters<typeof checkGradients>[2] = {},
): void {
  const { first, second } = checkGradients(output, wrt, options)
  expect(first.compared).toBeGreaterThan(0)
  expect(first.error).toBeLessThan(1e-8)
  if (options.order !== 1) expect(second.error).toBeLessThan(1e-8)
  expect(dotTest(output, wrt, 5, options.data ? new Map(options.data) : undefined)).toBeLessThan(1e-12)
}
