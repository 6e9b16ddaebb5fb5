/** The page says how many lines are trusted; this is what the count gives. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from '../support/compiler.js'

it('docs/certificates.md states the trusted lines that `npm run trusted` counts', () => {
  const path = join(root, 'docs/certificates.md')
  const page = readFileSync(path, 'utf8')
  execFileSync(process.execPath, [join(root, 'scripts/trusted-lines.mjs')], { encoding: 'utf8' })
  expect(readFileSync(path, 'utf8')).toBe(page)
})
