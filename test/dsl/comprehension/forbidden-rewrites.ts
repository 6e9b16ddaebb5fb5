/** Rewrites that hold for real numbers, some of them only there, and that nothing between an operator and its kernel may use. */
import { apply, constant } from '../../../src/dsl/comprehension/expression.js'
import type { Expression } from '../../../src/dsl/comprehension/types.js'
import type { ScalarFunctionName } from '../../../src/dsl/scalar.js'

type Make = (x: Expression, y: Expression, z: Expression) => Expression

export interface Forbidden {
  readonly statement: string
  readonly left: Make
  readonly right: Make
}

const f = (name: ScalarFunctionName, ...operands: Expression[]): Expression => apply(name, ...operands)
const c = (value: number): Expression => constant(value)
const square = (x: Expression): Expression => f('mul', x, x)

export const forbidden: readonly Forbidden[] = [
  {
    statement: 'exp(x)*exp(y) = exp(x + y)',
    left: (x, y) => f('mul', f('exp', x), f('exp', y)),
    right: (x, y) => f('exp', f('add', x, y)),
  },
  { statement: 'log(exp(x)) = x', left: (x) => f('log', f('exp', x)), right: (x) => x },
  {
    statement: 'log(x*y) = log(x) + log(y)',
    left: (x, y) => f('log', f('mul', x, y)),
    right: (x, y) => f('add', f('log', x), f('log', y)),
  },
  {
    statement: 'exp(x - log(y)) = exp(x)/y',
    left: (x, y) => f('exp', f('sub', x, f('log', y))),
    right: (x, y) => f('div', f('exp', x), y),
  },
  {
    statement: 'log(exp(x)/y) = x - log(y)',
    left: (x, y) => f('log', f('div', f('exp', x), y)),
    right: (x, y) => f('sub', x, f('log', y)),
  },
  {
    statement: 'tanh(x) = 2*sigmoid(2*x) - 1',
    left: (x) => f('tanh', x),
    right: (x) => f('sub', f('mul', c(2), f('sigmoid', f('mul', c(2), x))), c(1)),
  },
  {
    statement: 'sigmoid(x) = 1/(1 + exp(-x))',
    left: (x) => f('sigmoid', x),
    right: (x) => f('div', c(1), f('add', c(1), f('exp', f('neg', x)))),
  },
  { statement: 'sqrt(x)*sqrt(x) = x', left: (x) => square(f('sqrt', x)), right: (x) => x },
  {
    statement: 'sqrt(x*y) = sqrt(x)*sqrt(y)',
    left: (x, y) => f('sqrt', f('mul', x, y)),
    right: (x, y) => f('mul', f('sqrt', x), f('sqrt', y)),
  },
  {
    statement: '1/sqrt(x) = sqrt(1/x)',
    left: (x) => f('div', c(1), f('sqrt', x)),
    right: (x) => f('sqrt', f('div', c(1), x)),
  },
  {
    statement: '1/sqrt(x) = sqrt(x)/x',
    left: (x) => f('div', c(1), f('sqrt', x)),
    right: (x) => f('div', f('sqrt', x), x),
  },
  {
    statement: 'sin(x)^2 + cos(x)^2 = 1',
    left: (x) => f('add', square(f('sin', x)), square(f('cos', x))),
    right: () => c(1),
  },
  {
    statement: 'log(1 + exp(x)) = softplus(x)',
    left: (x) => f('log', f('add', c(1), f('exp', x))),
    right: (x) => f('softplus', x),
  },
  {
    statement: 'x > y = (x - y > 0)',
    left: (x, y) => f('lessThan', y, x),
    right: (x, y) => f('lessThan', c(0), f('sub', x, y)),
  },
  {
    statement: 'max(x + z, y + z) = max(x, y) + z',
    left: (x, y, z) => f('maximum', f('add', x, z), f('add', y, z)),
    right: (x, y, z) => f('add', f('maximum', x, y), z),
  },
  {
    statement: 'max(2*x, 2*y) = 2*max(x, y)',
    left: (x, y) => f('maximum', f('mul', c(2), x), f('mul', c(2), y)),
    right: (x, y) => f('mul', c(2), f('maximum', x, y)),
  },
  {
    statement: 'relu(2*x) = 2*relu(x)',
    left: (x) => f('relu', f('mul', c(2), x)),
    right: (x) => f('mul', c(2), f('relu', x)),
  },
  {
    statement: 'x < 0 ? x/100 : x = max(x, x/100)',
    left: (x) => f('where', f('lessThan', x, c(0)), f('mul', c(0.01), x), x),
    right: (x) => f('maximum', x, f('mul', c(0.01), x)),
  },
  { statement: 'relu(x*x) = x*x', left: (x) => f('relu', square(x)), right: (x) => square(x) },
  { statement: 'relu(exp(x)) = exp(x)', left: (x) => f('relu', f('exp', x)), right: (x) => f('exp', x) },
  {
    statement: 'max(exp(x), exp(y)) = exp(max(x, y))',
    left: (x, y) => f('maximum', f('exp', x), f('exp', y)),
    right: (x, y) => f('exp', f('maximum', x, y)),
  },
  {
    statement: 'x*(1/3) = x*0.333333333333333 (a constant folded in floats)',
    left: (x) => f('div', x, c(3)),
    right: (x) => f('mul', c(0.333333333333333), x),
  },
  { statement: 'exp(2) = 7.38905609893065', left: () => f('exp', c(2)), right: () => c(7.38905609893065) },
]
