/**
 * Trusted to ask.
 *
 * How the inputs of a unit are drawn: each by itself, or only those that no other input determines, or only the leaves.
 *
 * In: the tensors that a unit reads and stores. Out: the sets of values to draw, the strongest first; all others are computed.
 */
import type { Buffer } from '../../codegen/statement.js'
import type { Value } from '../../dsl/comprehension/types.js'
import { operandsOf } from '../../dsl/comprehension/value.js'
import { isFloat } from '../../shapes/dtype.js'
import { coneOf } from '../fast/evaluate.js'
import type { KernelReport } from '../report.js'

export interface Input {
  readonly buffer: Buffer
  readonly value: Value
}

/** How the inputs of a unit are drawn. */
export interface Cut {
  readonly name: KernelReport['inputs']
  readonly given: ReadonlySet<Value>
}

/**
 * Ways to draw a unit's inputs, the strongest first. A kernel may read a tensor and compute it again from others: then only
 * inputs that agree are fair. Of a unit that reads nothing (the zeros that a stride leaves in a gradient), what its results are
 * computed from is drawn: it may be anything.
 */
export function cutsOf(
  inputs: readonly Input[],
  outputs: readonly Input[],
  originals: ReadonlySet<Value>,
  order: ReadonlyMap<Value, number>,
): Cut[] {
  const given = new Set<Value>()
  const visit = (value: Value): void => {
    if (originals.has(value) && (value.kind === 'leaf' || isFloat(value.dtype))) given.add(value)
    else for (const operand of operandsOf(value)) visit(operand)
  }
  for (const { value } of inputs) visit(value)
  if (inputs.length === 0) for (const { value } of outputs) operandsOf(value).forEach(visit)
  const consistent = new Set(given)
  const latestFirst = [...given].sort((a, b) => (order.get(b) ?? -1) - (order.get(a) ?? -1))
  for (const value of latestFirst) {
    if (value.kind === 'leaf') continue
    consistent.delete(value)
    const needs = coneOf([value], (other) => consistent.has(other)).given
    if (needs.length === 0 || !needs.every((need) => consistent.has(need))) consistent.add(value)
  }
  const leaves = new Set([...given].filter(({ kind }) => kind === 'leaf'))
  const cuts: Cut[] = [{ name: 'independent', given }]
  if (consistent.size < given.size) cuts.push({ name: 'consistent', given: consistent })
  if (leaves.size < consistent.size) cuts.push({ name: 'leaves', given: leaves })
  return cuts
}
