/**
 * Order: a sequence of works in which every value is computed before it is read, and every reader of a leaf's old value
 * runs before the update that overwrites it. An update writes the leaf's own memory if it reads the leaf at its own point
 * only; else, and where such edges form a cycle (A' reads B, B' reads A), it writes a temporary that is copied at the end.
 *
 * In: works. Out: works in execution order, and for each updated leaf the value that lives in its memory.
 */
import { lookupsIn } from '../../dsl/comprehension/traverse.js'
import { lookupsOf } from '../../dsl/comprehension/index-expression.js'
import type { Comprehension, Leaf, Value } from '../../dsl/comprehension/types.js'
import { Heap } from './heap.js'
import { copyOf, dependenciesOf, expressionsOf, looseIndices, placeOf, sitesOf, type WorkParts } from './work.js'

export interface Ordered {
  readonly works: readonly WorkParts[]
  /** Values stored in the memory of a leaf. */
  readonly inPlace: ReadonlyMap<Comprehension, Leaf>
}

/** Whether a work reads a leaf only at the point where it stores the leaf's new value. */
export function readsAtOwnPoint(work: WorkParts, value: Comprehension, leaf: Leaf): boolean {
  const looked = [
    ...expressionsOf(work).flatMap((e) => lookupsIn(e)),
    ...looseIndices(work).flatMap((i) => lookupsOf(i)),
  ]
  if (looked.some(({ tensor }) => tensor === leaf)) return false
  const sites = sitesOf(work, leaf)
  if (sites.length === 0) return true
  const target = work.targets.find((one) => one.value === value)
  if (!target || work.scatter) return false
  const place = placeOf(work, target)
  return sites.every((site) => site.at.every((i, axis) => i === place[axis]))
}

const allDependencies = (work: WorkParts): ReadonlySet<Value> => {
  const { read, lookedUp } = dependenciesOf(work)
  return new Set([...read, ...lookedUp])
}

interface Edge {
  readonly to: number
  /** The update that must wait for a reader, if that is why; such an edge can be given up for a temporary. */
  readonly update: boolean
}

export function order(works: readonly WorkParts[], updates: ReadonlyMap<Comprehension, Leaf>): Ordered {
  const producers = new Map<Value, number[]>()
  works.forEach((work, at) => {
    for (const { value } of work.targets) producers.set(value, [...(producers.get(value) ?? []), at])
  })
  const inPlace = new Map<Comprehension, Leaf>()
  const owner = new Map<Leaf, Comprehension>()
  for (const [value, leaf] of updates) {
    if (!(producers.get(value) ?? []).every((at) => readsAtOwnPoint(works[at]!, value, leaf))) continue
    inPlace.set(value, leaf)
    owner.set(leaf, value)
  }
  const edges: Edge[][] = works.map(() => [])
  const waiting = works.map(() => 0)
  const waitingForReaders = works.map(() => 0)
  works.forEach((work, reader) => {
    for (const value of allDependencies(work)) {
      for (const producer of producers.get(value) ?? []) {
        edges[producer]!.push({ to: reader, update: false })
        waiting[reader]!++
      }
      const writers = value.kind === 'leaf' && owner.has(value) ? (producers.get(owner.get(value) as Value) ?? []) : []
      for (const writer of writers) {
        // phases of one update read at their own points: they do not wait for each other
        if (writer === reader || writers.includes(reader)) continue
        edges[reader]!.push({ to: writer, update: true })
        waitingForReaders[writer]!++
      }
    }
  })
  const sequence: number[] = []
  const ready = new Heap()
  const queued = works.map(() => false)
  const offer = (at: number): void => {
    if (queued[at] || waiting[at]! > 0 || waitingForReaders[at]! > 0) return
    queued[at] = true
    ready.push(at)
  }
  works.forEach((_, at) => offer(at))
  let blocked = 0
  while (sequence.length < works.length) {
    const next = ready.pop()
    if (next !== undefined) {
      sequence.push(next)
      for (const { to, update } of edges[next]!) {
        if (update) waitingForReaders[to]!--
        else waiting[to]!--
        offer(to)
      }
      continue
    }
    // A cycle: the first work that waits for readers only gives up its place in the leaf's memory. `blocked` never has
    // to go back: a work before it is done, or still waits for a value and is met again after the next round.
    let victim = -1
    for (let step = 0; step < works.length && victim < 0; step++) {
      const at = (blocked + step) % works.length
      if (!queued[at] && waiting[at] === 0 && waitingForReaders[at]! > 0) victim = at
    }
    if (victim < 0) throw new Error('order: the works form a cycle')
    blocked = victim
    const values = new Set<Comprehension>(works[victim]!.targets.map(({ value }) => value))
    const phases = new Set([...values].flatMap((value) => producers.get(value) ?? []))
    for (const value of values) inPlace.delete(value)
    for (const phase of phases) waitingForReaders[phase] = -Infinity
    for (const phase of phases) offer(phase)
  }
  const copies = [...updates]
    .filter(([value]) => !inPlace.has(value))
    .map(([value, leaf]) => {
      const { value: copy, ...parts } = copyOf(value, `${leaf.name} update`)
      inPlace.set(copy, leaf)
      return parts
    })
  return { works: [...sequence.map((at) => works[at]!), ...copies], inPlace }
}
