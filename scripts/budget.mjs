/**
 * `npm run budget`: what the type level costs the compiler, row by row, beside its pins and limits. The table itself is
 * test/shapes/budget, which the tests run as well; it is bundled here because it is TypeScript. `--only text` measures
 * only the rows with that text in their names.
 *
 * The figure of a program is what TypeScript 6.0 prints as "Instantiations". For `model sample`: `npm run build`, then
 * `node node_modules/typescript/bin/tsc -p project.json --extendedDiagnostics`, with a project.json in this folder of
 *
 *   { "compilerOptions": { "strict": true, "noUncheckedIndexedAccess": true, "exactOptionalPropertyTypes": true,
 *       "skipLibCheck": true, "noEmit": true, "target": "es2023", "module": "nodenext", "lib": ["es2023"], "types": [],
 *       "paths": { "shapewright": ["./dist/index.d.ts"] } }, "files": ["type-tests/models/sample.ts"] }
 *
 * The table reads the sources in the place of declarations and checks the measured module only, as skipLibCheck does.
 * A row of an operator is the difference of two such programs: with the call and without it.
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
