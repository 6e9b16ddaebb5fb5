/**
 * The order of kernels: groups and single statements, each after all that it depends on, and otherwise in the order of the
 * statements.
 *
 * In: statements, the groups among them, dependences. Out: what becomes one kernel each, in order.
 */
import type { Variable } from '../../dsl/comprehension/types.js'
import type { Statement } from '../statement.js'
import { Heap } from './heap.js'
import type { Member, Members } from './shared-loops.js'

/** What becomes one kernel: members under shared outer loops (none: a single statement). */
export interface Unit {
  readonly variables: readonly Variable[]
  readonly members: readonly Member[]
}

const firstOf = (members: Members): number => Math.min(...members.keys())

/** Units in an order that respects every dependence; of groups that need each other the later fall apart again. */
export function orderUnits(
  statements: readonly Statement[],
  groups: readonly Members[],
  dependences: readonly ReadonlySet<number>[],
  make: (members: Members) => Unit,
): readonly Unit[] {
  for (let kept = groups; ;) {
    // a unit goes by the number of its first statement
    const unitOf = statements.map((_, index) => index)
    const groupAt = new Map(kept.map((members) => [firstOf(members), members]))
    for (const [first, members] of groupAt) for (const index of members.keys()) unitOf[index] = first
    const { order, stuck } = ordered(unitOf, dependences)
    if (stuck.size === 0)
      return order.map((first) => {
        const members = groupAt.get(first)
        if (members) return make(members)
        return { variables: [], members: [{ index: first, statement: statements[first]!, prefix: [] }] }
      })
    const late = kept.findLastIndex((members) => stuck.has(firstOf(members)))
    kept = kept.filter((_, at) => at !== late)
  }
}

/** Units one after the other, the least that is ready first, and those that wait for each other. */
function ordered(
  unitOf: readonly number[],
  dependences: readonly ReadonlySet<number>[],
): { readonly order: readonly number[]; readonly stuck: ReadonlySet<number> } {
  const needs = new Map(unitOf.map((unit) => [unit, new Set<number>()]))
  const followers = new Map<number, Set<number>>(unitOf.map((unit) => [unit, new Set()]))
  unitOf.forEach((unit, index) => {
    for (const before of dependences[index]!) {
      const other = unitOf[before]!
      if (other === unit) continue
      needs.get(unit)!.add(other)
      followers.get(other)!.add(unit)
    }
  })
  const ready = new Heap()
  for (const [unit, before] of needs) if (before.size === 0) ready.push(unit)
  const order: number[] = []
  for (let unit = ready.pop(); unit !== undefined; unit = ready.pop()) {
    order.push(unit)
    needs.delete(unit)
    for (const after of followers.get(unit)!) {
      const before = needs.get(after)!
      before.delete(unit)
      if (before.size === 0) ready.push(after)
    }
  }
  return { order, stuck: new Set(needs.keys()) }
}
