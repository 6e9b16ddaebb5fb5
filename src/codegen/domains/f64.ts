/** Floats of 64 bits in memory and between operations; the functions are JavaScript's own. For checks, not for speed. */
import type { Domain } from './domain.js'
import { f32 } from './f32.js'

export const f64: Domain = {
  ...f32,
  name: 'f64',
  view: 'Float64Array',
  bytes: 8,
  functions: {
    exp: (a) => `Math.exp(${a})`,
    log: (a) => `Math.log(${a})`,
    tanh: (a) => `Math.tanh(${a})`,
    sigmoid: (a) => `1 / (1 + Math.exp(-${a}))`,
    softplus: (a) => `(${a} < 0 ? 0 : ${a}) + Math.log1p(Math.exp(-Math.abs(${a})))`,
    sin: (a) => `Math.sin(${a})`,
    cos: (a) => `Math.cos(${a})`,
  },
}
