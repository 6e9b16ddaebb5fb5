/** Statements built by hand: buffers, indices, expressions and programs, as lowering would make them. */
import type { Guard, Index, Leaf, Term, Variable } from '../../../src/dsl/comprehension/types.js'
import type { ScalarFunctionName } from '../../../src/dsl/scalar.js'
import type { DType } from '../../../src/shapes/dtype.js'
import type {
  Address,
  Buffer,
  LoweredExpression,
  LoweredProgram,
  Statement,
  Store,
} from '../../../src/codegen/statement.js'

let ids = 1
export const variable = (name: string, extent: number): Variable => ({ kind: 'variable', id: ids++, extent, name })

export const at = (constant: number, ...terms: readonly (readonly [Term['atom'], number])[]): Index => ({
  id: ids++,
  constant,
  terms: terms.map(([atom, coefficient]) => ({ atom, coefficient })),
})
export const floor = (of: Index, by: number): Term['atom'] => ({ kind: 'floor', id: ids++, of, by })
export const modulo = (of: Index, by: number): Term['atom'] => ({ kind: 'modulo', id: ids++, of, by })
export const nonnegative = (of: Index): Guard => ({ test: 'nonnegative', of })
export const zero = (of: Index): Guard => ({ test: 'zero', of })

interface BufferOptions {
  readonly role?: Buffer['role']
  readonly dtype?: DType
  readonly strides?: readonly number[]
  readonly base?: number
  readonly elements?: number
  readonly bordered?: boolean
  readonly leaf?: Leaf
}

export function buffer(name: string, shape: readonly number[], options: BufferOptions = {}): Buffer {
  const strides =
    options.strides ?? shape.map((_, axis) => shape.slice(axis + 1).reduce((product, n) => product * n, 1))
  const role = options.role ?? 'temporary'
  return {
    id: ids++,
    name,
    dtype: options.dtype ?? 'f32',
    elements: options.elements ?? shape.reduce((product, n) => product * n, 1),
    role,
    leaf: options.leaf,
    bordered: options.bordered ?? false,
    shape,
    strides,
    base: options.base ?? 0,
  }
}

export const leaf = (name: string, shape: readonly number[], options: BufferOptions = {}): Buffer =>
  buffer(name, shape, { ...options, role: 'leaf' })
export const output = (name: string, shape: readonly number[], options: BufferOptions = {}): Buffer =>
  buffer(name, shape, { ...options, role: 'output' })

/** The element [i…] of a buffer, one variable (or fixed number) per axis. */
export function cell(target: Buffer, ...indices: readonly (Variable | number)[]): Address {
  let base = target.base
  const strides = new Map<Variable, number>()
  indices.forEach((index, axis) => {
    const stride = target.strides[axis]!
    if (typeof index === 'number') base += index * stride
    else strides.set(index, (strides.get(index) ?? 0) + stride)
  })
  return { kind: 'affine', buffer: target, base, strides }
}

export const general = (target: Buffer, index: Index): Address => ({ kind: 'general', buffer: target, index })

export const load = (address: Address): LoweredExpression => ({ kind: 'load', id: ids++, address })
export const apply = (name: ScalarFunctionName, ...operands: readonly LoweredExpression[]): LoweredExpression => ({
  kind: 'apply',
  id: ids++,
  function: name,
  arguments: operands,
})
export const select = (
  guards: readonly Guard[],
  then: LoweredExpression,
  otherwise = number(0),
): LoweredExpression => ({ kind: 'select', id: ids++, guards, then, otherwise })
export const fromIndex = (index: Index): LoweredExpression => ({ kind: 'index', id: ids++, index })
export const accumulator: LoweredExpression = { kind: 'accumulator', id: 0 }
export function number(numerator: number, denominator = 1): LoweredExpression {
  return { kind: 'constant', id: ids++, value: { numerator: BigInt(numerator), denominator: BigInt(denominator) } }
}

export const store = (address: Address, value: LoweredExpression | null = null, winner = false): Store => ({
  address,
  value,
  winner,
})

export function statement(
  name: string,
  parts: Partial<Statement> & Pick<Statement, 'loops' | 'body' | 'stores'>,
): Statement {
  return {
    id: ids++,
    name,
    over: [],
    reduce: 'none',
    unrolled: new Set(),
    formula: `${name}[…] = …`,
    sites: [{ file: 'model.ts', line: 3, column: 7 }],
    ...parts,
  }
}

export function program(
  statements: readonly Statement[],
  buffers: readonly Buffer[],
  outputs: readonly Buffer[],
  extra: Partial<LoweredProgram> = {},
): LoweredProgram {
  return {
    name: 'test',
    statements,
    buffers,
    outputs: outputs.map((one) => ({ name: one.name, buffer: one })),
    ...extra,
  }
}
