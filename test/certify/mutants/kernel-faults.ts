/**
 * Faults of finished kernels, by class: what an index map, a bound, a reduction, a substitution or a branch that went wrong
 * would leave in the loop IR. Each is a function from instruction to instructions, applied at one place.
 */
import type { Instruction, Kernel, Local, Operation, Place, PlaceTerm } from '../../../src/codegen/kernel.js'
import type { Buffer } from '../../../src/codegen/statement.js'
import type { Build } from '../../../src/codegen/compile.js'
import type { ScalarFunctionName } from '../../../src/dsl/scalar.js'
import { inOperation, rebound, shifted, type Fault, type Loop } from '../faults.js'

/** What surrounds an instruction, found once for a build. */
export interface Surroundings {
  /** Values that could be taken for another: defined before, in scope. */
  readonly visible: ReadonlyMap<Instruction, readonly Local[]>
  /** Instructions that follow a loop in their kernel: what becomes of a reduced value. */
  readonly after: ReadonlySet<Instruction>
  /** Instructions of kernels that store parameters or optimiser state. */
  readonly updating: ReadonlySet<Instruction>
  /** The float buffers that a kernel loads. */
  readonly loaded: ReadonlyMap<Instruction, readonly Buffer[]>
}

export function surroundingsOf({ explain }: Build): Surroundings {
  const visible = new Map<Instruction, readonly Local[]>()
  const after = new Set<Instruction>()
  const updating = new Set<Instruction>()
  const loaded = new Map<Instruction, readonly Buffer[]>()
  const kernel = ({ instructions }: Kernel): void => {
    const buffers = new Set<Buffer>()
    const own: Instruction[] = []
    let updates = false
    const block = (list: readonly Instruction[], outer: readonly Local[], follows: boolean): void => {
      const scope = [...outer]
      let late = follows
      for (const instruction of list) {
        visible.set(instruction, [...scope])
        own.push(instruction)
        if (late) after.add(instruction)
        if (instruction.kind === 'define') scope.push(instruction.local)
        if (instruction.kind === 'store' && instruction.buffer.role === 'leaf') updates = true
        if (
          (instruction.kind === 'define' || instruction.kind === 'assign') &&
          instruction.operation.kind === 'load' &&
          instruction.operation.buffer.dtype === 'f32'
        )
          buffers.add(instruction.operation.buffer)
        if (instruction.kind === 'loop') {
          block(instruction.body, scope, late)
          late = true
        } else if (instruction.kind === 'branch') {
          block(instruction.then, scope, late)
          block(instruction.otherwise, scope, late)
        }
      }
    }
    block(instructions, [], false)
    for (const instruction of own) {
      loaded.set(instruction, [...buffers])
      if (updates) updating.add(instruction)
    }
  }
  for (const { loopNests } of explain.entries) loopNests.forEach(kernel)
  return { visible, after, updating, loaded }
}

export type KernelFault = (around: Surroundings) => Fault

const plainly =
  (fault: Fault): KernelFault =>
  () =>
    fault

const term = (place: Place, at: number, change: (term: PlaceTerm) => PlaceTerm | null): Place => ({
  ...place,
  terms: place.terms.flatMap((each, number) => (number === at ? (change(each) ?? []) : each)),
})

/** The place of a load or a store. */
const inPlace = (change: (place: Place) => Place | undefined): Fault => {
  const load = inOperation((operation) => {
    const at = operation.kind === 'load' ? change(operation.at) : undefined
    return operation.kind === 'load' && at ? { ...operation, at } : undefined
  })
  return (instruction) => {
    if (instruction.kind !== 'store') return load(instruction)
    const at = change(instruction.at)
    return at && { ...instruction, at }
  }
}

const swappedStrides = (place: Place): Place | undefined => {
  const [a, b] = place.terms
  if (a === undefined || b === undefined || a.coefficient === b.coefficient) return undefined
  const swapped = [
    { ...a, coefficient: b.coefficient },
    { ...b, coefficient: a.coefficient },
  ]
  return { ...place, terms: [...swapped, ...place.terms.slice(2)] }
}

const digit =
  (kind: 'floor' | 'modulo', by: number) =>
  (place: Place): Place | undefined => {
    const at = place.terms.findIndex(({ atom }) => atom.kind === kind)
    if (at < 0) return undefined
    return term(place, at, ({ atom, coefficient }) =>
      atom.kind === 'floor' || atom.kind === 'modulo' ? { coefficient, atom: { ...atom, by: atom.by + by } } : null,
    )
  }

const indexMaps: Readonly<Record<string, KernelFault>> = {
  'one element further': plainly(inPlace((at) => shifted(at))),
  'one element before': plainly(inPlace((at) => (at.constant > 0 ? shifted(at, -1) : undefined))),
  'first stride left out': plainly(inPlace((at) => (at.terms.length > 0 ? term(at, 0, () => null) : undefined))),
  'last stride doubled': plainly(
    inPlace((at) =>
      at.terms.length > 0 ?
        term(at, at.terms.length - 1, (each) => ({ ...each, coefficient: each.coefficient * 2 }))
      : undefined,
    ),
  ),
  'strides exchanged': plainly(inPlace(swappedStrides)),
  'quotient by one more': plainly(inPlace(digit('floor', 1))),
  'remainder by one more': plainly(inPlace(digit('modulo', 1))),
}

const loop = (change: (counter: Loop['counter']) => Loop['counter']): KernelFault =>
  plainly((instruction) =>
    instruction.kind === 'loop' && instruction.counter.to - instruction.counter.from > instruction.counter.step ?
      [rebound({ ...instruction, counter: change(instruction.counter) }, instruction)]
    : undefined,
  )

const guard = (by: number): KernelFault =>
  plainly((instruction) =>
    instruction.kind === 'branch' ?
      {
        ...instruction,
        guards: instruction.guards.map((each, at) => (at === 0 ? { ...each, of: shifted(each.of, by) } : each)),
      }
    : undefined,
  )

const bounds: Readonly<Record<string, KernelFault>> = {
  'the last pass left out': loop((counter) => ({ ...counter, to: counter.to - counter.step })),
  'the first pass left out': loop((counter) => ({ ...counter, from: counter.from + counter.step })),
  'one pass more': loop((counter) => ({ ...counter, to: counter.to + counter.step })),
  'every second pass': loop((counter) => ({ ...counter, step: counter.step * 2 })),
  'a guard dropped': plainly((instruction) => (instruction.kind === 'branch' ? instruction.then : undefined)),
  'a guard that never holds': plainly((instruction) =>
    instruction.kind === 'branch' ? instruction.otherwise : undefined,
  ),
  'the first condition dropped': plainly((instruction) =>
    instruction.kind === 'branch' && instruction.guards.length > 1 ?
      { ...instruction, guards: instruction.guards.slice(1) }
    : undefined,
  ),
  'a guard one off': guard(1),
  'a guard one short': guard(-1),
}

const mutable = (instruction: Instruction): boolean => instruction.kind === 'assign' && instruction.local.mutable

const accumulating = (change: (operation: Operation, local: Local) => Operation | undefined): KernelFault =>
  plainly((instruction) => {
    if (instruction.kind !== 'assign' || !mutable(instruction)) return undefined
    const operation = change(instruction.operation, instruction.local)
    return operation && { ...instruction, operation }
  })

const swapFunction =
  (pairs: Partial<Record<ScalarFunctionName, ScalarFunctionName>>) =>
  (operation: Operation): Operation | undefined => {
    const other = operation.kind === 'apply' ? pairs[operation.function] : undefined
    return operation.kind === 'apply' && other ? { ...operation, function: other } : undefined
  }

const reductions: Readonly<Record<string, KernelFault>> = {
  'a term forgotten': plainly((instruction) => (mutable(instruction) ? [] : undefined)),
  'the sum so far forgotten': accumulating((operation, local) => {
    if (operation.kind === 'multiplyAdd')
      return { kind: 'apply', function: 'mul', arguments: [operation.a, operation.b] }
    const other = operation.kind === 'apply' ? operation.arguments.find((each) => each !== local) : undefined
    return operation.kind === 'apply' && operation.arguments.includes(local) && other ?
        { kind: 'copy', of: other }
      : undefined
  }),
  subtracted: accumulating(swapFunction({ add: 'sub', maximum: 'minimum', minimum: 'maximum' })),
  'one factor squared': accumulating((operation) =>
    operation.kind === 'multiplyAdd' && operation.a !== operation.b && operation.a.lanes === operation.b.lanes ?
      { ...operation, b: operation.a }
    : undefined,
  ),
  'begun at one': plainly((instruction) =>
    (
      instruction.kind === 'define' &&
      instruction.local.mutable &&
      instruction.local.type === 'float' &&
      instruction.operation.kind === 'constant'
    ) ?
      { ...instruction, operation: { kind: 'constant', value: { numerator: 1n, denominator: 1n } } }
    : undefined,
  ),
}

const sameKind = (a: Local, b: Local): boolean => a !== b && a.type === b.type && a.lanes === b.lanes

/** An operand taken for another value in scope. */
const substituted =
  (which: number): KernelFault =>
  ({ visible }) =>
  (instruction) => {
    if (instruction.kind !== 'define' && instruction.kind !== 'assign') return undefined
    const { operation } = instruction
    if (operation.kind !== 'apply') return undefined
    const old = operation.arguments[which]
    const other = old && visible.get(instruction)?.findLast((each) => sameKind(each, old))
    if (!other || operation.arguments.includes(other)) return undefined
    const operands = operation.arguments.map((each, at) => (at === which ? other : each))
    return { ...instruction, operation: { ...operation, arguments: operands } }
  }

/** A load of another tensor that the same kernel reads and that is as large. */
const otherTensor: KernelFault =
  ({ loaded }) =>
  (instruction) =>
    inOperation((operation) => {
      if (operation.kind !== 'load') return undefined
      const { buffer } = operation
      const other = loaded
        .get(instruction)
        ?.find((each) => each !== buffer && each.dtype === buffer.dtype && each.elements >= buffer.elements)
      return other && { ...operation, buffer: other }
    })(instruction)

const substitution: Readonly<Record<string, KernelFault>> = {
  'the first operand another value': substituted(0),
  'the second operand another value': substituted(1),
  'another tensor read': otherTensor,
  'a value stored that is not the last':
    ({ visible }) =>
    (instruction) => {
      if (instruction.kind !== 'store') return undefined
      const other = visible.get(instruction)?.findLast((each) => sameKind(each, instruction.value))
      return other && { ...instruction, value: other }
    },
}

const otherFunction = swapFunction({
  add: 'sub',
  sub: 'add',
  mul: 'add',
  div: 'mul',
  neg: 'abs',
  relu: 'abs',
  exp: 'tanh',
  log: 'exp',
  tanh: 'sigmoid',
  sigmoid: 'tanh',
  sqrt: 'exp',
})

const inverted = (operation: Operation): Operation | undefined =>
  operation.kind === 'apply' && ['sub', 'div'].includes(operation.function) ?
    { ...operation, arguments: [...operation.arguments].reverse() }
  : undefined

const dropped = (operation: Operation): Operation | undefined =>
  (
    operation.kind === 'apply' &&
    operation.arguments[0]?.type === 'float' &&
    !['lessThan', 'lessEqual', 'equal'].includes(operation.function)
  ) ?
    { kind: 'copy', of: operation.arguments[0] }
  : undefined

const withoutTerm = (operation: Operation): Operation | undefined =>
  operation.kind === 'multiplyAdd' ?
    { kind: 'apply', function: 'mul', arguments: [operation.a, operation.b] }
  : undefined

const arithmetic = { 'another function': otherFunction, 'operands exchanged': inverted, 'a step left out': dropped }

const within =
  (where: 'after' | 'updating', change: (operation: Operation) => Operation | undefined): KernelFault =>
  (around) =>
  (instruction) =>
    around[where].has(instruction) ? inOperation(change)(instruction) : undefined

type Rational = { readonly numerator: bigint; readonly denominator: bigint }

const rational =
  (change: (value: Rational) => Rational) =>
  (operation: Operation): Operation | undefined =>
    operation.kind === 'constant' && typeof operation.value !== 'string' && operation.value.numerator !== 0n ?
      { kind: 'constant', value: change(operation.value) }
    : undefined

const constantChanges = {
  'twice as large': rational((value) => ({ ...value, numerator: value.numerator * 2n })),
  'of the other sign': rational((value) => ({ ...value, numerator: -value.numerator })),
  'one more': rational((value) => ({ ...value, numerator: value.numerator + value.denominator })),
  '4079 more': rational((value) => ({ ...value, numerator: value.numerator + 4079n * value.denominator })),
  '4093 more': rational((value) => ({ ...value, numerator: value.numerator + 4093n * value.denominator })),
}

const comparison = (change: (operation: Extract<Operation, { kind: 'apply' }>) => Operation | undefined): KernelFault =>
  plainly(inOperation((operation) => (operation.kind === 'apply' ? change(operation) : undefined)))

const differ = ([a, b]: readonly Local[]): boolean => a !== b

const branches: Readonly<Record<string, KernelFault>> = {
  'a tie on the other side': comparison(swapFunction({ lessThan: 'lessEqual', lessEqual: 'lessThan' })),
  'compared the other way round': comparison((operation) =>
    (operation.function === 'lessThan' || operation.function === 'lessEqual') && differ(operation.arguments) ?
      { ...operation, arguments: [...operation.arguments].reverse() }
    : undefined,
  ),
  'not only where equal': comparison((operation) =>
    // x = x is false for NaN alone: what becomes of it is a matter of floats. The rules of extremes ask a < b before a = b,
    // so that a <= b would be the same there
    operation.function === 'equal' && differ(operation.arguments) ?
      { ...operation, function: 'lessEqual', arguments: [...operation.arguments].reverse() }
    : undefined,
  ),
  'branches exchanged': comparison((operation) =>
    operation.function === 'where' ?
      { ...operation, arguments: [operation.arguments[0]!, operation.arguments[2]!, operation.arguments[1]!] }
    : undefined,
  ),
  'the first branch always': comparison((operation) =>
    operation.function === 'where' ? { kind: 'copy', of: operation.arguments[1]! } : undefined,
  ),
  'the other branch always': comparison((operation) =>
    operation.function === 'where' ? { kind: 'copy', of: operation.arguments[2]! } : undefined,
  ),
  'the other extreme': comparison(swapFunction({ maximum: 'minimum', minimum: 'maximum' })),
  'half a conjunction': comparison((operation) =>
    operation.function === 'and' ? { kind: 'copy', of: operation.arguments[1]! } : undefined,
  ),
}

const entriesOf = <T>(record: Readonly<Record<string, T>>): [string, T][] => Object.entries(record)

/** Class, then kind of fault. */
export const kernelFaults: Readonly<Record<string, Readonly<Record<string, KernelFault>>>> = {
  'index maps': indexMaps,
  'guards and loop bounds': bounds,
  reductions,
  'fusion substitution': substitution,
  epilogues: Object.fromEntries([
    ...entriesOf(arithmetic).map(([name, change]) => [name, within('after', change)] as const),
    ['a term left out', within('after', withoutTerm)],
  ]),
  'optimiser updates': Object.fromEntries([
    ...entriesOf({ ...arithmetic, ...constantChanges }).map(
      ([name, change]) => [name, within('updating', change)] as const,
    ),
    [
      'another tensor read',
      (around: Surroundings): Fault =>
        (instruction) =>
          around.updating.has(instruction) ? otherTensor(around)(instruction) : undefined,
    ],
  ]),
  constants: Object.fromEntries(
    entriesOf(constantChanges).map(([name, change]) => [name, plainly(inOperation(change))] as const),
  ),
  'branches and ties': branches,
}
