/**
 * The long twin fuzz: 10,000 cases of every shape rule, each by the function and by the compiler. It is the test of
 * test/shapes/twins.test.ts with more cases; `SHAPEWRIGHT_TWIN_CASES` and `SHAPEWRIGHT_TWIN_SEED` may be set.
 */
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const require = createRequire(import.meta.url)
const vitest = join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs')
const run = spawnSync(process.execPath, [vitest, 'run', 'test/shapes/twins.test.ts'], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  env: { SHAPEWRIGHT_TWIN_CASES: '10000', ...process.env },
  stdio: 'inherit',
})
process.exitCode = run.status ?? 1
