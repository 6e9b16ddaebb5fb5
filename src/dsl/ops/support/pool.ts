/**
 * What pools share. In: a name and what to make of the cells under each window. Out: the operator to register, and the
 * record of a call.
 *
 * Signatures are not shared, here as with softmax and logSoftmax: a hover and an error then show the parameters under the name
 * that was called, and a function of a shared type would show the type's name in their place.
 */
import { pool as poolShape, poolKernel } from '../../../shapes/pool.js'
import type { PerAxis } from '../../../shapes/window.js'
import { read, select } from '../../comprehension/expression.js'
import type { IndexLike } from '../../comprehension/index-expression.js'
import type { Expression, Guard, Value } from '../../comprehension/types.js'
import type { Attributes } from '../../graph.js'
import type { Builder, Operator } from '../../operator.js'
import { record } from '../../record.js'
import { floatResult, operandShape } from './types.js'
import { geometry, tapGuards, tapIndices } from './window.js'

/** A type and no interface: attributes are indexed by name. */
export type PoolAttributes = {
  readonly kernel: PerAxis
  readonly stride: PerAxis | null
  readonly padding: PerAxis
}

/** The windows over one operand. `out` is a point of the result, `k` one in the kernel. */
export interface Windows {
  /** The size of the kernel on each spatial axis. */
  readonly kernel: readonly number[]
  /** The cell under a tap; only where its guards hold. */
  readonly cell: (out: readonly IndexLike[], k: readonly IndexLike[]) => Expression
  /** What must hold for a tap to be on a cell, and not in the padding. */
  readonly guards: (out: readonly IndexLike[], k: readonly IndexLike[]) => readonly Guard[]
  /** The cell under a tap, zero in the padding. */
  readonly padded: (out: readonly IndexLike[], k: readonly IndexLike[]) => Expression
}

/** Records a pool; types have judged its kernel and options. The stride is the kernel unless given. */
export const recordPool = (
  operator: string,
  x: unknown,
  kernel: unknown,
  options: { readonly stride?: unknown; readonly padding?: unknown },
  more: Attributes = {},
): unknown =>
  record(operator, [x], {
    kernel: kernel as PerAxis,
    stride: (options.stride as PerAxis | undefined) ?? null,
    padding: (options.padding as PerAxis | undefined) ?? 0,
    ...more,
  })

/** The operator with this name. `fault` judges what attributes it has besides those of every pool. */
export const poolOperator = <A extends PoolAttributes = PoolAttributes>(
  name: string,
  expand: (build: Builder, windows: Windows, attributes: A) => Value,
  fault: (attributes: A) => string | undefined = () => undefined,
): Operator<A> => ({
  name,
  infer: (operands, attributes) => {
    const { kernel, stride, padding } = attributes
    return (
      fault(attributes) ??
      floatResult(name, operands, poolShape(name, operandShape(operands, 0), kernel, stride ?? undefined, padding))
    )
  },
  expand: (build, [x], attributes) => expand(build, windowsOver(x!, attributes), attributes),
})

function windowsOver(x: Value, attributes: PoolAttributes): Windows {
  const kernel = poolKernel(x.shape, attributes.kernel)
  const lead = x.shape.length - kernel.length
  const over = geometry(kernel.length, { stride: attributes.stride ?? kernel, padding: attributes.padding })
  const taps = (out: readonly IndexLike[], k: readonly IndexLike[]) => tapIndices(out.slice(lead), k, over)
  const guards: Windows['guards'] = (out, k) => tapGuards(x, taps(out, k))
  const cell: Windows['cell'] = (out, k) => read(x, [...out.slice(0, lead), ...taps(out, k)])
  return { kernel, cell, guards, padded: (out, k) => select(guards(out, k), cell(out, k)) }
}
