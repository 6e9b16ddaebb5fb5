/** One size of the chain in a process of its own: `chain-one.mjs EXECUTOR NODES` prints one line of JSON. */
import { jsExecutor } from '../dist/codegen/index.js'
import { referenceExecutor, Session } from '../dist/index.js'

const [executor, nodes] = [process.argv[2], Number(process.argv[3])]
const session = new Session({ executor: executor === 'js' ? jsExecutor() : referenceExecutor })
const seed = [1, 1, 1, 1]

const timed = (run) => {
  const started = performance.now()
  const result = run()
  return [performance.now() - started, result]
}

const leaf = session.input([4], [1, -1, 2, -2])
const [record, output] = timed(() => {
  let x = leaf
  for (let k = 0; k < nodes; k++) x = x.relu()
  return x
})
const [compile, tape] = timed(() => session.compileTape())
const [first, gradients] = timed(() => session.backwardDenseAll(output, seed))
const warm = Array.from({ length: 41 }, () => timed(() => session.backwardDenseAll(output, seed))[0]).sort(
  (a, b) => a - b,
)

if (tape.nodes.length !== nodes + 1 || session.grad(gradients, leaf).join() !== '1,0,1,0') {
  throw new Error('the chain has a wrong gradient')
}
const peak = process.resourceUsage().maxRSS / 1024
console.log(JSON.stringify({ record, compile, first, warm: warm[20], fastest: warm[0], peak }))
