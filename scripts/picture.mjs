/**
 * Draws docs/error.svg: what the terminal shows when the first layer of examples/digits-mlp expects 63 features instead
 * of 64. The text is the command's own output, so the picture in the README cannot drift from what users see.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
// Inside the repository, so that the copy finds `shapewright` and the compiler settings of the examples.
mkdirSync(join(root, 'out'), { recursive: true })
const folder = mkdtempSync(join(root, 'out/picture-'))
let output
try {
  cpSync(join(root, 'examples/data'), join(folder, 'data'), { recursive: true })
  cpSync(join(root, 'examples/digits-mlp'), join(folder, 'digits-mlp'), { recursive: true })
  const model = join(folder, 'digits-mlp/model.ts')
  writeFileSync(model, readFileSync(model, 'utf8').replace('nn.linear(64,', 'nn.linear(63,'))
  const command = [join(root, 'dist/cli.js'), 'check', 'model.ts']
  output = spawnSync(process.execPath, command, { cwd: join(folder, 'digits-mlp'), encoding: 'utf8' }).stderr
} finally {
  rmSync(folder, { recursive: true, force: true })
}

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const colour = (line) =>
  escape(line)
    .replace(/^(\S+:\d+:\d+)/, '<tspan fill="#7dcfff">$1</tspan>')
    .replace(/\berror\b/, '<tspan fill="#ff7a93" font-weight="bold">error</tspan>')
    .replace(/^(\s*\d*\s*│)/, '<tspan fill="#6b7394">$1</tspan>')
    .replace(/(\^+)$/, '<tspan fill="#ff7a93" font-weight="bold">$1</tspan>')

const lines = ['$ npx shapewright check model.ts', ...output.trimEnd().split('\n')]
const [size, step, margin] = [14, 21, 22]
const width = Math.ceil(Math.max(...lines.map((line) => line.length)) * size * 0.605) + 2 * margin
const height = lines.length * step + 2 * margin + 14
const texts = lines.map(
  (line, at) =>
    `<text x="${margin}" y="${margin + 30 + at * step}" xml:space="preserve">${at === 0 ? `<tspan fill="#9ece6a">${line}</tspan>` : colour(line)}</text>`,
)
const dots = ['#ff5f57', '#febc2e', '#28c840'].map(
  (fill, at) => `<circle cx="${margin + at * 18}" cy="18" r="5" fill="${fill}"/>`,
)

writeFileSync(
  join(root, 'docs/error.svg'),
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="A shape error with a code frame in the terminal">
<rect width="100%" height="100%" rx="10" fill="#1a1b26"/>
${dots.join('')}
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="${size}" fill="#c0caf5">
${texts.join('\n')}
</g>
</svg>
`,
)
console.log(`wrote docs/error.svg (${lines.length} lines)`)
