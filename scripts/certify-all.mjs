/**
 * `npm run certify:all`: certifies every operator at its gold shapes, every example, the corpus of models at reduced widths
 * and 500 random graphs; prints a table and writes it into docs/certificates.md. Exit code 1 when anything is refused, or
 * certified for less than is promised there: see `limits` below.
 *
 *     --only TEXT        subjects whose name contains this; the page is then left alone
 *     --random N         so many random graphs
 *     --jobs N           processes side by side (2); each takes the next subject when it is done with one
 *
 * `npm run soak:certify` is the same for 10,000 random graphs and nothing else; it writes its date and figures into the page.
 */
import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { bundle } from './bundle.mjs'
import { option, record, root } from './page.mjs'

const only = option('--only', '')
const random = option('--random', '500')
const jobs = Number(option('--jobs', '2'))

const program = await bundle('test/certify/all.ts')

/** A process that certifies what it is told to, one subject after another. */
class Worker {
  #child = spawn(process.execPath, [program], {
    cwd: root,
    env: { ...process.env, ROOT: root, RANDOM_GRAPHS: random },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  #lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]()
  /** What its subjects are called. */
  names = this.#next()

  async #next() {
    const { value, done } = await this.#lines.next()
    if (done) throw new Error('certify:all: a process ended before its subject did')
    return JSON.parse(value)
  }

  certify(position) {
    this.#child.stdin.write(`${position}\n`)
    return this.#next()
  }

  end() {
    this.#child.stdin.end()
  }
}

/** An example's own certificate, as the command line gives it in one thread. */
async function example(name) {
  const began = Date.now()
  const text = await new Promise((resolve) => {
    const words = ['certify', `examples/${name}/model.ts`, '--json', '--threads=1']
    const child = spawn(process.execPath, ['dist/cli.js', ...words], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let out = ''
    child.stdout.on('data', (data) => (out += data))
    child.on('close', () => resolve(out))
  })
  const subject = { group: 'examples', row: name, name, seconds: (Date.now() - began) / 1000 }
  const { certificate } = JSON.parse(text || '{}')
  if (certificate === undefined) return { ...subject, error: text || 'it ended without a certificate' }
  const { entries, total, refusals } = certificate
  const reasons = entries.flatMap(({ kernels }) =>
    kernels.filter(({ label }) => label === 'tested').map(({ kernel, reason }) => `${kernel}: ${reason}`),
  )
  return { ...subject, ...total, refusals, reasons, uncovered: [] }
}

const began = Date.now()
const examples = readdirSync(join(root, 'examples'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && readdirSync(join(root, 'examples', entry.name)).includes('model.ts'))
  .map(({ name }) => name)
  .filter((name) => name.includes(only))
const workers = Array.from({ length: jobs }, () => new Worker())
const [names] = await Promise.all(workers.map((worker) => worker.names))
// What takes longest comes first; whoever is done takes the next, so that all end together.
const tasks = [
  ...examples.map((name) => () => example(name)),
  ...names.flatMap((name, at) => (name.includes(only) ? [(worker) => worker.certify(at)] : [])),
].entries()
const subjects = []
let done = 0
await Promise.all(
  workers.map(async (worker) => {
    for (const [at, task] of tasks) {
      subjects[at] = await task(worker)
      if (++done % 500 === 0) console.error(`${done} graphs, ${((Date.now() - began) / 1000).toFixed(0)} s`)
    }
    worker.end()
  }),
)

const groups = ['operators', 'examples', 'models', 'random']
const rows = new Map()
for (const subject of subjects) {
  const key = `${groups.indexOf(subject.group)} ${subject.row}`
  const row = rows.get(key) ?? {
    ...subject,
    subjects: 0,
    kernels: 0,
    certified: 0,
    aboveWeight: 0,
    tested: 0,
    bound: 0,
    weight: 0,
    informative: Infinity,
    refused: 0,
  }
  rows.set(key, row)
  row.subjects++
  if (subject.error !== undefined || subject.refusals.length > 0) row.refused++
  if (subject.error !== undefined) continue
  for (const count of ['kernels', 'certified', 'aboveWeight', 'tested']) row[count] += subject[count]
  row.bound = Math.max(row.bound, subject.bound)
  row.weight = Math.max(row.weight, subject.weight)
  row.informative = Math.min(row.informative, subject.informative ?? Infinity)
}
const ordered = [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
const sum = (name) => ordered.reduce((total, row) => total + row[name], 0)
const most = (name) => ordered.reduce((largest, row) => Math.max(largest, row[name]), 0)
const cells = (title, row) => [
  title,
  row.subjects,
  row.kernels,
  row.certified,
  row.aboveWeight,
  row.tested,
  row.weight === 0 ? '' : row.weight.toFixed(3),
  row.bound.toExponential(1),
  row.refused,
]
const header = ['of', 'graphs', 'kernels', 'certified', 'above weight', 'tested', 'weight', 'bound', 'refused']
const table = [
  header,
  ...ordered.map((row) => cells(row.group === 'operators' ? `\`${row.row}\`` : row.row, row)),
  cells('all', {
    ...Object.fromEntries(
      ['subjects', 'kernels', 'certified', 'aboveWeight', 'tested', 'refused'].map((name) => [name, sum(name)]),
    ),
    weight: most('weight'),
    bound: most('bound'),
  }),
].map((row) => row.map(String))
const widths = header.map((_, at) => Math.max(...table.map((row) => row[at].length)))
const line = (row) =>
  `| ${row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join(' | ')} |`
const rule = `| ${widths.map((width, at) => (at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`
const text = [line(table[0]), rule, ...table.slice(1).map(line)].join('\n')
console.log(text)

const failed = subjects.filter(({ error, refusals }) => error !== undefined || refusals.length > 0)
for (const { name, error, refusals } of failed)
  console.log(`REFUSED ${name}: ${error ?? refusals[0].kernel + ': ' + refusals[0].message}`)
const tested = subjects.flatMap(({ name, reasons = [] }) => reasons.map((reason) => `${name}, ${reason}`))
for (const each of tested) console.log(`tested: ${each}`)
for (const each of new Set(subjects.flatMap(({ uncovered = [] }) => uncovered))) console.log(`not covered: ${each}`)
for (const group of groups) {
  const own = subjects.filter((subject) => subject.group === group)
  const seconds = own.reduce((total, subject) => total + subject.seconds, 0)
  const slowest = [...own].sort((a, b) => b.seconds - a.seconds).slice(0, 6)
  const list = slowest.map((subject) => `${subject.name} ${subject.seconds.toFixed(1)} s`).join(', ')
  if (own.length > 0) console.log(`${group}: ${seconds.toFixed(0)} s of one core; slowest: ${list}`)
}
console.log(
  `${subjects.length} graphs, ${sum('kernels')} kernels, ${failed.length} refused, in ${((Date.now() - began) / 1000).toFixed(0)} s`,
)

/** What every graph must keep: the largest total bound, the largest weight, and whether a kernel may read *tested*. */
const limits = {
  operators: { bound: 1e-9, weight: 0.05, tested: 0 },
  examples: { bound: 1e-9, weight: 0.25, tested: 0 },
  models: { bound: 1e-9, weight: 0.25, tested: Infinity },
  random: { bound: 1e-9, weight: 0.25, tested: Infinity },
}
const weak = ordered.filter((row) =>
  ['bound', 'weight', 'tested'].some((figure) => row[figure] > limits[row.group][figure]),
)
for (const { row, group } of weak)
  console.log(`${row}: beyond the limits for ${group}, ${JSON.stringify(limits[group])}`)

if (only === '' && random === '500') {
  const list = tested.length === 0 ? 'No kernel reads _tested_.' : tested.map((each) => `- ${each}`).join('\n')
  await record('docs/certificates.md', 'bounds', `${text}\n\n${list}`)
}
if (only === 'random graph' && random === '10000') {
  const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' }).format(began)
  await record('docs/certificates.md', 'soak', `Run of ${date}:\n\n${text}`)
}
process.exitCode = failed.length + weak.length === 0 ? 0 : 1
