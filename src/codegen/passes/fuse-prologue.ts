/**
 * Prologue: a cheap map is computed again inside its readers instead of being stored, if every reader accepts; else it
 * is stored for all. A reduction accepts only where its loops are no more than the map has elements (nothing is computed
 * twice), and exp or the like may go to one place only. A map that some reduction can take as its epilogue stays.
 *
 * In: a work list and a map in it. Out: whether the map went into its readers.
 */
import { elementCount } from '../../shapes/size.js'
import { isHeavy, readsOf } from '../../dsl/comprehension/traverse.js'
import type { Thresholds } from '../thresholds.js'
import { covers } from './fuse-epilogue.js'
import { asMap, inlined } from './fuse-movement.js'
import { operationsOf, sitesOf, type Work } from './work.js'
import { volume } from '../../dsl/comprehension/value.js'
import type { WorkList } from './work-list.js'

/** Whether the reader does not evaluate the map more often than it has elements. */
function accepts(reader: Work, work: Work, heavy: boolean): boolean {
  const value = work.targets[0]!.value
  const inBody = new Set(readsOf(reader.body))
  return sitesOf(reader, value).every((site) => {
    const reduces = inBody.has(site) && (reader.reduce !== 'none' || reader.scatter !== null)
    if (!reduces && !heavy) return true
    const loops =
      reader.scatter ? reader.over
      : reduces ? [...reader.loops, ...reader.over]
      : reader.loops
    return volume(loops) <= elementCount(value.shape) && covers(site, loops)
  })
}

/** Whether a reduction feeds this map alone, at every point once. */
const isEpilogue = (list: WorkList, work: Work): boolean =>
  readsOf(work.body).some((site) => {
    const source = site.tensor.kind === 'leaf' ? undefined : list.producer(site.tensor)
    if (!source || source.reduce === 'none' || source.scatter || list.readerCount(site.tensor) !== 1) return false
    return elementCount(site.tensor.shape) === volume(work.loops) && covers(site, work.loops)
  })

export function inlinePrologue(list: WorkList, work: Work, thresholds: Thresholds): boolean {
  const map = asMap(work)
  if (!map || list.isKept(map.value)) return false
  const count = list.readerCount(map.value)
  if (count === 0) {
    list.remove(work, 'drop-unread')
    return true
  }
  if (count > thresholds.prologueReaders || (count > 1 && readsOf(map.body).length > 2)) return false
  const heavy = isHeavy(map.body)
  if ((heavy && count > 1) || isEpilogue(list, work)) return false
  const readers = list.readers(map.value)
  if (heavy && sitesOf(readers[0] as Work, map.value).length > 1) return false
  if (!readers.every((reader) => accepts(reader, work, heavy))) return false
  const merged = readers.map((reader) => inlined(reader, work, map.value))
  if (merged.some((parts) => operationsOf(parts) > thresholds.fusionOperations)) return false
  list.remove(work, 'inline-map')
  readers.forEach((reader, at) => list.change(reader, merged[at]!, 'inline-map'))
  return true
}
