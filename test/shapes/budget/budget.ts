/**
 * The budget of the type level: every row of the table with its figure, its pin in type-tests/budget.json and the limit it
 * must never pass. In: rows (operators.ts, the models of type-tests/models, the programs below), pins. Out: measured rows,
 * what is wrong with them, the table as text. `npm run budget` and budget.test.ts both run this.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as operators from '../../../src/dsl/ops/list.js'
import { root } from '../../support/compiler.js'
import type { Counter } from './measure.js'
import { declared, elsewhere, limits, operatorRows } from './operators.js'

/** A row of the table. `text` is measured, less what `without` costs. */
export interface Row {
  readonly name: string
  readonly text: string
  readonly without?: string
  readonly limit?: number
}

export interface Pin {
  readonly instantiations: number
  /** Why it is larger than it was. */
  readonly reason?: string
}

export interface Measured extends Row {
  readonly measured: number
  readonly pin: Pin | undefined
}

const header = `import * as s from 'shapewright'\n`
export const pinsPath = 'type-tests/budget.json'
const modelsPath = 'type-tests/models'

const chain = (start: string, steps: number, step: (i: number) => string): string =>
  `${header}${start}\n${Array.from({ length: steps }, (_, i) => `const x${i + 1} = ${step(i)}`).join('\n')}\nexport { x${steps} }\n`

/** Programs that are no single operator and no model. A further one is one line. */
const programs: readonly Row[] = [
  {
    name: 'a chain of 1,000 operators on one shape',
    limit: 1500,
    text: chain(
      'const x0 = s.zeros([64, 64]), w = s.zeros([64, 64])',
      1000,
      (i) => [`x${i}.matmul(w)`, `x${i}.add(w)`, `x${i}.relu()`][i % 3] ?? '',
    ),
  },
  {
    name: '1,000 statements that each make a new shape',
    text: chain('const x0 = s.zeros([8, 10])', 1000, (i) => `x${i}.matmul(s.zeros([${i + 10}, ${i + 11}]))`),
  },
  {
    name: 'a DGraph of 200 nodes',
    text: chain('const x0 = s.DGraph.empty([[32, 64], [64]])', 200, (i) =>
      i % 2 === 0 ? `x${i}.snocUnaryOp(${i}, s.exp)` : `x${i}.snoc((entry) => entry(${i + 1}).add(entry(1)))`,
    ),
  },
  { name: 'a shape that is written down', text: `${header}export const x = s.zeros(['batch', 3, 28, 28])\n` },
]

/** The limits of the issue on models; all others are pinned only. */
const modelLimits: Readonly<Record<string, number>> = { sample: 30_000 }

/** Every module of type-tests/models that imports the library. */
const models = (): readonly Row[] =>
  readdirSync(join(root, modelsPath))
    .sort()
    .flatMap((file) => {
      const text = readFileSync(join(root, modelsPath, file), 'utf8')
      const name = file.replace('.ts', '')
      const limit = modelLimits[name]
      const row = { name: `model ${name}`, text, ...(limit === undefined ? {} : { limit }) }
      return file.endsWith('.ts') && text.includes("from 'shapewright'") ? [row] : []
    })

/**
 * Two figures for each operator: of its first call in a program, which reads its declarations too, and at new shapes, when
 * it was called before at others.
 */
const operatorFigures = (): readonly Row[] =>
  operatorRows.flatMap((row) => {
    const [operands, call] = [declared(row.operands), `export const result = ${row.call}\n`]
    const before = header + elsewhere(row) + operands
    const limit = row.limit === undefined ? {} : { limit: limits[row.limit] }
    return [
      { name: row.name, text: before + call, without: before, ...limit },
      { name: `${row.name}, first call`, text: header + operands + call, without: header + operands },
    ]
  })

export const rows = (): readonly Row[] => [...models(), ...programs, ...operatorFigures()]

/** Operators of the library without a row. */
export const operatorsWithoutRow = (): readonly string[] => {
  const rowed = new Set(operatorRows.map((row) => row.name.split(' ')[0]))
  return Object.entries(operators).flatMap(([name, value]) =>
    typeof value === 'function' && !rowed.has(name) ? [name] : [],
  )
}

/** The pins that are written down. */
export const readPins = (): Readonly<Record<string, Pin>> =>
  JSON.parse(readFileSync(join(root, pinsPath), 'utf8')) as Readonly<Record<string, Pin>>

export const measure = ({ count }: Counter, row: Row, pins: Readonly<Record<string, Pin>>): Measured => ({
  ...row,
  measured: count(row.text) - (row.without === undefined ? 0 : count(row.without)),
  pin: pins[row.name],
})

/** What is wrong with a row, one line; undefined when nothing is. */
export const fault = ({ name, measured, pin, limit }: Measured): string | undefined =>
  limit !== undefined && measured > limit ? `${name}: ${measured} instantiations, the limit is ${limit}`
  : pin === undefined ? `${name}: not in ${pinsPath}; npm run budget -- --update adds it (${measured} instantiations)`
  : measured > pin.instantiations ?
    `${name}: ${measured} instantiations, pinned at ${pin.instantiations}: lower it, or npm run budget -- --update --reason "why"`
  : undefined

/** Pins that no row has any more. */
export const staleFaults = (all: readonly Row[], pins: Readonly<Record<string, Pin>>): readonly string[] => {
  const names = new Set(all.map((row) => row.name))
  return Object.keys(pins).flatMap((name) =>
    names.has(name) ? [] : [`${name}: pinned in ${pinsPath}, but no such row; npm run budget -- --update drops it`],
  )
}

/** The pins after an update: what rose needs a reason, which stays until it falls again. */
export const updated = (all: readonly Measured[], reason: string | undefined): Record<string, Pin> => {
  const pins: Record<string, Pin> = {}
  for (const { name, measured, pin } of all) {
    const rose = pin !== undefined && measured > pin.instantiations
    if (rose && reason === undefined)
      throw new Error(`${name} rose from ${pin.instantiations} to ${measured}: give --reason "why"`)
    const why =
      rose ? reason
      : measured === pin?.instantiations ? pin.reason
      : undefined
    pins[name] = why === undefined ? { instantiations: measured } : { instantiations: measured, reason: why }
  }
  return pins
}

const column = (cells: readonly string[]): number => Math.max(...cells.map((cell) => cell.length))

/** Name, measured, pinned, limit. */
export const table = (all: readonly Measured[]): string => {
  const cells = all.map(({ name, measured, pin, limit }) => [
    name,
    String(measured),
    String(pin?.instantiations ?? '-'),
    String(limit ?? '-'),
  ])
  const lines = [['instantiations', 'measured', 'pinned', 'limit'], ...cells]
  const widths = [0, 1, 2, 3].map((i) => column(lines.map((line) => line[i] ?? '')))
  return lines
    .map((line) =>
      line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
    )
    .join('\n')
}
