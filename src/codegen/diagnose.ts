/**
 * Why a loss is not a number: the failing step is run once more with every intermediate kept, and the first operator
 * whose result is not finite although its operands are is named with its source line.
 *
 * In: a model and an instance whose arena is as it was before the step. Out: a sentence.
 */
import { assembleProgram, expandNodes } from '../dsl/expand.js'
import type { Node } from '../dsl/graph.js'
import type { Model } from '../dsl/nn/model.js'
import { samplesAmong } from '../dsl/samples.js'
import { formatSite } from '../dsl/site.js'
import type { Value } from '../dsl/comprehension/types.js'
import { isFloat } from '../shapes/dtype.js'
import type { Failure } from '../runtime/train.js'
import { jsExecutor } from './executor.js'

interface Finding {
  readonly node: Node
  /** How many of how many elements, and one of them. */
  readonly count: number
  readonly total: number
  readonly example: number
}

function nonFinite(node: Node, values: ArrayLike<number>): Finding | undefined {
  let count = 0
  let example = 0
  for (let at = 0; at < values.length; at++) {
    if (Number.isFinite(values[at])) continue
    if (count++ === 0) example = values[at] as number
  }
  return count === 0 ? undefined : { node, count, total: values.length, example }
}

const place = (node: Node): string => (node.site === undefined ? '' : ` at ${formatSite(node.site)}`)

function sentence({ node, count, total, example }: Finding): string {
  const amount = `${count} of ${total} element${total === 1 ? '' : 's'} ${count === 1 ? 'is' : 'are'} ${example}`
  if (node.operands.length === 0) {
    return `${node.operator} ${String(node.attributes['name'])} [${node.shape.join(', ')}] is already not finite before this step (${amount}); lower the learning rate`
  }
  if (node.operator === 'gradient') {
    const [, wrt] = node.operands
    return `the gradient for ${String(wrt?.attributes['name'] ?? wrt?.operator)} is the first that is not finite (${amount})`
  }
  return `${node.operator} [${node.shape.join(', ')}]${place(node)} is the first result that is not finite (${amount})`
}

/**
 * For `fit`'s option `diagnose`.
 *
 * @example
 * import digits, { data } from './model.js' // the model of the README
 * const { instance } = compile(digits, { bind: { batch: 32 } })
 * const options = { data: data().train, epochs: 1, batch: 32, dropLast: true }
 * const { stopped } = await fit(instance, { ...options, diagnose: diagnose(digits) })
 * stopped // => completed
 */
export const diagnose =
  (model: Model) =>
  ({ instance, entry }: Failure): string | undefined => {
    const graph = model.graphs.step
    const { values, program } = expandNodes(graph, { name: 'step', binding: entry.binding, training: true })
    const samples = samplesAmong(graph.nodes)
    const watched = graph.nodes.filter(
      (node) => isFloat(node.dtype) && node.operator !== 'constant' && !samples.has(node),
    )
    const run = jsExecutor().prepare(
      assembleProgram({
        name: 'step',
        outputs: watched.map(({ id }) => ({ name: `value${id}`, value: values[id] as Value })),
        updates: [],
        leaves: program.leaves,
      }),
    )
    const data = new Map<string, ArrayLike<number>>()
    for (const views of [instance.parameters, instance.state, instance.scalars, entry.inputs])
      for (const [name, view] of views) data.set(name, view.read())
    const { outputs } = run(data)
    // Recording order: operands come before their users, so the first finding has finite operands.
    for (const node of watched) {
      const finding = nonFinite(node, outputs.get(`value${node.id}`) ?? [])
      if (finding !== undefined) return sentence(finding)
    }
    return undefined
  }
