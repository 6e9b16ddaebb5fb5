/** What the program of every scalar function has to give: where its accuracy holds, and values at the ends. */
import type { ScalarFunctionName } from '../../../src/dsl/scalar.js'

/** Where the accuracy of a row is stated, if not everywhere. */
export const inDomain: Partial<Record<ScalarFunctionName, (x: number) => boolean>> = {
  log: (x) => x > 0,
  sigmoid: (x) => x > -87,
  sin: (x) => Math.abs(x) < 1e5,
  cos: (x) => Math.abs(x) < 1e5,
}

/** Function, operand, result: zero of either sign is zero. */
export const specialValues: readonly (readonly [ScalarFunctionName, number, number])[] = [
  ['exp', -Infinity, 0],
  ['exp', Infinity, Infinity],
  ['exp', 0, 1],
  ['exp', 89, Infinity],
  ['exp', -104, 0],
  ['exp', NaN, NaN],
  ['log', 0, -Infinity],
  ['log', -1, NaN],
  ['log', -Infinity, NaN],
  ['log', Infinity, Infinity],
  ['log', 1, 0],
  ['log', NaN, NaN],
  ['tanh', Infinity, 1],
  ['tanh', -Infinity, -1],
  ['tanh', 0, 0],
  ['tanh', NaN, NaN],
  ['sigmoid', -Infinity, 0],
  ['sigmoid', Infinity, 1],
  ['sigmoid', 0, 0.5],
  ['sigmoid', NaN, NaN],
  ['softplus', -Infinity, 0],
  ['softplus', Infinity, Infinity],
  ['softplus', 1000, 1000],
  ['softplus', NaN, NaN],
  ['sin', 0, 0],
  ['cos', 0, 1],
  ['sin', Infinity, NaN],
  ['cos', NaN, NaN],
  ['sqrt', -4, 0],
  ['sqrt', 9, 3],
  ['sqrt', NaN, NaN],
  ['relu', -2, 0],
  ['relu', NaN, NaN],
]
