/**
 * What faults are put into: the small graphs of this suite with their gradients, random graphs, training steps of small
 * models and those of the examples, at a batch of 2.
 */
import digitsCnn from '../../../examples/digits-cnn/model.js'
import digitsMlp from '../../../examples/digits-mlp/model.js'
import type { Model } from '../../../src/dsl/nn/model.js'
import type { Optimizer } from '../../../src/dsl/optim/index.js'
import { crossEntropy, i32, model, nn, optim } from '../../../src/index.js'
import { compileModel, type Build } from '../../../src/codegen/compile.js'
import { buildGraph, buildOf, graphs } from '../graphs.js'
import { randomGraph } from '../../support/random-graph.js'

/** A training step, small enough for hundreds of certificates. */
const training = (optimizer: Optimizer) => (): Build => {
  const hidden = nn.linear(5, 4)
  const output = nn.linear(4, 3)
  const digits = model({
    name: 'small',
    inputs: { x: ['batch', 5], label: i32(['batch']) },
    layers: { hidden, output },
    forward: ({ x }) => output(hidden(x).relu()),
    loss: ({ output: logits, label }) => crossEntropy(logits, label),
    optimizer,
  })
  return compileModel(digits, [{ name: 'step', binding: { batch: 3 } }])
}

const step = (example: Model) => (): Build => compileModel(example, [{ name: 'step', binding: { batch: 2 } }])

export const trainingSteps: Readonly<Record<string, () => Build>> = {
  'momentum step': training(optim.sgd({ rate: 0.1, momentum: 0.9, weightDecay: 0.05 })),
  'adam step': training(optim.adam({ rate: 0.01 })),
  'adamW step': training(optim.adamW({ rate: 0.01 })),
  'digits-mlp step': step(digitsMlp),
  'digits-cnn step': step(digitsCnn),
}

const random = Object.fromEntries(
  [3, 8, 21, 34].map((seed) => [
    `random graph ${seed}`,
    () => buildGraph(`random graph ${seed}`, randomGraph(seed).output),
  ]),
)

const builds = new Map<string, Build>()

const all: Readonly<Record<string, () => Build>> = {
  ...Object.fromEntries(Object.keys(graphs).map((name) => [name, () => buildOf(name)])),
  ...random,
  ...trainingSteps,
}

export const subjects = Object.keys(all)

/** The sound build of a subject, made once. */
export function subject(name: string): Build {
  let build = builds.get(name)
  if (build === undefined) builds.set(name, (build = all[name]!()))
  return build
}
