/**
 * Trusted for bounds. Degrees and comparisons of the worst entry that a unit stores, counted from its
 * instructions and from the reference.
 *
 * In: a unit's loops, inputs and results. Out: what the plan of its trials depends on.
 */
import type { EntryKernels } from '../../codegen/compile.js'
import type { Buffer } from '../../codegen/statement.js'
import type { Comprehension, Value } from '../../dsl/comprehension/types.js'
import { isFloat } from '../../shapes/dtype.js'
import type { Cut, Input } from '../trials/cuts.js'
import type { Cone, Evaluation } from '../fast/evaluate.js'
import { anyOf, constantDegree, drawnDegree, type Degree } from './degree.js'
import { KernelDegrees } from './kernel.js'
import { referenceDegrees } from './reference.js'

/** Whether a cone reads integers that trials draw: labels, rows of a gather, counters. */
export const readsIntegers = ({ given }: Cone): boolean =>
  given.some((value) => !isFloat(value.dtype) && !(value.kind === 'leaf' && value.data !== undefined))

/** Of the worst entry that a unit stores: from its instructions, and from the reference. */
export function degreesOf(
  evaluation: Evaluation,
  inputs: readonly Input[],
  outputs: readonly (Input & { value: Comprehension })[],
  nests: EntryKernels['loopNests'],
  { given }: Cut,
): { kernel: Degree; reference: Degree } {
  const { of, applications } = referenceDegrees(evaluation.cone.computed)
  const degreeOf = (value: Value): Degree =>
    !(given.has(value) || value.kind === 'leaf') ? of(value)
    : isFloat(value.dtype) ? drawnDegree
    : constantDegree
  const byBuffer = new Map(inputs.map(({ buffer, value }) => [buffer, degreeOf(value)]))
  // what a unit reads of its own results before it stores them is drawn as well
  const unknown = ({ dtype }: Buffer): Degree => (isFloat(dtype) ? drawnDegree : constantDegree)
  const symbols = applications(inputs.flatMap(({ value }) => (given.has(value) ? [] : [value])))
  const kernels = new KernelDegrees(nests, (buffer) => byBuffer.get(buffer) ?? unknown(buffer), symbols)
  return {
    kernel: outputs.map(({ buffer }) => kernels.stored(buffer)).reduce(anyOf, constantDegree),
    reference: outputs.map(({ value }) => of(value)).reduce(anyOf, constantDegree),
  }
}
