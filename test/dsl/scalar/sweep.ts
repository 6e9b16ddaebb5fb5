/**
 * Measures the accuracy of every transcendental row as each target prints it, over every `STRIDE`-th of all f32 and over as
 * many doubles between them, and prints one line of JSON for each row and target. Bundled and started by
 * scripts/accuracy.mjs.
 *
 * The reference is the row's f64 meaning, which printed.test.ts holds to the real function: it errs by 2^-28 of these units.
 * What f64 is spelled as is measured at the points of conformity.ts alone.
 */
import { scalarFunctions } from '../../../src/dsl/scalar.js'
import { judge, measure, realFunctionNames, type Measured, type RealFunctionName } from './conformity.js'
import { javascriptTargets, points, rowOf, type FloatTarget } from './printed.js'

const stride = Number(process.env['STRIDE'] ?? 256)

function sweep(target: FloatTarget, name: RealFunctionName): Measured {
  const run = target.load(target.text(rowOf(name)), rowOf(name))
  const bits = new Uint32Array(points)
  const asFloats = new Float32Array(bits.buffer)
  const low = new Float64Array(points)
  let worst = measure(target, name)
  let compared = worst.compared
  const add = (block: Measured): void => {
    compared += block.compared
    worst = { ...(block.error > worst.error ? block : worst), wrong: [...worst.wrong, ...block.wrong] }
  }
  for (let from = 0, n = 0; from < 2 ** 32; from += points * stride, n++) {
    // a walk of odd steps from another offset in each block
    for (let i = 0; i < points; i++) bits[i] = from + i * stride + (n % stride)
    const x = Float64Array.from(asFloats)
    if (target.keeps === 'doubleTemporaries' && n % 2 === 1)
      for (let i = 0; i < points; i++) x[i] = x[i]! * (1 + ((i % 61) - 30) * 2 ** -30)
    const high = Float64Array.from(x, (each) => scalarFunctions[name].evaluate(each))
    add(judge(name, target.keeps, { x, high, low }, run([x])))
  }
  return { ...worst, compared }
}

for (const name of realFunctionNames)
  for (const target of javascriptTargets) {
    const { error, at, compared, wrong } = target.keeps === 'double' ? measure(target, name) : sweep(target, name)
    const stated = scalarFunctions[name].accuracy![target.keeps]
    console.log(JSON.stringify({ name, target: target.name, error, at, compared, stated, wrong: wrong.slice(0, 3) }))
  }
