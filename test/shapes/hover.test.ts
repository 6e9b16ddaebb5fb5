/**
 * What an author reads when pointing at a result: a finished shape, at most 60 characters where its dims are numbers and
 * single names. Every operator of the budget is asked, with its own operands and with a first operand of each rank from 0
 * to 4 that it takes, of 5.9 and 6.0.
 */
import { join } from 'node:path'
import type ts from 'typescript'
import { expect, test } from 'vitest'
import { compilers, programOf, root, type Compiler } from '../support/compiler.js'
import { declared, operatorRows } from './budget/operators.js'

const path = 'type-tests/models/hover-rows.ts'
const ofRank = ['[]', "['batch']", "['batch', 768]", "['batch', 'T', 768]", "['batch', 12, 'T', 64]"] as const

interface Case {
  readonly name: string
  /** Undefined for the row's own operands, which must compile. */
  readonly rank: number | undefined
  readonly text: string
}

const cases: readonly Case[] = operatorRows.flatMap(({ name, call, operands: [first = '[]', ...others] }) => {
  const block = (operands: readonly string[]): string =>
    `{\n${declared(operands).replaceAll('export ', '')}const result = ${call}\n}\n`
  const dtype = /^\w+ /.exec(first)?.[0] ?? ''
  return [
    { name, rank: undefined, text: block([first, ...others]) },
    ...ofRank.map((shape, rank) => ({ name, rank, text: block([dtype + shape, ...others]) })),
  ]
})

interface Hover extends Case {
  readonly types: readonly string[]
}

/** The types of the results, of each case that compiles. */
const hovers = (compiler: Compiler): readonly Hover[] => {
  const program = programOf(compiler, {
    [path]: `import * as s from 'shapewright'\n${cases.map((one) => one.text).join('')}`,
  })
  const source = program.getSourceFile(join(root, path))!
  const wrong = program.getSemanticDiagnostics(source).map((diagnostic) => diagnostic.start ?? 0)
  const checker = program.getTypeChecker()
  return source.statements
    .filter((statement) => compiler.isBlock(statement))
    .flatMap((block, i) => {
      if (wrong.some((at) => at >= block.pos && at < block.end)) return []
      const last = block.statements.at(-1) as ts.VariableStatement
      const type = checker.getTypeAtLocation(last.declarationList.declarations[0]!.name)
      const parts =
        checker.isTupleType(type) || checker.isArrayType(type) ?
          checker.getTypeArguments(type as ts.TypeReference)
        : [type]
      return [{ ...cases[i]!, types: parts.map((part) => checker.typeToString(part)) }]
    })
}

test.each(['5.9', '6.0'] as const)(
  'results read as finished shapes of at most 60 characters in %s',
  async (version) => {
    const found = hovers(await compilers[version]())
    const own = new Set(found.flatMap((hover) => (hover.rank === undefined ? [hover.name] : [])))
    expect(operatorRows.flatMap(({ name }) => (own.has(name) ? [] : [name]))).toEqual([])
    for (const rank of ofRank.keys()) expect(found.filter((hover) => hover.rank === rank).length).toBeGreaterThan(25)
    const faults = found.flatMap(({ name, rank, types }) =>
      types.flatMap((type) => {
        const finished = /^Tensor<\[((\d+|"[\w*+-]+"|number)(, (\d+|"[\w*+-]+"|number))*)?\], "\w+">$/.test(type)
        const short = type.length <= 60 || /[*+]/.test(type)
        return finished && short ? [] : [`${name} at rank ${rank ?? 'of its own'}: ${type}`]
      }),
    )
    expect(faults).toEqual([])
  },
)
