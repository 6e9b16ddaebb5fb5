/**
 * `npm run budget`: what the type level costs the compiler, row by row, beside its pins and limits. The table itself is
 * test/shapes/budget, which the tests run as well; it is bundled here because it is TypeScript.
 */
import { mkdirSync, rmSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = `${root}node_modules/.budget-${process.pid}`
const bundle = `${folder}/main.mjs`
mkdirSync(folder, { recursive: true })
try {
  await build({
    entryPoints: [`${root}test/shapes/budget/main.ts`],
    outfile: bundle,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(`${root}test/support/compiler.ts`).href) },
  })
  const { main } = await import(pathToFileURL(bundle).href)
  process.exitCode = await main(process.argv.slice(2))
} finally {
  rmSync(`${root}node_modules/.budget-${process.pid}`, { recursive: true, force: true })
}
