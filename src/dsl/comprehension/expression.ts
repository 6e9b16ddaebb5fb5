/**
 * Scalar expressions: constants, reads, applications of scalar functions, guarded choices. Interned, and simplified by
 * their constructors (simplify.ts says how), so no simplifier pass is needed.
 *
 * In: numbers, tensors, indices. Out: `Expression` objects; equal structure is the same object.
 */
import { rationalFromNumber, type Rational } from '../rational.js'
import { scalarFunctions, type ScalarFunctionName } from '../scalar.js'
import { areOpposite, openGuards } from './guards.js'
import { index, type IndexLike } from './index-expression.js'
import { Interner, mix, nextId } from './interning.js'
import { made, type Before } from './rewrites.js'
import { simplifyApply } from './simplify.js'
import type {
  Accumulator,
  Apply,
  Constant,
  Expression,
  FromIndex,
  Guard,
  NamedReal,
  Read,
  Select,
  Value,
} from './types.js'

const constants = new Interner<Constant>()
const reads = new Interner<Read>()
const applications = new Interner<Apply>()
const selects = new Interner<Select>()
const fromIndices = new Interner<FromIndex>()

/** The reduced value; only in `post`. */
export const accumulator: Accumulator = { kind: 'accumulator', id: nextId() }

/**
 * An exact constant. A number is the decimal it prints as.
 *
 * @throws RangeError for NaN and infinities.
 */
export function constant(value: number | Rational | NamedReal): Constant {
  const exact = typeof value === 'number' ? rationalFromNumber(value) : value
  if (typeof exact === 'string') {
    return constants.intern(
      mix(exact.length, exact.charCodeAt(0)),
      (other) => other.value === exact,
      () => ({ kind: 'constant', id: nextId(), value: exact }),
    )
  }
  const { numerator, denominator } = exact
  return constants.intern(
    mix(Number(BigInt.asIntN(32, numerator)), Number(BigInt.asIntN(32, denominator))),
    ({ value: other }) =>
      typeof other !== 'string' && other.numerator === numerator && other.denominator === denominator,
    () => ({ kind: 'constant', id: nextId(), value: exact }),
  )
}

/**
 * One element of a tensor.
 *
 * @throws Error when the number of indices is not the tensor's rank.
 */
export function read(tensor: Value, at: readonly IndexLike[]): Read {
  if (at.length !== tensor.shape.length) {
    throw new Error(`read of ${tensor.name}: ${at.length} indices for a tensor of rank ${tensor.shape.length}`)
  }
  const indexes = at.map(index)
  let hash = mix(31, tensor.id)
  for (const { id } of indexes) hash = mix(hash, id)
  return reads.intern(
    hash,
    (other) => other.tensor === tensor && other.at.every((i, axis) => i === indexes[axis]),
    () => ({ kind: 'read', id: nextId(), tensor, at: indexes }),
  )
}

const functionHashes = new Map<ScalarFunctionName, number>()

function hashOfFunction(name: ScalarFunctionName): number {
  let hash = functionHashes.get(name)
  if (hash === undefined) {
    hash = 7
    for (let i = 0; i < name.length; i++) hash = mix(hash, name.charCodeAt(i))
    functionHashes.set(name, hash)
  }
  return hash
}

/**
 * A scalar function applied, simplified.
 *
 * @throws Error when the number of operands is not the function's arity.
 * @example
 * apply('mul', constant(2), apply('mul', constant(0.5), x)) // x
 */
export function apply(name: ScalarFunctionName, ...operands: readonly Expression[]): Expression {
  const { arity } = scalarFunctions[name]
  if (operands.length !== arity) throw new Error(`${name} takes ${arity} operands, got ${operands.length}`)
  const simpler = simplifyApply(name, operands, constructors)
  if (simpler !== null) return simpler
  let hash = hashOfFunction(name)
  for (const { id } of operands) hash = mix(hash, id)
  return applications.intern(
    hash,
    (other) => other.function === name && other.arguments.every((operand, i) => operand === operands[i]),
    () => ({ kind: 'apply', id: nextId(), function: name, arguments: [...operands] }),
  )
}

/** `then` where all guards hold, else `otherwise`, which is 0 by default. Guards that bounds decide disappear. */
export function select(guards: readonly Guard[], then: Expression, otherwise: Expression = constant(0)): Expression {
  const open = openGuards(guards)
  const before = (): Before => ({ kind: 'select', guards, then, otherwise })
  if (open === null) return made('decided-guards', before, otherwise)
  if (open.length === 0) return made('decided-guards', before, then)
  if (then === otherwise) return made('same-guarded', before, then)
  if (then.kind === 'select' && then.otherwise === otherwise)
    return made('nested-guards', before, select([...open, ...then.guards], then.then, otherwise))
  if (otherwise.kind === 'select' && areOpposite(open, otherwise.guards))
    return made('opposite-guards', before, select(open, then, otherwise.then))
  const choice = chosen(open, then, otherwise)
  return open.length < guards.length ? made('decided-guards', before, choice) : choice
}

function chosen(open: readonly Guard[], then: Expression, otherwise: Expression): Select {
  let hash = mix(mix(61, then.id), otherwise.id)
  for (const { test, of } of open) hash = mix(mix(hash, of.id), test.length)
  return selects.intern(
    hash,
    (other) =>
      other.then === then &&
      other.otherwise === otherwise &&
      other.guards.length === open.length &&
      other.guards.every(({ test, of }, i) => of === open[i]!.of && test === open[i]!.test),
    () => ({ kind: 'select', id: nextId(), guards: open, then, otherwise }),
  )
}

const constructors = { constant, apply, select }

/** An index as an integer scalar. */
export function fromIndex(value: IndexLike): FromIndex {
  const of = index(value)
  return fromIndices.intern(
    of.id,
    (other) => other.index === of,
    () => ({ kind: 'index', id: nextId(), index: of }),
  )
}
