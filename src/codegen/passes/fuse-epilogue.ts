/**
 * Epilogue: the only reader of a reduction, a map with as many elements, becomes the reduction's `post`:
 *
 *     p[o] = reduce_r b(o, r)     c[i] = f(i, p[σ(i)])     ⇒     c[i] = f(i, reduce_r b(σ(i), r))
 *
 * Bias, activation, gate, residual, loss difference and optimiser update all get into the kernel of their contraction by
 * this one rule, and a re-indexing becomes a store map. Both sides have the same volume, so nothing is computed twice.
 *
 * In: a work list and a reduction in it. Out: whether its reader took it over.
 */
import { accumulator } from '../../dsl/comprehension/expression.js'
import { isHeavy, readsOf } from '../../dsl/comprehension/traverse.js'
import { replace, substitute } from '../../dsl/comprehension/substitute.js'
import { substituteGuards } from '../../dsl/comprehension/guards.js'
import { rangeOf, variablesOf } from '../../dsl/comprehension/index-expression.js'
import type { Expression, Read, Variable } from '../../dsl/comprehension/types.js'
import type { Thresholds } from '../thresholds.js'
import { atPoint, expressionsOf, operationsOf, sitesOf, type Work, type WorkParts } from './work.js'
import { volume } from '../../dsl/comprehension/value.js'
import type { WorkList } from './work-list.js'

/** Whether every loop of the reader occurs in the read. */
export function covers(site: Read, loops: readonly Variable[]): boolean {
  const found = new Set(site.at.flatMap((i) => variablesOf(i)))
  return loops.every((loop) => loop.extent === 1 || found.has(loop))
}

const inRange = (site: Read): boolean =>
  site.at.every((i, axis) => {
    const [low, high] = rangeOf(i)
    return low >= 0 && high < (site.tensor.shape[axis] ?? 0)
  })

export function mergeEpilogue(list: WorkList, work: Work, thresholds: Thresholds, keepUpdates: boolean): boolean {
  const [target, ...more] = work.targets
  if (work.reduce === 'none' || work.reduce.startsWith('arg') || work.scatter || !target || more.length > 0)
    return false
  if (target.at !== null || list.isKept(target.value) || list.readerCount(target.value) !== 1) return false
  const reader = list.readers(target.value)[0] as Work
  if (reader.reduce !== 'none' || reader.scatter || volume(reader.loops) !== volume(work.loops)) return false
  // an update that others read is first joined with them, so that all take the same accumulator
  const isRead = (one: Work): boolean =>
    one.targets.some(({ value }) => list.updates.has(value) && list.readerCount(value) > 0)
  if (keepUpdates && isRead(reader)) return false
  const [site, ...others] = sitesOf(reader, target.value)
  if (!site || others.length > 0 || !covers(site, reader.loops) || !inRange(site)) return false
  const products = volume(work.loops) * volume(work.over)
  const isContraction =
    work.reduce === 'sum' && readsOf(work.body).length > 1 && work.loops.filter(({ extent }) => extent > 1).length > 1
  if (isContraction && products > thresholds.heavyEpilogueProducts && expressionsOf(reader).some(isHeavy)) return false
  const merged = withEpilogue(work, reader, site, target.post)
  if (operationsOf(merged) > thresholds.fusionOperations) return false
  list.remove(work, 'merge-epilogue')
  list.change(reader, merged, 'merge-epilogue')
  return true
}

function withEpilogue(work: Work, reader: Work, site: Read, post: Expression | null): WorkParts {
  const map = atPoint(work.loops, site.at)
  const reduced = post === null ? accumulator : substitute(post, map)
  const single = reader.targets.length === 1 && reader.targets[0]?.post === null
  return {
    ...reader,
    names: [...work.names, ...reader.names],
    sites: [...new Set([...work.sites, ...reader.sites])],
    over: work.over,
    reduce: work.reduce,
    where: substituteGuards(work.where, map),
    body: substitute(work.body, map),
    targets: reader.targets.map((one) => {
      const value = replace(single ? reader.body : (one.post as Expression), site, reduced)
      return { ...one, post: value === accumulator ? null : value }
    }),
  }
}
