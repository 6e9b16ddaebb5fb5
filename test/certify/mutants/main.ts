/**
 * One share of the faults, judged. Bundled and started by scripts/mutants.mjs.
 *
 * In: `SHARE=1/2`, `ONLY`, `FAULTS`. Out: a line of JSON for each fault, and one that lists what is proven equivalent.
 */
import { mutants } from './classes.js'
import { proofFor, provenIn } from './equivalent.js'

const [share = 0, shares = 1] = (process.env['SHARE'] ?? '0/1').split('/').map(Number)
const only = process.env['ONLY'] ?? ''
const wanted = Number(process.env['FAULTS'] ?? 100)

let number = 0
for (const mutant of mutants(wanted)) {
  if (!mutant.class.includes(only) || number++ % shares !== share) continue
  const { verdict } = await mutant.judge()
  const proof = proofFor(mutant)
  const change = verdict === 'survivor' ? mutant.change?.() : undefined
  console.log(JSON.stringify({ number, class: mutant.class, name: mutant.name, verdict, proof, change }))
}
console.log(JSON.stringify({ proven: provenIn(only) }))
