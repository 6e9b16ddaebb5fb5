/**
 * Everything that is certified in one go: operators at the shapes of the gold files, the corpus of ported models at reduced
 * widths, random graphs. Bundled and started by scripts/certify-all.mjs, once for each share of the work.
 *
 * In: `SHARE=1/2`, and which groups. Out: one line of JSON for each subject.
 */
import { join } from 'node:path'
import { certify } from '../../src/certify/certify.js'
import type { Certificate } from '../../src/certify/report.js'
import type { Binding } from '../../src/dsl/bind.js'
import { resetInterning } from '../../src/dsl/comprehension/value.js'
import type { Graph } from '../../src/dsl/graph.js'
import { graphOf } from '../../src/dsl/record.js'
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

function* operators(): Generator<Subject> {
  for (const file of files)
    for (const item of readGold(join(root, 'test/gold', file))) {
      if (missing(item.nodes) !== null) continue
      yield {
        group: 'operators',
        row: item.nodes[item.out - item.leaves.length]?.op ?? item.name,
        name: item.name,
        binding: {},
        graph: () => graphOf({ outputs: { output: recordCase(item, () => 'input').tensors[item.out]! } }),
      }
    }
}

function* models(): Generator<Subject> {
  for (const model of corpus)
    yield {
      group: 'models',
      row: model.name,
      name: model.name,
      binding: model.binding,
      graph: () => graphOf({ outputs: reducedOutputs(model) }),
    }
}

function* random(count: number): Generator<Subject> {
  for (let seed = 0; seed < count; seed++)
    yield {
      group: 'random',
      row: 'random graphs',
      name: `random graph ${seed}`,
      binding: {},
      graph: () => graphOf({ outputs: { output: randomGraph(seed).output } }),
    }
}

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

const [part = 1, parts = 1] = (process.env['SHARE'] ?? '1/1').split('/').map(Number)
const only = process.env['ONLY'] ?? ''
const randomGraphs = Number(process.env['RANDOM_GRAPHS'] ?? 500)
let position = 0
for (const subjects of [operators(), models(), random(randomGraphs)])
  for (const { group, row, name, binding, graph } of subjects) {
    if (!name.includes(only) || position++ % parts !== part - 1) continue
    try {
      const certificate = await certify(graph(), { name, binding })
      console.log(JSON.stringify({ group, row, name, ...summary(certificate) }))
    } catch (thrown) {
      console.log(JSON.stringify({ group, row, name, error: String((thrown as Error).stack) }))
    }
    resetInterning() // subjects share nothing, and thousands of them must not pile up
  }
