/**
 * `npm run trusted`: the lines a certificate rests on, by what rests on them. A file of src/certify whose header begins with
 * "Trusted." or "Trusted for …." counts, without blank lines and comments, and so does the model that printers share. Prints
 * them, and writes them into docs/certificates.md.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { record, root } from './page.mjs'

const folder = join(root, 'src/certify')

/** What a header says, and what rests on such files. */
const groups = [
  ['Trusted.', 'on which the equality of each kernel rests'],
  ['Trusted for the entry.', 'on which it rests that kernels follow one another and touch nothing else'],
  ['Trusted for bounds.', 'on which bounds rest'],
  ['Trusted for statement 4.', 'on which statement 4 rests'],
  ['Trusted to ask.', 'on which it rests that all is asked: an error here can leave a kernel, a trial or an input out'],
]

const code = (text) =>
  text
    .replace(/\/\*[^]*?\*\//g, '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.trim().startsWith('//')).length

const names = readdirSync(folder, { recursive: true })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.replaceAll('\\', '/'))
  .sort()

const files = [...names, '../codegen/domains/field-model.ts']
  .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
  .map(({ name, text }) => ({ name, lines: code(text), header: /^\/\*\*[\s*]*(Trusted[^.]*\.)/.exec(text)?.[1] }))

const unknown = files.filter(({ header }) => header && !groups.some(([says]) => says === header))
if (unknown.length > 0)
  throw new Error(`no group for ${unknown.map(({ name, header }) => `${name}: ${header}`).join(', ')}`)

const row = (lines, name) => `${String(lines).padStart(5)}  ${name}`
const blocks = groups.map(([says, what]) => {
  const members = files.filter(({ header }) => header === says)
  const total = members.reduce((sum, { lines }) => sum + lines, 0)
  return [...members.map(({ lines, name }) => row(lines, name.replace('../', ''))), row(total, what)].join('\n')
})
const text = blocks.join('\n\n')
console.log(text)

await record('docs/certificates.md', 'trusted', `\`\`\`\n${text}\n\`\`\``)
