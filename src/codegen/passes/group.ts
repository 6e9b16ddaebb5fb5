/**
 * Grouping, the second fusion mechanism: statements that walk the same outer loops share them, so that what one writes the
 * next reads from cache, and a tensor that only the group touches becomes scratch of one iteration. Softmax rows, attention
 * per head and strip-mined chains arise this way.
 *
 * In: statements. Out: units, each of which becomes one kernel.
 */
import type { Value, Variable } from '../../dsl/comprehension/types.js'
import { lookupsOf } from '../schedules/analyse.js'
import { byStoreStride } from '../schedules/common.js'
import { rowAxis, vectorAxis } from '../schedules/tile.js'
import { isAffine, type Buffer, type Statement } from '../statement.js'
import type { Thresholds } from '../thresholds.js'
import { accessOf, dependencesOf } from './dependences.js'
import { orderUnits, type Unit } from './order-units.js'
import { isContraction } from './pack.js'
import { withScratch } from './scratch.js'
import { readsOf, sharedPrefix, writesCells, type Member, type Members } from './shared-loops.js'
import { volume } from '../../dsl/comprehension/value.js'

export type GroupThresholds = Pick<Thresholds, 'groupBytes' | 'groupCacheBytes' | 'groupInnerPoints' | 'groupRows'>

/** A kernel of more members would be a function too long for V8 to compile well. */
const mostMembers = 32
/** How far a seed looks ahead for members; keeps the pass linear in the number of statements. */
const lookAhead = 256

export function groupStatements(
  statements: readonly Statement[],
  bytesOf: (buffer: Buffer) => number,
  bufferOf: (tensor: Value) => Buffer,
  thresholds: GroupThresholds,
): readonly Unit[] {
  const dependences = dependencesOf(statements.map((statement) => accessOf(statement, bufferOf)))
  const grouping = new Grouping(statements, dependences, bytesOf, thresholds)
  const groups: Members[] = []
  const taken = new Set<number>()
  for (const depth of [2, 1])
    statements.forEach((_, seed) => {
      const members = taken.has(seed) ? null : grouping.grow(seed, depth, taken)
      if (members === null || members.size < 2 || !grouping.profits(members)) return
      for (const index of members.keys()) taken.add(index)
      groups.push(members)
    })
  return orderUnits(statements, groups, dependences, (members) => withScratch(members, grouping.between(members)))
}

class Grouping {
  private readonly writers: ReadonlyMap<Buffer, readonly number[]>
  private readonly readers: ReadonlyMap<Buffer, readonly number[]>

  constructor(
    private readonly statements: readonly Statement[],
    private readonly dependences: readonly ReadonlySet<number>[],
    private readonly bytesOf: (buffer: Buffer) => number,
    private readonly thresholds: GroupThresholds,
  ) {
    this.writers = numbersBy(statements, writesOf)
    this.readers = numbersBy(statements, (statement) => readsOf(statement).map(({ buffer }) => buffer))
  }

  /** The group that begins with a statement's `depth` outermost loops; null where nothing can. */
  grow(seed: number, depth: number, taken: ReadonlySet<number>): Members | null {
    const { statements, dependences } = this
    const first = statements[seed]!
    const prefix = this.outerLoops(first, depth)
    if (prefix === null || !this.keepsTile(first, prefix)) return null
    const members = new Map<number, Member>([[seed, { index: seed, statement: first, prefix }]])
    /** Statements outside that need a member: nothing that needs them may join. */
    const outside = new Set<number>()
    const end = Math.min(statements.length, seed + 1 + lookAhead)
    for (let index = seed + 1; index < end && members.size < mostMembers; index++) {
      const before = [...dependences[index]!]
      const needsOutside = before.some((other) => outside.has(other))
      if (!needsOutside && !before.some((other) => members.has(other))) continue
      const statement = statements[index]!
      const joins = !needsOutside && !taken.has(index) && this.isPlain(statement)
      const own = joins ? sharedPrefix(statement, members, this.writers) : null
      if (own && this.keepsTile(statement, own)) members.set(index, { index, statement, prefix: own })
      else outside.add(index)
    }
    return members
  }

  /** Whether what stays in cache is worth the loops that are no longer free to be tiled. */
  profits(members: Members): boolean {
    const { groupBytes, groupCacheBytes, groupInnerPoints } = this.thresholds
    const list = [...members.values()]
    const touched = new Set(
      list.flatMap(({ statement }) => [...writesOf(statement), ...readsOf(statement).map(({ buffer }) => buffer)]),
    )
    const perIteration = this.bytes([...touched].filter(({ role }) => role !== 'leaf')) / volume(list[0]!.prefix)
    const innerPoints = ({ statement, prefix }: Member): number =>
      volume([...statement.loops.filter((variable) => !prefix.includes(variable)), ...statement.over])
    return (
      this.bytes(this.between(members)) >= groupBytes &&
      (perIteration < groupCacheBytes || groupCacheBytes === 0) &&
      list.every((member) => innerPoints(member) >= groupInnerPoints)
    )
  }

  /** Tensors that only members touch. */
  between(members: Members): readonly Buffer[] {
    return [...members.values()]
      .flatMap(({ statement }) => writesOf(statement))
      .filter((buffer) => {
        const readers = buffer.role === 'temporary' ? this.readers.get(buffer) : undefined
        return readers !== undefined && readers.every((index) => members.has(index))
      })
  }

  private bytes(buffers: readonly Buffer[]): number {
    return buffers.reduce((total, buffer) => total + this.bytesOf(buffer), 0)
  }

  /** The outermost loops, where their iterations write disjoint cells and leave loops inside; else null. */
  private outerLoops(statement: Statement, depth: number): readonly Variable[] | null {
    const [store, ...others] = statement.stores
    if (store === undefined || others.length > 0 || !this.isPlain(statement)) return null
    const candidates = byStoreStride(statement, statement.loops).filter(
      (variable) => variable.extent > 1 && !statement.unrolled.has(variable),
    )
    const prefix = candidates.slice(0, depth)
    const cells = candidates.length > depth && isAffine(store.address) && writesCells(store.address, prefix)
    return cells ? prefix : null
  }

  /** Affine throughout, and every result a tensor of its own that nothing else writes. */
  private isPlain(statement: Statement): boolean {
    return (
      !statement.scatterGuards &&
      [...statement.loops, ...statement.over].every(({ extent }) => extent > 0) &&
      statement.stores.every(
        ({ address }) =>
          isAffine(address) &&
          address.buffer.role !== 'leaf' &&
          !address.buffer.bordered &&
          this.writers.get(address.buffer)!.length === 1,
      ) &&
      readsOf(statement).every(isAffine) &&
      lookupsOf(statement).length === 0
    )
  }

  /** Whether a contraction still has rows enough for its tile, without the loops that the group takes. */
  private keepsTile(statement: Statement, prefix: readonly Variable[]): boolean {
    if (!isContraction(statement)) return true
    const bound = new Set(prefix)
    const vector = vectorAxis(statement, bound)
    const row = vector && rowAxis(statement, vector, bound)
    return row !== null && row.extent >= this.thresholds.groupRows
  }
}

const writesOf = (statement: Statement): readonly Buffer[] => statement.stores.map(({ address }) => address.buffer)

/** The numbers of the statements in which a buffer occurs, once for each time. */
function numbersBy(
  statements: readonly Statement[],
  buffersOf: (statement: Statement) => readonly Buffer[],
): ReadonlyMap<Buffer, readonly number[]> {
  const numbers = new Map<Buffer, number[]>()
  statements.forEach((statement, index) => {
    for (const buffer of buffersOf(statement)) {
      const known = numbers.get(buffer)
      if (known) known.push(index)
      else numbers.set(buffer, [index])
    }
  })
  return numbers
}
