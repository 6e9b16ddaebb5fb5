/**
 * Floats of 32 bits, rounded after every operation, no fused multiply-add: the same bits as any target that computes in
 * f32 in this order. Slower in JavaScript by about half.
 */
import type { Domain } from './domain.js'
import { doubleOf, literal } from './constants.js'
import { f32 } from './f32.js'

const rounded = (text: string): string => `Math.fround(${text})`

export const f32Strict: Domain = {
  ...f32,
  name: 'f32-strict',
  constant: (value) => literal(Math.fround(doubleOf(value))),
  add: (a, b) => rounded(`${a} + ${b}`),
  sub: (a, b) => rounded(`${a} - ${b}`),
  mul: (a, b) => rounded(`${a} * ${b}`),
  div: (a, b) => rounded(`${a} / ${b}`),
  multiplyAdd: (a, b, c) => rounded(`${rounded(`${a} * ${b}`)} + ${c}`),
  sqrt: (a) => rounded(`Math.sqrt(${a})`),
  toFloat: (a) => rounded(a),
  scaleByPowerOfTwo: (a, b) => rounded(f32.scaleByPowerOfTwo(a, b)),
}
