/**
 * Which loops of a statement can be the loops that others are grouped under. Decided on addresses: what one iteration of a
 * member writes must be all that the same iteration of a later member reads of it.
 *
 * In: a statement, the members so far. Out: its loop variables, one for each of the group's, or null.
 */
import type { Variable } from '../../dsl/comprehension/types.js'
import { loadsOf, strideAlong, valuesOf } from '../schedules/analyse.js'
import { isAffine, type Address, type AffineAddress, type Buffer, type Statement } from '../statement.js'

/** A statement of a group. */
export interface Member {
  /** Its number among the statements that were grouped. */
  readonly index: number
  readonly statement: Statement
  /** Its loop variables that the group's loops bind, outermost first. */
  readonly prefix: readonly Variable[]
}

/** A group that grows, by the numbers of its statements; the first began it. */
export type Members = ReadonlyMap<number, Member>

/** All that a statement loads. */
export const readsOf = (statement: Statement): readonly Address[] => loadsOf(statement.body, ...valuesOf(statement))

/** [least, most] of an address without the terms of `prefix`. */
export function restOf(address: AffineAddress, prefix: readonly Variable[]): readonly [number, number] {
  let low = address.base
  let high = address.base
  for (const [variable, stride] of address.strides) {
    if (prefix.includes(variable)) continue
    if (stride < 0) low += stride * (variable.extent - 1)
    else high += stride * (variable.extent - 1)
  }
  return [low, high]
}

/** Do iterations of these loops write disjoint cells of memory? */
export function writesCells(store: AffineAddress, prefix: readonly Variable[]): boolean {
  const [low, high] = restOf(store, prefix)
  let span = high - low + 1
  for (const variable of [...prefix].reverse()) {
    const stride = store.strides.get(variable) ?? 0
    if (stride < span) return false
    span = stride * variable.extent
  }
  return true
}

/** The loop variables by which a statement walks the group's loops, or null where it reads across iterations. */
export function sharedPrefix(
  statement: Statement,
  members: Members,
  writers: ReadonlyMap<Buffer, readonly number[]>,
): readonly Variable[] | null {
  let prefix: readonly Variable[] | null = null
  for (const address of readsOf(statement)) {
    const writer = writers.get(address.buffer)
    const member = writer?.length === 1 ? members.get(writer[0]!) : undefined
    if (!member) continue
    const store = member.statement.stores.find((one) => one.address.buffer === address.buffer)!.address
    if (!isAffine(address) || !isAffine(store) || !writesCells(store, member.prefix)) return null
    const found = member.prefix.map((variable) =>
      statement.loops.find(
        (candidate) =>
          candidate.extent === variable.extent &&
          !statement.unrolled.has(candidate) &&
          strideAlong(address, candidate) === store.strides.get(variable),
      ),
    )
    if (found.some((variable) => variable === undefined) || new Set(found).size < found.length) return null
    const own = found as readonly Variable[] // none undefined, as just seen
    if (prefix && own.some((variable, axis) => variable !== prefix![axis])) return null
    prefix = own
    const [low, high] = restOf(address, own)
    const [least, most] = restOf(store, member.prefix)
    if (low < least || high > most) return null
  }
  // its own results must be cells of the iterations too, else a later member could not tell them apart
  if (prefix && !statement.stores.every(({ address }) => isAffine(address) && writesCells(address, prefix!)))
    return null
  return prefix
}
