/**
 * `npm run trusted`: the lines a certificate rests on. A file of src/certify whose header begins with "Trusted." counts, without
 * blank lines and comments. Prints them, and writes them into docs/certificates.md.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
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

const text = [...rows, { name: 'in all', lines: rows.reduce((sum, { lines }) => sum + lines, 0) }]
  .map(({ name, lines }) => `${String(lines).padStart(5)}  ${name}`)
  .join('\n')
console.log(text)

const page = fileURLToPath(new URL('../docs/certificates.md', import.meta.url))
const document = readFileSync(page, 'utf8')
const [begin, end] = ['<!-- trusted -->', '<!-- end of trusted -->']
const before = document.slice(0, document.indexOf(begin) + begin.length)
const written = `${before}\n\n\`\`\`\n${text}\n\`\`\`\n\n${document.slice(document.indexOf(end))}`
if (written !== document) writeFileSync(page, written)
