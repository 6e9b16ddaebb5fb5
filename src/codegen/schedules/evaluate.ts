/**
 * From lowered expressions to instructions, at one position of a tile.
 *
 * In: expressions over loads, indices and the accumulator; the places of their variables. Out: locals, each defined where
 * bindings.ts says.
 */
import type { Value, Variable } from '../../dsl/comprehension/types.js'
import { elementType, lanesOf, type Local, type Place } from '../kernel.js'
import type { Buffer, LoweredExpression } from '../statement.js'
import { dependsOnAccumulator, lookupDepth, variablesOf } from './analyse.js'
import { Bindings, type Dependence, type Position, type TileVariable } from './bindings.js'
import { Branches } from './branches.js'
import type { KernelBuilder } from './build.js'
import { Places } from './places.js'
import { resultType, typeOf } from './types.js'

type Of<K extends LoweredExpression['kind']> = Extract<LoweredExpression, { kind: K }>

const dependenceOf = (expression: LoweredExpression): Dependence => ({
  variables: variablesOf(expression),
  ofAccumulator: dependsOnAccumulator(expression),
})

export class Evaluator {
  private readonly bindings: Bindings
  readonly places: Places
  readonly branches: Branches

  constructor(
    readonly builder: KernelBuilder,
    bufferOf: (tensor: Value) => Buffer,
    tile: readonly TileVariable[] = [],
    laneVariable: Variable | null = null,
  ) {
    this.bindings = new Bindings(builder, tile, laneVariable)
    this.places = new Places(this.bindings, bufferOf)
    this.branches = new Branches(builder, this.places)
  }

  /** From here on, inside the current scope, `variable` is at `place` (plus its offset at a position). */
  bind(variable: Variable, place: Place): void {
    this.bindings.bind(variable, place)
  }

  /** The value of an expression at a position, computed at most once per scope. */
  value(expression: LoweredExpression, position: Position): Local {
    if (expression.kind === 'accumulator') {
      if (!position.accumulator) throw new Error('an accumulator is read outside an epilogue')
      return position.accumulator
    }
    return this.bindings.once(expression, dependenceOf(expression), position, () => this.compute(expression, position))
  }

  private compute(expression: Exclude<LoweredExpression, { kind: 'accumulator' }>, position: Position): Local {
    const { builder } = this
    switch (expression.kind) {
      case 'constant':
        return builder.define('float', 1, { kind: 'constant', value: expression.value })
      case 'load': {
        const { buffer } = expression.address
        const { at, laneStride } = this.places.address(expression.address, position)
        const lanes = laneStride === 0 ? 1 : position.lanes
        return builder.define(elementType(buffer.dtype), lanes, { kind: 'load', buffer, at, laneStride })
      }
      case 'index': {
        const { at, laneStride } = this.places.number(expression.index, position)
        return builder.define('integer', laneStride === 0 ? 1 : position.lanes, { kind: 'index', at, laneStride })
      }
      case 'select':
        return this.select(expression, position)
      case 'apply':
        return this.apply(expression, position)
    }
  }

  private apply({ function: name, arguments: operands }: Of<'apply'>, position: Position): Local {
    if (name === 'add') {
      const fused = this.multiplyAdd(operands, position)
      if (fused) return fused
    }
    const values = operands.map((operand) => this.value(operand, position))
    const [type, lanes] = [resultType(name, values), lanesOf(values)]
    return this.builder.define(type, lanes, { kind: 'apply', function: name, arguments: values })
  }

  /** a·b + c, when one term is a product that is not needed for itself. */
  private multiplyAdd(terms: readonly LoweredExpression[], position: Position): Local | null {
    for (const [product, other] of [
      [terms[0]!, terms[1]!],
      [terms[1]!, terms[0]!],
    ] as const) {
      if (product.kind !== 'apply' || product.function !== 'mul') continue
      if (this.bindings.isKnown(product, dependenceOf(product), position)) continue
      const [a, b] = product.arguments.map((argument) => this.value(argument, position)) as [Local, Local]
      const c = this.value(other, position)
      if (a.type === 'integer' || b.type === 'integer' || c.type === 'integer') continue
      return this.builder.define('float', lanesOf([a, b, c]), { kind: 'multiplyAdd', a, b, c })
    }
    return null
  }

  /** A choice that no branch has to be written for, or a local that branches assign. */
  private select(expression: Of<'select'>, position: Position): Local {
    const { guards, then, otherwise } = expression
    if (guards.every(({ of }) => lookupDepth(of) === 0)) {
      const open = this.branches.open(guards, position)
      if (open === false) return this.value(otherwise, position)
      if (open.length === 0) return this.value(then, position)
    }
    const { builder } = this
    const { laneVariable } = this.bindings
    const { variables, ofAccumulator } = dependenceOf(expression)
    const lanes = ofAccumulator || (laneVariable !== null && variables.has(laneVariable)) ? position.lanes : 1
    const first = otherwise.kind === 'constant' ? otherwise.value : { numerator: 0n, denominator: 1n }
    const result = builder.accumulator(typeOf(expression), lanes, { kind: 'constant', value: first })
    this.branches.on(
      guards,
      position,
      () => builder.assign(result, { kind: 'copy', of: this.value(then, position) }),
      () => {
        if (otherwise.kind !== 'constant') builder.assign(result, { kind: 'copy', of: this.value(otherwise, position) })
      },
    )
    return result
  }
}
