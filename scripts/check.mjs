/**
 * `npm run check`: the one gate. Format, lint, unused code, three compilers, type tests, tests, package shape.
 * Every step runs even when an earlier one failed, so that one run tells everything; the last line names what failed.
 * `npm run check -- lint tsc` runs only the steps whose name begins so.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
// Compilers are called by path: aliases of the same package fight over node_modules/.bin/tsc.
const compilers = { 'tsc-5.9': 'typescript-5.9', 'tsc-6.0': 'typescript', 'tsc-7.0': 'typescript-7' }

const steps = {
  build: ['scripts/build.mjs'],
  format: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
  lint: ['node_modules/oxlint/bin/oxlint', 'src', 'test', 'scripts', 'examples'],
  unused: ['node_modules/knip/bin/knip.js'],
}
for (const [name, compiler] of Object.entries(compilers)) {
  steps[name] = [`node_modules/${compiler}/bin/tsc`, '-p', '.']
  steps[`${name}-examples`] = [`node_modules/${compiler}/bin/tsc`, '-p', 'examples']
}
steps['tsd'] = ['node_modules/tsd/dist/cli.js', '--typings', 'dist/index.d.ts', '--files', 'type-tests/**/*.test-d.ts']
steps['test'] = ['scripts/test.mjs']
steps['package'] = ['node_modules/publint/src/cli.js', '--strict']

const wanted = process.argv.slice(2)
const chosen = Object.entries(steps).filter(
  ([name]) => wanted.length === 0 || wanted.some((prefix) => name.startsWith(prefix)),
)
if (chosen.length === 0) {
  console.error(`check: no step named ${wanted.join(', ')}; there are ${Object.keys(steps).join(', ')}`)
  process.exit(2)
}

const failed = []
for (const [name, command] of chosen) {
  const started = performance.now()
  console.log(`check: ${name}`)
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`check: ${name} ${status === 0 ? 'passed' : 'FAILED'} in ${seconds} s`)
  if (status !== 0) failed.push(name)
}
console.log(failed.length === 0 ? `check: all ${chosen.length} steps passed` : `check: failed: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
