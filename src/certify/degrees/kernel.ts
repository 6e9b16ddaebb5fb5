/**
 * Trusted for bounds. Degrees of what kernels store, from their own instructions: loops are followed for three rounds.
 *
 * In: kernels, and the degrees of what they read. Out: the degree of the worst entry of each buffer that they store.
 */
import { walkInstructions, type Instruction, type Kernel, type Local, type Operation } from '../../codegen/kernel.js'
import type { Buffer } from '../../codegen/statement.js'
import { anyOf, applied, constantDegree, isAtom, product, sum, type Degree } from './degree.js'

const fields = ['numerator', 'denominator', 'applications', 'meeting', 'comparisons'] as const

const same = (a: Degree, b: Degree): boolean => fields.every((field) => a[field] === b[field])

/** The degree after many rounds, if each adds what the last two added; infinite where a round multiplies. */
function extrapolated(first: Degree, second: Degree, third: Degree, rounds: number): Degree {
  const result = { ...third }
  for (const field of fields) {
    const step = third[field] - second[field]
    result[field] = step === second[field] - first[field] ? first[field] + (rounds - 1) * step : Infinity
    if (step === 0) result[field] = third[field]
  }
  return result
}

/** What a kernel stores, from its own instructions; `of` says what its inputs are. */
export class KernelDegrees {
  readonly #locals = new Map<Local, Degree>()
  readonly #stored = new Map<Buffer, Degree>()
  readonly #total = { applications: 0, denominator: 0 }

  constructor(
    kernels: readonly Kernel[],
    private readonly of: (buffer: Buffer) => Degree,
  ) {
    for (const { instructions } of kernels) {
      this.#count(instructions, 1)
      this.#run(instructions)
    }
  }

  /** The worst entry of a buffer after the kernels. */
  stored(buffer: Buffer): Degree {
    const entry = this.#stored.get(buffer) ?? constantDegree
    return { ...entry, applications: Math.min(entry.applications, this.#total.applications) }
  }

  #count(instructions: readonly Instruction[], times: number): void {
    for (const instruction of instructions)
      if (instruction.kind === 'loop') {
        const { from, to, step } = instruction.counter
        this.#count(instruction.body, times * Math.max(0, Math.ceil((to - from) / step)))
      } else if (instruction.kind === 'branch') {
        this.#count(instruction.then, times)
        this.#count(instruction.otherwise, times)
      } else if (instruction.kind !== 'store') {
        const { operation, local } = instruction
        if (operation.kind === 'apply' && isAtom.has(operation.function))
          this.#total.applications += times * local.lanes
      }
  }

  #run(instructions: readonly Instruction[]): void {
    for (const instruction of instructions)
      switch (instruction.kind) {
        case 'define':
          this.#locals.set(instruction.local, this.#operation(instruction.operation))
          break
        case 'assign': {
          const { local } = instruction
          this.#locals.set(local, anyOf(this.#local(local), this.#operation(instruction.operation)))
          break
        }
        case 'store': {
          const value =
            instruction.value.type === 'float' ?
              this.#local(instruction.value)
            : counted(this.#local(instruction.value))
          const before = this.#stored.get(instruction.buffer)
          this.#stored.set(instruction.buffer, before === undefined ? value : anyOf(before, value))
          break
        }
        case 'loop':
          this.#loop(instruction)
          break
        case 'branch':
          this.#run(instruction.then)
          this.#run(instruction.otherwise)
      }
  }

  #loop({ counter, body }: Extract<Instruction, { kind: 'loop' }>): void {
    const rounds = Math.ceil((counter.to - counter.from) / counter.step)
    if (rounds <= 0) return
    const carried = this.#carried(body)
    const before = this.#state(carried)
    this.#run(body)
    const first = this.#state(carried)
    if (rounds === 1 || sameState(before, first)) return
    this.#run(body)
    const second = this.#state(carried)
    if (sameState(first, second)) return
    this.#run(body)
    const third = this.#state(carried)
    const settle = (a: Degree | undefined, b: Degree | undefined, c: Degree | undefined): Degree =>
      extrapolated(a ?? constantDegree, b ?? constantDegree, c ?? constantDegree, rounds)
    carried.locals.forEach((local, at) => this.#locals.set(local, settle(first[0][at], second[0][at], third[0][at])))
    carried.buffers.forEach((buffer, at) => this.#stored.set(buffer, settle(first[1][at], second[1][at], third[1][at])))
  }

  readonly #carriers = new WeakMap<readonly Instruction[], Carried>()

  /** What a round of a loop may hand to the next: accumulators and stored buffers. */
  #carried(body: readonly Instruction[]): Carried {
    const known = this.#carriers.get(body)
    if (known !== undefined) return known
    const [locals, buffers] = [new Set<Local>(), new Set<Buffer>()]
    walkInstructions(body, (instruction) => {
      if (instruction.kind === 'assign') locals.add(instruction.local)
      else if (instruction.kind === 'store') buffers.add(instruction.buffer)
    })
    const carried = { locals: [...locals], buffers: [...buffers] }
    this.#carriers.set(body, carried)
    return carried
  }

  #state({ locals, buffers }: Carried): State {
    return [locals.map((local) => this.#locals.get(local)), buffers.map((buffer) => this.#stored.get(buffer))]
  }

  #local(local: Local): Degree {
    return this.#locals.get(local) ?? constantDegree
  }

  #operation(operation: Operation): Degree {
    switch (operation.kind) {
      case 'load': {
        const input = this.of(operation.buffer)
        const own = this.#stored.get(operation.buffer)
        return own === undefined ? input : anyOf(input, own)
      }
      case 'apply':
        return applied(
          operation.function,
          operation.arguments.map((operand) => this.#local(operand)),
        )
      case 'multiplyAdd':
        return sum(product(this.#local(operation.a), this.#local(operation.b)), this.#local(operation.c))
      case 'lane':
      case 'copy':
        return this.#local(operation.of)
      case 'constant':
      case 'index':
        return constantDegree
    }
  }
}

/** An integer or a truth value is no polynomial, but what decided it counts. */
const counted = (degree: Degree): Degree => ({ ...degree, numerator: 0, denominator: 0 })

interface Carried {
  readonly locals: readonly Local[]
  readonly buffers: readonly Buffer[]
}
type State = readonly [readonly (Degree | undefined)[], readonly (Degree | undefined)[]]

const sameState = (a: State, b: State): boolean =>
  a.every((list, side) =>
    list.every((degree, at) => {
      const other = b[side]![at]
      return degree === other || (degree !== undefined && other !== undefined && same(degree, other))
    }),
  )
