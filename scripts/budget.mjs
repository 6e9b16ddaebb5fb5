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
import { pathToFileURL } from 'node:url'
import { bundle } from './bundle.mjs'

const table = await bundle('test/shapes/budget/main.ts', { at: 'test/support/compiler.ts' })
const { main } = await import(pathToFileURL(table).href)
process.exitCode = await main(process.argv.slice(2))
