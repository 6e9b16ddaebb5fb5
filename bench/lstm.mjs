/**
 * `npm run bench -- lstm`: 128 unrolled steps of an LSTM cell (batch 8, 16 inputs, 32 hidden), its training step compiled to
 * JavaScript: time to record, to compile, code size, kernels, first step and warm step. Exit code 1 when the loss does not fall.
 */
import { compile } from '../dist/codegen/index.js'
import { model, mseLoss, nn, optim } from '../dist/index.js'

const [steps, batch, inputs, hidden] = [128, 8, 16, 32]

const timed = (run) => {
  const started = performance.now()
  const result = run()
  return [performance.now() - started, result]
}

const [record, network] = timed(() => {
  const cell = nn.lstmCell(inputs, hidden)
  const output = nn.linear(hidden, 1)
  return model({
    name: 'lstm',
    inputs: { sequence: ['batch', steps, inputs], start: ['batch', hidden], target: ['batch', 1] },
    layers: { cell, output },
    forward: ({ sequence, start }) => {
      let [h, c] = [start, start]
      for (let step = 0; step < steps; step++) [h, c] = cell(sequence.select(1, step), h, c)
      return output(h)
    },
    loss: ({ output: found, target }) => mseLoss(found, target),
    optimizer: optim.sgd({ rate: 0.1 }),
  })
})
const [compiling, compiled] = timed(() => compile(network, { target: 'js', bind: { batch } }))
const data = {
  sequence: Float32Array.from({ length: batch * steps * inputs }, (_, at) => Math.sin(at)),
  start: new Float32Array(batch * hidden),
  target: Float32Array.from({ length: batch }, (_, at) => Math.cos(at)),
}
const [first, { loss }] = timed(() => compiled.step(data))
const before = loss[0]
const warm = Array.from({ length: 21 }, () => timed(() => compiled.step(data))[0]).sort((a, b) => a - b)
const after = compiled.step(data).loss[0]
const { manifest, kernels } = compiled.build
const entry = manifest.entries.find(({ name }) => name === 'step')
const bytes = manifest.segments.reduce((sum, segment) => sum + segment.bytes, 0)
console.log(`${steps} steps of an LSTM cell, batch ${batch}, ${inputs} inputs, ${hidden} hidden; one training step`)
console.log(
  `record ${record.toFixed(0)} ms, compile ${compiling.toFixed(0)} ms (all entries), code ${(Buffer.byteLength(kernels) / 1024).toFixed(0)} KiB, ${entry.kernels} kernels in step`,
)
console.log(
  `first step ${first.toFixed(1)} ms, warm ${warm[10].toFixed(2)} ms, memory ${(bytes / 2 ** 20).toFixed(1)} MiB, peak ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`,
)
console.log(`loss ${before.toFixed(6)} -> ${after.toFixed(6)}`)
process.exitCode = after < before ? 0 : 1
