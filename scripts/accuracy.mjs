/**
 * `npm run accuracy`: measures what kernels print for exp, log, tanh, … over every n-th f32, and as many doubles between
 * them, and writes the largest errors beside what the scalar table states to docs/certificates/rounding.md. Exit code 1
 * when a row states less.
 *
 *     --stride N         every N-th f32 (512: some minutes; 1: all of them)
 */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { bundle } from './bundle.mjs'
import { option, record, root } from './page.mjs'

const stride = option('--stride', '512')

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

await record('docs/certificates/rounding.md', 'accuracy', report)

const faults = measured.filter(({ error, stated, wrong }) => !(error <= stated) || wrong.length > 0)
for (const { name, target, error, stated, wrong } of faults)
  console.log(`${name}, ${target}: ${error} where ${stated} is stated; ${wrong.join('; ')}`)
process.exitCode = faults.length > 0 || rows.length === 0 ? 1 : 0
