/** Every row of the scalar-function table as JavaScript prints it, in each domain, at ordinary and at extreme operands. */
import { describe, expect, it } from 'vitest'
import { scalarFunctions, type ScalarFunctionName } from '../../../src/dsl/scalar.js'
import { randomBits } from '../../../src/runtime/random.js'
import {
  apply,
  cell,
  compile,
  leaf,
  load,
  number,
  numbers,
  output,
  program,
  statement,
  store,
  variable,
} from './support.js'

const names = Object.keys(scalarFunctions) as ScalarFunctionName[]
const special = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  1e-40,
  -1e-40,
  3.4e38,
  -3.4e38,
  87,
  88.9,
  -87.5,
  -100,
  -104,
  20000,
  Infinity,
  -Infinity,
  NaN,
]

/** y[i] = f(x0[i], x1[i], …) over n points. */
function elementwise(name: ScalarFunctionName, n: number) {
  const row = scalarFunctions[name]
  const dtypes = row.operands.map((kind) =>
    kind === 'integer' ? ('u32' as const)
    : kind === 'mask' ? ('bool' as const)
    : ('f32' as const),
  )
  const inputs = dtypes.map((dtype, operand) => leaf(`x${operand}`, [n], { dtype }))
  const y = output('y', [n], {
    dtype:
      row.result === 'integer' ? 'u32'
      : row.result === 'mask' ? 'bool'
      : 'f32',
  })
  const i = variable('i', n)
  // a mask operand is a comparison, as in the programs that expressions make
  const operands = inputs.map((input, operand) =>
    dtypes[operand] === 'bool' ? apply('not', apply('equal', load(cell(input, i)), number(0))) : load(cell(input, i)),
  )
  const one = statement(name, { loops: [i], body: apply(name, ...operands), stores: [store(cell(y, i))] })
  return { inputs, dtypes, y, lowered: program([one], [...inputs, y], [y]) }
}

describe.each(['f32', 'f32-strict', 'f64'] as const)('scalar functions in %s', (domain) => {
  it.each(names)('%s', (name) => {
    const row = scalarFunctions[name]
    const random = numbers(3)
    const n = 400
    const { inputs, dtypes, y, lowered } = elementwise(name, n)
    const compiled = compile(lowered, { domain })
    const data = inputs.map((input, operand) => {
      const view = compiled.view(input)
      for (let i = 0; i < n; i++)
        view[i] =
          dtypes[operand] === 'u32' ? Math.floor((random() + 1) * 2 ** 31)
          : dtypes[operand] === 'bool' ? Number(random() > 0)
          : i < special.length * special.length ?
            special[operand === 0 ? i % special.length : Math.floor(i / special.length)]!
          : random() * 20
      return [...view]
    })
    compiled.run()
    const got = compiled.view(y)
    const tolerance = domain === 'f64' ? 1e-12 : 2e-6
    // the table states where its programs are accurate: sin and cos lose digits far out, sigmoid below the least normal f32
    const absolute =
      name === 'sin' || name === 'cos' ? 1e-5
      : name === 'sigmoid' ? 2e-38
      : 0
    for (let i = 0; i < n; i++) {
      const operands = data.map((values) => values[i]!)
      if ((name === 'sin' || name === 'cos') && Math.abs(operands[0]!) > 1e5) continue
      const exact = row.evaluate(...operands)
      const expected =
        domain === 'f64' ? exact
        : y.dtype === 'f32' ? Math.fround(exact)
        : exact
      const close =
        Object.is(got[i], expected) ||
        got[i] === expected ||
        Math.abs(got[i]! - expected) <= tolerance * Math.abs(expected) + absolute + (domain === 'f64' ? 0 : 3e-45)
      if (!close) expect.fail(`${name}(${operands.join(', ')}) = ${got[i]}, expected ${expected}`)
    }
  })
})

describe('programs', () => {
  it('print in f32-strict what the table computes with every operation rounded', () => {
    const r = Math.fround
    const bits = new DataView(new ArrayBuffer(8))
    for (const name of names) {
      const row = scalarFunctions[name]
      if (!row.program) continue
      const evaluate = (x: number): number =>
        row.program!<number>(
          {
            constant: r,
            add: (a, b) => r(a + b),
            sub: (a, b) => r(a - b),
            mul: (a, b) => r(a * b),
            div: (a, b) => r(a / b),
            multiplyAdd: (a, b, c) => r(r(a * b) + c),
            neg: (a) => -a,
            abs: Math.abs,
            sqrt: (a) => r(Math.sqrt(a)),
            minimum: Math.min,
            maximum: Math.max,
            round: (a) => a + 6755399441055744 - 6755399441055744,
            scaleByPowerOfTwo: (a, k) => r(r(a * 2 ** Math.trunc(k / 2)) * 2 ** (k - Math.trunc(k / 2))),
            exponentOf: (a) => (bits.setFloat64(0, a), ((bits.getUint32(0) >>> 20) & 2047) - 1023),
            mantissaOf: (a) => (bits.setFloat64(0, a), a / 2 ** (((bits.getUint32(0) >>> 20) & 2047) - 1023)),
            lessThan: (a, b) => Number(a < b),
            select: (mask, a, b) => (mask ? a : b),
          },
          x,
        )
      const { inputs, y, lowered } = elementwise(name, 500)
      const compiled = compile(lowered, { domain: 'f32-strict' })
      const x = compiled.view(inputs[0]!)
      const random = numbers(5)
      for (let i = 0; i < x.length; i++) x[i] = random() * 60
      compiled.run()
      const got = compiled.view(y)
      for (let i = 0; i < x.length; i++)
        if (!Object.is(got[i], evaluate(x[i]!)))
          expect.fail(`${name}(${x[i]}) = ${got[i]}, expected ${evaluate(x[i]!)}`)
    }
  })

  it('gives the random bits of the run time', () => {
    const { inputs, y, lowered } = elementwise('randomBits', 64)
    const compiled = compile(lowered)
    const random = numbers(11)
    for (const input of inputs)
      compiled.view(input).forEach((_, i, view) => (view[i] = Math.floor((random() + 1) * 2 ** 31)))
    compiled.run()
    const words = inputs.map((input) => compiled.view(input))
    expect([...compiled.view(y)]).toEqual(
      Array.from({ length: 64 }, (_, i) => randomBits(words[0]![i]!, words[1]![i]!, words[2]![i]!, words[3]![i]!)),
    )
  })
})
