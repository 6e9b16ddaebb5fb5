/**
 * Grouping, the second fusion mechanism: statements that walk the same outer loops share them, so that what one writes the
 * next reads from cache, and a tensor that only the group touches becomes scratch of one iteration. Softmax rows, attention
 * per head and strip-mined chains arise this way. Decided on addresses alone.
 */
import type { Value, Variable } from '../../dsl/comprehension/types.js'
import { loadsOf, lookupsOf, strideAlong, valuesOf } from '../schedules/analyse.js'
import { byStoreStride } from '../schedules/common.js'
import { rowAxis, vectorAxis } from '../schedules/tile.js'
import type { Address, Buffer, Statement } from '../statement.js'
import type { Thresholds } from '../thresholds.js'
import { accessOf, dependencesOf } from './dependences.js'
import { addressReplacer, isContraction } from './pack.js'

export type GroupThresholds = Pick<Thresholds, 'groupBytes' | 'groupCacheBytes' | 'groupInnerPoints' | 'groupRows'>

export interface Member {
  /** Its number among the statements that were grouped. */
  readonly index: number
  readonly statement: Statement
  /** Its loop variables that the group's loops bind, outermost first. */
  readonly prefix: readonly Variable[]
}

/** What becomes one kernel: members under shared outer loops (none: a single statement). */
export interface Unit {
  readonly variables: readonly Variable[]
  readonly members: readonly Member[]
}

/** A kernel of more members would be a function too long for V8 to compile well. */
const mostMembers = 32
/** How far a seed looks ahead for members; keeps the pass linear in the number of statements. */
const lookAhead = 256

type Affine = Extract<Address, { kind: 'affine' }>

const isAffine = (address: Address): address is Affine => address.kind === 'affine'
const readsOf = (statement: Statement): readonly Address[] => loadsOf(statement.body, ...valuesOf(statement))

/** [least, most] of an address without the terms of `prefix`. */
function restOf(address: Affine, prefix: readonly Variable[]): readonly [number, number] {
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
function writesCells(store: Affine, prefix: readonly Variable[]): boolean {
  const [low, high] = restOf(store, prefix)
  let span = high - low + 1
  for (const variable of [...prefix].reverse()) {
    const stride = store.strides.get(variable) ?? 0
    if (stride < span) return false
    span = stride * variable.extent
  }
  return true
}

export function groupStatements(
  statements: readonly Statement[],
  bytesOf: (buffer: Buffer) => number,
  bufferOf: (tensor: Value) => Buffer,
  thresholds: GroupThresholds,
): readonly Unit[] {
  const writers = new Map<Buffer, number[]>()
  statements.forEach((statement, index) => {
    for (const { address } of statement.stores)
      writers.set(address.buffer, [...(writers.get(address.buffer) ?? []), index])
  })
  const readers = new Map<Buffer, Set<number>>()
  statements.forEach((statement, index) => {
    for (const { buffer } of readsOf(statement)) {
      const set = readers.get(buffer)
      if (set) set.add(index)
      else readers.set(buffer, new Set([index]))
    }
  })
  const dependences = dependencesOf(statements.map((statement) => accessOf(statement, bufferOf)))
  /** Affine throughout, and every result a tensor of its own that nothing else writes. */
  const plain = (statement: Statement): boolean =>
    !statement.scatterGuards &&
    [...statement.loops, ...statement.over].every(({ extent }) => extent > 0) &&
    statement.stores.every(
      ({ address }) =>
        isAffine(address) &&
        address.buffer.role !== 'leaf' &&
        !address.buffer.bordered &&
        writers.get(address.buffer)!.length === 1,
    ) &&
    readsOf(statement).every(isAffine) &&
    lookupsOf(statement).length === 0
  const keepsTile = (statement: Statement, prefix: readonly Variable[]): boolean => {
    if (!isContraction(statement)) return true
    const bound = new Set(prefix)
    const vector = vectorAxis(statement, bound)
    const row = vector && rowAxis(statement, vector, bound)
    return row !== null && row.extent >= thresholds.groupRows
  }
  const inner = ({ statement, prefix }: Member): number =>
    [...statement.loops.filter((variable) => !prefix.includes(variable)), ...statement.over].reduce(
      (product, { extent }) => product * extent,
      1,
    )

  const taken = new Set<number>()
  const groups: Map<number, Member>[] = []
  for (const depth of [2, 1])
    statements.forEach((seed, first) => {
      if (taken.has(first) || !plain(seed) || seed.stores.length !== 1) return
      const candidates = byStoreStride(seed, seed.loops).filter(
        (variable) => variable.extent > 1 && !seed.unrolled.has(variable),
      )
      if (candidates.length <= depth) return
      const prefix = candidates.slice(0, depth)
      if (!writesCells(seed.stores[0]!.address as Affine, prefix) || !keepsTile(seed, prefix)) return
      const members = new Map<number, Member>([[first, { index: first, statement: seed, prefix }]])
      /** Statements outside that need a member: nothing that needs them may join. */
      const outside = new Set<number>()
      const end = Math.min(statements.length, first + 1 + lookAhead)
      for (let next = first + 1; next < end && members.size < mostMembers; next++) {
        let needsOutside = false
        let needsMember = false
        for (const index of dependences[next]!) {
          if (outside.has(index)) needsOutside = true
          else if (members.has(index)) needsMember = true
        }
        if (!needsOutside && !needsMember) continue
        const own =
          !needsOutside && !taken.has(next) && plain(statements[next]!) ?
            sharedPrefix(statements[next]!, members, writers)
          : null
        if (own && keepsTile(statements[next]!, own))
          members.set(next, { index: next, statement: statements[next]!, prefix: own })
        else outside.add(next)
      }
      if (members.size < 2 || !profits(members)) return
      for (const index of members.keys()) taken.add(index)
      groups.push(members)
    })

  /** Tensors that only members touch. */
  function innerTensors(members: ReadonlyMap<number, Member>): readonly Buffer[] {
    return [...members.values()].flatMap(({ statement }) =>
      statement.stores
        .map(({ address }) => address.buffer)
        .filter(
          (buffer) =>
            buffer.role === 'temporary' &&
            readers.has(buffer) &&
            [...readers.get(buffer)!].every((index) => members.has(index)),
        ),
    )
  }
  function profits(members: ReadonlyMap<number, Member>): boolean {
    const iterations = [...members.values()][0]!.prefix.reduce((product, { extent }) => product * extent, 1)
    const between = innerTensors(members).reduce((bytes, buffer) => bytes + bytesOf(buffer), 0)
    const touched = new Set(
      [...members.values()].flatMap(({ statement }) =>
        [...statement.stores.map(({ address }) => address), ...readsOf(statement)].map(({ buffer }) => buffer),
      ),
    )
    const perIteration =
      [...touched].filter((buffer) => buffer.role !== 'leaf').reduce((bytes, buffer) => bytes + bytesOf(buffer), 0) /
      iterations
    return (
      between >= thresholds.groupBytes &&
      (perIteration < thresholds.groupCacheBytes || thresholds.groupCacheBytes === 0) &&
      [...members.values()].every((member) => inner(member) >= thresholds.groupInnerPoints)
    )
  }
  return orderUnits(statements, groups, dependences, (members) => makeUnit(members, innerTensors(members)))
}

/** The loop variables by which a statement walks the group's loops, or null where it reads across iterations. */
function sharedPrefix(
  statement: Statement,
  members: ReadonlyMap<number, Member>,
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

/** Members with their scratch: tensors of one iteration lose the strides of the group's loops. */
function makeUnit(members: ReadonlyMap<number, Member>, inner: readonly Buffer[]): Unit {
  const scratch = new Map<Buffer, { readonly buffer: Buffer; readonly shift: number }>()
  for (const { statement, prefix } of members.values())
    for (const { address } of statement.stores) {
      if (!inner.includes(address.buffer) || !isAffine(address)) continue
      const [low, high] = restOf(address, prefix)
      const elements = high - low + 1
      scratch.set(address.buffer, {
        buffer: { ...address.buffer, elements, shape: [elements], strides: [1], base: 0 },
        shift: low,
      })
    }
  const list = [...members.entries()]
    .sort(([a], [b]) => a - b)
    .map(([index, { statement, prefix }]): Member => {
      const moved = new Map<Address, Address>()
      for (const address of [...readsOf(statement), ...statement.stores.map((store) => store.address)]) {
        const small = scratch.get(address.buffer)
        if (!small || !isAffine(address)) continue
        const strides = new Map([...address.strides].filter(([variable]) => !prefix.includes(variable)))
        moved.set(address, { kind: 'affine', buffer: small.buffer, base: address.base - small.shift, strides })
      }
      const replace = addressReplacer(moved)
      const stores = statement.stores.map((store) => ({
        ...store,
        address: moved.get(store.address) ?? store.address,
        value: store.value && replace(store.value),
      }))
      return { index, statement: { ...statement, body: replace(statement.body), stores }, prefix }
    })
  return { variables: [...members.values()][0]!.prefix, members: list }
}

/** Units in an order that respects every dependence; groups that would make a circle fall apart again. */
function orderUnits(
  statements: readonly Statement[],
  groups: readonly ReadonlyMap<number, Member>[],
  dependences: readonly ReadonlySet<number>[],
  make: (members: ReadonlyMap<number, Member>) => Unit,
): readonly Unit[] {
  const unitOf = statements.map((_, index) => groups.findIndex((members) => members.has(index)))
  const keyOf = (index: number): number => (unitOf[index]! < 0 ? groups.length + index : unitOf[index]!)
  const waiting = new Map<number, Set<number>>()
  const followers = new Map<number, Set<number>>()
  statements.forEach((_, index) => {
    const key = keyOf(index)
    const needs = waiting.get(key) ?? new Set<number>()
    waiting.set(key, needs)
    for (const before of dependences[index]!) {
      const other = keyOf(before)
      if (other === key) continue
      needs.add(other)
      const after = followers.get(other)
      if (after) after.add(key)
      else followers.set(other, new Set([key]))
    }
  })
  const firstOf = (key: number): number =>
    key < groups.length ? Math.min(...groups[key]!.keys()) : key - groups.length
  const ready = [...waiting.keys()]
    .filter((key) => waiting.get(key)!.size === 0)
    .sort((a, b) => firstOf(b) - firstOf(a))
  const units: Unit[] = []
  for (let key = ready.pop(); key !== undefined; key = ready.pop()) {
    units.push(
      key < groups.length ?
        make(groups[key]!)
      : {
          variables: [],
          members: [{ index: key - groups.length, statement: statements[key - groups.length]!, prefix: [] }],
        },
    )
    const freed: number[] = []
    for (const after of followers.get(key) ?? []) {
      const needs = waiting.get(after)!
      needs.delete(key)
      if (needs.size === 0) freed.push(after)
    }
    waiting.delete(key)
    // statements keep their order where dependences leave a choice
    for (const after of freed) {
      let place = ready.length
      while (place > 0 && firstOf(ready[place - 1]!) < firstOf(after)) place--
      ready.splice(place, 0, after)
    }
  }
  if (waiting.size > 0) {
    // two groups that need each other: give up the later one
    const stuck = groups.findLastIndex((_, index) => waiting.has(index))
    return orderUnits(
      statements,
      groups.filter((_, index) => index !== stuck),
      dependences,
      make,
    )
  }
  return units
}
