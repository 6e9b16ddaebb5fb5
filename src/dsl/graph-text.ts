/**
 * What the text of a graph holds, before any node is made of it: every field is there and of its kind. Whether operators take
 * their operands is asked in serialize.ts.
 *
 * In: text. Out: its data; or a GraphTextError that says where it is no graph.
 */
import { dtypes, type DType } from '../shapes/dtype.js'
import type { Shape } from '../shapes/shape.js'
import type { Attributes, Graph, Site } from './graph.js'
import { isCount, isRecord, isText, listOf, record, sizes, text, wrongField, type Fields } from './json-fields.js'

export const graphFormat = 'shapewright-graph/1'

/** A text that `deserialize` was given is no graph. */
export class GraphTextError extends Error {
  override readonly name = 'GraphTextError'

  constructor(what: string) {
    super(`deserialize: ${what}`)
  }
}

export interface NodeText {
  readonly operator: string
  readonly operands: readonly number[]
  readonly attributes: Attributes
  readonly shape: Shape
  readonly dtype: DType
  readonly site?: Site
}

export type GraphText = Omit<Graph, 'nodes'> & { readonly nodes: readonly NodeText[] }

const nodeNumbers: Fields[string] = [listOf(isCount), 'a list of node numbers']
const nodeNumber: Fields[string] = [isCount, 'a node number']
const count: Fields[string] = [isCount, 'a number']

const graphFields: Fields = {
  nodes: [listOf(isRecord), 'a list of nodes'],
  leaves: nodeNumbers,
  inputs: nodeNumbers,
  outputs: [(value) => isRecord(value) && Object.values(value).every(isCount), 'an object of node numbers'],
  updates: [listOf(isRecord), 'a list of { leaf, value }'],
}
const nodeFields: Fields = {
  operator: text,
  operands: nodeNumbers,
  attributes: record,
  shape: sizes,
  dtype: [(value) => dtypes.includes(value as DType), `one of ${dtypes.join(', ')}`],
}
const siteFields: Fields = { file: text, line: count, column: count }
const updateFields: Fields = { leaf: nodeNumber, value: nodeNumber }

/** Sources have no rule of their own to look at what they carry. */
const sourceFields: Readonly<Record<string, Fields>> = {
  constant: { values: [listOf((value) => typeof value === 'number' || isText(value)), 'a list of numbers'] },
  input: { name: text },
  parameter: { name: text },
  scalar: { name: text },
  state: { name: text },
}

const reviveNumber = (_: string, value: unknown): unknown =>
  isRecord(value) && '$number' in value ? Number(value['$number']) : value

function check(where: string, value: unknown, fields: Fields): void {
  const wrong = wrongField(where, value, fields)
  if (wrong !== null) throw new GraphTextError(wrong)
}

export function readGraphText(json: string): GraphText {
  let data: unknown
  try {
    data = JSON.parse(json, reviveNumber)
  } catch (thrown) {
    throw new GraphTextError(`the text is not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
  }
  if (!isRecord(data) || data['format'] !== graphFormat)
    throw new GraphTextError(`the text is not a graph of format ${graphFormat}`)
  check('', data, graphFields)
  const graph = data as unknown as GraphText // its own fields have been looked at, those of what it lists come next
  for (const [id, node] of graph.nodes.entries()) {
    check(`nodes[${id}].`, node, nodeFields)
    if (node.site !== undefined) check(`nodes[${id}].site.`, node.site, siteFields)
    check(`nodes[${id}].attributes.`, node.attributes, sourceFields[node.operator] ?? {})
  }
  graph.updates.forEach((update, at) => check(`updates[${at}].`, update, updateFields))
  return graph
}
