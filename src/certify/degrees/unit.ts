/**
 * Trusted for bounds. Degrees and comparisons of the worst entry that a unit stores, counted from its instructions and from the reference.
 *
 * In: a unit's loops, inputs and results. Out: what the plan of its trials depends on.
 */
import type { EntryKernels } from '../../codegen/compile.js'
import { walk } from '../../dsl/comprehension/expression.js'
import type { Comprehension, Expression, Value } from '../../dsl/comprehension/types.js'
import { isFloat } from '../../shapes/dtype.js'
import type { Cut, Input } from '../cuts.js'
import type { Evaluation } from '../evaluate.js'
import { anyOf, constantDegree, drawnDegree, type Degree } from './degree.js'
import { KernelDegrees } from './kernel.js'
import { referenceDegrees } from './reference.js'

const unevenOperand = (e: Expression): boolean =>
  e.kind === 'index' || (e.kind === 'constant' && (typeof e.value === 'string' || e.value.numerator !== 0n))

/** Whether nothing is compared with a number other than 0, nor integers at all: then each side has half of the inputs. */
export function comparesEvenly(values: readonly Comprehension[]): boolean {
  let even = true
  for (const value of values)
    walk(value.body, (e) => {
      if (e.kind !== 'apply' || !compares.has(e.function)) return
      if (e.function === 'equal' || e.arguments.some(unevenOperand)) even = false
    })
  return even
}

const compares: ReadonlySet<string> = new Set(['lessThan', 'lessEqual', 'equal', 'maximum', 'minimum'])

/** Of the worst entry that a unit stores: from its instructions, and from the reference. */
export function degreesOf(
  evaluation: Evaluation,
  inputs: readonly Input[],
  outputs: readonly (Input & { value: Comprehension })[],
  nests: EntryKernels['loopNests'],
  { given }: Cut,
): { kernel: Degree; reference: Degree } {
  const of = referenceDegrees(evaluation.cone.computed)
  const degreeOf = (value: Value): Degree =>
    given.has(value) || value.kind === 'leaf' ?
      isFloat(value.dtype) ? drawnDegree
      : constantDegree
    : of(value)
  const byBuffer = new Map(inputs.map(({ buffer, value }) => [buffer, degreeOf(value)]))
  const kernels = new KernelDegrees(nests, (buffer) => byBuffer.get(buffer) ?? constantDegree)
  return {
    kernel: outputs.map(({ buffer }) => kernels.stored(buffer)).reduce(anyOf, constantDegree),
    reference: outputs.map(({ value }) => of(value)).reduce(anyOf, constantDegree),
  }
}
