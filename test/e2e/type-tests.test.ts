/** The type tests of type-tests/, run by tsd against the built declarations: what the editor shows, and what it refuses. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { ensureBuilt, root } from './support.js'

beforeAll(ensureBuilt, 180_000)

it('tsd finds nothing to complain about', () => {
  const words = ['--typings', 'dist/index.d.ts', '--files', 'type-tests/**/*.test-d.ts']
  const run = spawnSync(process.execPath, [join(root, 'node_modules/tsd/dist/cli.js'), ...words], {
    cwd: root,
    encoding: 'utf8',
  })
  expect(run.stdout + run.stderr).toBe('')
  expect(run.status).toBe(0)
})
