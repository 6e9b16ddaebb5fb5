/** einsum: sums of products, by an equation of letters. */
import type { DType } from '../../shapes/dtype.js'
import { einsum as einsumShape, type Einsum, type EinsumEquation, type EinsumMarked } from '../../shapes/einsum.js'
import { equationFor, type Term } from '../../shapes/equation.js'
import type { Float } from '../../shapes/promotion.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, read } from '../comprehension/expression.js'
import type { IndexLike } from '../comprehension/index-expression.js'
import type { Expression, Value } from '../comprehension/types.js'
import { defineOperator, type Builder } from '../operator.js'
import { map, reduce } from '../primitives/map.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import type { FloatTensors, ShapesOf } from './support/lists.js'
import { floatResult } from './support/types.js'

/**
 * The sum over every letter that is not in the output of the product of the operands: `'ij,jk->ik'` is
 * y[i, k] = Σ_j a[i, j] · b[j, k]. A letter names one axis of one size, also where it is repeated in a term (`'ii->i'` is the
 * diagonal). `...` stands for any number of axes, which broadcast; it comes to the output as well. Without `->` the output
 * is the letters that occur once, sorted, after `...`. Spaces are skipped. NumPy: `einsum`; PyTorch: `torch.einsum`, which
 * also stretches a size of 1 that has a letter. More than two operands are contracted in pairs from left to right.
 *
 * @throws ShapeError when the equation is none or has another number of terms (in types: at the equation), or an operand
 * does not fit it or those before it (at the operand)
 * @example
 * const attention = zeros(['batch', 12, 'T', 'T'])
 * const value = zeros(['batch', 12, 'T', 64])
 * einsum('bhqk,bhkd->bqhd', attention, value) // => [batch, T, 12, 64]
 * einsum('ii', zeros([3, 3])) // => []
 */
export function einsum<const E extends string, const L extends readonly Tensor<Shape, DType>[]>(
  equation: Argument<EinsumEquation<E, L['length']>, E>,
  ...operands: FloatTensors<'einsum', L, EinsumMarked<E, ShapesOf<L>>>
): Tensor<Result<Einsum<E, ShapesOf<L>>>, Float<L[0]['dtype']>> {
  return record('einsum', operands, { equation: equation as string }) as Tensor<
    Result<Einsum<E, ShapesOf<L>>>,
    Float<L[0]['dtype']>
  >
}

/** A value whose axes have names: letters, and for those of the ellipsis their place from its end (`.1` is the last). */
interface Named {
  readonly value: Value
  readonly axes: readonly string[]
}

const axesOf = ([before, after]: Term, rank: number): string[] => {
  const width = after === undefined ? 0 : rank - before.length - after.length
  return [...before, ...Array.from({ length: width }, (_, i) => `.${width - i}`), ...(after ?? [])]
}

/** The sizes of all axes; of an axis of the ellipsis the one that others are stretched to. */
function sizesOf(operands: readonly Named[]): Map<string, number> {
  const sizes = new Map<string, number>()
  for (const { value, axes } of operands)
    for (const [i, name] of axes.entries()) {
      const known = sizes.get(name) ?? 1
      sizes.set(name, known === 1 ? value.shape[i]! : known)
    }
  return sizes
}

/** Σ over the names that are not kept of the product of the operands: one comprehension. */
function contract(build: Builder, operands: readonly Named[], keep: readonly string[]): Named {
  const sizes = sizesOf(operands)
  const over = [...sizes.keys()].filter((name) => !keep.includes(name))
  const extents = (names: readonly string[]): number[] => names.map((name) => sizes.get(name)!)
  const body = (out: readonly IndexLike[], summed: readonly IndexLike[]): Expression => {
    const at = new Map([
      ...keep.map((name, i) => [name, out[i]!] as const),
      ...over.map((name, i) => [name, summed[i]!] as const),
    ])
    const reads = operands.map(({ value, axes }): Expression =>
      read(
        value,
        axes.map((name, i) => (value.shape[i] === 1 ? 0 : at.get(name)!)),
      ),
    )
    return reads.reduce((product, factor) => apply('mul', product, factor))
  }
  const value =
    over.length === 0 ?
      map(build, extents(keep), (out) => body(out, []))
    : reduce(build, 'sum', extents(keep), extents(over), body)
  return { value, axes: keep }
}

defineOperator<{ equation: string }>({
  name: 'einsum',
  infer: (operands, { equation }) =>
    floatResult(
      'einsum',
      operands,
      einsumShape(
        equation,
        operands.map(({ shape }) => shape),
      ),
    ),
  expand(build, operands, { equation }) {
    const parsed = equationFor(equation, operands.length)
    if (typeof parsed === 'string') throw new Error(parsed)
    const named = operands.map((value, i): Named => ({ value, axes: axesOf(parsed.terms[i]!, value.shape.length) }))
    const output = axesOf(parsed.output, build.result.shape.length)
    let [left, ...rest] = named
    while (rest.length > 1) {
      const [right, ...later] = rest
      const wanted = new Set([...output, ...later.flatMap(({ axes }) => axes)])
      const pair = [left!, right!]
      left = contract(
        build,
        pair,
        [...sizesOf(pair).keys()].filter((name) => wanted.has(name)),
      )
      rest = later
    }
    return contract(build, [left!, ...rest], output).value
  },
})
