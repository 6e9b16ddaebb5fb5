/**
 * Joining updates: where the new value of one leaf is read, element by element, only by the update of another of the same
 * shape (velocity then weight, Adam's moments then weight), both become one work with several targets. It evaluates all
 * values before it stores the first, so each may read the old values of all, and both share one accumulator later.
 *
 * In: a work list after a first round of fusion. Out: the same list with joined updates.
 */
import { constant } from '../../dsl/comprehension/expression.js'
import { rewrite, substitute } from '../../dsl/comprehension/substitute.js'
import { index } from '../../dsl/comprehension/index-expression.js'
import type { Expression, Index } from '../../dsl/comprehension/types.js'
import type { Thresholds } from '../thresholds.js'
import { atPoint, operationsOf, sitesOf, type Target, type Work, type WorkParts } from './work.js'
import type { WorkList } from './work-list.js'

const isUpdateMap = (list: WorkList, work: Work): boolean =>
  work.reduce === 'none' &&
  !work.scatter &&
  work.targets.every(({ value, at }) => at === null && list.updates.has(value))

/** The value of a map's target as one expression. */
const expressionOf = (work: Work, target: Target): Expression => target.post ?? work.body

export function joinUpdates(list: WorkList, thresholds: Thresholds): void {
  for (const { id } of list.works) {
    const work = list.current(id)
    if (!work || !isUpdateMap(list, work)) continue
    const readers = new Set(work.targets.flatMap(({ value }) => list.readers(value).map((reader) => reader.id)))
    const [only, ...more] = [...readers]
    const reader = only === undefined ? undefined : list.current(only)
    if (!reader || more.length > 0 || !isUpdateMap(list, reader) || reader.loops.length !== work.loops.length) continue
    const joined = join(work, reader)
    if (joined === null || operationsOf(joined) > thresholds.fusionOperations * joined.targets.length) continue
    list.remove(work, 'join-update')
    list.change(reader, joined, 'join-update')
  }
}

/** Both works over the reader's loops, or null where the reader reads elsewhere than at its own point. */
function join(work: Work, reader: Work): WorkParts | null {
  const point = reader.loops.map((loop): Index => index(loop))
  if (reader.loops.some(({ extent }, axis) => extent !== work.loops[axis]?.extent)) return null
  for (const { value } of work.targets)
    for (const site of sitesOf(reader, value)) if (site.at.some((i, axis) => i !== point[axis])) return null
  const map = atPoint(work.loops, point)
  const own = work.targets.map((target) => ({ ...target, post: substitute(expressionOf(work, target), map) }))
  const inline = (expression: Expression): Expression =>
    rewrite(expression, (node) => {
      const target = node.kind === 'read' ? own.find(({ value }) => value === node.tensor) : undefined
      return target ? target.post : undefined
    })
  return {
    ...reader,
    names: reader.names,
    sites: [...new Set([...work.sites, ...reader.sites])],
    body: constant(0),
    targets: [...own, ...reader.targets.map((target) => ({ ...target, post: inline(expressionOf(reader, target)) }))],
  }
}
