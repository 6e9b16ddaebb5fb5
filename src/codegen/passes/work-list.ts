/**
 * The work list: a program's works with lists of readers that are kept up to date, so that a pass costs what it changes and
 * never a walk over the whole program.
 *
 * In: a Program. Out: `WorkList`, whose `works` the later passes turn into statements.
 */
import { constant } from '../../dsl/comprehension/expression.js'
import type { Comprehension, Leaf, Program, Value } from '../../dsl/comprehension/types.js'
import { topologicalOrder } from '../../dsl/comprehension/value.js'
import { stepped, type PassRewriteName } from '../rewrites.js'
import { copyOf, dependenciesOf, partsOf, type Work, type WorkParts } from './work.js'

export class WorkList {
  private readonly byId = new Map<number, Work>()
  private readonly producers = new Map<Value, Work>()
  private readonly readerIds = new Map<Value, Set<number>>()
  private readonly lookupCounts = new Map<Value, number>()
  private readonly dependencies = new Map<number, ReturnType<typeof dependenciesOf>>()
  private nextId = 0
  /** Works whose surroundings changed since the last `takeTouched`. */
  private touched = new Set<number>()
  /** Rule applications and list operations: what compile time is proportional to. */
  steps = 0

  /** Values that the host or a leaf takes: they are always stored. */
  readonly outputs: ReadonlySet<Value>
  /** Which leaf takes a value. */
  readonly updates: ReadonlyMap<Comprehension, Leaf>
  /** The value of each output, by name: copies of leaves stand for the leaves. */
  readonly named: readonly { readonly name: string; readonly value: Comprehension }[]

  constructor(program: Program) {
    const outputs = new Set<Value>()
    const updates = new Map<Comprehension, Leaf>()
    const copies: (WorkParts & { readonly value: Comprehension })[] = []
    const copied = (source: Value, name: string): Comprehension => {
      const copy = copyOf(source, name)
      copies.push(copy)
      return copy.value
    }
    this.named = program.outputs.map(({ name, value }) => ({
      name,
      value: value.kind === 'leaf' ? copied(value, `${name} copy`) : value,
    }))
    for (const { value } of this.named) outputs.add(value)
    for (const { leaf, value } of program.updates) {
      const own =
        value.kind === 'comprehension' && !outputs.has(value) && !updates.has(value) && value.dtype === leaf.dtype
      updates.set(own ? value : copied(value, `${leaf.name} copy`), leaf)
    }
    this.outputs = outputs
    this.updates = updates
    const order = topologicalOrder([...program.outputs, ...program.updates].map(({ value }) => value))
    const winners = winnersOf(order)
    const merged = new Set<Value>(winners.values())
    for (const value of order) {
      if (value.kind === 'leaf' || merged.has(value)) continue
      const parts = partsOf(value)
      const winner = winners.get(value)
      if (winner === undefined) this.add(parts)
      else {
        const none = parts.reduce === 'none' ? constant(-1) : null
        this.add({
          ...parts,
          targets: [...parts.targets, { value: winner, at: null, post: none, winner: none === null }],
        })
      }
    }
    for (const { value: _, ...parts } of copies) this.add(parts)
    this.touched.clear()
  }

  get works(): readonly Work[] {
    return [...this.byId.values()]
  }

  current(id: number): Work | undefined {
    return this.byId.get(id)
  }

  producer(value: Value): Work | undefined {
    return this.producers.get(value)
  }

  /** The works that read a value in an expression. */
  readers(value: Value): readonly Work[] {
    const ids = this.readerIds.get(value)
    return ids ? [...ids].map((id) => this.byId.get(id) as Work) : []
  }

  readerCount(value: Value): number {
    return this.readerIds.get(value)?.size ?? 0
  }

  /** Whether the value must exist in memory: an output, an update, or an operand of a lookup. */
  isKept(value: Comprehension): boolean {
    return this.outputs.has(value) || this.updates.has(value) || (this.lookupCounts.get(value) ?? 0) > 0
  }

  add(parts: WorkParts): Work {
    const work: Work = { ...parts, id: this.nextId++ }
    this.byId.set(work.id, work)
    for (const { value } of work.targets) this.producers.set(value, work)
    this.link(work)
    return work
  }

  /** Replaces parts of a work, by a rewrite of the list. */
  change(work: Work, parts: Partial<WorkParts>, by: PassRewriteName): Work {
    stepped(by)
    this.unlink(work)
    const changed: Work = { ...work, ...parts }
    this.byId.set(work.id, changed)
    for (const { value } of changed.targets) this.producers.set(value, changed)
    this.link(changed)
    return changed
  }

  /** Takes a work away, which by this rewrite nothing needs any more. */
  remove(work: Work, by: PassRewriteName): void {
    stepped(by)
    this.unlink(work)
    this.byId.delete(work.id)
    for (const { value } of work.targets) if (this.producers.get(value)?.id === work.id) this.producers.delete(value)
  }

  takeTouched(): ReadonlySet<number> {
    const { touched } = this
    this.touched = new Set()
    return touched
  }

  private link(work: Work): void {
    const dependencies = dependenciesOf(work)
    this.dependencies.set(work.id, dependencies)
    this.touched.add(work.id)
    for (const value of dependencies.read) {
      this.steps++
      const ids = this.readerIds.get(value)
      if (ids) ids.add(work.id)
      else this.readerIds.set(value, new Set([work.id]))
      this.touch(value)
    }
    for (const value of dependencies.lookedUp) this.lookupCounts.set(value, (this.lookupCounts.get(value) ?? 0) + 1)
  }

  private unlink(work: Work): void {
    const dependencies = this.dependencies.get(work.id)
    if (!dependencies) return
    for (const value of dependencies.read) {
      this.steps++
      this.readerIds.get(value)?.delete(work.id)
      this.touch(value)
    }
    for (const value of dependencies.lookedUp) this.lookupCounts.set(value, (this.lookupCounts.get(value) ?? 1) - 1)
    this.dependencies.delete(work.id)
  }

  private touch(value: Value): void {
    const producer = this.producers.get(value)
    if (producer) this.touched.add(producer.id)
  }
}

/** Maxima (minima) whose winner is located by a comprehension over the same points: both come out of the same loops. */
function winnersOf(order: readonly Value[]): ReadonlyMap<Comprehension, Comprehension> {
  const reachable = new Set(order)
  const winners = new Map<Comprehension, Comprehension>()
  const same = <T>(a: readonly T[], b: readonly T[]): boolean =>
    a.length === b.length && a.every((item, i) => item === b[i])
  for (const value of order) {
    const extreme = value.kind === 'comprehension' ? value.winnerOf : undefined
    if (value.kind === 'leaf' || extreme === undefined || !reachable.has(extreme) || winners.has(extreme)) continue
    const guards = (one: Comprehension): readonly unknown[] => (one.where ?? []).flatMap(({ test, of }) => [test, of])
    const equal = same(value.out, extreme.out) && same(value.over, extreme.over) && value.body === extreme.body
    if (equal && value.post === null && extreme.post === null && same(guards(value), guards(extreme)))
      winners.set(extreme, value)
  }
  return winners
}
