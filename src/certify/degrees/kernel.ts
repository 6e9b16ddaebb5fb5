/**
 * Trusted for bounds. Degrees of what kernels store, from their own instructions: loops are followed for three
 * rounds, and what they then seem to add in each is proven by one more round at the end.
 *
 * In: kernels, and the degrees of what they read. Out: the degree of the worst entry of each buffer that they store.
 */
import {
  roundsOf,
  walkInstructions,
  type Instruction,
  type Kernel,
  type Local,
  type Operation,
} from '../../codegen/kernel.js'
import type { Buffer } from '../../codegen/statement.js'
import { isApart } from './apart.js'
import {
  anyOf,
  applied,
  constantDegree,
  drawnDegree,
  isAtom,
  product,
  sum,
  type Argument,
  type Degree,
} from './degree.js'

type Loop = Extract<Instruction, { kind: 'loop' }>

const counts = ['numerator', 'denominator', 'applications', 'comparisons'] as const

const argumentsWithin = (a: Degree, b: Degree): boolean =>
  a.arguments.every((argument, depth) => {
    const other = b.arguments[depth]
    return (
      argument === other || (other !== undefined && argumentCounts.every((count) => argument[count] <= other[count]))
    )
  })

const within = (a: Degree, b: Degree): boolean => counts.every((count) => a[count] <= b[count]) && argumentsWithin(a, b)

const argumentCounts = ['numerator', 'denominator', 'applications'] as const

/** Rounds after `second`, each adding to counts what made `third` of it. */
function after(second: Degree, third: Degree, rounds: number): Degree {
  const result = { ...third }
  for (const count of counts) result[count] = second[count] + rounds * (third[count] - second[count])
  return result
}

/** What a kernel stores, from its own instructions; `of` says what its inputs are. */
export class KernelDegrees {
  readonly #locals = new Map<Local, Degree>()
  readonly #stored = new Map<Buffer, Degree>()
  /** Applications that are executed: no entry has more of its own. */
  #executed = 0

  constructor(
    kernels: readonly Kernel[],
    private readonly of: (buffer: Buffer) => Degree,
    /** Different applications in all that is read together, at most. */
    private readonly inputs = 0,
  ) {
    for (const { instructions } of kernels) {
      this.#count(instructions, 1)
      this.#run(instructions)
    }
  }

  /** The worst entry of a buffer after the kernels: in it and in each argument an application counts once, however often it is read. */
  stored(buffer: Buffer): Degree {
    const entry = this.#stored.get(buffer) ?? constantDegree
    const different = <T extends Argument>(of: T): T => ({
      ...of,
      applications: Math.min(of.applications, this.#executed + this.inputs),
    })
    return { ...different(entry), arguments: entry.arguments.map(different) }
  }

  #count(instructions: readonly Instruction[], times: number): void {
    for (const instruction of instructions)
      if (instruction.kind === 'loop') this.#count(instruction.body, times * roundsOf(instruction.counter))
      else if (instruction.kind === 'branch') {
        this.#count(instruction.then, times)
        this.#count(instruction.otherwise, times)
      } else if (instruction.kind !== 'store') {
        const { operation, local } = instruction
        if (operation.kind === 'apply' && isAtom.has(operation.function)) this.#executed += times * local.lanes
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

  /**
   * Rounds until nothing changes; of more than three, a guess: every round after the second adds what the third did. One round
   * maps degrees to degrees by sums, products of counts and maxima, so each count after one more round is a convex function of
   * the rounds before. If the guess bounds it at both ends it does so between, and by induction every round: the third is the
   * one end, the last is tried. What does not hold has no bound.
   */
  #loop(loop: Loop): void {
    const { counter, body } = loop
    const rounds = roundsOf(counter)
    const carried = this.#carried(loop)
    const [, outside] = this.#state({ locals: [], buffers: carried.apart })
    let before = this.#state(carried)
    for (let round = 1; round <= rounds; round++) {
      this.#round(carried, outside, body)
      const now = this.#state(carried)
      if (sameState(before, now)) return
      if (round === 3 && rounds > 3) return this.#last(body, carried, outside, before, now, rounds)
      before = now
    }
  }

  /** What earlier rounds stored apart this one cannot read; since counts only grow, its own are those of all. */
  #round({ apart }: Carried, outside: State[1], body: readonly Instruction[]): void {
    this.#setState({ locals: [], buffers: apart }, [[], outside])
    this.#run(body)
  }

  #last(
    body: readonly Instruction[],
    carried: Carried,
    outside: State[1],
    second: State,
    third: State,
    rounds: number,
  ): void {
    const guess = (round: number): State => mapped(second, third, (a, b) => after(a, b, round - 2))
    this.#setState(carried, guess(rounds - 1))
    this.#round(carried, outside, body)
    const end = guess(rounds)
    const now = this.#state(carried).flat()
    const holds = (test: (a: Degree, b: Degree) => boolean): boolean =>
      end.flat().every((degree, at) => degree === undefined || test(now[at] ?? constantDegree, degree))
    // degrees follow from degrees alone, and so do these counts; but a symbol in an argument counts there
    const applications = holds((a, b) => a.applications <= b.applications)
    const comparisons = holds((a, b) => a.comparisons <= b.comparisons)
    const nested = end.flat().some((degree) => degree !== undefined && degree.arguments.length > 1)
    const degrees =
      (applications || !nested) &&
      holds((a, b) => a.numerator <= b.numerator && a.denominator <= b.denominator && argumentsWithin(a, b))
    const bounded = (degree: Degree): Degree => ({
      ...degree,
      numerator: degrees ? degree.numerator : Infinity,
      applications: applications ? degree.applications : Infinity,
      comparisons: comparisons ? degree.comparisons : Infinity,
    })
    this.#setState(carried, mapped(end, end, bounded))
    const apart = { locals: [], buffers: carried.apart }
    const kept = this.#state(apart)
    this.#setState(apart, mapped(kept, kept, bounded))
  }

  readonly #carriers = new WeakMap<readonly Instruction[], Carried>()

  /** What a round of a loop may hand to the next: accumulators, and stored buffers unless its rounds use them apart. */
  #carried({ counter, body }: Loop): Carried {
    const known = this.#carriers.get(body)
    if (known !== undefined) return known
    const [locals, buffers] = [new Set<Local>(), new Set<Buffer>()]
    walkInstructions(body, (instruction) => {
      if (instruction.kind === 'assign') locals.add(instruction.local)
      else if (instruction.kind === 'store') buffers.add(instruction.buffer)
    })
    const apart = [...buffers].filter((buffer) => isApart(buffer, counter, body))
    const carried = { locals: [...locals], buffers: [...buffers].filter((buffer) => !apart.includes(buffer)), apart }
    this.#carriers.set(body, carried)
    return carried
  }

  #state({ locals, buffers }: Pick<Carried, 'locals' | 'buffers'>): State {
    return [locals.map((local) => this.#locals.get(local)), buffers.map((buffer) => this.#stored.get(buffer))]
  }

  #setState({ locals, buffers }: Pick<Carried, 'locals' | 'buffers'>, [inLocals, inBuffers]: State): void {
    locals.forEach((local, at) => this.#locals.set(local, inLocals[at] ?? constantDegree))
    buffers.forEach((buffer, at) => this.#stored.set(buffer, inBuffers[at] ?? constantDegree))
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
        // π and e are drawn
        return typeof operation.value === 'string' ? drawnDegree : constantDegree
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
  /** Buffers of which no round reads what another stored. */
  readonly apart: readonly Buffer[]
}
type State = readonly [readonly (Degree | undefined)[], readonly (Degree | undefined)[]]

const mapped = (a: State, b: State, each: (a: Degree, b: Degree) => Degree): State => {
  const lists = a.map((list, side) =>
    list.map((degree, at) => each(degree ?? constantDegree, b[side]![at] ?? constantDegree)),
  )
  return [lists[0]!, lists[1]!]
}

const sameState = (a: State, b: State): boolean =>
  a.every((list, side) =>
    list.every((degree, at) => {
      const other = b[side]![at]
      return degree === other || (degree !== undefined && other !== undefined && same(degree, other))
    }),
  )

const same = (a: Degree, b: Degree): boolean => within(a, b) && within(b, a)
