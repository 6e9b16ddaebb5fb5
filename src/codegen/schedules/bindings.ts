/**
 * What is known while a kernel is written: where loop variables stand, and the values computed so far. Every value is
 * computed in the outermost open scope in which its variables are known (never outside a guard's branch), and shared by all
 * positions that agree on the variables it depends on: that alone loads each operand of a register tile once.
 *
 * In: variables with their places, expressions with what computes them. Out: a local for each, computed once per scope.
 */
import type { Lookup, Variable } from '../../dsl/comprehension/types.js'
import type { Local, Place } from '../kernel.js'
import { fixedPlace, shiftPlace } from '../place.js'
import type { LoweredExpression } from '../statement.js'
import type { KernelBuilder } from './build.js'

/** A point of the tile: an offset for each tile variable, and how many lanes are computed at once. */
export interface Position {
  readonly offsets: ReadonlyMap<Variable, number>
  readonly lanes: number
  /** The reduced value here, for epilogues. */
  readonly accumulator?: Local | undefined
}

export const origin: Position = { offsets: new Map(), lanes: 1 }

/** A variable of a tile, with the number of offsets it may take. */
export interface TileVariable {
  readonly variable: Variable
  readonly count: number
}

/** What a value is of: it is the same wherever these are. */
export interface Dependence {
  readonly variables: ReadonlySet<Variable>
  readonly ofAccumulator: boolean
}

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

type Node = LoweredExpression | Lookup

export class Bindings {
  private readonly bound = new Map<Variable, Bound>()
  private readonly memo = new WeakMap<object, Map<Node, Map<number, Remembered>>>()
  private readonly base: number
  /** One more than the largest key that a position can have. */
  private readonly keys: number
  private versions = 0

  /** `tile` are the variables that positions offset; `laneVariable` is the one whose neighbours fill the lanes. */
  constructor(
    readonly builder: KernelBuilder,
    private readonly tile: readonly TileVariable[],
    readonly laneVariable: Variable | null,
  ) {
    this.base = builder.depth
    this.keys = tile.reduce((product, { count }) => product * (count + 1), 5)
  }

  /** From here on, inside the current scope, `variable` is at `place` (plus its offset at a position). */
  bind(variable: Variable, place: Place): void {
    this.bound.set(variable, { place, depth: this.builder.depth, version: ++this.versions })
  }

  /** Where a variable stands at a position. */
  place(variable: Variable, position: Position): Place {
    return shiftPlace(this.boundOf(variable).place, position.offsets.get(variable) ?? 0)
  }

  /** The value of a node at a position: known already, or computed as far outside as it may be. */
  once(node: Node, of: Dependence, position: Position, compute: () => Local): Local {
    const key = this.keyOf(of, position)
    const version = this.versionOf(of.variables)
    const known = this.find(node, key, version)
    if (known) return known
    const depth = of.ofAccumulator ? this.builder.depth : this.depthOf(of.variables)
    const local = this.builder.outside(depth, compute)
    const scope = this.builder.scopeAt(depth)
    let values = this.memo.get(scope)
    if (!values) this.memo.set(scope, (values = new Map()))
    let positions = values.get(node)
    if (!positions) values.set(node, (positions = new Map()))
    positions.set(key, { local, version })
    return local
  }

  /** Whether an open scope has the value of a node. */
  isKnown(node: Node, of: Dependence, position: Position): boolean {
    return this.find(node, this.keyOf(of, position), this.versionOf(of.variables)) !== undefined
  }

  private find(node: Node, key: number, version: number): Local | undefined {
    for (let depth = this.base; depth <= this.builder.depth; depth++) {
      const found = this.memo.get(this.builder.scopeAt(depth))?.get(node)?.get(key)
      if (found && found.version === version) return found.local
    }
    return undefined
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
  private keyOf({ variables, ofAccumulator }: Dependence, position: Position): number {
    let key = 0
    for (const { variable, count } of this.tile)
      key =
        key * (count + 1) + (ofAccumulator || variables.has(variable) ? 1 + (position.offsets.get(variable) ?? 0) : 0)
    const overLanes = ofAccumulator || (this.laneVariable !== null && variables.has(this.laneVariable))
    key = key * 5 + (overLanes ? position.lanes : 0)
    return ofAccumulator ? key + this.keys * (1 + (position.accumulator?.id ?? 0)) : key
  }
}
