/**
 * Faults of derivative rules: the rows of the scalar table, each step of each rule done otherwise. Forward and reverse mode
 * share the rule, so only the dual numbers of the reference can tell.
 */
import { certifyDerivatives } from '../../../src/certify/statements/derivatives.js'
import { javascript } from '../../../src/certify/trials/javascript.js'
import { subjectOf } from '../../../src/certify/statements/subject.js'
import { graphOf } from '../../../src/dsl/graph-of.js'
import { scalarFunctions, type ScalarFunction, type ScalarFunctionName } from '../../../src/dsl/scalar.js'
import type { Rules } from '../../../src/dsl/scalar/function.js'
import type { AnyTensor } from '../../../src/dsl/tensor.js'
import { loose, x } from '../graphs.js'
import { unlessRefused, type Judgement, type Mutant } from './judge.js'

const unary = ['exp', 'log', 'tanh', 'sigmoid', 'softplus', 'sin', 'cos', 'sqrt', 'abs', 'relu', 'neg'] as const
const binary = ['add', 'sub', 'mul', 'div', 'maximum', 'minimum'] as const

type Name = (typeof unary)[number] | (typeof binary)[number]

/** A graph whose derivative is mostly this function's. */
const graphFor = (name: Name): AnyTensor => {
  const [a, b] = [loose(x('a', 6)), x('b', 6)]
  const value = (unary as readonly string[]).includes(name) ? a.mul!(b)[name]!() : a[name]!(b)
  return value.mul!(x('c', 6)) as unknown as AnyTensor // a loose tensor is a tensor
}

/** How one step of a rule may go wrong. */
interface Change {
  readonly on: 'apply' | 'constant' | 'result'
  readonly make: <E>(
    rules: Rules<E>,
    right: E,
    name: ScalarFunctionName,
    operands: readonly E[],
    x: readonly E[],
  ) => E | undefined
}

const other: Partial<Record<ScalarFunctionName, ScalarFunctionName>> = {
  add: 'sub',
  sub: 'add',
  mul: 'add',
  div: 'mul',
  lessThan: 'lessEqual',
  equal: 'lessThan',
  cos: 'sin',
  sin: 'cos',
  sigmoid: 'tanh',
}

const oneMore: Change['make'] = (rules, right) => rules.apply('add', right, rules.constant(1))
const muchMore: Change['make'] = (rules, right) => rules.apply('add', right, rules.constant(4093))

const changes: Readonly<Record<string, Change>> = {
  'another function': {
    on: 'apply',
    make: (rules, _, name, operands) => other[name] && rules.apply(other[name], ...operands),
  },
  'operands exchanged': {
    on: 'apply',
    make: (rules, _, name, operands) =>
      ['sub', 'div', 'lessThan'].includes(name) ? rules.apply(name, ...[...operands].reverse()) : undefined,
  },
  'branches exchanged': {
    on: 'apply',
    make: (rules, _, name, [mask, a, b]) => (name === 'where' ? rules.apply('where', mask!, b!, a!) : undefined),
  },
  'a step left out': {
    on: 'apply',
    make: (_, __, name, operands) =>
      ['where', 'lessThan', 'equal'].includes(name) ? undefined : operands[operands.length - 1],
  },
  'a constant doubled': { on: 'constant', make: (rules, right) => rules.apply('add', right, right) },
  'a constant one more': { on: 'constant', make: oneMore },
  'a constant negated': { on: 'constant', make: (rules, right) => rules.apply('neg', right) },
  'a constant 4093 more': { on: 'constant', make: muchMore },
  doubled: { on: 'result', make: (rules, right) => rules.apply('add', right, right) },
  negated: { on: 'result', make: (rules, right) => rules.apply('neg', right) },
  'one more': { on: 'result', make: (rules, right) => rules.apply('add', right, rules.constant(1)) },
  zero: { on: 'result', make: (rules) => rules.constant(0) },
  'the operand instead': { on: 'result', make: (_, __, ___, ____, operands) => operands[0] },
}

/** The row with one step changed; `counted` learns how many steps of this kind there are where it applies. */
function wrongRow(
  row: ScalarFunction,
  operand: number,
  { on, make }: Change,
  nth: number,
  counted: { count: number },
): ScalarFunction['derivative'] {
  return <E>(rules: Rules<E>) => {
    let operands: readonly E[] = []
    const step = (kind: Change['on'], right: E, name: ScalarFunctionName, parts: readonly E[]): E => {
      if (kind !== on) return right
      const wrong = make(rules, right, name, parts, operands)
      if (wrong === undefined || wrong === right) return right
      return counted.count++ === nth ? wrong : right
    }
    const watched: Rules<E> = {
      apply: (name, ...parts) => step('apply', rules.apply(name, ...parts), name, parts),
      // twice nothing, and less nothing, are nothing
      constant: (value) =>
        value === 0 && make !== oneMore && make !== muchMore ?
          rules.constant(value)
        : step('constant', rules.constant(value), 'add', []),
    }
    const plain = row.derivative!(rules)
    return row.derivative!(watched).map((rule, at) => {
      if (at !== operand) return plain[at]!
      return (y: E, ...given: E[]) => {
        operands = given
        counted.count = 0
        return step('result', rule(y, ...given), 'add', [])
      }
    })
  }
}

/** Expressions as texts, to count steps with. */
const texts: Rules<string> = {
  apply: (name, ...operands) => `${name}(${operands.join(' ')})`,
  constant: (value) => (typeof value === 'number' ? String(value) : `${value.numerator}/${value.denominator}`),
}

async function judge(name: Name, derivative: ScalarFunction['derivative']): Promise<Judgement> {
  const row = scalarFunctions[name] as { derivative: ScalarFunction['derivative'] } // put back below
  const right = row.derivative
  let subject
  try {
    row.derivative = derivative
    subject = unlessRefused(() => subjectOf(graphOf({ outputs: { output: graphFor(name) } })))
  } finally {
    row.derivative = right
  }
  if (subject === null) return { verdict: 'verify' }
  const { refusals } = await certifyDerivatives(subject, javascript, `rule of ${name}`)
  return { verdict: refusals.length > 0 ? 'certify' : 'survivor' }
}

export function* ruleMutants(): Generator<Mutant> {
  for (const name of [...unary, ...binary])
    for (const [kind, change] of Object.entries(changes))
      for (let operand = 0; operand < scalarFunctions[name].arity; operand++)
        for (let nth = 0; ; nth++) {
          const counted = { count: 0 }
          const row = scalarFunctions[name]
          wrongRow(row, operand, change, -1, counted)!(texts)[operand]!('y', 'a', 'b')
          if (nth >= counted.count) break
          const own = { ...row } as ScalarFunction
          yield {
            class: 'derivative rules',
            name: `${kind}, ${name} by operand ${operand}, step ${nth} of ${counted.count}`,
            judge: () => judge(name, wrongRow(own, operand, change, nth, { count: 0 })),
          }
        }
}
