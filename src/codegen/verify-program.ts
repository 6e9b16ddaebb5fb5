/**
 * Verification of the front half, after every pass: each value is computed once and before it is read, every read is
 * proven inside its tensor (and border) where it is evaluated, outputs are stored, and no update overwrites what a later
 * statement reads. A failure is a fault of the compiler, never of the model.
 *
 * In: works or statements. Out: nothing; throws ProgramError.
 */
import { elementCount } from '../shapes/size.js'
import { rewrite } from '../dsl/comprehension/substitute.js'
import { index, lookupsOf, plus, times, variablesOf } from '../dsl/comprehension/index-expression.js'
import type { Comprehension, Expression, Guard, Index, Leaf, Value, Variable } from '../dsl/comprehension/types.js'
import { complementOf, isWithin } from './index-bounds.js'
import { readsAtOwnPoint } from './passes/order.js'
import type { Borders } from './passes/absorb.js'
import { dependenciesOf, expressionsOf, looseIndices, type WorkParts } from './passes/work.js'
import { volume } from '../dsl/comprehension/value.js'
import type { Buffer, LoweredExpression, LoweredProgram, Statement } from './statement.js'

export class ProgramError extends Error {
  override readonly name = 'ProgramError'
}

function fail(
  pass: string,
  work: { readonly names?: readonly string[]; readonly name?: string },
  message: string,
): never {
  throw new ProgramError(`after ${pass}: ${work.name ?? work.names?.join(' ') ?? ''}: ${message}`)
}

interface Context {
  readonly pass: string
  readonly work: WorkParts
  readonly borders: Borders
}

function checkIndex(context: Context, tensor: Value, at: readonly Index[], guards: readonly Guard[]): void {
  at.forEach((i, axis) => {
    const [before, after] = context.borders.get(tensor)?.[axis] ?? [0, 0]
    const extent = tensor.shape[axis] ?? 0
    for (const { tensor: inner, at: place } of lookupsOf(i)) checkIndex(context, inner, place, guards)
    if (!isWithin(i, -before, extent - 1 + after, guards)) {
      fail(
        context.pass,
        context.work,
        `index ${axis} of ${tensor.name} [${tensor.shape.join(', ')}] is not proven in range`,
      )
    }
  })
}

/** Every read of an expression in range under the guards on the way to it. */
function checkReads(context: Context, root: Expression, outer: readonly Guard[]): void {
  const seen = new Map<readonly Guard[], Set<Expression>>()
  const visit = (e: Expression, guards: readonly Guard[]): void => {
    let known = seen.get(guards)
    if (!known) seen.set(guards, (known = new Set()))
    if (known.has(e)) return
    known.add(e)
    if (e.kind === 'read') checkIndex(context, e.tensor, e.at, guards)
    else if (e.kind === 'apply') for (const argument of e.arguments) visit(argument, guards)
    else if (e.kind === 'select') {
      visit(e.then, [...guards, ...e.guards])
      const failed = complementOf(e.guards, guards)
      if (failed !== null) visit(e.otherwise, [...guards, ...failed])
    }
  }
  visit(root, outer)
}

function checkVariables(context: Context): void {
  const { pass, work } = context
  const known = new Set<Variable>([...work.loops, ...work.over])
  const check = (i: Index): void => {
    for (const v of variablesOf(i)) if (!known.has(v)) fail(pass, work, `${v.name} is not one of its loops`)
  }
  for (const i of looseIndices(work)) check(i)
  for (const expression of expressionsOf(work))
    rewrite(expression, (node) => {
      if (node.kind === 'read') node.at.forEach(check)
      else if (node.kind === 'index') check(node.index)
      else if (node.kind === 'select') for (const { of } of node.guards) check(of)
      return undefined
    })
}

/**
 * Single definition, operands that exist, and every index in range. Phases of one value count as one definition. Works
 * in `proven` had their indices checked after an earlier pass and did not change; what passes here joins them.
 */
export function verifyWorks(
  works: readonly WorkParts[],
  roots: Iterable<Value>,
  pass: string,
  borders: Borders = new Map(),
  proven: WeakSet<WorkParts> = new WeakSet(),
): void {
  const stored = new Map<Value, number>()
  for (const work of works)
    for (const { value } of work.targets) {
      const count = volume(work.scatter ? value.out : work.loops)
      stored.set(value, (stored.get(value) ?? 0) + count)
    }
  for (const work of works) {
    const context = { pass, work, borders }
    for (const { value, at } of work.targets) {
      const total = elementCount(value.shape)
      if (stored.get(value) !== total)
        fail(pass, work, `${stored.get(value)} of the ${total} elements of ${value.name} are stored`)
      if (work.scatter) checkIndex({ ...context, borders: new Map() }, value, work.scatter.at, work.scatter.guards)
      else if (at) checkIndex({ ...context, borders: new Map() }, value, at, [])
      else if (work.loops.some(({ extent }, axis) => extent !== value.shape[axis]))
        fail(pass, work, `its loops do not fit ${value.name}`)
    }
    if (volume(work.loops) === 0) continue
    const { read, lookedUp } = dependenciesOf(work)
    for (const value of [...read, ...lookedUp])
      if (value.kind !== 'leaf' && !stored.has(value)) fail(pass, work, `it reads ${value.name}, which is not computed`)
    if (proven.has(work)) continue
    proven.add(work)
    checkVariables(context)
    const inBody = work.scatter ? work.scatter.guards : work.where
    if (volume(work.over) > 0) checkReads(context, work.body, inBody)
    for (const { post } of work.targets) if (post) checkReads(context, post, [])
  }
  for (const root of roots)
    if (root.kind !== 'leaf' && !stored.has(root))
      throw new ProgramError(`after ${pass}: ${root.name} is never computed`)
}

/** Values before their readers, old values of leaves before the updates that overwrite them, in place only at identity. */
export function verifyOrder(
  works: readonly WorkParts[],
  inPlace: ReadonlyMap<Comprehension, Leaf>,
  updates: Iterable<Leaf>,
): void {
  const lastWrite = new Map<Value, number>()
  const firstWrite = new Map<Value, number>()
  works.forEach((work, at) => {
    for (const { value } of work.targets)
      for (const written of [value, inPlace.get(value)]) {
        if (!written) continue
        lastWrite.set(written, at)
        if (!firstWrite.has(written)) firstWrite.set(written, at)
      }
  })
  works.forEach((work, at) => {
    const { read, lookedUp } = dependenciesOf(work)
    for (const value of [...read, ...lookedUp]) {
      if (value.kind !== 'leaf') {
        if (!(lastWrite.get(value)! < at)) fail('order', work, `it reads ${value.name} before it is computed`)
        continue
      }
      const own = work.targets.find((target) => inPlace.get(target.value) === value)
      if (own) {
        if (!readsAtOwnPoint(work, own.value, value))
          fail('order', work, `it overwrites ${value.name}, which it reads elsewhere`)
      } else if (firstWrite.has(value) && firstWrite.get(value)! < at)
        fail('order', work, `it reads the old ${value.name} after its update`)
    }
  })
  for (const leaf of updates)
    if (!lastWrite.has(leaf)) throw new ProgramError(`after order: ${leaf.name} never takes its new value`)
}

/** Whether an address stays inside its buffer where the guards hold. */
function checkAddress(
  statement: Statement,
  address: Statement['stores'][number]['address'],
  guards: readonly Guard[],
  verb: string,
): void {
  const { buffer } = address
  if (address.kind === 'affine') {
    let [low, high] = [address.base, address.base]
    for (const [{ extent }, stride] of address.strides) {
      if (stride < 0) low += stride * (extent - 1)
      else high += stride * (extent - 1)
    }
    if (low >= 0 && high < buffer.elements) return
    let linear = index(address.base)
    for (const [v, stride] of address.strides) linear = plus(linear, times(index(v), stride))
    if (isWithin(linear, 0, buffer.elements - 1, guards)) return
  } else if (isWithin(address.index, 0, buffer.elements - 1, guards)) return
  // a guarded address whose axes were proven one by one may still be too much for a bound on their sum
  if (guards.length > 0) return
  fail('lower', statement, `it ${verb} ${buffer.name} outside its ${buffer.elements} elements`)
}

/** Addresses inside buffers (the back half proves guarded ones again), every output stored, every statement named and storing. */
export function verifyLowered(program: LoweredProgram): void {
  const written = new Set<Buffer>()
  const names = new Set<string>()
  for (const statement of program.statements) {
    if (names.has(statement.name)) fail('lower', statement, 'another statement has its name')
    names.add(statement.name)
    if (statement.stores.length === 0) fail('lower', statement, 'it stores nothing')
    for (const { address } of statement.stores) {
      written.add(address.buffer)
      if (statement.loops.every(({ extent }) => extent > 0))
        checkAddress(statement, address, statement.scatterGuards ?? [], 'stores to')
    }
    if ([...statement.loops, ...statement.over].some(({ extent }) => extent === 0)) continue
    checkLoads(statement, statement.body, statement.scatterGuards ?? statement.where ?? [])
    for (const { value } of statement.stores) if (value) checkLoads(statement, value, [])
  }
  for (const { name, buffer } of program.outputs) {
    if (buffer.elements > 0 && !written.has(buffer))
      throw new ProgramError(`after lower: output ${name} is never stored`)
  }
}

function checkLoads(statement: Statement, root: LoweredExpression, outer: readonly Guard[]): void {
  const seen = new Set<LoweredExpression>()
  const visit = (e: LoweredExpression, guards: readonly Guard[]): void => {
    if (guards === outer && seen.has(e)) return
    if (guards === outer) seen.add(e)
    if (e.kind === 'load') checkAddress(statement, e.address, guards, 'loads')
    else if (e.kind === 'apply') for (const argument of e.arguments) visit(argument, guards)
    else if (e.kind === 'select') {
      visit(e.then, [...guards, ...e.guards])
      visit(e.otherwise, [...guards, ...e.guards])
    }
  }
  visit(root, outer)
}
