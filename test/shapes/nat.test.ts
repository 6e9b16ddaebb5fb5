/** The digit tables are the generated ones, and the arithmetic types agree with bigint. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import * as nat from '../../src/shapes/nat.js'
import { compilers, findings } from '../support/compiler.js'
import { seededRandom } from '../support/seeded-random.js'
import { natTables } from './nat-tables.js'

const tables = fileURLToPath(new URL('../../src/shapes/nat-tables.ts', import.meta.url))

test('nat-tables.ts is what its generator writes, below 20 kB', () => {
  if (process.env['SHAPEWRIGHT_WRITE_TABLES'] !== undefined) writeFileSync(tables, natTables())
  const text = readFileSync(tables, 'utf8')
  expect(text).toBe(natTables())
  expect(text.length).toBeLessThan(20_000)
})

test('arithmetic on literals is exact up to 2^53 - 1', async () => {
  const random = seededRandom(7)
  const natural = (): number => Math.floor(2 ** (random() * 53))
  const lines = [
    `import type * as N from '../../src/shapes/nat.js'`,
    `type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false`,
  ]
  const expectEqual = (type: string, value: number | string): number =>
    lines.push(`export const case${lines.length}: Equal<${type}, ${JSON.stringify(value)}> = true`)
  for (let i = 0; i < 400; i++) {
    const [x, y] = [natural(), natural()]
    const small = Math.max(1, Math.floor(x / 2 ** (random() * 53)))
    if (Number.isSafeInteger(x + y)) expectEqual(`N.Add<${x}, ${y}>`, nat.add(x, y))
    expectEqual(`N.Subtract<${x}, ${y}>`, nat.subtract(x, y))
    const factor = Math.floor(Number.MAX_SAFE_INTEGER / Math.max(x, 1) / 2 ** (random() * 20))
    expectEqual(`N.Multiply<${x}, ${factor}>`, nat.multiply(x, factor))
    expectEqual(`N.Divide<${x}, ${small}>`, Number(BigInt(x) / BigInt(small)))
    expectEqual(`N.Modulo<${x}, ${small}>`, nat.modulo(x, small))
    expectEqual(`N.Compare<${x}, ${y}>`, nat.compare(x, y))
    expectEqual(`N.Product<[${small}, ${factor % 1000}, 3]>`, nat.product([small, factor % 1000, 3]))
    expectEqual(`N.ProductDigits<[${x}, ${y}]>`, String(BigInt(x) * BigInt(y)))
  }
  const found = findings(await compilers['6.0'](), { 'test/shapes/nat-cases.ts': lines.join('\n') })
  expect(found.map((finding) => `${lines[finding.line - 1]}: ${finding.text}`)).toEqual([])
})
