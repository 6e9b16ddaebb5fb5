/**
 * `npm run bench`: everything that is measured, one after the other; `npm run bench -- chain` (or `digits`, `lstm`): that
 * alone. Each says what it measured and whether its goal is met; exit code 1 when one is not.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const benches = ['digits', 'chain', 'lstm']
const asked = process.argv.slice(2)
const unknown = asked.find((name) => !benches.includes(name))
if (unknown !== undefined) {
  console.error(`bench: there is no "${unknown}"; choose from ${benches.join(', ')}`)
  process.exit(2)
}
const chosen = asked.length === 0 ? benches : asked
const here = fileURLToPath(new URL('.', import.meta.url))

execFileSync('node', ['scripts/build.mjs', '--if-stale'], { cwd: `${here}..`, stdio: 'inherit' })
// Only the comparison has peers to install.
if (chosen.includes('digits')) execFileSync('npm', ['ci', '--prefix', here], { stdio: 'inherit' })
for (const name of chosen) {
  console.log(`${name === chosen[0] ? '' : '\n'}== ${name}`)
  const { status } = spawnSync('node', [`${here}${name}.mjs`], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
