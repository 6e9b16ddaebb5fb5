/**
 * An adapter for a larger comparison: `create(options)` gives `setup(workload, spec)`, which trains or runs one of the
 * shared models on given parameters and a fixed batch. Models that use operators this version does not have are absent,
 * and setup says so.
 *
 * In: `workloads`, the module that defines parameters and batches for every peer (its URL is `options.workloads`).
 */
import { crossEntropy, i32, model, mseLoss, nn, optim } from '../dist/index.js'
import { compile } from '../dist/codegen/index.js'

/** Each model: its layers (parameter name → tensor name here), its inputs and its forward pass. */
const models = {
  mlp: () => {
    const first = nn.linear(784, 128)
    const second = nn.linear(128, 10)
    return {
      layers: { first, second },
      inputs: { x: ['batch', 784], label: i32(['batch']) },
      forward: ({ x }) => second(first(x).relu()),
      loss: ({ output, label }) => crossEntropy(output, label),
      names: { w1: 'first.weight', b1: 'first.bias', w2: 'second.weight', b2: 'second.bias' },
      transposed: ['w1', 'w2'],
    }
  },
  tiny: () => {
    const first = nn.linear(2, 16)
    const second = nn.linear(16, 1)
    return {
      layers: { first, second },
      inputs: { x: ['batch', 2], y: ['batch', 1] },
      forward: ({ x }) => second(first(x).tanh()),
      loss: ({ output, y }) => mseLoss(output, y),
      names: { w1: 'first.weight', b1: 'first.bias', w2: 'second.weight', b2: 'second.bias' },
      transposed: ['w1', 'w2'],
    }
  },
  conv: () => {
    const first = nn.conv2d(1, 8, 3, { padding: 1 })
    const second = nn.conv2d(8, 16, 3, { padding: 1 })
    const output = nn.linear(784, 10)
    return {
      layers: { first, second, output },
      inputs: { x: ['batch', 1, 28, 28], label: i32(['batch']) },
      forward: ({ x }) => {
        const half = first(x).relu().maxPool([2, 2])
        return output(second(half).relu().maxPool([2, 2]).flatten(1))
      },
      loss: ({ output: logits, label }) => crossEntropy(logits, label),
      names: {
        c1: 'first.weight',
        cb1: 'first.bias',
        c2: 'second.weight',
        cb2: 'second.bias',
        w: 'output.weight',
        b: 'output.bias',
      },
      transposed: ['w'],
    }
  },
}

/** [rows, columns] row-major → [columns, rows]: the peers store weights as [in, out], we as [out, in]. */
function transpose(data, [rows, columns]) {
  const result = new Float32Array(data.length)
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) result[j * rows + i] = data[i * columns + j]
  return result
}

export async function create({ workloads, target = 'js' }) {
  const { batch, lr, params } = await import(workloads)
  return {
    version: '0.1.0',
    note: target,
    setup(workload) {
      const [name, kind] = workload.split('.')
      const make = models[name]
      if (make === undefined || kind === undefined) throw new Error(`${workload}: not in this version`)
      const { names, transposed, ...definition } = make()
      const { x, xShape, labels, y } = batch(name)
      const compiled = compile(model({ ...definition, optimizer: optim.sgd({ rate: lr[name] }) }), {
        target,
        bind: { batch: xShape[0] },
      })
      for (const { name: parameter, shape, data } of params(name)) {
        const values = transposed.includes(parameter) ? transpose(data, shape) : data
        compiled.instance.tensor(names[parameter]).write(values)
      }
      if (kind === 'infer') {
        const run = () => compiled.predict({ x }).output
        return {
          sample: async () => Array.from(run().slice(0, 8)),
          run: async (n) => void Array.from({ length: n }, run),
        }
      }
      const inputs = labels ? { x, label: labels } : { x, y }
      const step = () => compiled.step(inputs).loss[0]
      return {
        loss: async () => step(),
        run: async (n) => {
          for (let k = 0; k < n; k++) step()
        },
      }
    },
  }
}
