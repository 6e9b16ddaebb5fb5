/**
 * Every family of mistakes (families.ts) gives exactly one diagnostic at every rank where it can be written: with the
 * sentence that the rule's function words, on what is marked, in TypeScript 6.0, and a sample of them in 5.9 and 7.0. What
 * was meant has no diagnostic, and no result of either is `never` or `any`. Every sentence of src/shapes has a family.
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type ts from 'typescript'
import { expect, test } from 'vitest'
import { cut } from '../../src/shapes/index.js'
import { compilers, findings, findingsOfVersion7, programOf, root, type Compiler } from '../support/compiler.js'
import { families, header } from './families.js'

/** A statement without its marks: the source, and where it must be marked. */
const written = (statement: string, wrong: boolean): { source: string; column: number; marked: string } => {
  const source = statement.replace(/«([^|»]*)\|([^»]*)»/g, wrong ? '$1' : '$2')
  const [from, to] = [source.indexOf('⟦'), source.indexOf('⟧')]
  return { source: source.replace(/[⟦⟧]/g, ''), column: from + 1, marked: source.slice(from + 1, to) }
}

const cases = families.flatMap(({ name, ranks, at }) =>
  ranks.flatMap((rank) => {
    const [outcome, ...statements] = at(rank)
    return statements.map((statement) => ({ name, rank, outcome, statement }))
  }),
)
type Case = (typeof cases)[number]

/** The mistakes, then what was meant, each on a line of its own. */
const before = header.split('\n').length
const sourceOf = (some: readonly Case[]): string =>
  [
    header,
    ...some.map(({ statement }) => written(statement, true).source),
    ...some.map(({ statement }) => written(statement, false).source),
  ].join('\n')

const expected = (some: readonly Case[]): readonly string[] =>
  some.map(({ outcome, statement }, i) => {
    const { source, column, marked } = written(statement, true)
    return `${before + 1 + i}:${column} ${source} // ${marked}: ${cut(String(outcome))}`
  })

const found = (some: readonly Case[], all: ReturnType<typeof findings>): readonly string[] => {
  const lines = sourceOf(some).split('\n')
  return all.map(({ line, column, marked, text }) => {
    const [first = '', ...more] = text.split('\n')
    const sentence =
      /^(?:Argument of type|Type|The 'this' context of type) '.*' is not assignable to (?:parameter of type|type|method's 'this' of type) ('"(.*)"'\.)$/.exec(
        first,
      )
    // Of a variable with a type of several the compiler adds which one it looked at, with the sentence again.
    const known = sentence !== null && more.every((one) => one.endsWith(sentence[1] ?? ''))
    return `${line}:${column} ${lines[line - 1]} // ${marked}: ${(known ? sentence[2] : undefined) ?? text}`
  })
}

const differences = (some: readonly Case[], all: ReturnType<typeof findings>): readonly string[] => {
  const [want, have] = [expected(some), found(some, all)]
  const wanted = new Map(want.map((line) => [line, 1]))
  const wrong = have.filter((line) => {
    const once = wanted.get(line) === 1
    wanted.delete(line)
    return !once
  })
  return [...wrong.map((line) => `found ${line}`), ...[...wanted.keys()].map((line) => `missing ${line}`)]
}

const path = 'test/shapes/mistakes-of-families.ts'

test('each mistake gives one diagnostic in TypeScript 6.0, and what was meant none', async () => {
  expect(families.length).toBeGreaterThan(130)
  expect(cases.filter(({ outcome }) => typeof outcome !== 'string')).toEqual([])
  expect(differences(cases, findings(await compilers['6.0'](), { [path]: sourceOf(cases) }))).toEqual([])
}, 120_000)

/** The first and the last rank of every third family. */
const sample = families.flatMap(({ name }, i) => {
  const own = cases.filter((one) => one.name === name)
  return i % 3 === 0 ? [...own.slice(0, 1), ...own.slice(-1)] : []
})

test('a sample gives the same in TypeScript 5.9', async () => {
  expect(differences(sample, findings(await compilers['5.9'](), { [path]: sourceOf(sample) }))).toEqual([])
}, 120_000)

test('a sample gives the same in TypeScript 7.0', () => {
  const folder = mkdtempSync(join(root, 'test/shapes/.families-'))
  try {
    const file = join(folder, 'mistakes.ts')
    writeFileSync(file, sourceOf(sample))
    expect(differences(sample, findingsOfVersion7([relative(root, file)]))).toEqual([])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}, 120_000)

/** Whether a type, an element of it or an argument of it (the shape of a tensor) is `any` or `never`. */
const isNothing = (compiler: Compiler, checker: ts.TypeChecker, type: ts.Type, depth = 0): boolean =>
  (type.flags & (compiler.TypeFlags.Any | compiler.TypeFlags.Never)) !== 0 ||
  (depth < 4 &&
    checker
      .getTypeArguments(type as ts.TypeReference)
      // The last argument of an interface is `this`.
      .some((argument) => argument !== type && isNothing(compiler, checker, argument, depth + 1)))

/** Mistakes, each with its diagnostic, of which nobody can say what the result is: of no tensors, or of `any`. */
const vague = ['concat: none', 'stack: none', 'zeros: any']

test('no result is any or never, of a mistake or of what was meant', async () => {
  const compiler = await compilers['6.0']()
  const program = programOf(compiler, { [path]: sourceOf(cases) })
  const checker = program.getTypeChecker()
  const statements = program.getSourceFile(join(root, path))?.statements.filter(compiler.isExpressionStatement) ?? []
  expect(statements.length).toBe(2 * cases.length)
  const names = [...cases, ...cases].map(({ name }, i) => (i < cases.length && vague.includes(name) ? undefined : name))
  const wrong = statements.filter(
    ({ expression }, i) =>
      names[i] !== undefined && isNothing(compiler, checker, checker.getTypeAtLocation(expression)),
  )
  expect(wrong.map((statement) => statement.getText())).toEqual([])
}, 120_000)

const folder = join(root, 'src/shapes')

/** The templates of the tables of sentences of a file: literals that name an operator or an input, then say something. */
const templatesOf = (file: string): readonly string[] => {
  const tables = readFileSync(join(folder, file), 'utf8').matchAll(/const \w*[sS]entences = (\{[^]*?\}) as const/g)
  return [...tables].flatMap(([, table = '']) =>
    [...table.matchAll(/(['"])((?:\w+|\{\w+\}): .*?)\1(?=,?(?:$| \}))/gm)].map(([, , template = '']) => template),
  )
}

const escaped = (part: string): string => part.replace(/[.*+?^$()|[\]\\{}]/g, String.raw`\$&`)
const pattern = (template: string): RegExp =>
  new RegExp(
    `^${template
      .split(/\{\w+\}/)
      .map(escaped)
      .join('.*')}$`,
  )

test('every sentence of a rule has a family', () => {
  const templates = readdirSync(folder).flatMap(templatesOf)
  expect(templates.length).toBeGreaterThan(120)
  const patterns = templates
    .map((template) => ({ template, pattern: pattern(template), literal: template.replace(/\{\w+\}/g, '').length }))
    .toSorted((a, b) => b.literal - a.literal)
  // A sentence is of the template with the most words of its own, not of one that happens to fit it as well.
  const met = new Set(cases.map(({ outcome }) => patterns.find((one) => one.pattern.test(String(outcome)))?.template))
  const without = templates.filter((template) => !met.has(template))
  expect(without).toEqual([])
})
