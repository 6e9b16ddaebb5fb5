/**
 * Trusted to ask.
 *
 * The numbers of a trial. Floats: uniform over the field; from {−1, 0, 1}, where ties are common; or next to thresholds
 * and zero; planted ones are uniform, to be rearranged by plant.ts. Integers: of the whole range that the program uses them as an index into, the first, the last and a repeat in
 * every trial; constants as they are; counters and seeds any word.
 */
import { thresholdOf } from '../../codegen/domains/field-model.js'
import { walk } from '../../dsl/comprehension/traverse.js'
import { lookupsOf } from '../../dsl/comprehension/index-expression.js'
import { topologicalOrder } from '../../dsl/comprehension/value.js'
import type { Guard, Index, Program, Value } from '../../dsl/comprehension/types.js'
import type { Rational } from '../../dsl/rational.js'
import { isFloat } from '../../shapes/dtype.js'
import type { Field } from '../meaning/field.js'
import type { Random } from '../meaning/random.js'

export const modes = ['uniform', 'ties', 'thresholds', 'planted'] as const
export type Mode = (typeof modes)[number]

/** What must be known of a program before its numbers can be drawn. */
export interface Ranges {
  /** Integer tensors used as an index: below what. */
  readonly limits: ReadonlyMap<Value, number>
  /** Those of them that guards look at: they may also be out of range. */
  readonly guarded: ReadonlySet<Value>
  /** Constants that something is compared with. */
  readonly thresholds: readonly Rational[]
}

/** `extent` bounds each lookup of an index into an axis. */
function limit(limits: Map<Value, number>, index: Index, extent: number): void {
  for (const { tensor } of lookupsOf(index)) limits.set(tensor, Math.min(extent, limits.get(tensor) ?? Infinity))
}

export function rangesOf(program: Program): Ranges {
  const limits = new Map<Value, number>()
  const guarded = new Set<Value>()
  const guard = (guards: readonly Guard[] = []): void => {
    for (const { of } of guards) for (const { tensor } of lookupsOf(of)) guarded.add(tensor)
  }
  const thresholds = new Map<string, Rational>()
  for (const value of topologicalOrder([...program.outputs, ...program.updates].map((each) => each.value))) {
    if (value.kind === 'leaf') continue
    guard(value.scatter?.guards)
    value.scatter?.at.forEach((index, axis) => limit(limits, index, value.shape[axis]!))
    walk(value.body, (node) => {
      if (node.kind === 'read') node.at.forEach((index, axis) => limit(limits, index, node.tensor.shape[axis]!))
      if (node.kind === 'select') guard(node.guards)
      if (node.kind !== 'apply') return
      for (const [operand, other] of [node.arguments, [...node.arguments].reverse()]) {
        if (operand?.kind === 'constant' && typeof operand.value !== 'string')
          thresholds.set(`${operand.value.numerator}/${operand.value.denominator}`, operand.value)
        // labels are compared with the number of a class
        const [term] = other?.kind === 'index' ? other.index.terms : []
        if (node.function === 'equal' && operand?.kind === 'read' && term?.atom.kind === 'variable')
          limits.set(operand.tensor, Math.min(term.atom.extent, limits.get(operand.tensor) ?? Infinity))
      }
    })
  }
  return { limits, guarded, thresholds: [...thresholds.values()] }
}

/** Fills one given value. */
export function draw(value: Value, into: Float64Array, mode: Mode, field: Field, random: Random, ranges: Ranges): void {
  if (isFloat(value.dtype)) drawFloats(into, mode, field, random, ranges)
  else if (value.kind === 'leaf' && value.data !== undefined) into.set(Array.from(value.data))
  else if (value.dtype === 'bool') for (let at = 0; at < into.length; at++) into[at] = random.word() & 1
  else if (!ranges.limits.has(value) && value.dtype === 'u32') {
    for (let at = 0; at < into.length; at++) into[at] = random.word()
  } else drawIndices(into, ranges.limits.get(value) ?? 16, ranges.guarded.has(value), random)
}

function drawFloats(into: Float64Array, mode: Mode, field: Field, random: Random, { thresholds }: Ranges): void {
  const { prime, half } = field
  const near = mode === 'thresholds' ? [0, ...thresholds.map((constant) => thresholdOf(constant, prime))] : []
  for (let at = 0; at < into.length; at++) {
    if (mode === 'uniform' || mode === 'planted') into[at] = random.below(prime) - half
    else if (mode === 'ties') into[at] = random.below(3) - 1
    else if (random.below(4) === 0) into[at] = random.below(prime) - half
    else
      into[at] = field.balance(
        (random.below(2) === 0 ? 1 : -1) * near[random.below(near.length)]! + random.below(3) - 1,
      )
  }
}

function drawIndices(into: Float64Array, limit: number, guarded: boolean, random: Random): void {
  for (let at = 0; at < into.length; at++) into[at] = random.below(Math.max(1, limit))
  if (into.length === 0) return
  const start = random.below(into.length)
  if (into.length > 2) {
    // the last, the first, and the first again
    into[start] = limit - 1
    into[(start + 1) % into.length] = 0
    into[(start + 2) % into.length] = 0
  } else if (random.below(2) === 0) into[start] = random.below(2) * (limit - 1)
  // where a guard leaves them out, one is too small or too large
  if (guarded && random.below(2) === 0) into[(start + 3) % into.length] = random.below(2) === 0 ? -1 : limit
}
