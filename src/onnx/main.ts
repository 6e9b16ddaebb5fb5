/**
 * `npm run onnx-cases -- FILE... [--target reference|js]`: checks ONNX node tests and prints what failed, why cases were
 * skipped and a closing line for each file. Exit code 1 when a case failed, 2 when the command is wrong.
 */
import '../dsl/ops/index.js'
import { runCases } from '../gold/cases.js'
import { checkOnnxCase } from './check.js'
import { readOnnxCases } from './format.js'

process.exitCode = runCases('onnx-cases', process.argv.slice(2), { read: readOnnxCases, check: checkOnnxCase })
