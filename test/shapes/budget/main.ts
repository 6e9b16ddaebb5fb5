/**
 * `npm run budget`: prints the table and fails where a figure rose or a limit is passed. `--update` writes the figures as
 * pins, with `--reason "why"` where one rose. `--only text` measures the rows with that text in their names and writes nothing.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compilers, root } from '../../support/compiler.js'
import { fault, measure, operatorsWithoutRow, pinsPath, readPins, rows, staleFaults, table, updated } from './budget.js'
import { counter } from './measure.js'

/** Runs the table; the exit code. */
export async function main(options: readonly string[]): Promise<number> {
  const update = options.includes('--update')
  const reason = options.includes('--reason') ? options[options.indexOf('--reason') + 1] : undefined
  const only = options.includes('--only') ? options[options.indexOf('--only') + 1] : undefined
  const compiler = await compilers['6.0']()
  const [pins, counting] = [readPins(), counter(compiler)]
  const all = rows().filter((row) => only === undefined || row.name.includes(only))
  const measured = all.map((row) => measure(counting, row, pins))
  console.log(`TypeScript ${compiler.version}\n${table(measured)}`)
  if (only !== undefined) return 0
  const missing = operatorsWithoutRow().map(
    (name) => `${name}: an operator without a row in test/shapes/budget/operators.ts`,
  )
  const passed = measured.flatMap((row) =>
    row.limit !== undefined && row.measured > row.limit ? [fault(row) ?? ''] : [],
  )
  if (update) writeFileSync(join(root, pinsPath), `${JSON.stringify(updated(measured, reason), null, 2)}\n`)
  const faults =
    update ?
      [...missing, ...passed]
    : [...missing, ...measured.flatMap((row) => fault(row) ?? []), ...staleFaults(all, pins)]
  for (const line of faults) console.error(line)
  console.log(`budget: ${all.length} rows, ${faults.length === 0 ? 'all within' : `${faults.length} faults`}`)
  return faults.length === 0 ? 0 : 1
}
