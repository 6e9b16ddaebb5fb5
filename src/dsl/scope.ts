/**
 * The names that have a value while the body of a function is recorded for a call: `fn` sets them, recording replaces
 * them in every dimension the body writes down (`reshape(x, ['B', 'T', 'H', 'D/H'])`, `zeros(['T', 1])`).
 */
import { ShapeError, type CallSite } from '../shapes/rule.js'
import type { Dim, Shape } from '../shapes/shape.js'
import { substituteDim, type Names } from '../shapes/substitute.js'
import type { Attribute, Attributes } from './graph.js'

let scope: Names | undefined

/** What `body` gives while `names` have their values; names of calls around it keep theirs. */
export function withNames<T>(names: Names, body: () => T): T {
  const outer = scope
  scope = { ...outer, ...names }
  try {
    return body()
  } finally {
    scope = outer
  }
}

function dimInScope(operator: string, dim: Dim, names: Names, site: CallSite | undefined): Dim {
  const value = substituteDim(dim, names)
  if (value === false) throw new ShapeError(`${operator}: dimension ${dim} is divided by 0 or a sum`, site)
  if (typeof value === 'string' && /^\d+\/\d+$/.test(value))
    throw new ShapeError(`${operator}: dimension ${dim} is ${value}, not a whole number`, site)
  return value
}

/**
 * A shape that a body wrote down, its names replaced by their values.
 *
 * @throws ShapeError when a quotient is not exact
 */
export const shapeInScope = (operator: string, shape: Shape, site: CallSite | undefined): Shape => {
  const names = scope
  return names === undefined ? shape : shape.map((dim) => dimInScope(operator, dim, names, site))
}

/** Attributes that a body gave, the names in its dims (see `Operator.dims`) replaced by their values. */
export function attributesInScope(
  operator: string,
  attributes: Attributes,
  dims: readonly string[],
  site: CallSite | undefined,
): Attributes {
  const names = scope
  if (names === undefined || dims.length === 0) return attributes
  const replaced = (value: Attribute): Attribute =>
    Array.isArray(value) ? value.map(replaced)
    : typeof value === 'string' ? dimInScope(operator, value, names, site)
    : value
  const written = dims.filter((key) => attributes[key] !== undefined)
  return { ...attributes, ...Object.fromEntries(written.map((key) => [key, replaced(attributes[key] as Attribute)])) }
}
