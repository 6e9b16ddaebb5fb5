/**
 * Runs models of the corpus: at full width they are recorded only; at reduced widths their programs, with the gradients
 * of every loss with respect to every parameter, are evaluated. In: an entry of the corpus. Out: tensors, or numbers.
 */
import { transformSync } from 'esbuild'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as shapewright from 'shapewright'
import { graphOf, nodeOf, requestGradient, tensorOf, type AnyTensor, type Graph, type Node } from 'shapewright'
import type { Program } from '../../src/dsl/comprehension/types.js'
import type { Executor, LeafData } from '../../src/dsl/executor.js'
import { expandGraph } from '../../src/dsl/expand.js'
import { Generator } from '../../src/runtime/random.js'
import type { CorpusModel } from '../../type-tests/models/corpus.js'
import { root } from '../e2e/support.js'

type NamedTensors = Readonly<Record<string, AnyTensor>>

export const fileOf = ({ name }: CorpusModel): string => join(root, 'type-tests/models', `${name}.ts`)

/** The file's text with its constants at the reduced widths. */
function reducedText(model: CorpusModel): string {
  let text = readFileSync(fileOf(model), 'utf8')
  for (const [constant, width] of Object.entries(model.widths)) {
    const line = new RegExp(`^const ${constant} = \\d+$`, 'gm')
    if (text.match(line)?.length !== 1) throw new Error(`${model.name}.ts: no single line "const ${constant} = …"`)
    text = text.replace(line, `const ${constant} = ${width}`)
  }
  return text
}

/** The model's outputs at its reduced widths: the same text, run with the numbers replaced. */
export function reducedOutputs(model: CorpusModel): NamedTensors {
  const { code } = transformSync(reducedText(model), { loader: 'ts', format: 'cjs' })
  const module: { exports: { outputs?: NamedTensors } } = { exports: {} }
  // The file imports nothing but the library.
  const run = new Function('require', 'module', 'exports', code) as (...scope: readonly unknown[]) => void
  run(() => shapewright, module, module.exports)
  if (module.exports.outputs === undefined) throw new Error(`${model.name}.ts exports no outputs`)
  return module.exports.outputs
}

/** All nodes that tensors depend on; with `differentiable`, only those that a gradient reaches. */
export function nodesOf(tensors: Iterable<AnyTensor>, { differentiable = false } = {}): ReadonlySet<Node> {
  const seen = new Set([...tensors].map(nodeOf))
  // A set yields what is added while it is walked.
  for (const node of seen)
    if (!differentiable || node.operator !== 'detach') for (const operand of node.operands) seen.add(operand)
  return seen
}

const isLoss = (name: string): boolean => name === 'loss' || name.endsWith('Loss')

/** The outputs, and the gradient of each loss with respect to each parameter that it reaches. */
export function withGradients(outputs: NamedTensors): Graph {
  const gradients: Record<string, AnyTensor> = {}
  for (const [name, loss] of Object.entries(outputs).filter(([output]) => isLoss(output)))
    for (const node of nodesOf([loss], { differentiable: true }))
      if (node.operator === 'parameter')
        gradients[`d ${name} / d ${String(node.attributes['name'])}`] = requestGradient(loss, tensorOf(node))
  if (Object.keys(gradients).length === 0) throw new Error('no loss has a gradient')
  return graphOf({ outputs: { ...outputs, ...gradients } })
}

/** Reproducible values for every leaf: integers below their limits, floats from -1/2 to 1/2. */
function dataFor(model: CorpusModel, program: Program): LeafData {
  const values = (leaf: Program['leaves'][number]): number[] => {
    const size = leaf.shape.reduce((product, extent) => product * extent, 1)
    const draws = new Generator(7, leaf.name)
    const below = model.integers?.[leaf.name]
    if (below !== undefined) return Array.from({ length: size }, () => draws.integer(below))
    if (leaf.dtype === 'f32') return Array.from({ length: size }, () => Math.fround(draws.uniform() - 0.5))
    // The run-time counters of dropout; a model's own integers all have their limit in the corpus.
    if (leaf.name !== 'seed' && leaf.name !== 'step') throw new Error(`${model.name}: how large is ${leaf.name}?`)
    return Array.from({ length: size }, () => 1)
  }
  return new Map(program.leaves.filter(({ data }) => data === undefined).map((leaf) => [leaf.name, values(leaf)]))
}

/** Evaluates a graph of a model at its reduced widths: every output and gradient, by name. */
export function evaluateReduced(
  model: CorpusModel,
  graph: Graph,
  executor: Executor,
): ReadonlyMap<string, Float64Array> {
  const program = expandGraph(graph, { name: model.name, binding: model.binding, training: true })
  return executor.prepare(program)(dataFor(model, program)).outputs
}
