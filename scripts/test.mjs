/**
 * `npm test`: runs vitest and ends with one plain line, `N passed, N failed, N skipped`, counted from its JSON report.
 * Arguments are handed to vitest, so `npm test -- test/shapes` runs one room.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'shapewright-test-'))
const report = join(folder, 'report.json')

try {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const run = spawnSync(process.execPath, [vitest, 'run', ...reporters, ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
  })
  process.exitCode = run.status ?? 1
  if (existsSync(report)) {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
      readFileSync(report, 'utf8'),
    )
    // A file that does not even load has no tests of its own and still is a failure.
    const brokenFiles = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
    const failed = numFailedTests + brokenFiles.length
    const skipped = numPendingTests + numTodoTests
    console.log(`${numPassedTests} passed, ${failed} failed, ${skipped} skipped`)
    if (failed > 0 && process.exitCode === 0) process.exitCode = 1
  } else {
    console.log('0 passed, 1 failed: vitest wrote no report')
    process.exitCode ||= 1
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
