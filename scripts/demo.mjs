/**
 * `npm run demo`: checks, builds, certifies and trains examples/digits-cnn on real handwritten digits, all through the command line
 * as a user would. The last line is `demo: test accuracy NN.N % …` and the path of the report.
 *
 *     npm run demo -- --seed 1       another seed
 *     npm run demo -- --seeds 3      seeds 0, 1, 2; the line gives their median
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const root = fileURLToPath(new URL('..', import.meta.url))
const model = 'examples/digits-cnn/model.ts'
const out = 'out/digits-cnn'

const { values } = parseArgs({ options: { seed: { type: 'string', default: '0' }, seeds: { type: 'string' } } })
const seeds =
  values.seeds === undefined ? [Number(values.seed)] : Array.from({ length: Number(values.seeds) }, (_, seed) => seed)
if (seeds.length === 0 || !seeds.every((seed) => Number.isSafeInteger(seed) && seed >= 0)) {
  console.error('demo: --seed takes a whole number, --seeds how many of them')
  process.exit(2)
}

/** Runs one command of the command line; ends the demo where it fails. Progress goes to the terminal, stdout comes back. */
function shapewright(...words) {
  console.log(`\n$ npx shapewright ${words.join(' ')}`)
  const run = spawnSync(process.execPath, ['dist/cli.js', ...words], {
    cwd: root,
    stdio: ['inherit', 'pipe', 'inherit'],
    encoding: 'utf8',
  })
  if (run.status !== 0) {
    process.stdout.write(run.stdout ?? '')
    process.exit(run.status ?? 1)
  }
  return run.stdout
}

const started = performance.now()
console.log(shapewright('check', model).trimEnd())
console.log(shapewright('build', model, '--out', out).trimEnd())

const accuracies = seeds.map((seed) => {
  const suffix = seed === seeds[0] ? '' : `-seed-${seed}`
  const files = ['--out', `${out}/trained${suffix}.safetensors`, '--report', `${out}/report${suffix}.html`]
  const result = JSON.parse(shapewright('train', model, '--seed', String(seed), ...files, '--json'))
  const { accuracy, loss } = result.test
  console.log(
    `seed ${seed}: ${result.epochs} epochs, test loss ${loss.toFixed(4)}, test accuracy ${(100 * accuracy).toFixed(1)} %`,
  )
  return accuracy
})

const ordered = [...accuracies].sort((a, b) => a - b)
const median = (ordered[Math.floor((ordered.length - 1) / 2)] + ordered[Math.ceil((ordered.length - 1) / 2)]) / 2
const seconds = ((performance.now() - started) / 1000).toFixed(0)
const which = seeds.length === 1 ? `seed ${seeds[0]}` : `median of seeds ${seeds.join(', ')}`
console.log(`\ndemo: test accuracy ${(100 * median).toFixed(1)} % (${which}, ${seconds} s), report: ${out}/report.html`)
