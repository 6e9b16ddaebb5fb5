/**
 * Absorbing guards: in `select(G, product of reads, 0)` of a sum, a guard that only tests the bounds of one factor's own
 * index is dropped, and that factor's tensor gets a border of zeros wide enough for the index to run into. A convolution
 * and both its gradients become unguarded products.
 *
 * In: works, and which tensors may have borders. Out: works with fewer guards, and the borders they rely on.
 */
import { elementCount } from '../../shapes/size.js'
import { select } from '../../dsl/comprehension/expression.js'
import { isZero } from '../../dsl/comprehension/simplify/match.js'
import { readsOf } from '../../dsl/comprehension/traverse.js'
import { rewrite } from '../../dsl/comprehension/substitute.js'
import { index, minus, rangeOf } from '../../dsl/comprehension/index-expression.js'
import type { Expression, Guard, Read, Value } from '../../dsl/comprehension/types.js'
import { isFloat } from '../../shapes/dtype.js'
import type { Thresholds } from '../thresholds.js'
import type { Border } from './layout.js'
import { type WorkParts } from './work.js'

export type Borders = Map<Value, Border>

/** Reads that are factors of a product. */
function factorsOf(e: Expression): readonly Read[] {
  if (e.kind === 'read') return [e]
  return e.kind === 'apply' && e.function === 'mul' ? e.arguments.flatMap(factorsOf) : []
}

/** The factor and axis whose lower or upper bound this guard is. */
function boundOf(guard: Guard, factors: readonly Read[]): Read | null {
  if (guard.test !== 'nonnegative') return null
  return (
    factors.find(({ tensor, at }) =>
      at.some((i, axis) => i === guard.of || minus(index((tensor.shape[axis] ?? 0) - 1), i) === guard.of),
    ) ?? null
  )
}

/** The border that a read needs beyond the one there is; null where its index is unbounded. */
function widened(site: Read, border: Border | undefined): Border | null {
  const wide = site.at.map((i, axis) => {
    const [low, high] = rangeOf(i)
    const [before, after] = border?.[axis] ?? [0, 0]
    return [Math.max(before, -low), Math.max(after, high - (site.tensor.shape[axis] ?? 0) + 1)] as const
  })
  return wide.flat().every(Number.isFinite) ? wide : null
}

const isPlain = (border: Border): boolean => border.every(([before, after]) => before === 0 && after === 0)

/** Whether a tensor may get this border. */
export type MayBorder = (tensor: Value, border: Border) => boolean

/** The limits that hold for every tensor: floats only, and not much larger than without. */
export function isWorthBordering(tensor: Value, border: Border, thresholds: Thresholds): boolean {
  const size = tensor.shape.reduce(
    (product, extent, axis) => product * (extent + (border[axis]?.[0] ?? 0) + (border[axis]?.[1] ?? 0)),
    1,
  )
  return (
    isFloat(tensor.dtype) &&
    elementCount(tensor.shape) > 0 &&
    size <= elementCount(tensor.shape) * thresholds.borderGrowth
  )
}

export function absorbGuards(work: WorkParts, borders: Borders, mayBorder: MayBorder): WorkParts {
  if (work.reduce !== 'sum' || work.scatter || work.body.kind !== 'select') return work
  const body = rewrite(work.body, (node) => {
    if (node.kind !== 'select' || !isZero(node.otherwise)) return undefined
    const factors = factorsOf(node.then)
    const kept = node.guards.filter((guard) => boundOf(guard, factors) === null)
    if (kept.length === node.guards.length) return undefined
    // without the guards every read must stay inside its tensor's border, also the reads that are no factors
    const needed = new Map<Value, Border>()
    for (const site of readsOf(node.then)) {
      const border = widened(site, needed.get(site.tensor) ?? borders.get(site.tensor))
      if (border === null) return undefined
      if (isPlain(border)) continue
      if (!factors.includes(site) || !mayBorder(site.tensor, border)) return undefined
      needed.set(site.tensor, border)
    }
    for (const [tensor, border] of needed) borders.set(tensor, border)
    return select(kept, node.then)
  })
  return { ...work, body }
}
