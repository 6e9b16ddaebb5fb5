/**
 * `npm run mutants`: puts hundreds of faults into real kernels, derivatives, plans and printed text, and sees which are
 * refused. Prints a table and writes it to docs/mutants.md. Exit code 1 when less than 98 % of a class is refused, those that
 * test/certify/mutants/equivalent.ts proves equivalent left out (at most 10 %), or a single defect of TorchLean is not, and when a proof there does not hold.
 *
 *     --only TEXT        classes whose name contains this; the page is then left alone
 *     --faults N         at least so many of each class that is drawn (100)
 *     --jobs N           processes side by side (2)
 */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { bundle } from './bundle.mjs'
import { option, record, root } from './page.mjs'

const only = option('--only', '')
const faults = option('--faults', '100')
const jobs = Number(option('--jobs', '2'))

const program = await bundle('test/certify/mutants/main.ts')

/** Lines of JSON that one share of the work prints: one fault each. */
async function share(number) {
  const child = spawn(process.execPath, ['--stack-size=8000', program], {
    cwd: root,
    env: { ...process.env, SHARE: `${number}/${jobs}`, ONLY: only, FAULTS: faults },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => child.once('close', resolve))
  const lines = []
  for await (const line of createInterface({ input: child.stdout }))
    if (line.startsWith('{')) lines.push(JSON.parse(line))
  if ((await ended) !== 0) throw new Error(`a process of mutants ended with ${child.exitCode}`)
  return lines
}

const lines = (await Promise.all(Array.from({ length: jobs }, (_, at) => share(at)))).flat()
const proven = lines.find((line) => line.proven).proven
const judged = lines.filter((line) => line.verdict).sort((a, b) => a.number - b.number)
const errors = []
// a proof holds for a fault that was not refused, and for none else
for (const fault of judged.filter(({ proof }) => proof)) {
  if (fault.verdict === 'survivor') fault.verdict = 'equivalent'
  else errors.push(`${fault.class}: ${fault.name} is proven equivalent, and refused`)
}
const names = new Set(judged.filter(({ proof }) => proof).map((fault) => `${fault.class}: ${fault.name}`))
for (const name of proven)
  if (!names.has(name)) errors.push(`${name} is proven equivalent, but is no fault of this run`)

/** A list of known defects, all of which must be refused; the other classes are drawn. */
const named = 'defects of TorchLean'

const rows = [...new Set(judged.map((fault) => fault.class))].map((name) => {
  const own = judged.filter((fault) => fault.class === name)
  const count = (verdict) => own.filter((fault) => fault.verdict === verdict).length
  const [equivalent, survivors] = [count('equivalent'), count('survivor')]
  const judgedOn = own.length - equivalent
  const refused = judgedOn - survivors
  return {
    name,
    faults: own.length,
    build: count('verify'),
    certify: count('certify'),
    conformity: count('conformity'),
    equivalent,
    survivors,
    share: refused / judgedOn,
    enough:
      name === named ?
        refused === own.length
      : judgedOn >= 30 && refused >= 0.98 * judgedOn && equivalent <= 0.1 * own.length,
  }
})

const head = ['class', 'faults', 'by the build', 'by certify', 'by conformity', 'equivalent', 'survivors', 'refused']
const cells = rows.map((row) => [
  row.name,
  row.faults,
  row.build,
  row.certify,
  row.conformity,
  row.equivalent,
  row.survivors,
  `${(row.share * 100).toFixed(1)} %`,
])
const table = [head, head.map(() => '---'), ...cells].map((line) => `| ${line.join(' | ')} |`).join('\n')
/** One proof may serve many faults. */
const list = (verdict) => {
  const own = judged.filter((fault) => fault.verdict === verdict)
  const told = (fault) => fault.proof ?? fault.name
  const groups = [...new Set(own.map(told))].map((each) => own.filter((fault) => told(fault) === each))
  const entries = groups.map((group) => {
    const [{ change, proof }] = group
    const names = group.map(({ class: of, name }) => `- ${of}: ${name}`).join('\n')
    return [names, ...(change ? [`  \`${change}\``] : []), ...(proof ? [`  ${proof}`] : [])].join('\n\n')
  })
  return entries.join('\n\n') || 'None.'
}
const report = `${table}\n\n### Survivors\n\n${list('survivor')}\n\n### Equivalent, with proof\n\n${list('equivalent')}\n`
console.log(report)

if (only === '') await record('docs/mutants.md', 'mutants', report)
const weak = rows.filter((row) => !row.enough)
for (const { name } of weak) console.log(`${name}: not enough is refused`)
for (const error of errors) console.log(error)
process.exitCode = weak.length > 0 || errors.length > 0 || rows.length === 0 ? 1 : 0
