/**
 * Builds the package: src/**\/*.ts → dist/**\/*.js (esbuild, one file each) and dist/**\/*.d.ts (the compiler).
 *
 * Files are not bundled: every entry of the `exports` map then shares one instance of each module, so a tensor made
 * through `shapewright` is the same class as one made through `shapewright/functions`, and `sideEffects` in
 * package.json can name the one module that installs the methods.
 *
 * The result is built beside dist/ and swapped in at the end, so that a reader never sees half a build. `npm ci` runs
 * this through the `prepare` script, and so does the first `npx shapewright`; `--if-stale` does nothing where dist/ is
 * newer than every source.
 */
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const stamp = join(root, 'dist/.built')
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .sort()

const newest = Math.max(
  ...[...sources.map((name) => `src/${name}`), 'package.json', 'tsconfig.json', 'tsconfig.build.json'].map(
    (name) => statSync(join(root, name)).mtimeMs,
  ),
)
if (process.argv.includes('--if-stale') && existsSync(stamp) && statSync(stamp).mtimeMs > newest) process.exit(0)

const started = new Date()
const staged = mkdtempSync(join(root, 'dist.'))
try {
  await build({
    absWorkingDir: root,
    entryPoints: sources.map((name) => `src/${name}`),
    outbase: 'src',
    outdir: staged,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // Call sites are found in stack traces by the place of the library's own files: a source map would move them.
    sourcemap: false,
    logLevel: 'warning',
  })
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  try {
    execFileSync(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--outDir', staged], {
      cwd: root,
      stdio: 'inherit',
    })
  } catch {
    process.exitCode = 1 // the compiler has said why; declarations are written all the same
  }
  // A source that changed while the compiler ran is newer than the stamp.
  writeFileSync(join(staged, '.built'), '')
  utimesSync(join(staged, '.built'), started, started)
  const dist = join(root, 'dist')
  const old = `${staged}.old`
  if (existsSync(dist)) renameSync(dist, old)
  chmodSync(staged, 0o755)
  if (existsSync(join(staged, 'cli.js'))) chmodSync(join(staged, 'cli.js'), 0o755)
  renameSync(staged, dist)
  rmSync(old, { recursive: true, force: true })
} finally {
  rmSync(staged, { recursive: true, force: true })
}
