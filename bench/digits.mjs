/**
 * `npm run bench`: the digits-mlp training step beside tfjs-cpu, both in this process, interleaved in rounds so that a
 * busy machine slows both. Losses must agree to 1e-4 over all steps; exit code 1 when they do not, or when the ratio of
 * the medians is below 5.
 */
import { ours, tfjs } from './peers.mjs'

const rounds = 15
const stepsPerRound = 40
const warmup = 200
const agreement = 1e-4
const goal = 5

const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

const sides = [ours(), await tfjs()].map((side) => ({ ...side, losses: [], rounds: [], next: 0 }))

/** `count` further steps of one side; microseconds a step. */
function advance(side, count) {
  const started = performance.now()
  for (let k = 0; k < count; k++) side.losses.push(side.step(side.next++))
  return ((performance.now() - started) * 1000) / count
}

for (const side of sides) advance(side, warmup)
for (let round = 0; round < rounds; round++) {
  const order = round % 2 === 0 ? sides : [...sides].reverse()
  for (const side of order) side.rounds.push(advance(side, stepsPerRound))
}

const [mine, peer] = sides
const steps = mine.losses.length
const apart = Math.max(...mine.losses.map((loss, step) => Math.abs(loss - peer.losses[step])))
const ratio = median(peer.rounds) / median(mine.rounds)

console.log(`digits-mlp training step, batch 32: ${steps} steps, ${rounds} interleaved rounds of ${stepsPerRound}\n`)
console.log(
  `${'side'.padEnd(20)}${'median us/step'.padStart(16)}${'fastest'.padStart(10)}${'slowest'.padStart(10)}${'last loss'.padStart(12)}`,
)
for (const side of sides) {
  const numbers = [median(side.rounds), Math.min(...side.rounds), Math.max(...side.rounds)]
  console.log(
    side.name.padEnd(20) +
      numbers.map((value, at) => value.toFixed(1).padStart(at === 0 ? 16 : 10)).join('') +
      side.losses.at(-1).toFixed(6).padStart(12),
  )
}
console.log(`\nlosses agree to ${apart.toExponential(1)} (allowed ${agreement.toExponential(0)})`)
console.log(`bench: ${ratio.toFixed(1)} times faster than tfjs-cpu (goal ${goal})`)
process.exitCode = apart <= agreement && ratio >= goal ? 0 : 1
