/**
 * Trusted to ask.
 *
 * Planted winners: in trial i the maximum (minimum) of every row is moved to the i-th of its points, so that each point of a
 * row wins, however long the row. Only for reductions that look at a drawn tensor itself. Thresholds follow (levels.ts).
 */
import { fromIndex, select } from '../../dsl/comprehension/expression.js'
import { index, plus, times } from '../../dsl/comprehension/index-expression.js'
import type { Comprehension, Read, Value } from '../../dsl/comprehension/types.js'
import { comprehension } from '../../dsl/comprehension/value.js'
import { isFloat } from '../../shapes/dtype.js'
import { arrayFor, coneOf, Evaluation, type Arrays, type Cone } from '../fast/evaluate.js'
import type { Field } from '../meaning/field.js'
import type { FunctionModel } from '../meaning/functions.js'
import { Levels } from './levels.js'

/** Rows longer than this are left to chance. */
export const longestRow = 64

interface Rows {
  readonly tensor: Value
  readonly points: number
  readonly largest: boolean
  /** The address of each point of each row, row after row; −1 for points that take no part. */
  readonly addresses: Comprehension
}

export class Planting {
  readonly #rows: readonly Rows[]
  readonly #evaluation: Evaluation
  readonly #winners: number
  readonly #levels: Levels

  constructor(cone: Cone) {
    const { given, computed } = cone
    this.#rows = computed.flatMap((value) => {
      const { body, reduce, over } = value
      const extreme = reduce === 'max' || reduce === 'min' || reduce === 'argmax' || reduce === 'argmin'
      if (!extreme || body.kind !== 'read' || !given.includes(body.tensor) || !isFloat(body.tensor.dtype)) return []
      const points = over.reduce((count, { extent }) => count * extent, 1)
      if (points > longestRow) return []
      const addresses = addressesOf(value, body)
      // guards may read integers, which must have been drawn when winners are moved
      const needs = coneOf([addresses], (other) => other !== addresses && given.includes(other))
      if (needs.computed.length > 1 || !needs.given.every((other) => given.includes(other))) return []
      return [{ tensor: body.tensor, points, largest: reduce.endsWith('max'), addresses }]
    })
    this.#evaluation = new Evaluation(
      this.#rows.map(({ addresses }) => addresses),
      (value) => given.includes(value),
    )
    this.#winners = this.#rows.reduce((most, { points }) => Math.max(most, points), 0)
    this.#levels = new Levels(cone)
  }

  /** Trials that plant every winner once, and every threshold a few times; 0 where there is nothing to plant. */
  get trials(): number {
    return this.#winners + this.#levels.trials
  }

  /** Changes data that has been drawn. */
  plant(arrays: Arrays, number: number, field: Field, model: FunctionModel): void {
    const trial = number % this.trials
    if (trial >= this.#winners) this.#levels.plant(arrays, trial - this.#winners, field.prime)
    else this.#moveWinners(arrays, trial, field, model)
  }

  /** Rows may overlap: then the last one has its way. */
  #moveWinners(arrays: Arrays, trial: number, field: Field, model: FunctionModel): void {
    this.#evaluation.run(field, model, arrays)
    for (const { tensor, points, largest, addresses } of this.#rows) {
      const data = arrayFor(arrays.values, tensor)
      const places = arrays.values.get(addresses)!
      for (let row = 0; row < places.length; row += points) {
        const target = places[row + (trial % points)]!
        let winner = target
        for (let point = row; point < row + points; point++) {
          const at = places[point]!
          if (at >= 0 && target >= 0 && (largest ? data[at]! > data[winner]! : data[at]! < data[winner]!)) winner = at
        }
        if (target < 0 || winner === target) continue
        ;[data[target], data[winner]] = [data[winner]!, data[target]!]
      }
    }
  }
}

function addressesOf(value: Comprehension, { tensor, at }: Read): Comprehension {
  let address = index(0)
  at.forEach((each, axis) => (address = plus(times(address, tensor.shape[axis]!), each)))
  return comprehension({
    name: `points of ${value.name}`,
    dtype: 'i32',
    out: [...value.out, ...value.over],
    body: select(value.where ?? [], fromIndex(address), fromIndex(-1)),
  })
}
