/**
 * `npm run gold -- FILE... [--target reference|js]`: checks gold files and prints what failed, why cases were skipped
 * and, for each file, a closing line. Exit code 1 when a case failed, 2 when the command is wrong.
 */
import '../dsl/ops/index.js'
import { runCases } from './cases.js'
import { checkCase } from './check.js'
import { readGold } from './format.js'

process.exitCode = runCases('gold', process.argv.slice(2), { read: readGold, check: checkCase })
