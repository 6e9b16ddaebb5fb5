/**
 * Lower: works become statements. Every read and store becomes an address in a buffer: a base and one stride per loop,
 * or, where that is impossible, the index expression itself, which the scalar schedule evaluates. Nothing is unsupported.
 *
 * In: works in order, and the buffer of each value. Out: statements.
 */
import { plus, times, index as asIndex } from '../../dsl/comprehension/index-expression.js'
import type { Expression, Index, Value, Variable } from '../../dsl/comprehension/types.js'
import { formulaOf } from '../formula.js'
import type { Address, Buffer, LoweredExpression, Statement, Store } from '../statement.js'
import type { Thresholds } from '../thresholds.js'
import { splitDigits, withDistinctNames } from './affine.js'
import { placeOf, type WorkParts } from './work.js'

/** base + Σ stride · index, simplified. */
export function linearIn(buffer: Buffer, at: readonly Index[]): Index {
  let linear = asIndex(buffer.base)
  at.forEach((i, axis) => (linear = plus(linear, times(i, buffer.strides[axis] ?? 0))))
  return linear
}

export function addressIn(buffer: Buffer, at: readonly Index[]): Address {
  const linear = linearIn(buffer, at)
  const strides = new Map<Variable, number>()
  for (const { atom, coefficient } of linear.terms) {
    if (atom.kind !== 'variable') return { kind: 'general', buffer, index: linear }
    strides.set(atom, coefficient)
  }
  return { kind: 'affine', buffer, base: linear.constant, strides }
}

/** Ids of lowered expressions and statements: unique in a program, the same for the same program. */
export interface Counter {
  next: number
}

class Lowering {
  private readonly memo = new Map<Expression, LoweredExpression>()

  constructor(
    private readonly bufferOf: (value: Value) => Buffer,
    private readonly ids: Counter,
  ) {}

  /** Bodies are bounded by the fusion limit, so recursion is too. */
  lower(e: Expression): LoweredExpression {
    const known = this.memo.get(e)
    if (known) return known
    const lowered = this.convert(e)
    this.memo.set(e, lowered)
    return lowered
  }

  id(): number {
    return this.ids.next++
  }

  private convert(e: Expression): LoweredExpression {
    switch (e.kind) {
      case 'constant':
        return { kind: 'constant', id: this.id(), value: e.value }
      case 'accumulator':
        return { kind: 'accumulator', id: this.id() }
      case 'index':
        return { kind: 'index', id: this.id(), index: e.index }
      case 'read':
        return { kind: 'load', id: this.id(), address: addressIn(this.bufferOf(e.tensor), e.at) }
      case 'apply': {
        const operands = e.arguments.map((argument) => this.lower(argument))
        return { kind: 'apply', id: this.id(), function: e.function, arguments: operands }
      }
      case 'select': {
        const [then, otherwise] = [this.lower(e.then), this.lower(e.otherwise)]
        return { kind: 'select', id: this.id(), guards: e.guards, then, otherwise }
      }
    }
  }
}

/** The statement of a work. */
export function lowerWork(
  given: WorkParts,
  name: string,
  bufferOf: (value: Value) => Buffer,
  thresholds: Thresholds,
  ids: Counter,
): Statement {
  const start = withDistinctNames(given)
  const { work, unrolled } = splitDigits(start, (tensor, at) => linearIn(bufferOf(tensor), at), thresholds)
  const lowering = new Lowering(bufferOf, ids)
  const body = lowering.lower(work.body)
  const stores = work.targets.map((target): Store => {
    const buffer = bufferOf(target.value)
    const address = addressIn(buffer, work.scatter ? work.scatter.at : placeOf(work, target))
    return { address, value: target.post && lowering.lower(target.post), winner: target.winner }
  })
  return {
    id: ids.next++,
    name,
    loops: work.scatter ? [] : work.loops.filter(({ extent }) => extent !== 1),
    over: work.over.filter(({ extent }) => extent !== 1),
    reduce: work.reduce,
    ...(work.where.length > 0 && { where: work.where }),
    body,
    stores,
    unrolled,
    formula: formulaOf(start, name, (tensor) => bufferOf(tensor).name),
    sites: start.sites,
    ...(work.scatter && { scatterGuards: work.scatter.guards }),
  }
}
