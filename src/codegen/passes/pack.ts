/**
 * Packing: an operand of a contraction that strides along the vector axis is first copied so that it does not. The copy is
 * an ordinary map statement in front of its user. It pays where vectors are loaded whole and the operand is read often;
 * where lanes are computed one by one a stride costs nothing (measured), so that target sets the threshold to infinity.
 */
import { elementCount } from '../../shapes/size.js'
import type { Variable } from '../../dsl/comprehension/types.js'
import { volume } from '../../dsl/comprehension/value.js'
import { loadsOf, nodesOf, strideAlong, variablesOfAddress } from '../schedules/analyse.js'
import { vectorAxis } from '../schedules/tile.js'
import type { Address, AffineAddress, Buffer, LoweredExpression, Statement } from '../statement.js'
import type { Thresholds } from '../thresholds.js'

export type PackThresholds = Pick<Thresholds, 'packReuse'>

/** Inserts copies where they pay; new buffers are appended to `buffers`. */
export function packOperands(
  statements: readonly Statement[],
  buffers: readonly Buffer[],
  thresholds: PackThresholds,
): { statements: readonly Statement[]; buffers: readonly Buffer[] } {
  const added: Buffer[] = []
  let id = buffers.reduce((largest, buffer) => Math.max(largest, buffer.id), 0)
  const packed = statements.flatMap((statement) => {
    const vector = isContraction(statement) ? vectorAxis(statement) : null
    if (!vector) return [statement]
    const copies: Statement[] = []
    const moved = new Map<Address, Address>()
    for (const address of loadsOf(statement.body)) {
      if (address.kind !== 'affine' || !pays(statement, address, vector, thresholds)) continue
      const order = copyOrder(address, vector)
      const buffer = packedBuffer(++id, `${address.buffer.name}_packed_${statement.id}`, address.buffer, order)
      added.push(buffer)
      const target: AffineAddress = {
        kind: 'affine',
        buffer,
        base: 0,
        strides: new Map(order.map((variable, axis) => [variable, buffer.strides[axis]!])),
      }
      copies.push(copyStatement(statement, copies.length, address, target, order))
      moved.set(address, target)
    }
    return copies.length === 0 ?
        [statement]
      : [...copies, { ...statement, body: addressReplacer(moved)(statement.body) }]
  })
  return { statements: packed, buffers: [...buffers, ...added] }
}

/** Some output variable occurs in one operand only and another in another only: both operands are used again and again. */
export function isContraction(statement: Statement): boolean {
  if (
    statement.reduce !== 'sum' ||
    statement.scatterGuards ||
    nodesOf([statement.body]).some((node) => node.kind === 'select')
  )
    return false
  const loads = loadsOf(statement.body)
  const only = (p: Address, q: Address): boolean =>
    statement.loops.some((variable) => strideAlong(p, variable) !== 0 && strideAlong(q, variable) === 0)
  return loads.some((p) => loads.some((q) => only(p, q) && only(q, p)))
}

function pays(statement: Statement, address: AffineAddress, vector: Variable, { packReuse }: PackThresholds): boolean {
  const stride = strideAlong(address, vector)
  if (stride === 0 || stride === 1) return false
  const elements = volume([...variablesOfAddress(address)])
  const points = volume([...statement.loops, ...statement.over])
  // a window that reads each element at several offsets would grow: that is no packing
  return elements > 0 && elements <= address.buffer.elements && points / elements >= packReuse
}

/** The source's own order, the vector axis last. */
function copyOrder(address: AffineAddress, vector: Variable): readonly Variable[] {
  const others = [...address.strides.keys()].filter((variable) => variable !== vector)
  others.sort((a, b) => Math.abs(address.strides.get(b)!) - Math.abs(address.strides.get(a)!))
  return [...others, vector]
}

function packedBuffer(id: number, name: string, source: Buffer, order: readonly Variable[]): Buffer {
  const shape = order.map(({ extent }) => extent)
  const strides = shape.map((_, axis) => elementCount(shape.slice(axis + 1)))
  const elements = elementCount(shape)
  return { id, name, dtype: source.dtype, elements, role: 'temporary', bordered: false, shape, strides, base: 0 }
}

function copyStatement(
  user: Statement,
  number: number,
  source: AffineAddress,
  target: AffineAddress,
  order: readonly Variable[],
): Statement {
  return {
    id: user.id,
    name: `${user.name}_pack${number === 0 ? '' : `_${number}`}`,
    loops: order,
    over: [],
    reduce: 'none',
    body: { kind: 'load', id: -1, address: source },
    stores: [{ address: target, value: null, winner: false }],
    unrolled: new Set(),
    formula: `${target.buffer.name} = ${source.buffer.name} along ${order.map(({ name }) => name).join(', ')}`,
    sites: user.sites,
  }
}

/** Rewrites expressions with some addresses replaced; what they shared stays shared, also between several of them. */
export function addressReplacer(
  moved: ReadonlyMap<Address, Address>,
): (expression: LoweredExpression) => LoweredExpression {
  const done = new Map<LoweredExpression, LoweredExpression>()
  return function replace(one: LoweredExpression): LoweredExpression {
    const known = done.get(one)
    if (known) return known
    const result: LoweredExpression =
      one.kind === 'load' ?
        moved.has(one.address) ?
          { ...one, address: moved.get(one.address)! }
        : one
      : one.kind === 'apply' ? { ...one, arguments: one.arguments.map(replace) }
      : one.kind === 'select' ? { ...one, then: replace(one.then), otherwise: replace(one.otherwise) }
      : one
    done.set(one, result)
    return result
  }
}
