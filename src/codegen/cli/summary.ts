/**
 * `shapewright summary model.ts`: one row per operator of the forward pass, with output shape, parameters and
 * multiply-adds per record, and totals.
 */
import type { Comprehension, Expression, Value } from '../../dsl/comprehension/types.js'
import { operandsOf } from '../../dsl/comprehension/value.js'
import { expandNodes } from '../../dsl/expand.js'
import { namesIn, type Node } from '../../dsl/graph.js'
import type { Model } from '../../dsl/nn/model.js'
import { samplesAmong } from '../../dsl/samples.js'
import { shownPath } from './code-frame.js'
import { loadModel } from './load-model.js'
import type { Options, Outcome } from './outcome.js'
import { bytes, grouped, shownShape, table } from './table.js'

export interface SummaryRow {
  /** `hidden`, where the operator uses that layer's parameters; else ''. */
  readonly layer: string
  readonly operator: string
  readonly shape: readonly (number | string)[]
  readonly parameters: number
  readonly multiplyAdds: number
  readonly line: number | null
}

export async function summary([path]: readonly string[], _options: Options): Promise<Outcome> {
  const { file, model } = await loadModel(path)
  const rows = summaryRows(model)
  const parameters = model.parameters
    .filter(({ role }) => role === 'parameter')
    .reduce((sum, { shape }) => sum + sizeOf(shape), 0)
  const state = model.parameters
    .filter(({ role }) => role === 'state')
    .reduce((sum, { shape }) => sum + sizeOf(shape), 0)
  const multiplyAdds = rows.reduce((sum, row) => sum + row.multiplyAdds, 0)
  const columns = [
    { title: 'layer' },
    { title: 'operator' },
    { title: 'output' },
    { title: 'parameters', align: 'right' },
    { title: 'mult-adds', align: 'right' },
    { title: 'line', align: 'right' },
  ] as const
  const cells = rows.map((row) => [
    row.layer,
    row.operator,
    shownShape(row.shape),
    row.parameters === 0 ? '' : grouped(row.parameters),
    row.multiplyAdds === 0 ? '' : grouped(row.multiplyAdds),
    row.line === null ? '' : String(row.line),
  ])
  const inputs = model.inputs.map(({ name, shape, dtype }) => `${name}: ${dtype}${shownShape(shape)}`).join(', ')
  const optimizer =
    model.optimizer === null ? 'no optimiser' : `${model.optimizer.kind}, ${grouped(state)} values of state`
  const text = [
    `${model.name}  (${inputs})`,
    '',
    table(columns, cells, [['total', '', '', grouped(parameters), grouped(multiplyAdds), '']]),
    '',
    `parameters take ${bytes(parameters * 4)}; ${optimizer}; mult-adds are per record`,
  ].join('\n')
  return {
    exitCode: 0,
    text,
    json: { ok: true, file: shownPath(file), name: model.name, rows, parameters, state, multiplyAdds },
  }
}

/** The forward pass, operator by operator. Named dims are 1 for the count of multiply-adds, and stay names in shapes. */
export function summaryRows(model: Model): SummaryRow[] {
  const graph = model.graphs.predict
  const binding = Object.fromEntries(namesIn(graph).map((name) => [name, 1]))
  const { values } = expandNodes(graph, { name: 'predict', binding, training: false })
  const counted = new Set<Value>()
  const samples = samplesAmong(graph.nodes) // counted where they are batched
  return graph.nodes
    .filter((node) => node.operands.length > 0)
    .map((node) => {
      const own = node.operands.filter(({ operator }) => operator === 'parameter')
      const names = own.map(({ attributes }) => String(attributes['name']).replace(/\.[^.]*$/, ''))
      return {
        layer: [...new Set(names)].join(', '),
        operator: node.operator,
        shape: node.shape,
        parameters: own.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
        multiplyAdds: samples.has(node) ? 0 : multiplyAddsOf(node, values, counted),
        line: node.site?.line ?? null,
      }
    })
}

const sizeOf = (shape: readonly (number | string)[]): number =>
  shape.reduce<number>((product, dim) => product * (typeof dim === 'number' ? dim : 1), 1)

/** Points of every summed product that this node computes and no earlier node did. */
function multiplyAddsOf(node: Node, values: readonly Value[], counted: Set<Value>): number {
  const pending = [values[node.id]]
  let sum = 0
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (counted.has(value) || value.kind === 'leaf') continue
    counted.add(value)
    if (value.reduce === 'sum' && hasProduct(value)) {
      sum += sizeOf(value.shape) * value.over.reduce((product, { extent }) => product * extent, 1)
    }
    pending.push(...operandsOf(value))
  }
  return sum
}

function hasProduct({ body }: Comprehension): boolean {
  const pending: Expression[] = [body]
  for (let expression = pending.pop(); expression !== undefined; expression = pending.pop()) {
    if (expression.kind === 'apply') {
      if (expression.function === 'mul') return true
      pending.push(...expression.arguments)
    } else if (expression.kind === 'select') pending.push(expression.then, expression.otherwise)
  }
  return false
}
