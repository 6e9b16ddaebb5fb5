/**
 * `npm run accuracy`: measures what kernels print for exp, log, tanh, … over every n-th f32, and as many doubles between
 * them, and writes the largest errors beside what the scalar table states to docs/certificates/rounding.md. Exit code 1
 * when a row states less.
 *
 *     --stride N         every N-th f32 (512: some minutes; 1: all of them)
 */
import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { bundle } from './bundle.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const words = process.argv.slice(2)
const stride = words.includes('--stride') ? words[words.indexOf('--stride') + 1] : '512'

const child = spawn(process.execPath, [await bundle('test/dsl/scalar/sweep.ts')], {
  cwd: root,
  env: { ...process.env, STRIDE: stride },
  stdio: ['ignore', 'pipe', 'inherit'],
})
const ended = new Promise((resolve) => child.once('close', resolve))
const measured = []
for await (const line of createInterface({ input: child.stdout })) {
  if (!line.startsWith('{')) continue
  measured.push(JSON.parse(line))
  console.log(line)
}
if ((await ended) !== 0) throw new Error(`the measurement ended with ${child.exitCode}`)

const targets = [...new Set(measured.map(({ target }) => target))]
const shown = (value) => String(Number(value.toPrecision(3)))
const rows = [...new Set(measured.map(({ name }) => name))].map((name) => [
  `\`${name}\``,
  ...targets.flatMap((target) => {
    const { error, stated } = measured.find((one) => one.name === name && one.target === target)
    return [shown(error), String(stated)]
  }),
])
const head = ['function', ...targets.flatMap((target) => [target, 'stated'])]
const table = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
const operands = measured.reduce((sum, { compared }) => sum + compared, 0)
const report = `Stride ${stride}, ${operands.toLocaleString('en-US')} results compared:\n\n${table}`
console.log(report)

const [begin, end] = ['<!-- printed by npm run accuracy -->', '<!-- end -->']
const page = join(root, 'docs/certificates/rounding.md')
const text = readFileSync(page, 'utf8')
const whole = `${text.slice(0, text.indexOf(begin) + begin.length)}\n\n${report}\n\n${text.slice(text.indexOf(end))}`
writeFileSync(page, await format(whole, { ...(await resolveConfig(page)), parser: 'markdown' }))

const faults = measured.filter(({ error, stated, wrong }) => !(error <= stated) || wrong.length > 0)
for (const { name, target, error, stated, wrong } of faults)
  console.log(`${name}, ${target}: ${error} where ${stated} is stated; ${wrong.join('; ')}`)
process.exitCode = faults.length > 0 || rows.length === 0 ? 1 : 0
