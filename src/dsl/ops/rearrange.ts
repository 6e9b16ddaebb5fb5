/** rearrange: axes split, permuted and merged by a pattern of names. */
import type { DType } from '../../shapes/dtype.js'
import type { Group } from '../../shapes/pattern.js'
import {
  rearrange as rearrangeShape,
  rearrangeSizes,
  type NameSizes,
  type Rearrange,
  type RearrangePattern,
  type RearrangeSizes,
} from '../../shapes/rearrange.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Dim, Shape } from '../../shapes/shape.js'
import { defineOperator } from '../operator.js'
import { permuteBy, reshapeTo } from '../primitives/movement.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { movedResult, operandShape } from './support/types.js'

/**
 * The same elements with their axes split, permuted and merged, in the notation of einops: each side of the pattern names
 * the axes, a group in parentheses is one axis made of several (the first varies slowest), `1` an axis of size 1 and `...`
 * any number of axes. One name of a group may be without a size, which is then inferred: `D/H` where the other is `H`, which
 * must divide `D` once both are numbers. einops: `rearrange`.
 *
 * @throws ShapeError when the pattern is none, does not fit the rank, or leaves two sizes of a group open (in types: at the
 * pattern), or when a size does not divide its axis (at the size)
 * @example
 * const x = zeros(['batch', 'T', 768])
 * rearrange(x, 'b t (h d) -> b h t d', { h: 12 }) // => [batch, 12, T, 64]
 * zeros([8, 3, 4]).rearrange('... w -> w ...') // => [4, 8, 3]
 */
export function rearrange<
  S extends Shape,
  D extends DType,
  const P extends string,
  const N extends NameSizes = Record<never, never>,
>(
  x: Tensor<S, D>,
  pattern: Argument<RearrangePattern<S, P, N>, P>,
  sizes?: RearrangeSizes<S, P, N>,
): Tensor<Result<Rearrange<S, P, N>>, D> {
  // The parameter's type is the record itself, or one with the sentence that stopped the compiler.
  const given = Object.entries((sizes ?? {}) as NameSizes)
  const attributes = {
    pattern: pattern as string,
    names: given.map(([name]) => name),
    sizes: given.map(([, size]) => size),
  }
  return record('rearrange', [x], attributes) as Tensor<Result<Rearrange<S, P, N>>, D>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** rearrange: axes split, permuted and merged by a pattern of names. See `rearrange`. */
    rearrange<
      S extends Shape,
      D extends DType,
      const P extends string,
      const N extends NameSizes = Record<never, never>,
    >(
      this: Tensor<S, D>,
      pattern: Argument<RearrangePattern<S, P, N>, P>,
      sizes?: RearrangeSizes<S, P, N>,
    ): Tensor<Result<Rearrange<S, P, N>>, D>
  }
}

interface RearrangeAttributes {
  readonly [key: string]: string | readonly Dim[]
  readonly pattern: string
  readonly names: readonly string[]
  readonly sizes: readonly Dim[]
}

const givenSizes = ({ names, sizes }: RearrangeAttributes): NameSizes =>
  Object.fromEntries(names.map((name, i) => [name, sizes[i]!]))

defineOperator<RearrangeAttributes>({
  name: 'rearrange',
  dims: ['sizes'],
  infer: (operands, attributes) =>
    movedResult(operands, rearrangeShape(operandShape(operands, 0), attributes.pattern, givenSizes(attributes))),
  expand(build, [x], attributes) {
    const solved = rearrangeSizes(x!.shape, attributes.pattern, givenSizes(attributes))
    if (typeof solved === 'string') throw new Error(solved)
    const { parsed, sizes, between } = solved
    // The axes of the ellipsis are named by their place; no name of a pattern starts with a dot.
    const named = ([before, after]: readonly [readonly Group[], (readonly Group[])?]): string[] => [
      ...before.flat(),
      ...(after === undefined ? [] : between.map((_, i) => `.${i}`)),
      ...(after ?? []).flat(),
    ]
    const sizeOf = (name: string): number =>
      (name.startsWith('.') ? between[Number(name.slice(1))] : sizes[name]) as number
    const [from, to] = [named(parsed.left), named(parsed.right)]
    const split = reshapeTo(build, x!, from.map(sizeOf))
    const moved = permuteBy(
      build,
      split,
      to.map((name) => from.indexOf(name)),
    )
    return reshapeTo(build, moved, build.result.shape)
  },
})
