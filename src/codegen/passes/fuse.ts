/**
 * Fusion by substitution, to a fixpoint: movement before epilogues before prologues, and again from movement after every
 * change. Each rule looks at one work and its neighbours; after a change only the neighbours are looked at again, so the
 * whole costs about as much as there are reads.
 *
 * In: a work list. Out: the same list with fewer works.
 */
import type { Thresholds } from '../thresholds.js'
import { mergeEpilogue } from './fuse-epilogue.js'
import { inlineMovement } from './fuse-movement.js'
import { inlinePrologue } from './fuse-prologue.js'
import { joinUpdates } from './join-updates.js'
import type { Permutations } from './layout.js'
import type { Work } from './work.js'
import type { WorkList } from './work-list.js'

/** A stack of ids without repetition. */
class Pending {
  private readonly stack: number[] = []
  private readonly members = new Set<number>()

  push(id: number): void {
    if (this.members.has(id)) return
    this.members.add(id)
    this.stack.push(id)
  }

  pop(): number | undefined {
    const id = this.stack.pop()
    if (id !== undefined) this.members.delete(id)
    return id
  }
}

type Rule = (list: WorkList, work: Work) => boolean

function toFixpoint(list: WorkList, rules: readonly Rule[]): void {
  const pending = rules.map(() => new Pending())
  for (const { id } of list.works) for (const stack of pending) stack.push(id)
  list.takeTouched()
  for (let rule = 0; rule < rules.length;) {
    const id = pending[rule]!.pop()
    if (id === undefined) {
      rule++
      continue
    }
    const work = list.current(id)
    list.steps++
    if (!work || !rules[rule]!(list, work)) continue
    for (const touched of list.takeTouched()) for (const stack of pending) stack.push(touched)
    rule = 0
  }
}

/** Fuses a list in place. */
export function fuse(list: WorkList, permutations: Permutations, thresholds: Thresholds): void {
  for (const keepUpdates of [true, false]) {
    toFixpoint(list, [
      (all, work) => inlineMovement(all, work, permutations),
      (all, work) => mergeEpilogue(all, work, thresholds, keepUpdates),
      (all, work) => inlinePrologue(all, work, thresholds),
    ])
    if (keepUpdates) joinUpdates(list, thresholds)
  }
}
