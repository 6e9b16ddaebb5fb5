/**
 * `npm run bench -- chain`: a session with a chain of relus of four elements, as TorchLean measures it: record, compile (the
 * values and the tape), first gradient, gradient when warm, peak memory. Every size on every executor is a process of its own, so that
 * peak memory is that of the size. Exit code 1 when the longest chain misses a goal, or a figure is not near linear.
 */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const sizes = [1000, 2000, 4000, 8000, 16000]
const goals = { warm: 15, firstCall: 500, peak: 300 }
/** From 4,000 nodes to 16,000 the fastest sweep may cost this much more per node: caches and garbage collection are in it. */
const slack = 2.5

const child = fileURLToPath(new URL('chain-one.mjs', import.meta.url))
const measure = (executor, nodes) =>
  JSON.parse(execFileSync('node', [child, executor, String(nodes)], { encoding: 'utf8' }))

const columns = ['nodes', 'record ms', 'compile ms', 'first ms', 'warm ms', 'fastest ms', 'peak MiB']
let missed = 0
for (const executor of ['reference', 'js']) {
  console.log(`chain of relus, 4 elements, on ${executor}`)
  console.log(columns.map((title) => title.padStart(11)).join(''))
  const rows = sizes.map((nodes) => ({ nodes, ...measure(executor, nodes) }))
  for (const { nodes, record, compile, first, warm, fastest, peak } of rows)
    console.log(
      [nodes, ...[record, compile, first, warm, fastest, peak].map((x) => x.toFixed(1))]
        .map((x) => String(x).padStart(11))
        .join(''),
    )
  const [least, last] = [rows[2], rows.at(-1)]
  const firstCall = last.compile + last.first
  const growth = last.fastest / last.nodes / (least.fastest / least.nodes)
  const met = last.warm <= goals.warm && firstCall <= goals.firstCall && last.peak < goals.peak && growth <= slack
  if (!met) missed++
  console.log(
    `${met ? 'met' : 'MISSED'}: at ${last.nodes} nodes warm ${last.warm.toFixed(1)} ms (goal ${goals.warm}), compile and first call ${firstCall.toFixed(0)} ms (goal ${goals.firstCall}), peak ${last.peak.toFixed(0)} MiB (goal ${goals.peak}); the fastest sweep costs per node ${growth.toFixed(2)} times that at ${least.nodes}\n`,
  )
}
console.log('TorchLean at 16,000 nodes: backward 124,642 ms and 13,792 MiB; after its rewrite 44 ms and 4,008 MiB')
process.exitCode = missed === 0 ? 0 : 1
