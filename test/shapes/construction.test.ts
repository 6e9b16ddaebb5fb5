/**
 * Strict construction: every public place that takes a dimension, against every dimension that would silently turn checking
 * off. The compiler marks that very element, in TypeScript 5.9, 6.0 and 7.0 alike; what reaches JavaScript all the same is
 * refused when it is recorded, with the same sentence.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as shapewright from '../../src/index.js'
import { compilers, findings, findingsOfVersion7, root, type Finding } from '../support/compiler.js'

/** A dimension in the source, what the sentence says of it, and what it is when the program runs: `wide` may be a sound one. */
interface BadDim {
  readonly text: string
  readonly says: string
  readonly value?: unknown
}

const numbers: readonly BadDim[] = [
  {
    text: 'wide',
    says: "is a plain number: use a literal, 'as const', a name such as 'batch', or dyn(n)",
  },
  { text: 'either', says: "is one of several: use one literal, a name such as 'batch', or dyn(n)" },
  { text: '-2', says: ' -2 is not a whole number, 0 or more', value: -2 },
  { text: '1.5', says: ' 1.5 is not a whole number, 0 or more', value: 1.5 },
]
/** Their types are `number`: the compiler says that, and recording what they are. */
const unwritten = [NaN, Infinity, 2 ** 53]
const strings: readonly BadDim[] = [
  { text: "''", says: " '' is not a name (letters, digits, _)", value: '' },
  { text: "'2*'", says: " '2*' is not a name (letters, digits, _)", value: '2*' },
  { text: "'a b'", says: " 'a b' is not a name (letters, digits, _)", value: 'a b' },
  { text: "'b*a'", says: " 'b*a' is written 'a*b'", value: 'b*a' },
  { text: 'text', says: "is a plain string: use a literal name such as 'batch', or 'as const'" },
]

/** A call with `@` for the dimension; its errors start with `op`. */
interface Place {
  readonly op: string
  readonly call: string
}

/** Where a dimension may be a name. */
const places: readonly Place[] = [
  { op: 'input', call: "input('x', [2, @])" },
  { op: 'zeros', call: 'zeros([@, 2])' },
  { op: 'ones', call: 'ones([2, @])' },
  { op: 'full', call: 'full([2, @, 3], 0.5)' },
  { op: 'randUniform', call: 'randUniform([@])' },
  { op: 'bernoulliMask', call: 'bernoulliMask([2, @], 0.5)' },
  { op: 'broadcastTo', call: 'broadcastTo(zeros([1]), [@, 1])' },
  { op: 'reshape', call: 'reshape(zeros([2, 3]), [@, 3])' },
  { op: 'reshape', call: 'zeros([2, 3]).reshape([3, @])' },
  { op: 'expand', call: 'expand(zeros([1, 3]), [@, 3])' },
  { op: 'split', call: 'split(zeros([4, 3]), [2, @])' },
  { op: 'oneHot', call: "oneHot(input('labels', [3], 'i32'), @)" },
  { op: 'x', call: 'fn({ x: [@, 2] }, ({ x }) => x.relu())' },
  { op: 'i32', call: 'i32([@])' },
  { op: 'u32', call: 'u32([@])' },
  { op: 'bool', call: 'bool([@])' },
  { op: 'f64', call: 'f64([@])' },
  {
    op: 'x',
    call: 'model({ inputs: { x: [@, 2] }, forward: ({ x }) => x.relu(), loss: ({ output }) => mseLoss(output, output) })',
  },
  { op: 'DGraph', call: 'DGraph.empty([[2], [3, @]])' },
  { op: 'weakenContext', call: 'DGraph.empty([[2]]).weakenContext([[@]])' },
  { op: 'dnode', call: 'dnode([[2], [@]], (entry) => entry(0).relu())' },
  { op: 'weakenNodeMiddle', call: 'weakenNodeMiddle(dnode([[2]], (entry) => entry(0).relu()), [[2]], [[@]], [])' },
]

/** Where it is always a number. */
const numbersOnly: readonly Place[] = [
  { op: 'parameter', call: 'parameter([2, @], init.ones)' },
  { op: 'state', call: 'state([@], init.zeros)' },
  { op: 'param', call: 'new Session().param([2, @], [1, 2])' },
  { op: 'input', call: 'new Session().input([2, @], [1, 2])' },
  { op: 'const', call: 'new Session().const([@, 2], [1, 2])' },
  { op: 'linear', call: 'nn.linear(@, 2)' },
  { op: 'linear', call: 'nn.linear(2, @)' },
  { op: 'conv2d', call: 'nn.conv2d(@, 2, 3)' },
  { op: 'conv2d', call: 'nn.conv2d(2, @, 3)' },
  { op: 'convTranspose2d', call: 'nn.convTranspose2d(2, @, 3)' },
  { op: 'embedding', call: 'nn.embedding(@, 4)' },
  { op: 'embedding', call: 'nn.embedding(4, @)' },
  { op: 'layerNorm', call: 'nn.layerNorm(@)' },
  { op: 'rmsNorm', call: 'nn.rmsNorm(@)' },
  { op: 'groupNorm', call: 'nn.groupNorm(2, @)' },
  { op: 'batchNorm', call: 'nn.batchNorm2d(@)' },
  { op: 'lstmCell', call: 'nn.lstmCell(@, 2)' },
  { op: 'lstmCell', call: 'nn.lstmCell(2, @)' },
  { op: 'gruCell', call: 'nn.gruCell(2, @)' },
  { op: 'multiHeadAttention', call: 'nn.multiHeadAttention(@, 2)' },
  { op: 'runningStatistics', call: 'runningStatistics(@)' },
]

const sentence = (op: string, { says }: BadDim): string => `${op}: dimension${says.startsWith(' ') ? '' : ' '}${says}`

const names = [...new Set([...places, ...numbersOnly].map(({ call }) => /^(?:new )?(\w+)/.exec(call)?.[1] ?? ''))]
const header = [
  `import { ${[...new Set([...names, 'dnode', 'init', 'mseLoss', 'zeros', 'input'])].join(', ')} } from 'shapewright'`,
  'declare const wide: number',
  'declare const either: 3 | 4',
  'declare const text: string',
]

const cases = [
  ...places.flatMap((place) => [...numbers, ...strings].map((bad) => ({ place, bad }))),
  ...numbersOnly.flatMap((place) => numbers.map((bad) => ({ place, bad }))),
]
const calls = cases.map(({ place, bad }) => place.call.replace('@', bad.text))
const source = [...header, ...calls].join('\n')

/** Line, mark and sentence: a list is the type that an element is not assignable to, in double quotes. */
const marks = (found: readonly Finding[]): string[] =>
  found
    .toSorted((a, b) => a.line - b.line)
    .map(({ line, column, marked, text }) => {
      const said = /^(?:Argument of type|Type) '.*?' is not assignable to (?:parameter of )?type '"(.*?)"'\./.exec(text)
      return `${line}:${column} ${marked} ${said?.[1] ?? text}`
    })

const expected = cases.map(({ place, bad }, at) => {
  const column = place.call.indexOf('@') + 1
  return `${header.length + at + 1}:${column} ${bad.text} ${sentence(place.op, bad)}`
})

test('sentences are one short line of ASCII', () => {
  for (const { place, bad } of cases) expect(sentence(place.op, bad)).toMatch(/^[\x20-\x7e]{1,250}$/)
})

describe.each(Object.entries(compilers))('TypeScript %s', (_, load) => {
  test('marks each dimension that is not sound, and nothing else', async () => {
    const path = 'type-tests/messages/construction.ts'
    expect(marks(findings(await load(), { [path]: source }))).toEqual(expected)
  })

  test('takes what is sound', async () => {
    const sound = [...places, ...numbersOnly].map(({ call }) =>
      call.replace('@', /^(reshape|split|nn\.(groupNorm|multiHeadAttention))|\.reshape/.test(call) ? '2' : '1'),
    )
    const path = 'type-tests/messages/construction.ts'
    expect(marks(findings(await load(), { [path]: [...header, ...sound, ''].join('\n') }))).toEqual([])
  })
})

test('TypeScript 7.0 marks the same', () => {
  const folder = mkdtempSync(join(root, 'type-tests', '.construction-'))
  try {
    const path = join(folder, 'construction.ts')
    writeFileSync(path, source)
    expect(marks(findingsOfVersion7([relative(root, path)]))).toEqual(expected)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

describe('recording', () => {
  /** The call as JavaScript, with a value in the place of the dimension. */
  const recorded = (call: string, value: unknown): unknown =>
    new Function('s', '__dim', `with (s) return ${call.replace('@', '__dim')}`)(shapewright, value)

  const values = (bad: readonly BadDim[]) => bad.filter((one) => 'value' in one)
  const whole = (op: string, value: unknown): string =>
    `${op}: dimension ${typeof value === 'string' ? `'${value}'` : String(value)} is not a whole number, 0 or more`

  test.each(places)('$call', ({ op, call }) => {
    for (const bad of [...values(numbers), ...values(strings)])
      expect(thrown(() => recorded(call, bad.value))).toMatchObject({ name: 'ShapeError', message: sentence(op, bad) })
    for (const value of unwritten)
      expect(thrown(() => recorded(call, value))).toMatchObject({ name: 'ShapeError', message: whole(op, value) })
  })

  test.each(numbersOnly)('$call', ({ op, call }) => {
    const bad = [...values(numbers), ...values(strings)].map(({ value }) => value)
    for (const value of [...bad, ...unwritten, 'batch', undefined, null]) {
      const name = call.startsWith('new Session') ? 'SessionError' : 'ShapeError'
      expect(thrown(() => recorded(call, value))).toMatchObject({ name, message: whole(op, value) })
    }
  })
})

function thrown(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}
