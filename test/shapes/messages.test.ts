/**
 * Every mistake drawn in type-tests/messages gives exactly one diagnostic, of one line, with the sentence drawn there and
 * on the source text marked there: in TypeScript 5.9, 6.0 and 7.0 alike.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { compilers, findings, findingsOfVersion7, root, type Finding } from '../support/compiler.js'

/** The rules alone, and the library that authors use. */
const paths = ['type-tests/messages/mistakes.ts', 'type-tests/messages/library.ts']

interface Mistake {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly marked: string
  readonly sentence: string
}

const sources = Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]))

/** The marks under the lines: `//  ^^^ sentence`. */
const expected = Object.entries(sources).flatMap(([file, source]) =>
  source.split('\n').flatMap((line, i, lines): readonly Mistake[] => {
    const [, before, carets, sentence] = /^(\/\/ *)(\^+) (.*)$/.exec(line) ?? []
    if (before === undefined || carets === undefined || sentence === undefined) return []
    const marked = (lines[i - 1] ?? '').slice(before.length, before.length + carets.length)
    return [{ file, line: i, column: before.length + 1, marked, sentence }]
  }),
)

/** The sentence is the type to which something is not assignable, in double quotes. */
const sentenceOf = (finding: Finding): string =>
  /^(?:Argument of type|Type|The 'this' context of type) '.*' is not assignable to (?:parameter of type|type|method's 'this' of type) '"(.*)"'\.$/.exec(
    finding.text,
  )?.[1] ?? finding.text

const toMistake = (finding: Finding): Mistake => ({
  file: finding.file,
  line: finding.line,
  column: finding.column,
  marked: finding.marked ?? '',
  sentence: sentenceOf(finding),
})

test('the sentences are one short line of ASCII that starts with the operator or the input', () => {
  expect(expected.length).toBeGreaterThan(60)
  for (const { sentence } of expected) {
    expect(sentence).toMatch(/^[a-zA-Z]\w*: [\x20-\x7e]+$/)
    expect(sentence.length).toBeLessThanOrEqual(250)
  }
})

describe.each(Object.entries(compilers))('TypeScript %s', (version, load) => {
  test('makes one diagnostic of each mistake, with its sentence, at its mark', async () => {
    const compiler = await load()
    expect(compiler.version.startsWith(version)).toBe(true)
    expect(findings(compiler, sources).map(toMistake)).toEqual(expected)
  })
})

/** A list that has a name of its own cannot be marked inside: the sentence is at the end of the compiler's own words. */
const named = `import { concat, zeros } from 'shapewright'
const cube = zeros([2, 3, 4])
const order = [0, 0, 1] as const, axes = [0, 3] as const, widths = [[0, 0], [0, -1], [0, 0]] as const
const tensors = [cube, zeros([2, 3, 5])] as const
cube.permute(order)
cube.sum(axes)
cube.pad(widths)
concat(tensors)
`
const endings = [
  "'order' \"permute: axis 0 is repeated in [0, 0, 1] for [2, 3, 4]\"'.",
  "'axes' \"sum: axis 3 is out of range for [2, 3, 4] (rank 3)\"'.",
  "'widths' \"pad: width -1 on axis 1 of [2, 3, 4] is not a whole number, 0 or more\"'.",
  "'tensors' \"concat: [2, 3, 4] and [2, 3, 5] differ on axis 2 (4 != 5), joined along axis 0\"'.",
]

test.each(Object.entries(compilers))('TypeScript %s ends with the sentence about a named list', async (_, load) => {
  const found = findings(await load(), { 'test/shapes/named-lists.ts': named })
  expect(found.map(({ marked, text }) => `'${marked}' ${/"[^"]*"'\.$/.exec(text)?.[0]}`)).toEqual(endings)
})

test('TypeScript 7.0 makes the same', () => {
  const found = findingsOfVersion7(paths).map(toMistake)
  const order = (a: Mistake, b: Mistake): number => paths.indexOf(a.file) - paths.indexOf(b.file) || a.line - b.line
  expect(found.toSorted(order)).toEqual(expected)
})
