/** The page says how many lines are trusted; and what is trusted shares no code with what is under test. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, it } from 'vitest'
import { root } from '../support/compiler.js'

it('docs/certificates.md states the trusted lines that `npm run trusted` counts', () => {
  const path = join(root, 'docs/certificates.md')
  const page = readFileSync(path, 'utf8')
  execFileSync(process.execPath, [join(root, 'scripts/trusted-lines.mjs')], { encoding: 'utf8' })
  expect(readFileSync(path, 'utf8')).toBe(page)
})

/** All that a file of src imports when it runs, itself included. */
function closureOf(files: readonly string[]): string[] {
  const found = new Set(files)
  for (const file of found) {
    const text = readFileSync(join(root, 'src', file), 'utf8')
    for (const [, path] of text.matchAll(/^(?:import|export) (?!type )[^'();=]*from '(\.[^']*)\.js'$/gm))
      found.add(relative('.', join(dirname(file), `${path}.ts`)))
  }
  return [...found].sort()
}

it('equality rests on files that import nothing but each other and the meaning of scalar functions', () => {
  const trusted = readdirSync(join(root, 'src/certify'), { encoding: 'utf8', recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `certify/${name.replaceAll('\\', '/')}`)
    .filter((name) => /^\/\*\*[\s*]*Trusted\. /.test(readFileSync(join(root, 'src', name), 'utf8')))
  expect(closureOf(trusted)).toEqual([
    'certify/meaning/check.ts',
    'certify/meaning/compare.ts',
    'certify/meaning/constants.ts',
    'certify/meaning/field.ts',
    'certify/meaning/functions.ts',
    'certify/meaning/meaning.ts',
    'certify/meaning/random.ts',
    'codegen/domains/field-model.ts',
    'dsl/scalar.ts',
    'dsl/scalar/intrinsics.ts',
    'dsl/scalar/random-bits.ts',
    'dsl/scalar/table.ts',
    'dsl/scalar/transcendental.ts',
    'shapes/dtype.ts',
  ])
})
