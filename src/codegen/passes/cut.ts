/**
 * Cut: a long elementwise body over many elements is cut behind each exp, tanh or the like inside it. Short loops keep
 * their constants in registers, and grouping can run the pieces block by block.
 *
 * In: a work. Out: the works that replace it, in order.
 */
import { read } from '../../dsl/comprehension/expression.js'
import { isHeavy, readsOf, sizeOf, walk } from '../../dsl/comprehension/traverse.js'
import { replace, substitute } from '../../dsl/comprehension/substitute.js'
import { index, variable } from '../../dsl/comprehension/index-expression.js'
import type { Expression, Index } from '../../dsl/comprehension/types.js'
import { comprehension, volume } from '../../dsl/comprehension/value.js'
import { scalarFunctions } from '../../dsl/scalar.js'
import type { Thresholds } from '../thresholds.js'
import { mapTarget, type WorkParts } from './work.js'

/** The innermost heavy application of floats that is not the whole body, and stands under no guard. */
function innermostHeavy(body: Expression): Expression | null {
  let found: Expression | null = null
  let guarded = false
  walk(body, (node) => {
    if (node.kind === 'select') guarded = true
    if (
      found === null &&
      node !== body &&
      node.kind === 'apply' &&
      scalarFunctions[node.function].heavy &&
      scalarFunctions[node.function].result === 'float'
    )
      found = node
  })
  return guarded ? null : found
}

export function cutLongMaps(work: WorkParts, thresholds: Thresholds): readonly WorkParts[] {
  const target = mapTarget(work)
  const long = sizeOf(work.body) >= thresholds.cutOperations && volume(work.loops) >= thresholds.cutElements
  if (target === null || !long || !isHeavy(work.body)) return [work]
  const pieces: WorkParts[] = []
  let body = work.body
  for (let inner = innermostHeavy(body); inner !== null && readsOf(inner).length > 0; inner = innermostHeavy(body)) {
    const out = work.loops.map(({ extent, name }) => variable(extent, name))
    const map = new Map(work.loops.map((loop, axis): [typeof loop, Index] => [loop, index(out[axis]!)]))
    const name = `${target.value.name} part`
    const value = comprehension({
      name,
      dtype: target.value.dtype,
      out,
      body: substitute(inner, map),
      like: target.value,
    })
    pieces.push({
      ...work,
      names: [name],
      loops: out,
      body: value.body,
      targets: [{ value, at: null, post: null, winner: false }],
    })
    body = replace(body, inner, read(value, work.loops))
  }
  return [...pieces, { ...work, body }]
}
