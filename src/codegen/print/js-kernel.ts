/**
 * One kernel as the body of a JavaScript function: monomorphic, constant bounds and offsets, lanes printed one by one. Float
 * arithmetic is spelled by the domain.
 *
 * In: instructions. Out: lines; the views and helpers that they use are noted where the module's head will look.
 */
import type { ScalarFunctionName } from '../../dsl/scalar.js'
import type { NamedReal } from '../../dsl/comprehension/types.js'
import type { Rational } from '../../dsl/rational.js'
import type { Domain, Operand } from '../domains/domain.js'
import { doubleOf, literal } from '../domains/constants.js'
import {
  elementType,
  type Instruction,
  type Kernel,
  type KernelGuard,
  type Local,
  type Operation,
  type Place,
} from '../kernel.js'
import { boundsOf, isFixed, shiftPlace } from '../place.js'
import type { Buffer, Placement } from '../statement.js'
import { CounterNames, spellPlace, type Lines, type PlaceSpelling } from './base.js'
import type { JavaScriptHelpers } from './js-helpers.js'
import { viewOf } from './js-views.js'

/** Names that a kernel cannot have: words of the language and what the head of the module defines. */
export const reserved = new Set(
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function functions if implements import in instanceof interface inverse let new null package private protected public red return static super switch this throw true try typeof var void while with yield floats doubles integers unsigned bytes Math NaN Infinity'.split(
    ' ',
  ),
)

export class JavaScriptKernel {
  private readonly counters = new CounterNames(reserved)
  /** Locals that are known while printing: exact constants, spelled by their use, and fixed integers. */
  private readonly constants = new Map<Local, Rational | NamedReal | number>()
  private readonly spelling: PlaceSpelling = {
    counter: (counter) => this.counters.of(counter),
    local: (local) => this.lane(local, 0),
    floor: (of, by, nonnegative) => (nonnegative ? `((${of}) / ${by} | 0)` : `Math.floor((${of}) / ${by})`),
    modulo: (of, by, nonnegative) => (nonnegative ? `((${of}) % ${by})` : `(((${of}) % ${by} + ${by}) % ${by})`),
    lowerBound: (place) => boundsOf(place)[0],
  }

  constructor(
    private readonly lines: Lines,
    private readonly domain: Domain,
    private readonly placements: ReadonlyMap<Buffer, Placement>,
    private readonly helpers: JavaScriptHelpers,
    private readonly views: Set<string>,
  ) {}

  print(kernel: Kernel): void {
    for (const instruction of kernel.instructions) this.instruction(instruction)
  }

  /** Kernels nest a dozen loops and branches at most, so recursion is bounded. */
  private instruction(instruction: Instruction): void {
    const { lines } = this
    switch (instruction.kind) {
      case 'define':
        return this.define(instruction.local, instruction.operation)
      case 'assign':
        for (let lane = 0; lane < instruction.lanes; lane++)
          lines.add(
            `${this.lane(instruction.local, lane)} = ${this.operation(instruction.operation, lane, instruction.local)}`,
          )
        return
      case 'store':
        for (let lane = 0; lane < instruction.lanes; lane++) {
          const text = this.operand(
            instruction.value,
            lane,
            elementType(instruction.buffer.dtype) === 'integer' && instruction.value.type !== 'mask',
          ).text
          const isMask = instruction.value.type === 'mask'
          const value =
            this.domain.stored?.(text, instruction.buffer.dtype, isMask) ?? (isMask ? `${text} ? 1 : 0` : text)
          lines.add(
            `${this.cell(instruction.buffer, shiftPlace(instruction.at, lane * instruction.laneStride))} = ${value}`,
          )
        }
        return
      case 'loop': {
        const { counter } = instruction
        const name = this.counters.of(counter)
        const next = counter.step === 1 ? `${name}++` : `${name} += ${counter.step}`
        return lines.block(`for (let ${name} = ${counter.from}; ${name} < ${counter.to}; ${next})`, () =>
          instruction.body.forEach((inner) => this.instruction(inner)),
        )
      }
      case 'branch': {
        const condition = instruction.guards.map((guard) => this.guard(guard)).join(' && ')
        lines.add(`if (${condition}) {`)
        lines.indented(() => instruction.then.forEach((inner) => this.instruction(inner)))
        if (instruction.otherwise.length > 0) {
          lines.add('} else {')
          lines.indented(() => instruction.otherwise.forEach((inner) => this.instruction(inner)))
        }
        lines.add('}')
      }
    }
  }

  private define(local: Local, operation: Operation): void {
    if (operation.kind === 'constant' && !local.mutable) {
      this.constants.set(local, operation.value)
      return
    }
    if (operation.kind === 'index' && !local.mutable && isFixed(operation.at) && operation.laneStride === 0) {
      this.constants.set(local, operation.at.constant)
      return
    }
    const keyword = local.mutable ? 'let' : 'const'
    for (let lane = 0; lane < local.lanes; lane++)
      this.lines.add(`${keyword} ${this.lane(local, lane)} = ${this.operation(operation, lane, local)}`)
  }

  private guard(guard: KernelGuard): string {
    return `${spellPlace(guard.of, this.spelling)} ${guard.test === 'nonnegative' ? '>=' : '==='} 0`
  }

  /** A local's name in one lane; a value of one lane is the same in all. */
  private lane(local: Local, lane: number, integers = local.type === 'integer'): string {
    return this.operand(local, lane, integers).text
  }

  /** A constant is spelled by the domain, unless it stands among integers. */
  private operand(local: Local, lane: number, integers: boolean): Operand {
    const constant = this.constants.get(local)
    if (typeof constant === 'number') return { text: String(constant) }
    if (constant !== undefined)
      return integers ? { text: literal(doubleOf(constant)) } : { text: this.domain.constant(constant), constant }
    const name = `${local.mutable ? 'a' : 't'}${local.id}`
    return { text: local.lanes === 1 ? name : `${name}_${lane}` }
  }

  private cell(buffer: Buffer, at: Place): string {
    const placement = this.placements.get(buffer)
    if (!placement) throw new Error(`buffer ${buffer.name} has no place in memory`)
    const { name, bytes } = viewOf(buffer.dtype, this.domain)
    const view = `${name}_${placement.segment}`
    this.views.add(view)
    return `${view}[${spellPlace(shiftPlace(at, placement.offset / bytes), this.spelling)}]`
  }

  private operation(operation: Operation, lane: number, local: Local): string {
    switch (operation.kind) {
      case 'constant':
        return local.type === 'integer' ? literal(doubleOf(operation.value)) : this.domain.constant(operation.value)
      case 'load':
        return this.cell(operation.buffer, shiftPlace(operation.at, lane * operation.laneStride))
      case 'index':
        return spellPlace(shiftPlace(operation.at, lane * operation.laneStride), this.spelling)
      case 'lane':
        return this.lane(operation.of, operation.lane)
      case 'copy':
        return this.lane(operation.of, lane, local.type === 'integer')
      case 'multiplyAdd':
        return this.domain.multiplyAdd(
          this.lane(operation.a, lane),
          this.lane(operation.b, lane),
          this.lane(operation.c, lane),
        )
      case 'apply':
        return this.apply(operation.function, operation.arguments, lane, local)
    }
  }

  private apply(name: ScalarFunctionName, operands: readonly Local[], lane: number, result: Local): string {
    const integers =
      result.type === 'integer' || (result.type === 'mask' && operands.some(({ type }) => type === 'integer'))
    const values = operands.map((operand) => this.operand(operand, lane, integers))
    return this.helpers.apply(name, values, integers)
  }
}
