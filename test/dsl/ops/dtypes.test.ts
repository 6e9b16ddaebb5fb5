/**
 * Element types in both worlds: operators that are measured (test/shapes/budget/operators.ts), with each operand of each
 * element type in turn, and with all of one. The compiler accepts what recording accepts, and where both refuse, they say the
 * same, in one line.
 */
import { expect, test } from 'vitest'
import * as shapewright from '../../../src/index.js'
import { declared, operatorRows } from '../../shapes/budget/operators.js'
import { compilers, findings } from '../../support/compiler.js'

const dtypes = ['f32', 'f64', 'i32', 'u32', 'bool'] as const

const typed = (operand: string, dtype: string): string => `${dtype} ${operand.replace(/^\w+ /, '')}`

/** The operators whose operands have element types of their own, or must share one. */
const compared = new Set(
  (
    'crossEntropy nllLoss accuracy take gatherRows takeAlongAxis scatterAddAlongAxis oneHot withUpdate einsum ' +
    'scaledDotProductAttention multiHeadAttention'
  ).split(' '),
)
const rows = [
  ...operatorRows.filter(({ name }) => compared.has(name.split(' ')[0] ?? '')),
  { name: 'where', call: 's.where(x, y, z)', operands: ['bool [2, 3]', '[2, 3]', '[3]'] },
  {
    name: 'attention with a mask',
    call: 's.scaledDotProductAttention(x, x, x, { mask: y })',
    operands: ['[4, 2]', 'bool [4, 4]'],
  },
  { name: 'weighted labels', call: 'x.crossEntropy(y, { weight: z })', operands: ['[4, 2]', 'i32 [4]', '[2]'] },
]

interface Case {
  readonly name: string
  readonly call: string
  readonly operands: readonly string[]
}

const cases = rows.flatMap(({ name, call, operands }): Case[] => [
  ...operands.flatMap((_, position) =>
    dtypes.map((dtype) => ({
      name: `${name}: operand ${position + 1} is ${dtype}`,
      call,
      operands: operands.map((operand, i) => (i === position ? typed(operand, dtype) : operand)),
    })),
  ),
  ...(operands.length > 1 ?
    dtypes.map((dtype) => ({
      name: `${name}: all are ${dtype}`,
      call,
      operands: operands.map((operand) => typed(operand, dtype)),
    }))
  : []),
])

/** Each case is a line of one file, so that its imports are resolved once. */
const path = 'test/dsl/ops/dtypes-cases.ts'
const head = `import * as s from '../../../src/index.js'\n`
const lineOf = ({ call, operands }: Case): string =>
  `{ ${declared(operands).replaceAll('export ', '').replaceAll('\n', '; ')}${call} }\n`

/** What recording says: undefined when it accepts. */
function recorded({ call, operands }: Case): string | undefined {
  const code = `${declared(operands).replaceAll('export ', '')}return ${call}`
  try {
    // oxlint-disable-next-line no-implied-eval -- the very text that the compiler is given
    new Function('s', code)(shapewright)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

const sentenceOf = (text: string): string => /'"(.*)"'\.$/.exec(text)?.[1] ?? text

test('the compiler and recording accept the same element types, and say the same of the others', async () => {
  const found = findings(await compilers['6.0'](), { [path]: head + cases.map(lineOf).join('') })
  const sentences = new Map<number, string[]>()
  for (const { line, text } of found) sentences.set(line - 2, [...(sentences.get(line - 2) ?? []), sentenceOf(text)])
  const differing = cases.flatMap((one, i) => {
    const [type, record] = [sentences.get(i) ?? [], recorded(one)]
    const same = record === undefined ? type.length === 0 : type.length === 1 && type[0] === record
    return same ? [] : [{ name: one.name, type, record }]
  })
  expect(differing).toEqual([])
  const refused = cases.filter((one) => recorded(one) !== undefined).length
  expect(cases.length).toBeGreaterThan(150)
  expect(refused).toBeGreaterThan(100)
})
