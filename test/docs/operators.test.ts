/** docs/operators.md names every operator, and every name of TorchLean, and none that does not exist. */
import { readFileSync } from 'node:fs'
import * as shapewright from 'shapewright'
import { expect, test } from 'vitest'
import { operatorNames } from '../../src/dsl/operator.js'
import { builder, session } from '../support/torchlean.js'

const rows = readFileSync(new URL('../../docs/operators.md', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => /^\| (`|  )/.test(line))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\||`/g, '').trim()))

test('every operator has a line, and every line an operator', () => {
  const here = new Set(rows.map(([, name]) => name))
  expect(operatorNames().filter((name) => !here.has(name))).toEqual([])
  const known = new Set<string | undefined>([...operatorNames(), 'constant'])
  expect([...here].filter((name) => !known.has(name))).toEqual([])
  expect([...here].filter((name) => !Object.hasOwn(shapewright, name ?? ''))).toEqual([])
})

test('every name of TorchLean has one line', () => {
  const there = rows.map(([name]) => name).filter((name) => name !== '')
  expect([...there].sort()).toEqual([...session, ...builder].sort())
})

test('each line says what PyTorch has', () => {
  expect(rows.filter((cells) => cells.length !== 4 || cells[2] === '')).toEqual([])
})
