/**
 * Rows of the scalar-function table that every target has an instruction (or two) for. One exported constant is one row,
 * under its own name; formulas of derivatives stand beside them.
 */
import type { Rules, ScalarFunction, ScalarKind } from './function.js'

const floats = (arity: number): ScalarKind[] => Array<ScalarKind>(arity).fill('float')

export const add: ScalarFunction = {
  arity: 2,
  operands: floats(2),
  result: 'float',
  evaluate: (a, b) => a! + b!,
  derivative: ({ constant }) => [() => constant(1), () => constant(1)],
  heavy: false,
}

export const sub: ScalarFunction = {
  arity: 2,
  operands: floats(2),
  result: 'float',
  evaluate: (a, b) => a! - b!,
  derivative: ({ constant }) => [() => constant(1), () => constant(-1)],
  heavy: false,
}

export const mul: ScalarFunction = {
  arity: 2,
  operands: floats(2),
  result: 'float',
  evaluate: (a, b) => a! * b!,
  derivative: () => [(_, a, b) => b!, (_, a) => a!],
  heavy: false,
}

/** y = a/b: ∂a = 1/b, ∂b = −y/b. */
export const div: ScalarFunction = {
  arity: 2,
  operands: floats(2),
  result: 'float',
  evaluate: (a, b) => a! / b!,
  derivative: ({ apply, constant }) => [
    (_, a, b) => apply('div', constant(1), b!),
    (y, a, b) => apply('neg', apply('div', y, b!)),
  ],
  heavy: false,
}

export const neg: ScalarFunction = {
  arity: 1,
  operands: floats(1),
  result: 'float',
  evaluate: (a) => -a!,
  derivative: ({ constant }) => [() => constant(-1)],
  heavy: false,
}

/** ∂ = sign(x), 0 at 0. */
export const abs: ScalarFunction = {
  arity: 1,
  operands: floats(1),
  result: 'float',
  evaluate: (a) => Math.abs(a!),
  derivative: ({ apply, constant }) => [
    (_, x) =>
      apply(
        'where',
        apply('lessThan', constant(0), x!),
        constant(1),
        apply('where', apply('lessThan', x!, constant(0)), constant(-1), constant(0)),
      ),
  ],
  heavy: false,
}

/** The gate of a tie: 1 where `smaller` < `larger`, ½ where they are equal, else 0. */
const tie = <E>({ apply, constant }: Rules<E>, smaller: E, larger: E): E =>
  apply(
    'where',
    apply('lessThan', smaller, larger),
    constant(1),
    apply('where', apply('equal', smaller, larger), constant(0.5), constant(0)),
  )

/** Ties give each operand half of the gradient. NaN if an operand is. */
export const maximum: ScalarFunction = {
  arity: 2,
  operands: floats(2),
  result: 'float',
  evaluate: (a, b) => Math.max(a!, b!),
  derivative: (make) => [(_, a, b) => tie(make, b!, a!), (_, a, b) => tie(make, a!, b!)],
  heavy: false,
}

/** Ties give each operand half of the gradient. NaN if an operand is. */
export const minimum: ScalarFunction = {
  arity: 2,
  operands: floats(2),
  result: 'float',
  evaluate: (a, b) => Math.min(a!, b!),
  derivative: (make) => [(_, a, b) => tie(make, a!, b!), (_, a, b) => tie(make, b!, a!)],
  heavy: false,
}

/** max(x, 0) with derivative 0 at 0, taken from the output: y > 0 exactly where x > 0. NaN stays NaN. */
export const relu: ScalarFunction = {
  arity: 1,
  operands: floats(1),
  result: 'float',
  evaluate: (x) => (x! < 0 ? 0 : x!),
  derivative: ({ apply, constant }) => [
    (y) => apply('where', apply('lessThan', constant(0), y), constant(1), constant(0)),
  ],
  heavy: false,
  program: (o, x) => o.select(o.lessThan(x!, o.constant(0)), o.constant(0), x!),
}

/** √max(x, 0): total. ∂ = 1/(2y) where y > 0, else 0 (also at 0, where the real derivative is infinite). */
export const sqrt: ScalarFunction = {
  arity: 1,
  operands: floats(1),
  result: 'float',
  evaluate: (x) => Math.sqrt(x! < 0 ? 0 : x!),
  derivative: ({ apply, constant }) => [
    (y) => apply('where', apply('lessThan', constant(0), y), apply('div', constant(0.5), y), constant(0)),
  ],
  heavy: true,
  program: (o, x) => o.sqrt(o.select(o.lessThan(x!, o.constant(0)), o.constant(0), x!)),
}

/** Floats or integers; false when either is NaN. */
export const lessThan: ScalarFunction = {
  arity: 2,
  operands: ['number', 'number'],
  result: 'mask',
  evaluate: (a, b) => (a! < b! ? 1 : 0),
  derivative: null,
  heavy: false,
}

export const lessEqual: ScalarFunction = {
  arity: 2,
  operands: ['number', 'number'],
  result: 'mask',
  evaluate: (a, b) => (a! <= b! ? 1 : 0),
  derivative: null,
  heavy: false,
}

export const equal: ScalarFunction = {
  arity: 2,
  operands: ['number', 'number'],
  result: 'mask',
  evaluate: (a, b) => (a === b ? 1 : 0),
  derivative: null,
  heavy: false,
}

export const and: ScalarFunction = {
  arity: 2,
  operands: ['mask', 'mask'],
  result: 'mask',
  evaluate: (a, b) => (a !== 0 && b !== 0 ? 1 : 0),
  derivative: null,
  heavy: false,
}

export const not: ScalarFunction = {
  arity: 1,
  operands: ['mask'],
  result: 'mask',
  evaluate: (a) => (a === 0 ? 1 : 0),
  derivative: null,
  heavy: false,
}

/** The operand not chosen takes no part, also where it is NaN or infinite; it may be evaluated. */
export const where: ScalarFunction = {
  arity: 3,
  operands: ['mask', 'float', 'float'],
  result: 'float',
  evaluate: (mask, a, b) => (mask !== 0 ? a! : b!),
  derivative: ({ apply, constant }) => [
    () => constant(0),
    (_, mask) => apply('where', mask!, constant(1), constant(0)),
    (_, mask) => apply('where', mask!, constant(0), constant(1)),
  ],
  heavy: false,
}

export const toFloat: ScalarFunction = {
  arity: 1,
  operands: ['integer'],
  result: 'float',
  evaluate: (a) => a!,
  derivative: null,
  heavy: false,
}
