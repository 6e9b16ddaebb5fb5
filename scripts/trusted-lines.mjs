/**
 * `npm run trusted`: the lines a certificate rests on. A file of src/certify whose header begins with "Trusted." counts, without
 * blank lines and comments. What it prints is what docs/certificates.md says (test/certify/trusted.test.ts compares them).
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../src/certify', import.meta.url))

const code = (text) =>
  text
    .replace(/\/\*[^]*?\*\//g, '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.trim().startsWith('//')).length

const rows = readdirSync(folder)
  .sort()
  .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
  .filter(({ text }) => /^\/\*\*[\s*]*Trusted\./.test(text))
  .map(({ name, text }) => ({ name, lines: code(text) }))

for (const { name, lines } of rows) console.log(`${String(lines).padStart(5)}  ${name}`)
console.log(`${String(rows.reduce((sum, { lines }) => sum + lines, 0)).padStart(5)}  in all`)
