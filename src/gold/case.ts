/**
 * One case of a single evaluation (ops, graphs, edges): recorded with our operators, expanded, differentiated in both
 * directions, and run in one program on the chosen executor.
 *
 * In: a GoldCase. Out: the arrays the format names: value, grads, jvp, nodeValues, nodeGrads.
 */
import { source } from '../dsl/record.js'
import { graphOf } from '../dsl/graph-of.js'
import type { Tensor } from '../dsl/tensor.js'
import type { Leaf, Program, Value } from '../dsl/comprehension/types.js'
import { leaf as makeLeaf } from '../dsl/comprehension/value.js'
import { jvp } from '../dsl/differentiate/jvp.js'
import { vjp } from '../dsl/differentiate/vjp.js'
import type { Executor } from '../dsl/executor.js'
import { assembleProgram, expandNodes } from '../dsl/expand.js'
import { numbers } from './format.js'
import type { GoldCase } from './format.js'
import { translate } from './operators.js'

/** What our side computes for a case; an array stays away where the case has no expectation for it. */
export interface Computed {
  readonly value: ArrayLike<number>
  readonly grads: readonly ArrayLike<number>[]
  readonly jvp: ArrayLike<number> | undefined
  readonly nodeValues: readonly ArrayLike<number>[]
  readonly nodeGrads: readonly ArrayLike<number>[]
  /**
   * The directional derivative as Σ over rows of the Jacobian from reverse mode, which is how the format's edge cases
   * were made: where entries are not finite, 0 · ∞ shows up in it and not in forward mode.
   */
  readonly jvpByRows: () => ArrayLike<number>
}

/** A case recorded: one tensor for each id of the format (leaves, then nodes), and the integer inputs. */
export interface Recorded {
  readonly tensors: readonly Tensor[]
  readonly nat: readonly Tensor[]
}

export const leafName = (id: number): string => `leaf${id}`
export const natName = (position: number): string => `nat${position}`

/** Records leaves and nodes of a case or model. */
export function recordCase(item: GoldCase, kindOf: (id: number) => 'parameter' | 'input'): Recorded {
  const tensors: Tensor[] = item.leaves.map(({ shape }, id) =>
    kindOf(id) === 'parameter' ?
      (source('parameter', {
        name: leafName(id),
        shape,
        dtype: 'f32',
        initializer: { kind: 'constant', value: 0 },
      }) as Tensor)
    : (source('input', { name: leafName(id), shape, dtype: 'f32' }) as Tensor),
  )
  const nat = (item.nat ?? []).map(
    ({ data }, position) =>
      source('input', { name: natName(position), shape: [data.length], dtype: 'i32' }) as unknown as Tensor,
  )
  for (const node of item.nodes) {
    const operands = node.in.map((id) => tensors[id] as Tensor)
    tensors.push(
      translate(
        node,
        operands,
        (node.nat ?? []).map((slot) => nat[slot] as Tensor),
      ),
    )
  }
  return { tensors, nat }
}

/** The values of the recorded tensors in an expansion: graphOf renumbers, so each is asked for as an output. */
export function expandCase(
  name: string,
  { tensors, nat }: Recorded,
): { values: readonly Value[]; leaves: readonly Leaf[] } {
  const outputs = Object.fromEntries([...tensors, ...nat].map((tensor, id) => [`t${id}`, tensor]))
  const graph = graphOf({ outputs })
  const { values, program } = expandNodes(graph, { name, binding: {}, training: false })
  return { values: tensors.map((_, id) => values[graph.outputs[`t${id}`] as number] as Value), leaves: program.leaves }
}

const zeros = (value: Value): Float64Array => new Float64Array(value.shape.reduce((a, b) => a * b, 1))

const ones = (value: Value): Float64Array => zeros(value).fill(1)

/** A leaf to feed a cotangent or tangent through. */
const companion = (name: string, of: Value): Leaf => makeLeaf({ name, shape: of.shape, dtype: of.dtype, role: 'input' })

/** Evaluates a case on an executor. */
export function computeCase(item: GoldCase, executor: Executor): Computed {
  const recorded = recordCase(item, () => 'input')
  const { values, leaves } = expandCase('gold', recorded)
  const leafCount = item.leaves.length
  const out = values[item.out] as Value
  const data = new Map<string, ArrayLike<number>>()
  item.leaves.forEach(({ data: given }, id) => data.set(leafName(id), numbers(given ?? [])))
  item.nat?.forEach(({ data: given }, position) => data.set(natName(position), given))

  const outputs: { name: string; value: Value }[] = []
  const extra: Leaf[] = []
  const want = (name: string, value: Value | null | undefined): void => {
    if (value !== null && value !== undefined) outputs.push({ name, value })
  }
  want('value', out)

  const wrt = item.nodeGrads === undefined ? values.slice(0, leafCount) : values
  if (item.grads !== undefined || item.alt?.some(({ grads }) => grads !== undefined)) {
    const cotangent = companion('cotangent', out)
    extra.push(cotangent)
    data.set(cotangent.name, item.seed === undefined ? ones(out) : numbers(item.seed))
    vjp([{ value: out, cotangent }], wrt).forEach((gradient, id) => want(`grad${id}`, gradient))
  }
  if (item.jvp !== undefined && item.tangents !== undefined) {
    const tangents = new Map<Value, Value>()
    item.tangents.forEach((tangent, id) => {
      const leaf = companion(`tangent${id}`, values[id] as Value)
      extra.push(leaf)
      data.set(leaf.name, numbers(tangent))
      tangents.set(values[id] as Value, leaf)
    })
    want('jvp', jvp([out], tangents)[0])
  }
  if (item.nodeValues !== undefined) values.forEach((value, id) => want(`value${id}`, value))

  const program: Program = assembleProgram({ name: 'predict', outputs, updates: [], leaves: [...leaves, ...extra] })
  const run = executor.prepare(program)
  const results = run(data).outputs
  const result = (name: string, like: Value): ArrayLike<number> => results.get(name) ?? zeros(like)
  const nodes = values.slice(leafCount)
  const jvpByRows = (): ArrayLike<number> =>
    zeros(out).map((_, row) => {
      const unit = zeros(out)
      unit[row] = 1
      const gradients = run(new Map(data).set('cotangent', unit)).outputs
      return (item.tangents ?? []).reduce((sum, tangent, id) => {
        const gradient = gradients.get(`grad${id}`)
        return gradient === undefined ? sum : gradient.reduce((part, g, at) => part + g * Number(tangent[at]), sum)
      }, 0)
    })
  return {
    jvpByRows,
    value: result('value', out),
    grads: values.slice(0, leafCount).map((leaf, id) => result(`grad${id}`, leaf)),
    jvp: item.jvp === undefined ? undefined : result('jvp', out),
    nodeValues: nodes.map((node, position) => result(`value${leafCount + position}`, node)),
    nodeGrads: nodes.map((node, position) => result(`grad${leafCount + position}`, node)),
  }
}
