/**
 * From lowered expressions to instructions, at one position of a tile. Every value is defined in the outermost open scope
 * in which its variables are known (never outside a guard's branch), and shared by all positions that agree on the
 * variables it depends on: that alone loads each operand of a register tile once.
 */
import type { Guard, Index, Lookup, Value, Variable } from '../../dsl/comprehension/types.js'
import { elementType, lanesOf, type ElementType, type KernelGuard, type Local, type Place } from '../kernel.js'
import {
  addPlaces,
  complementOf,
  decideGuard,
  fixedPlace,
  floorPlace,
  isImplied,
  moduloPlace,
  placeOf,
  shiftPlace,
} from '../place.js'
import type { Address, Buffer, LoweredExpression } from '../statement.js'
import {
  dependsOnAccumulator,
  indexStride,
  lookupDepth,
  strideAlong,
  variablesOf,
  variablesOfIndex,
} from './analyse.js'
import type { KernelBuilder } from './build.js'
import { resultType } from './types.js'

/** A point of the tile: an offset for each tile variable, and how many lanes are computed at once. */
export interface Position {
  readonly offsets: ReadonlyMap<Variable, number>
  readonly lanes: number
  /** The reduced value here, for epilogues. */
  readonly accumulator?: Local | undefined
}

export const origin: Position = { offsets: new Map(), lanes: 1 }

interface Bound {
  readonly place: Place
  readonly depth: number
  /** Rises with every binding: a value computed before one of its variables was bound again is not its value now. */
  readonly version: number
}

interface Remembered {
  readonly local: Local
  readonly version: number
}

export class Evaluator {
  private readonly bound = new Map<Variable, Bound>()
  private readonly memo = new WeakMap<object, Map<LoweredExpression | Lookup, Map<number, Remembered>>>()
  private readonly base: number
  /** One more than the largest key that a position can have. */
  private readonly keys: number
  private versions = 0
  /** What the open branches say. */
  private readonly known: KernelGuard[] = []

  /**
   * `tile` are the variables that positions offset, with the number of offsets each may take; `laneVariable` is the one
   * whose neighbours fill the lanes.
   */
  constructor(
    readonly builder: KernelBuilder,
    private readonly bufferOf: (tensor: Value) => Buffer,
    private readonly tile: readonly { readonly variable: Variable; readonly count: number }[] = [],
    private readonly laneVariable: Variable | null = null,
  ) {
    this.base = builder.depth
    this.keys = tile.reduce((product, { count }) => product * (count + 1), 5)
  }

  /** From here on, inside the current scope, `variable` is at `place` (plus its offset at a position). */
  bind(variable: Variable, place: Place): void {
    this.bound.set(variable, { place, depth: this.builder.depth, version: ++this.versions })
  }

  private boundOf(variable: Variable): Bound {
    const bound = this.bound.get(variable)
    if (bound) return bound
    if (variable.extent === 1) return { place: fixedPlace(0), depth: this.base, version: 0 }
    throw new Error(`loop variable ${variable.name} is used outside its loop`)
  }

  private depthOf(variables: Iterable<Variable>): number {
    let depth = Math.max(this.base, this.builder.branchDepth)
    for (const variable of variables) depth = Math.max(depth, this.boundOf(variable).depth)
    return depth
  }

  private versionOf(variables: Iterable<Variable>): number {
    let version = 0
    for (const variable of variables) version = Math.max(version, this.boundOf(variable).version)
    return version
  }

  /** A number that differs between positions exactly when the value may. */
  private keyOf(variables: ReadonlySet<Variable>, ofAccumulator: boolean, position: Position): number {
    let key = 0
    for (const { variable, count } of this.tile)
      key =
        key * (count + 1) + (ofAccumulator || variables.has(variable) ? 1 + (position.offsets.get(variable) ?? 0) : 0)
    const overLanes = ofAccumulator || (this.laneVariable !== null && variables.has(this.laneVariable))
    key = key * 5 + (overLanes ? position.lanes : 0)
    return ofAccumulator ? key + this.keys * (1 + (position.accumulator?.id ?? 0)) : key
  }

  private recall(node: LoweredExpression | Lookup, key: number, version: number): Local | undefined {
    for (let depth = this.base; depth <= this.builder.depth; depth++) {
      const found = this.memo.get(this.builder.scopeAt(depth))?.get(node)?.get(key)
      if (found && found.version === version) return found.local
    }
    return undefined
  }

  private remember(node: LoweredExpression | Lookup, key: number, version: number, depth: number, local: Local): Local {
    const scope = this.builder.scopeAt(depth)
    let values = this.memo.get(scope)
    if (!values) this.memo.set(scope, (values = new Map()))
    let positions = values.get(node)
    if (!positions) values.set(node, (positions = new Map()))
    positions.set(key, { local, version })
    return local
  }

  /** The value of an expression at a position, computed at most once per scope. */
  value(expression: LoweredExpression, position: Position): Local {
    if (expression.kind === 'accumulator') {
      if (!position.accumulator) throw new Error('an accumulator is read outside an epilogue')
      return position.accumulator
    }
    const variables = variablesOf(expression)
    const ofAccumulator = dependsOnAccumulator(expression)
    const key = this.keyOf(variables, ofAccumulator, position)
    const version = this.versionOf(variables)
    const known = this.recall(expression, key, version)
    if (known) return known
    const depth = ofAccumulator ? this.builder.depth : this.depthOf(variables)
    const local = this.builder.outside(depth, () => this.compute(expression, position))
    return this.remember(expression, key, version, depth, local)
  }

  private compute(expression: Exclude<LoweredExpression, { kind: 'accumulator' }>, position: Position): Local {
    const { builder } = this
    switch (expression.kind) {
      case 'constant':
        return builder.define('float', 1, { kind: 'constant', value: expression.value })
      case 'load': {
        const { buffer } = expression.address
        const { at, laneStride } = this.address(expression.address, position)
        return builder.define(elementType(buffer.dtype), laneStride === 0 ? 1 : position.lanes, {
          kind: 'load',
          buffer,
          at,
          laneStride,
        })
      }
      case 'index': {
        const at = this.place(expression.index, position)
        const laneStride = this.laneVariable ? indexStride(expression.index, this.laneVariable) : 0
        return builder.define('integer', laneStride === 0 ? 1 : position.lanes, { kind: 'index', at, laneStride })
      }
      case 'select':
        return this.select(expression, position)
      case 'apply': {
        const { function: name } = expression
        if (name === 'add') {
          const fused = this.multiplyAdd(expression.arguments, position)
          if (fused) return fused
        }
        const values = expression.arguments.map((argument) => this.value(argument, position))
        return builder.define(resultType(name, values), lanesOf(values), {
          kind: 'apply',
          function: name,
          arguments: values,
        })
      }
    }
  }

  /** a·b + c, when one term is a product that is not needed for itself. */
  private multiplyAdd(terms: readonly LoweredExpression[], position: Position): Local | null {
    for (const [product, other] of [
      [terms[0]!, terms[1]!],
      [terms[1]!, terms[0]!],
    ] as const) {
      if (product.kind !== 'apply' || product.function !== 'mul') continue
      const variables = variablesOf(product)
      const key = this.keyOf(variables, dependsOnAccumulator(product), position)
      if (this.recall(product, key, this.versionOf(variables))) continue
      const [a, b] = product.arguments.map((argument) => this.value(argument, position)) as [Local, Local]
      const c = this.value(other, position)
      if (a.type === 'integer' || b.type === 'integer' || c.type === 'integer') continue
      return this.builder.define('float', lanesOf([a, b, c]), { kind: 'multiplyAdd', a, b, c })
    }
    return null
  }

  private select(expression: Extract<LoweredExpression, { kind: 'select' }>, position: Position): Local {
    if (expression.guards.every(({ of }) => lookupDepth(of) === 0)) {
      const guards = this.guards(expression.guards, position)
      if (guards === false) return this.value(expression.otherwise, position)
      if (guards.length === 0) return this.value(expression.then, position)
    }
    const { builder } = this
    const overLanes = this.laneVariable !== null && variablesOf(expression).has(this.laneVariable)
    const other = expression.otherwise
    const type = this.typeOf(expression)
    const lanes = overLanes || dependsOnAccumulator(expression) ? position.lanes : 1
    const result = builder.accumulator(
      type,
      lanes,
      other.kind === 'constant' ?
        { kind: 'constant', value: other.value }
      : { kind: 'constant', value: { numerator: 0n, denominator: 1n } },
    )
    this.branchOn(
      expression.guards,
      position,
      () => builder.assign(result, { kind: 'copy', of: this.value(expression.then, position) }),
      () => {
        if (other.kind !== 'constant') builder.assign(result, { kind: 'copy', of: this.value(other, position) })
      },
    )
    return result
  }

  /** The element type of an expression, without computing it. */
  typeOf(expression: LoweredExpression): ElementType {
    switch (expression.kind) {
      case 'constant':
      case 'accumulator':
        return 'float'
      case 'load':
        return elementType(expression.address.buffer.dtype)
      case 'index':
        return 'integer'
      case 'select': {
        const then = this.typeOf(expression.then)
        return then === 'float' ? this.typeOf(expression.otherwise) : then
      }
      case 'apply':
        return resultType(
          expression.function,
          expression.arguments.map((argument) => ({ type: this.typeOf(argument) })),
        )
    }
  }

  /**
   * Does one thing where all guards hold and another where one fails. A guard that reads an integer at run time is
   * evaluated inside the branch of those that read less: where they fail, there may be nothing to read.
   */
  branchOn(guards: readonly Guard[], position: Position, then: () => void, otherwise: () => void = () => {}): void {
    const least = Math.min(...guards.map(({ of }) => lookupDepth(of)))
    const now = this.guards(
      guards.filter(({ of }) => lookupDepth(of) === least),
      position,
    )
    const later = guards.filter(({ of }) => lookupDepth(of) > least)
    const inside = later.length > 0 ? () => this.branchOn(later, position, then, otherwise) : then
    if (now === false) otherwise()
    else if (now.length === 0) inside()
    else
      this.builder.branch(
        now,
        () => this.where(now, inside),
        () => this.where(complementOf(now), otherwise),
      )
  }

  /** Writes what stands inside a branch: guards that hold there are not asked again. */
  private where(guards: readonly KernelGuard[], write: () => void): void {
    this.known.push(...guards)
    write()
    this.known.length -= guards.length
  }

  /** The guards that neither bounds nor branches around them decide, each once; false when one never holds. */
  private guards(guards: readonly Guard[], position: Position): readonly KernelGuard[] | false {
    const open: KernelGuard[] = []
    for (const guard of guards) {
      const kernelGuard: KernelGuard = { test: guard.test, of: this.place(guard.of, position) }
      const decided = decideGuard(kernelGuard)
      if (decided === false) return false
      if (decided === undefined && !isImplied(kernelGuard, [...this.known, ...open])) open.push(kernelGuard)
    }
    return open
  }

  /** An index at a position, as a place over loop counters. */
  place(index: Index, position: Position): Place {
    let place = fixedPlace(index.constant)
    for (const { atom, coefficient } of index.terms)
      switch (atom.kind) {
        case 'variable':
          place = addPlaces(place, this.variable(atom, position), coefficient)
          break
        case 'floor':
          place = addPlaces(place, floorPlace(this.place(atom.of, position), atom.by), coefficient)
          break
        case 'modulo':
          place = addPlaces(place, moduloPlace(this.place(atom.of, position), atom.by), coefficient)
          break
        case 'lookup':
          place = addPlaces(place, placeOf(this.lookup(atom, position)), coefficient)
      }
    return place
  }

  private variable(variable: Variable, position: Position): Place {
    return shiftPlace(this.boundOf(variable).place, position.offsets.get(variable) ?? 0)
  }

  private lookup(lookup: Lookup, position: Position): Local {
    const variables = new Set<Variable>()
    for (const at of lookup.at) for (const variable of variablesOfIndex(at)) variables.add(variable)
    if (this.laneVariable && variables.has(this.laneVariable) && position.lanes > 1)
      throw new Error('a lookup cannot run over lanes')
    const key = this.keyOf(variables, false, position)
    const version = this.versionOf(variables)
    const known = this.recall(lookup, key, version)
    if (known) return known
    const buffer = this.bufferOf(lookup.tensor)
    const depth = this.depthOf(variables)
    const local = this.builder.outside(depth, () => {
      let at = fixedPlace(buffer.base)
      lookup.at.forEach((index, axis) => (at = addPlaces(at, this.place(index, position), buffer.strides[axis]!)))
      return this.builder.define('integer', 1, { kind: 'load', buffer, at, laneStride: 0 })
    })
    return this.remember(lookup, key, version, depth, local)
  }

  /** Where an address points at a position, and how far apart its lanes are. */
  address(address: Address, position: Position): { readonly at: Place; readonly laneStride: number } {
    const laneStride = this.laneVariable && position.lanes > 1 ? strideAlong(address, this.laneVariable) : 0
    if (address.kind === 'general') return { at: this.place(address.index, position), laneStride }
    let at = fixedPlace(address.base)
    for (const [variable, stride] of address.strides) at = addPlaces(at, this.variable(variable, position), stride)
    return { at, laneStride }
  }
}
