/**
 * Element types in both worlds: every operator (test/shapes/budget/operators.ts), as a function and as a method, with each
 * operand of each element type in turn, and with all of one. The compilers accept what recording accepts, and where both
 * refuse, they say the same, in one line, at the operand that is wrong.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import * as shapewright from '../../../src/index.js'
import { declared, operatorRows, type OperatorRow } from '../../shapes/budget/operators.js'
import { compilers, findings, findingsOfVersion7, root, type Finding } from '../../support/compiler.js'

const dtypes = ['f32', 'f64', 'i32', 'u32', 'bool'] as const

const typed = (operand: string, dtype: string): string => `${dtype} ${operand.replace(/^\w+ /, '')}`

type Row = Omit<OperatorRow, 'limit'>

/** The first row of each operator that has operands; that of `where` makes its mask of one of them. */
const operators: readonly Row[] = operatorRows.filter(
  ({ name, operands }, i) =>
    operands.length > 0 &&
    name !== 'where' &&
    operatorRows.findIndex((other) => other.name.split(' ')[0] === name.split(' ')[0]) === i,
)

/** What the first rows leave out: operands that are options, and numbers beside tensors. */
const further: readonly Row[] = [
  { name: 'where', call: 's.where(x, y, z)', operands: ['bool [2, 3]', '[2, 3]', '[3]'] },
  { name: 'where of a number', call: 's.where(x, y, 0)', operands: ['bool [2, 3]', '[2, 3]'] },
  { name: 'add of a number', call: 'x.add(1)', operands: ['[2, 3]'] },
  { name: 'less than a number', call: 'x.less(1)', operands: ['[2, 3]'] },
  {
    name: 'gruCell',
    call: 's.gruCell(x, y, z, u, v)',
    operands: ['[2, 3]', '[2, 4]', '[12, 3]', '[12, 4]', '[12]'],
  },
  {
    name: 'lstmCell',
    call: 's.lstmCell(x, y, z, u, v)',
    operands: ['[2, 3]', '[2, 4]', '[2, 4]', '[16, 3]', '[16, 4]'],
  },
  ...[
    ['linear(3, 2)', '[4, 3]'],
    ['conv2d(3, 2, 1)', '[2, 3, 4, 4]'],
    ['convTranspose2d(3, 2, 1)', '[2, 3, 4, 4]'],
    ['layerNorm(3)', '[4, 3]'],
    ['rmsNorm(3)', '[4, 3]'],
    ['groupNorm(1, 3)', '[4, 3]'],
    ['batchNorm2d(3, { trackRunningStatistics: false })', '[2, 3, 4, 4]'],
    ['multiHeadAttention(4, 2)', '[3, 4]'],
    ...['dropout(0.5)', 'relu()', 'leakyRelu()', 'elu()', 'gelu()', 'flatten()', 'sequential()'].map(
      (made) => [made, '[4, 3]'] as const,
    ),
    ['sequential(s.nn.linear(3, 2), s.nn.relu())', '[4, 3]'],
    ['sequential(s.nn.embedding(9, 3), s.nn.linear(3, 2))', 'i32 [4, 3]'],
    ['embedding(9, 3)', 'i32 [4, 3]'],
  ].map(([made = '', operand = '']) => ({ name: `nn.${made}`, call: `s.nn.${made}(x)`, operands: [operand] })),
  { name: 'nn.gruCell', call: 's.nn.gruCell(3, 4)(x, y)', operands: ['[2, 3]', '[2, 4]'] },
  { name: 'nn.lstmCell', call: 's.nn.lstmCell(3, 4)(x, y, z)', operands: ['[2, 3]', '[2, 4]', '[2, 4]'] },
  {
    name: 'attention with a mask',
    call: 's.scaledDotProductAttention(x, x, x, { mask: y })',
    operands: ['[4, 2]', 'bool [4, 4]'],
  },
  { name: 'weighted labels', call: 'x.crossEntropy(y, { weight: z })', operands: ['[4, 2]', 'i32 [4]', '[2]'] },
  {
    name: 'weighted logits',
    call: 'x.binaryCrossEntropyWithLogits(y, { posWeight: z })',
    operands: ['[4, 2]', '[4, 2]', '[2]'],
  },
]

/** The call itself and, where the operator has both forms, the other one. */
const forms = (call: string): readonly string[] => {
  const [, method, others] = /^x\.(\w+)\((.*)\)$/.exec(call) ?? []
  if (method !== undefined) return [call, `s.${method}(x${others === '' ? '' : `, ${others}`})`]
  const [, name = '', rest] = /^s\.(\w+)\(x(?:, (.*))?\)$/.exec(call) ?? []
  return name in shapewright.zeros([]) ? [call, `x.${name}(${rest ?? ''})`] : [call]
}

interface Case extends Row {
  /** The operands that are of another element type than in the row. */
  readonly changed: string
}

const casesOf = ({ name, call, operands }: Row): Case[] =>
  dtypes.flatMap((dtype) => [
    ...operands.map((_, position) => ({
      name: `${name}: operand ${position + 1} is ${dtype}`,
      call,
      operands: operands.map((operand, i) => (i === position ? typed(operand, dtype) : operand)),
      changed: 'xyzuv'[position] ?? '',
    })),
    {
      name: `${name}: all are ${dtype}`,
      call,
      operands: operands.map((operand) => typed(operand, dtype)),
      changed: 'xyzuv',
    },
  ])

const cases = [...operators, ...further].flatMap((row) =>
  forms(row.call).flatMap((call) => casesOf({ ...row, name: `${row.name}, ${call}`, call })),
)

/** Each case is a line of one file, so that its imports are resolved once. */
const head = `import * as s from '../../../src/index.js'\n`
const lineOf = ({ call, operands }: Case): string =>
  `{ ${declared(operands).replaceAll('export ', '').replaceAll('\n', '; ')}${call} }\n`
const sourceOf = (some: readonly Case[]): string => head + some.map(lineOf).join('')

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

const refused = new Map(cases.map((one) => [one, recorded(one)]))

/** One line that ends with the sentence, the type that the operand should be. */
const sentenceOf = (text: string): string => /^.*'"(.*)"'\.$/.exec(text)?.[1] ?? text

/** The operand that is wrong is marked, or the option that it is; of two that differ, the later one. */
const isMark = ({ changed }: Case, { marked = '', text }: Finding): boolean =>
  ['mask', 'weight', 'posWeight'].includes(marked) ||
  (changed.length > 1 ? changed.includes(marked)
  : text.includes('operands are') ? marked >= changed && marked !== 'x'
  : marked === changed)

/** Cases in which the compiler does not say, once and at an operand, what recording says. */
const differing = (some: readonly Case[], found: readonly Finding[]): readonly unknown[] =>
  some.flatMap((one, i) => {
    const here = found.filter(({ line }) => line === i + 2)
    const record = refused.get(one)
    const same =
      record === undefined ?
        here.length === 0
      : here.length === 1 && here.every((finding) => sentenceOf(finding.text) === record && isMark(one, finding))
    return same ? [] : [{ name: one.name, type: here.map(({ text, marked }) => `${marked}: ${text}`), record }]
  })

test('covers every operator, and refuses most of what it tries', () => {
  expect(cases.length).toBeGreaterThan(1500)
  expect([...refused.values()].filter((one) => one !== undefined).length).toBeGreaterThan(1000)
})

const path = 'test/dsl/ops/dtypes-cases.ts'

test('TypeScript 6.0 and recording accept the same element types, and say the same of the others', async () => {
  expect(differing(cases, findings(await compilers['6.0'](), { [path]: sourceOf(cases) }))).toEqual([])
}, 120_000)

test('TypeScript 5.9 says the same of a sample', async () => {
  const sample = cases.filter((_, i) => i % 4 === 0)
  expect(differing(sample, findings(await compilers['5.9'](), { [path]: sourceOf(sample) }))).toEqual([])
}, 120_000)

test('TypeScript 7.0 says the same', () => {
  const folder = mkdtempSync(join(root, 'test/dsl/ops/.dtypes-'))
  try {
    const file = join(folder, 'cases.ts')
    writeFileSync(file, sourceOf(cases).replace('../../../src', '../../../../src'))
    expect(differing(cases, findingsOfVersion7([relative(root, file)]))).toEqual([])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}, 120_000)
