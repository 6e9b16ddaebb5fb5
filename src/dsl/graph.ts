/**
 * The recorded graph: op-tagged SSA nodes as plain frozen data. Γ (float leaves) and Δ (integer and boolean inputs) are
 * two lists; state is pairs `leaf ← node`. graph-of.ts makes it, bind, expand and the interpreter read it,
 * and it round-trips through JSON (`serialize`, `deserialize` in serialize.ts).
 */
import type { Shape } from '../shapes/shape.js'
import type { DType } from '../shapes/dtype.js'

/** Where the author wrote it. `file` is as the stack trace gave it; the command line makes it relative. */
export interface Site {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** What an operator application carries beside its operands. JSON data only; a dim expression is a string. */
export type Attribute = number | string | boolean | null | readonly Attribute[] | { readonly [key: string]: Attribute }
export type Attributes = { readonly [key: string]: Attribute }

/** Operators with which the nodes that have no operands are tagged. */
export type SourceOperator = 'parameter' | 'state' | 'input' | 'scalar' | 'constant'

/** One node of the DAG. Nodes are frozen objects that point at their operands; ids increase in recording order. */
export interface Node {
  readonly id: number
  readonly operator: string
  readonly operands: readonly Node[]
  readonly attributes: Attributes
  readonly shape: Shape
  readonly dtype: DType
  readonly site: Site | undefined
}

/** A graph: nodes in recording order (operands before users), with the node ids renumbered 0, 1, 2, … */
export interface Graph {
  readonly nodes: readonly Node[]
  /** Γ: ids of float leaves. */
  readonly leaves: readonly number[]
  /** Δ: ids of integer and boolean inputs. */
  readonly inputs: readonly number[]
  readonly outputs: Readonly<Record<string, number>>
  /** State slots: after a call, leaf takes the value of node. */
  readonly updates: readonly { readonly leaf: number; readonly value: number }[]
}

/** Every name in the shapes of a graph's nodes, sorted. */
export function namesIn(graph: Graph): string[] {
  const words = graph.nodes.flatMap(({ shape }) =>
    shape.flatMap((dim) => (typeof dim === 'string' ? (dim.match(/[A-Za-z_]\w*/g) ?? []) : [])),
  )
  return [...new Set(words)].sort()
}
