/**
 * The two sides of the measurement. Each is { name, step(k): number }: one training step on batch k, and its loss. Both
 * through public API only, and both read the loss at every step.
 */
import tf from '@tensorflow/tfjs'
import { crossEntropy, i32, model, nn, optim } from '../dist/index.js'
import { compile } from '../dist/codegen/index.js'
import { batch, batchAt, initialParameters, rate, shapes } from './workload.mjs'

export function ours() {
  const hidden = nn.linear(64, 32)
  const output = nn.linear(32, 10)
  const digits = model({
    name: 'digits-mlp',
    inputs: { x: ['batch', 64], label: i32(['batch']) },
    layers: { hidden, output },
    forward: ({ x }) => output(hidden(x).relu()),
    loss: ({ output: logits, label }) => crossEntropy(logits, label),
    optimizer: optim.sgd({ rate }),
  })
  const compiled = compile(digits, { target: 'js', bind: { batch } })
  const { w1, b1, w2, b2 } = initialParameters()
  const named = { 'hidden.weight': w1, 'hidden.bias': b1, 'output.weight': w2, 'output.bias': b2 }
  for (const [name, values] of Object.entries(named)) compiled.instance.tensor(name).write(values)
  return { name: 'shapewright js', step: (k) => compiled.step(batchAt(k)).loss[0] }
}

export async function tfjs() {
  tf.enableProdMode()
  await tf.setBackend('cpu')
  await tf.ready()
  const initial = initialParameters()
  const v = Object.fromEntries(
    Object.entries(initial).map(([name, values]) => [name, tf.variable(tf.tensor(values, shapes[name]))]),
  )
  const optimizer = tf.train.sgd(rate)
  const variables = Object.values(v)
  const step = (k) => {
    const { x, label } = batchAt(k)
    const loss = tf.tidy(() => {
      const input = tf.tensor2d(x, [batch, 64])
      const target = tf.oneHot(tf.tensor1d(label, 'int32'), 10)
      return optimizer.minimize(
        () => {
          const h = tf.relu(tf.add(tf.matMul(input, v.w1, false, true), v.b1))
          const logits = tf.add(tf.matMul(h, v.w2, false, true), v.b2)
          return tf.neg(tf.mean(tf.sum(tf.mul(target, tf.logSoftmax(logits)), -1)))
        },
        true,
        variables,
      )
    })
    const value = loss.dataSync()[0]
    loss.dispose()
    return value
  }
  return { name: `tfjs-cpu ${tf.version.tfjs}`, step }
}
