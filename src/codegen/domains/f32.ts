/**
 * Floats of 32 bits with double temporaries: what JavaScript computes fastest. A value is rounded when it is stored, so
 * sums are more accurate than in f32-strict and bits differ from WebAssembly's.
 */
import type { Domain, Operand } from './domain.js'
import { doubleOf, literal } from './constants.js'

/** 1.5 · 2^52: adding and subtracting it leaves the nearest integer. */
const magic = '6755399441055744'

/** A spelling over the texts of both operands. */
const texts =
  (spell: (a: string, b: string) => string) =>
  (a: Operand, b: Operand): string =>
    spell(a.text, b.text)

export const f32: Domain = {
  name: 'f32',
  view: 'Float32Array',
  bytes: 4,
  memory: 'bytes',
  takesFunctions: false,
  prelude: [],
  constant: (value) => literal(doubleOf(value)),
  add: (a, b) => `${a} + ${b}`,
  sub: (a, b) => `${a} - ${b}`,
  mul: (a, b) => `${a} * ${b}`,
  div: (a, b) => `${a} / ${b}`,
  multiplyAdd: (a, b, c) => `${a} * ${b} + ${c}`,
  neg: (a) => `-${a}`,
  abs: (a) => `Math.abs(${a})`,
  sqrt: (a) => `Math.sqrt(${a})`,
  minimum: texts((a, b) => `Math.min(${a}, ${b})`),
  maximum: texts((a, b) => `Math.max(${a}, ${b})`),
  lessThan: texts((a, b) => `${a} < ${b}`),
  lessEqual: texts((a, b) => `${a} <= ${b}`),
  equal: texts((a, b) => `${a} === ${b}`),
  toFloat: (a) => a,
  round: (a) => `${a} + ${magic} - ${magic}`,
  scaleByPowerOfTwo: (a, b) => `${a} * powerOfTwo(${b})`,
  functions: {},
}
