/**
 * Winner routing: a maximum (minimum) passes its gradient to the first winner in row-major order, found by an argmax
 * (argmin) companion over the same points. Code generation computes both in one kernel.
 *
 * In: a max or min reduction. Out: its companion, made once, and the test "this point is the winner".
 */
import { apply, fromIndex, read } from '../comprehension/expression.js'
import { comprehension } from '../comprehension/value.js'
import type { Comprehension, Expression } from '../comprehension/types.js'
import { linearIndex } from '../primitives/movement.js'

const companions = new WeakMap<Comprehension, Comprehension>()

/** The argmax (argmin) that locates this maximum (minimum). */
export function winnerOf(value: Comprehension): Comprehension {
  const known = companions.get(value)
  if (known) return known
  const { name, out, over, body, where, site, reduce } = value
  const companion = comprehension({
    name: `${name}_winner`,
    dtype: 'i32',
    out,
    over,
    reduce: reduce === 'max' ? 'argmax' : 'argmin',
    body,
    where,
    winnerOf: value,
    like: value,
    site,
  })
  companions.set(value, companion)
  return companion
}

/** A mask: the current point of `over` is the winner. Never true where no point was live. */
export function isWinner(value: Comprehension): Expression {
  const number = linearIndex(
    value.over,
    value.over.map(({ extent }) => extent),
  )
  return apply('equal', read(winnerOf(value), value.out), fromIndex(number))
}
