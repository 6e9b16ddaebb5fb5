/**
 * Movement: a map that only moves data (a guarded read, a constant, an index) is substituted into its readers. Where the
 * one reader of a reduction moves its result, the reduction rather stores through the map: that is left to the epilogue.
 *
 * In: a work list and one of its works. Out: whether the work went into its readers.
 */
import { elementCount } from '../../shapes/size.js'
import { rewrite, substitute } from '../../dsl/comprehension/substitute.js'
import type { Comprehension, Expression } from '../../dsl/comprehension/types.js'
import type { Permutations } from './layout.js'
import { atPoint, mapTarget, type Work, type WorkParts } from './work.js'
import type { WorkList } from './work-list.js'

/** A map with one target, which readers may replace by its body. */
export function asMap(work: Work): { readonly value: Comprehension; readonly body: Expression } | null {
  const target = mapTarget(work)
  if (target === null || target.at !== null) return null
  return { value: target.value, body: work.body }
}

/** A work with every read of `from` replaced by the body of its producer. */
export function inlined(reader: Work, producer: Work, from: Comprehension): WorkParts {
  const inline = (expression: Expression): Expression =>
    rewrite(expression, (node) =>
      node.kind === 'read' && node.tensor === from ?
        substitute(producer.body, atPoint(producer.loops, node.at))
      : undefined,
    )
  return {
    ...reader,
    sites: [...new Set([...reader.sites, ...producer.sites])],
    body: inline(reader.body),
    targets: reader.targets.map((target) => (target.post === null ? target : { ...target, post: inline(target.post) })),
  }
}

function isMovement(e: Expression): boolean {
  if (e.kind === 'select') return isMovement(e.then) && e.otherwise.kind === 'constant'
  return e.kind === 'read' || e.kind === 'constant' || e.kind === 'index'
}

/** The axis whose elements lie next to each other. */
const innermost = (value: Comprehension, permutations: Permutations): number =>
  permutations(value)?.at(-1) ?? value.shape.length - 1

/** Whether the reduction that feeds this movement should store through it. */
function isStoreMap(list: WorkList, work: Work, value: Comprehension, permutations: Permutations): boolean {
  if (work.body.kind !== 'read' || work.body.tensor.kind === 'leaf') return false
  const { tensor, at } = work.body
  const source = list.producer(tensor)
  if (
    !source ||
    source.reduce === 'none' ||
    source.reduce.startsWith('arg') ||
    source.scatter ||
    source.targets.length > 1
  )
    return false
  if (
    list.isKept(tensor as Comprehension) ||
    list.readerCount(tensor) !== 1 ||
    elementCount(tensor.shape) !== elementCount(value.shape)
  )
    return false
  if (value.shape.length > tensor.shape.length) return true
  const term = at[innermost(tensor as Comprehension, permutations)]?.terms
  const own = work.loops[innermost(value, permutations)]
  if (term?.length !== 1 || term[0]?.coefficient !== 1) return false
  const { atom } = term[0]
  if (atom.kind === 'modulo') return atom.of.terms.length === 1 && atom.of.terms[0]?.atom === own
  return atom === own
}

export function inlineMovement(list: WorkList, work: Work, permutations: Permutations): boolean {
  const map = asMap(work)
  if (!map || list.isKept(map.value) || !isMovement(map.body) || isStoreMap(list, work, map.value, permutations))
    return false
  for (const reader of list.readers(map.value)) list.change(reader, inlined(reader, work, map.value), 'inline-map')
  list.remove(work, 'inline-map')
  return true
}
