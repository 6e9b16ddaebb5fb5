/**
 * Everything that is certified in one go: operators at the shapes of the gold files, the corpus of ported models at reduced
 * widths, random graphs. Bundled and started by scripts/certify-all.mjs, as many times as there are processes.
 *
 * In: lines with the position of a subject among all, each sent when the one before is done. Out: a line of JSON with what the
 * subjects are called, then one for each that was asked for.
 */
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { certify } from '../../src/certify/certify.js'
import type { Certificate } from '../../src/certify/report.js'
import type { Binding } from '../../src/dsl/bind.js'
import { resetInterning } from '../../src/dsl/comprehension/value.js'
import type { Graph } from '../../src/dsl/graph.js'
import { graphOf } from '../../src/dsl/graph-of.js'
import { recordCase } from '../../src/gold/case.js'
import { readGold } from '../../src/gold/format.js'
import { missing } from '../../src/gold/operators.js'
import { corpus } from '../../type-tests/models/corpus.js'
import { reducedOutputs } from '../models/run.js'
import { randomGraph } from '../support/random-graph.js'

interface Subject {
  readonly group: 'operators' | 'models' | 'random'
  /** What rows of the table are made of: the operator, the model, or all random graphs. */
  readonly row: string
  readonly name: string
  readonly binding: Binding
  readonly graph: () => Graph
}

const root = process.env['ROOT'] ?? '.'
const files = ['ops.jsonl.gz', 'elementwise.jsonl', 'movement.jsonl', 'norms.jsonl.gz', 'windows.jsonl.gz']

const operators = (): Subject[] =>
  files.flatMap((file) =>
    readGold(join(root, 'test/gold', file))
      .filter(({ nodes }) => missing(nodes) === null)
      .map((item) => ({
        group: 'operators',
        row: item.nodes[item.out - item.leaves.length]?.op ?? item.name,
        name: item.name,
        binding: {},
        graph: () => graphOf({ outputs: { output: recordCase(item, () => 'input').tensors[item.out]! } }),
      })),
  )

const models = (): Subject[] =>
  corpus.map((model) => ({
    group: 'models',
    row: model.name,
    name: model.name,
    binding: model.binding,
    graph: () => graphOf({ outputs: reducedOutputs(model) }),
  }))

const random = (count: number): Subject[] =>
  Array.from({ length: count }, (_, seed) => ({
    group: 'random',
    row: 'random graphs',
    name: `random graph ${seed}`,
    binding: {},
    graph: () => graphOf({ outputs: { output: randomGraph(seed).output } }),
  }))

/** What a row of the table adds up. */
const summary = ({ total, refusals, derivatives, entries, notCovered }: Certificate) => ({
  ...total,
  refusals,
  statements: derivatives.map(({ statement }) => statement),
  reasons: entries.flatMap(({ kernels }) =>
    kernels.filter(({ label }) => label === 'tested').map(({ kernel, reason }) => `${kernel}: ${reason}`),
  ),
  uncovered: notCovered.filter((line) => line.startsWith('statement')),
})

const subjects = [...models(), ...operators(), ...random(Number(process.env['RANDOM_GRAPHS'] ?? 500))]
const print = (line: unknown): void => console.log(JSON.stringify(line))
print(subjects.map(({ name }) => name))
for await (const line of createInterface({ input: process.stdin })) {
  const { group, row, name, binding, graph } = subjects[Number(line)]!
  const began = performance.now()
  const done = (rest: object): void => print({ group, row, name, seconds: (performance.now() - began) / 1000, ...rest })
  try {
    done(summary(await certify(graph(), { name, binding })))
  } catch (thrown) {
    done({ error: String((thrown as Error).stack) })
  }
  resetInterning() // subjects share nothing, and thousands of them must not pile up
}
