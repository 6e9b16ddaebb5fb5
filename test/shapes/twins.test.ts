/**
 * Every rule's type says what its function says. `SHAPEWRIGHT_TWIN_CASES` sets the number of cases of each rule (500),
 * `SHAPEWRIGHT_TWIN_SEED` the seed.
 */
import { expect, test } from 'vitest'
import { compilers } from '../support/compiler.js'
import { rules } from './operands.js'
import { checkTwins } from './twins.js'

const cases = Number(process.env['SHAPEWRIGHT_TWIN_CASES'] ?? 500)
const seed = Number(process.env['SHAPEWRIGHT_TWIN_SEED'] ?? 1)
/** The compiler keeps every instantiated type, so long runs are cut into programs of this many cases. */
const batch = 1000

const rulesWithoutSentences = [
  'CanBroadcastTo',
  'Fin',
  'Index',
  'SubstituteDim',
  'AddDims',
  'SubtractDims',
  'MultiplyDims',
  'DivideDims',
  'SizeOf',
  'SwapAdjacentAtDepth',
  'Jacobian',
]

test.each(rules.map((rule) => [rule.name, rule] as const))(
  '%s: type and function agree',
  async (name, rule) => {
    const compiler = await compilers['6.0']()
    let sentences = 0
    for (let done = 0; done < cases; done += batch) {
      const report = checkTwins(compiler, rule, Math.min(batch, cases - done), seed + done)
      expect(report.failures.slice(0, 5)).toEqual([])
      expect(report.longest.length).toBeLessThanOrEqual(250)
      expect(report.longest).toMatch(/^[\x20-\x7e]*$/)
      sentences += report.sentences
    }
    if (!rulesWithoutSentences.includes(name)) expect(sentences).toBeGreaterThan(cases / 20)
  },
  600_000,
)
