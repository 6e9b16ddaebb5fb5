/**
 * The floating-point domains: f64, the reference, is the scalar-function table itself; f32 is the same table with every
 * result rounded. In: nothing. Out: `f64`, `f32`.
 */
import { toNumber } from '../rational.js'
import { scalarFunctions } from '../scalar.js'
import type { ScalarFunctionName } from '../scalar.js'
import type { ScalarDomain } from './scalar-domain.js'
import { zerosOf } from './slab.js'

const namedReals = { pi: Math.PI, e: Math.E } as const

/**
 * Double precision: the reference semantics.
 *
 * @example
 * link.f64.div(1, 3) // => 0.3333
 */
export const f64: ScalarDomain<number, Float64Array> = {
  name: 'f64',
  rounds: true,
  array: zerosOf,
  constant: (value) => (typeof value === 'string' ? namedReals[value] : toNumber(value)),
  fromNumber: (value) => value,
  toNumber: (value) => value,
  add: (a, b) => a + b,
  mul: (a, b) => a * b,
  neg: (a) => -a,
  div: (a, b) => a / b,
  function: (name) => scalarFunctions[name].evaluate,
  lessThan: (a, b) => a < b,
  equal: (a, b) => a === b,
  isNaN: Number.isNaN,
  same: Object.is,
  format: String,
}

const round = Math.fround

/** A function of the table, its operands being f32 already. */
function rounded(name: ScalarFunctionName): (...x: number[]) => number {
  const { evaluate, arity } = scalarFunctions[name]
  if (arity === 1) return (a) => round(evaluate(a!))
  if (arity === 2) return (a, b) => round(evaluate(a!, b!))
  return (...x) => round(evaluate(...x))
}

/**
 * Single precision: every operation is that of f64, rounded.
 *
 * @example
 * link.f32.add(16777216, 1) // => 16777216
 */
export const f32: ScalarDomain<number, Float32Array> = {
  ...f64,
  name: 'f32',
  array: (length) => new Float32Array(length),
  constant: (value) => round(f64.constant(value)),
  fromNumber: round,
  add: (a, b) => round(a + b),
  mul: (a, b) => round(a * b),
  div: (a, b) => round(a / b),
  function: rounded,
}
