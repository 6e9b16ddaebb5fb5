/**
 * From indices and addresses to places over loop counters, at one position of a tile. In: what lower.ts left of indices.
 * Out: places, and integers read on the way.
 */
import { variablesOf } from '../../dsl/comprehension/index-expression.js'
import type { Index, Lookup, Value, Variable } from '../../dsl/comprehension/types.js'
import type { Local, Place } from '../kernel.js'
import { addPlaces, fixedPlace, floorPlace, moduloPlace, placeOf } from '../place.js'
import type { Address, Buffer } from '../statement.js'
import { indexStride, strideAlong } from './analyse.js'
import type { Bindings, Position } from './bindings.js'

/** A place, and how far apart the lanes that begin there are. */
export interface LanePlace {
  readonly at: Place
  readonly laneStride: number
}

export class Places {
  constructor(
    private readonly bindings: Bindings,
    private readonly bufferOf: (tensor: Value) => Buffer,
  ) {}

  /** An index at a position. */
  index(index: Index, position: Position): Place {
    let place = fixedPlace(index.constant)
    for (const { atom, coefficient } of index.terms)
      switch (atom.kind) {
        case 'variable':
          place = addPlaces(place, this.bindings.place(atom, position), coefficient)
          break
        case 'floor':
          place = addPlaces(place, floorPlace(this.index(atom.of, position), atom.by), coefficient)
          break
        case 'modulo':
          place = addPlaces(place, moduloPlace(this.index(atom.of, position), atom.by), coefficient)
          break
        case 'lookup':
          place = addPlaces(place, placeOf(this.lookup(atom, position)), coefficient)
      }
    return place
  }

  /** An index as the number it is, over lanes. */
  number(index: Index, position: Position): LanePlace {
    const { laneVariable } = this.bindings
    return { at: this.index(index, position), laneStride: laneVariable ? indexStride(index, laneVariable) : 0 }
  }

  /** Where an address points. */
  address(address: Address, position: Position): LanePlace {
    const { laneVariable } = this.bindings
    const laneStride = laneVariable && position.lanes > 1 ? strideAlong(address, laneVariable) : 0
    if (address.kind === 'general') return { at: this.index(address.index, position), laneStride }
    let at = fixedPlace(address.base)
    for (const [variable, stride] of address.strides)
      at = addPlaces(at, this.bindings.place(variable, position), stride)
    return { at, laneStride }
  }

  /** An integer that is read at run time, once. */
  private lookup(lookup: Lookup, position: Position): Local {
    const { bindings } = this
    const variables = new Set<Variable>()
    for (const at of lookup.at) for (const variable of variablesOf(at)) variables.add(variable)
    if (bindings.laneVariable && variables.has(bindings.laneVariable) && position.lanes > 1)
      throw new Error('a lookup cannot run over lanes')
    return bindings.once(lookup, { variables, ofAccumulator: false }, position, () => {
      const buffer = this.bufferOf(lookup.tensor)
      let at = fixedPlace(buffer.base)
      lookup.at.forEach((index, axis) => (at = addPlaces(at, this.index(index, position), buffer.strides[axis]!)))
      return bindings.builder.define('integer', 1, { kind: 'load', buffer, at, laneStride: 0 })
    })
  }
}
