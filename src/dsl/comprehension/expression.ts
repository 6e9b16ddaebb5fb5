/**
 * Scalar expressions: constants, reads, applications of scalar functions, guarded choices. Interned, and simplified by
 * their constructors (simplify.ts says how), so no simplifier pass is needed.
 *
 * In: numbers, tensors, indices. Out: `Expression` objects; equal structure is the same object.
 */
import { formatRational, rationalFromNumber, type Rational } from '../rational.js'
import { scalarFunctions, type ScalarFunctionName } from '../scalar.js'
import { areOpposite, formatGuards, openGuards, substituteGuards } from './guards.js'
import { formatIndex, index, lookupsOf, substituteIndex, variablesOf, type IndexLike } from './index-expression.js'
import { Interner, mix, nextId } from './interning.js'
import { made, type Before } from './rewrites.js'
import { rationalOf, simplifyApply } from './simplify.js'
import type {
  Accumulator,
  Apply,
  Constant,
  Expression,
  FromIndex,
  Guard,
  Index,
  Lookup,
  NamedReal,
  Read,
  Select,
  Value,
  Variable,
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

/** Whether this is the constant 0, the structural zero. */
export const isZero = (e: Expression): boolean => rationalOf(e)?.numerator === 0n

/** The same node over new operands. */
export function withOperands(e: Expression, f: (operand: Expression) => Expression): Expression {
  if (e.kind === 'apply') return apply(e.function, ...e.arguments.map(f))
  if (e.kind === 'select') return select(e.guards, f(e.then), f(e.otherwise))
  return e
}

/**
 * Bottom-up rewriting, memoised: `f` gets each node after its operands were rewritten, and returns what replaces it, or
 * undefined to keep it.
 */
export function rewrite(e: Expression, f: (node: Expression) => Expression | undefined): Expression {
  const memo = new Map<Expression, Expression>()
  const visit = (node: Expression): Expression => {
    const known = memo.get(node)
    if (known) return known
    const rebuilt = withOperands(node, visit)
    const result = f(rebuilt) ?? rebuilt
    memo.set(node, result)
    return result
  }
  return visit(e)
}

/** Substitutes variables everywhere: in reads, in guards and in indices used as numbers. */
export function substitute(e: Expression, map: ReadonlyMap<Variable, Index>): Expression {
  if (map.size === 0) return e
  const memo = new Map<Expression, Expression>()
  const visit = (node: Expression): Expression => {
    const known = memo.get(node)
    if (known) return known
    const result =
      node.kind === 'read' ?
        read(
          node.tensor,
          node.at.map((i) => substituteIndex(i, map)),
        )
      : node.kind === 'index' ? fromIndex(substituteIndex(node.index, map))
      : node.kind === 'select' ? select(substituteGuards(node.guards, map), visit(node.then), visit(node.otherwise))
      : withOperands(node, visit)
    memo.set(node, result)
    return result
  }
  return visit(e)
}

/** Replaces one sub-expression by another, outermost occurrence first (nothing inside `from` is looked at). */
export function replace(e: Expression, from: Expression, to: Expression): Expression {
  const memo = new Map<Expression, Expression>([[from, to]])
  const visit = (node: Expression): Expression => {
    const known = memo.get(node)
    if (known) return known
    const result = withOperands(node, visit)
    memo.set(node, result)
    return result
  }
  return visit(e)
}

/** Calls `visit` once for each distinct node, operands first. */
export function walk(e: Expression, visit: (node: Expression) => void): void {
  const seen = new Set<Expression>()
  const go = (node: Expression): void => {
    if (seen.has(node)) return
    seen.add(node)
    if (node.kind === 'apply') for (const operand of node.arguments) go(operand)
    else if (node.kind === 'select') {
      go(node.then)
      go(node.otherwise)
    }
    visit(node)
  }
  go(e)
}

const readLists = new WeakMap<Expression, readonly Read[]>()

/** Distinct reads, in order of first evaluation. Tensors read inside indices are not among them: see `lookupsIn`. */
export function readsOf(e: Expression): readonly Read[] {
  let list = readLists.get(e)
  if (!list) {
    const found: Read[] = []
    walk(e, (node) => {
      if (node.kind === 'read') found.push(node)
    })
    readLists.set(e, (list = found))
  }
  return list
}

/** Every index that occurs: of reads, of guards, as numbers. */
export function indicesOf(e: Expression): readonly Index[] {
  const found = new Set<Index>()
  walk(e, (node) => {
    if (node.kind === 'read') for (const i of node.at) found.add(i)
    else if (node.kind === 'index') found.add(node.index)
    else if (node.kind === 'select') for (const { of } of node.guards) found.add(of)
  })
  return [...found]
}

/** Distinct lookups in any index of the expression. */
export function lookupsIn(e: Expression): readonly Lookup[] {
  const found = new Set<Lookup>()
  for (const i of indicesOf(e)) for (const atom of lookupsOf(i)) found.add(atom)
  return [...found]
}

/** The variables that occur anywhere in the expression, each once. */
export function variablesIn(e: Expression): readonly Variable[] {
  const found = new Set<Variable>()
  for (const i of indicesOf(e)) for (const v of variablesOf(i)) found.add(v)
  return [...found]
}

/** The number of distinct scalar operations. */
export function sizeOf(e: Expression): number {
  let size = 0
  walk(e, (node) => {
    if (node.kind === 'apply') size++
  })
  return size
}

/** Whether a function marked `heavy` occurs (exp, log, …): one that should not be computed twice. */
export function isHeavy(e: Expression): boolean {
  let heavy = false
  walk(e, (node) => {
    if (node.kind === 'apply' && scalarFunctions[node.function].heavy) heavy = true
  })
  return heavy
}

const infix: Partial<Record<ScalarFunctionName, string>> = {
  add: '+',
  sub: '-',
  mul: '*',
  div: '/',
  lessThan: '<',
  lessEqual: '<=',
  equal: '==',
  and: '&',
}

/** `max(x[b, j] + 2*b[j], 0)`, in the notation of the comments above kernels. */
export function formatExpression(e: Expression): string {
  switch (e.kind) {
    case 'constant':
      return typeof e.value === 'string' ? e.value : formatRational(e.value)
    case 'accumulator':
      return 'ACC'
    case 'index':
      return formatIndex(e.index)
    case 'read':
      return `${e.tensor.name}[${e.at.map(formatIndex).join(', ')}]`
    case 'select': {
      const otherwise = isZero(e.otherwise) ? '' : ` : ${formatExpression(e.otherwise)}`
      return `{${formatGuards(e.guards)} ? ${formatExpression(e.then)}${otherwise}}`
    }
    case 'apply': {
      const sign = infix[e.function]
      if (sign) return e.arguments.map(formatOperand).join(` ${sign} `)
      if (e.function === 'neg') return `-${formatOperand(e.arguments[0] as Expression)}`
      return `${e.function}(${e.arguments.map(formatExpression).join(', ')})`
    }
  }
}

const formatOperand = (e: Expression): string =>
  e.kind === 'apply' && (infix[e.function] !== undefined || e.function === 'neg') ?
    `(${formatExpression(e)})`
  : formatExpression(e)
