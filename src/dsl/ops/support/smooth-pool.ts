/**
 * What the smooth pools start with: e^(β·cell − pivot) for each tap of each window, the pivot being the largest β·cell, so
 * that no exponential overflows and one of them is 1. In: windows, β and what the padding is. Out: the steps, each a value
 * of its own.
 */
import { apply, constant, read, select } from '../../comprehension/expression.js'
import type { Value } from '../../comprehension/types.js'
import type { Builder } from '../../operator.js'
import { map, reduce } from '../../primitives/map.js'
import type { PerAxis } from '../../../shapes/window.js'
import type { PoolAttributes, Windows } from './pool.js'
import type { WindowOptions } from './window.js'

/** What a tap in the padding is: no cell at all, or a cell with 0 in it. */
export type Padded = 'exclude' | 'zero'

export interface SmoothPoolOptions<
  S extends PerAxis | undefined,
  P extends PerAxis,
  Outcome = unknown,
> extends WindowOptions<S, P, Outcome> {
  /** Whether padding takes no part or takes part as zeros. Default 'exclude'. */
  readonly padded?: Padded
}

/** A type and no interface: attributes are indexed by name. */
export type SmoothPoolAttributes = PoolAttributes & { readonly beta: number; readonly padded: Padded }

/** The sentence about `padded`, which the types already judge. */
export const paddedFault = (operator: string, { padded }: SmoothPoolAttributes): string | undefined =>
  padded === 'exclude' || padded === 'zero' ?
    undefined
  : `${operator}: padded is ${JSON.stringify(padded)}, expected 'exclude' or 'zero'`

export interface WindowExponentials {
  /** max β·cell of each window. It shifts, and cancels: its total derivative is zero. */
  readonly pivot: Value
  /** e^(β·cell − pivot), of the result's shape followed by the kernel's; 0 where a tap takes no part. */
  readonly exponential: Value
  /** Σ exponential over the taps, 1 or more. */
  readonly total: Value
}

export function windowExponentials(
  build: Builder,
  windows: Windows,
  { beta, padded }: SmoothPoolAttributes,
): WindowExponentials {
  const { kernel, guards } = windows
  const shape = build.result.shape
  const named = (part: string): string => `${build.name}_${part}`
  const cell = padded === 'zero' ? windows.padded : windows.cell
  const scaled: Windows['cell'] = (out, k) => apply('mul', constant(beta), cell(out, k))
  const takesPart: Windows['guards'] = padded === 'zero' ? () => [] : guards
  const pivot = reduce(build, 'max', shape, kernel, scaled, { where: takesPart, stop: true, name: named('pivot') })
  const exponential = map(
    build,
    [...shape, ...kernel],
    (at) => {
      const [out, k] = [at.slice(0, shape.length), at.slice(shape.length)]
      return select(takesPart(out, k), apply('exp', apply('sub', scaled(out, k), read(pivot, out))))
    },
    { name: named('exponential') },
  )
  const total = reduce(build, 'sum', shape, kernel, (out, k) => read(exponential, [...out, ...k]), {
    name: named('total'),
  })
  return { pivot, exponential, total }
}
