/**
 * Trusted. Degrees and counts of an entry as a rational function of what is drawn and of the symbols, from above: for the
 * lemma of docs/certificates.md. Counted twice, from the reference's comprehensions and from the kernel's own loops.
 *
 *     a/b ± c/d = (ad ± cb)/bd,   ab/cd,   f(a/b): a new symbol, whose argument may meet another argument
 */
import { walkInstructions, type Instruction, type Kernel, type Local, type Operation } from '../codegen/kernel.js'
import { atoms } from '../codegen/domains/field.js'
import type { Buffer } from '../codegen/statement.js'
import type { Comprehension, Expression, Value } from '../dsl/comprehension/types.js'
import { elementCount } from '../dsl/comprehension/value.js'
import { scalarFunctions, type ScalarFunctionName } from '../dsl/scalar.js'
import { isFloat } from '../shapes/dtype.js'
import { pinnedPoints } from './functions.js'

export interface Degree {
  /** Of numerator and denominator, in drawn values and symbols together. */
  readonly numerator: number
  readonly denominator: number
  /** Applications of symbols in the cone of one entry. */
  readonly applications: number
  /** The largest degree of a difference of two arguments, those of nested symbols counted in. */
  readonly meeting: number
  /** Comparisons of drawn values in the cone of one entry. */
  readonly comparisons: number
}

export const constantDegree: Degree = { numerator: 0, denominator: 0, applications: 0, meeting: 0, comparisons: 0 }
export const drawnDegree: Degree = { ...constantDegree, numerator: 1 }

const most = (a: number, b: number): number => Math.max(a, b)

/** What holds of any of several entries. */
export const anyOf = (a: Degree, b: Degree): Degree => ({
  numerator: most(a.numerator, b.numerator),
  denominator: most(a.denominator, b.denominator),
  applications: most(a.applications, b.applications),
  meeting: most(a.meeting, b.meeting),
  comparisons: most(a.comparisons, b.comparisons),
})

const both = (a: Degree, b: Degree): Pick<Degree, 'applications' | 'meeting' | 'comparisons'> => ({
  applications: a.applications + b.applications,
  meeting: most(a.meeting, b.meeting),
  comparisons: a.comparisons + b.comparisons,
})

const sum = (a: Degree, b: Degree): Degree => ({
  ...both(a, b),
  numerator: most(a.numerator + b.denominator, b.numerator + a.denominator),
  denominator: a.denominator + b.denominator,
})

const product = (a: Degree, b: Degree): Degree => ({
  ...both(a, b),
  numerator: a.numerator + b.numerator,
  denominator: a.denominator + b.denominator,
})

/** Two of these meet with probability at most this over p. */
function meetingOf(a: Degree): number {
  const degree = a.numerator + 3 * a.denominator
  if (a.applications === 0) return degree
  return degree + 2 * degree * (4 * a.applications + pinnedPoints) * a.meeting
}

const isAtom: ReadonlySet<string> = new Set(atoms)
const isComparison: ReadonlySet<string> = new Set(['lessThan', 'lessEqual', 'equal'])

/** The degree of a function's value from its operands'; `integers` compute nothing in the field. */
function applied(name: ScalarFunctionName, operands: readonly Degree[]): Degree {
  const [a = constantDegree, b = constantDegree, c = constantDegree] = operands
  if (isAtom.has(name)) {
    const argument = operands.reduce(both2)
    return {
      ...both(argument, constantDegree),
      applications: argument.applications + 1,
      meeting: most(argument.meeting, meetingOf(argument)),
      numerator: 1,
      denominator: 0,
    }
  }
  switch (name) {
    case 'add':
    case 'sub':
      return sum(a, b)
    case 'mul':
      return product(a, b)
    case 'div':
      return product(a, { ...b, numerator: b.denominator, denominator: b.numerator })
    case 'where':
      // the mask has brought its comparisons along
      return { ...anyOf(b, c), ...both(a, { ...b, ...both(b, c) }) }
    case 'maximum':
    case 'minimum':
      return { ...anyOf(a, b), ...both(a, b), comparisons: a.comparisons + b.comparisons + 1 }
    case 'abs':
    case 'relu':
      return { ...a, comparisons: a.comparisons + 1 }
    default: {
      if (isComparison.has(name)) return { ...both2(a, b), comparisons: a.comparisons + b.comparisons + 1 }
      return operands.reduce(both2, constantDegree)
    }
  }
}

const both2 = (a: Degree, b: Degree): Degree => ({ ...anyOf(a, b), ...both(a, b) })

/** Degrees of a cone's values, entry by entry at worst; `given` values are drawn. */
export function referenceDegrees(computed: readonly Comprehension[]): (value: Value) => Degree {
  const known = new Map<Value, Degree>()
  /** Applications in all entries of a tensor together: no entry has more different ones. */
  const totals = new Map<Value, { applications: number; denominator: number }>()
  const of = (value: Value): Degree => known.get(value) ?? (isFloat(value.dtype) ? drawnDegree : constantDegree)
  for (const value of computed) {
    const reads = new Set<Value>()
    const body = expressionDegree(value.body, (tensor) => {
      reads.add(tensor)
      return of(tensor)
    })
    const points = value.over.reduce((count, { extent }) => count * extent, 1)
    let entry = body
    if (value.scatter || value.reduce === 'sum') entry = repeated(body, points)
    else if (value.reduce !== 'none')
      entry = { ...body, applications: body.applications * points, comparisons: body.comparisons * points + points - 1 }
    const own = ownCounts(value.body)
    const visits = points * (value.scatter ? 1 : elementCount(value.shape))
    const total = {
      applications: own.applications * visits,
      denominator: own.divisions * visits * (body.denominator + 1),
    }
    for (const tensor of reads) {
      total.applications += totals.get(tensor)?.applications ?? 0
      total.denominator += totals.get(tensor)?.denominator ?? 0
    }
    totals.set(value, total)
    known.set(value, capped(entry, total, body))
  }
  return of
}

/** Σ of so many entries of one degree. */
const repeated = (term: Degree, times: number): Degree => ({
  numerator: term.numerator + Math.max(0, times - 1) * term.denominator,
  denominator: times * term.denominator,
  applications: times * term.applications,
  meeting: term.meeting,
  comparisons: times * term.comparisons,
})

/** A common denominator needs each different one once. */
function capped(entry: Degree, total: { applications: number; denominator: number }, term: Degree): Degree {
  const denominator = Math.min(entry.denominator, total.denominator)
  return {
    ...entry,
    applications: Math.min(entry.applications, total.applications),
    denominator,
    numerator: Math.min(entry.numerator, term.numerator + denominator),
  }
}

function ownCounts(body: Expression): { applications: number; divisions: number } {
  const seen = new Set<Expression>()
  const counts = { applications: 0, divisions: 0 }
  const stack = [body]
  for (let e = stack.pop(); e !== undefined; e = stack.pop()) {
    if (seen.has(e)) continue
    seen.add(e)
    if (e.kind === 'apply') {
      if (isAtom.has(e.function)) counts.applications++
      if (e.function === 'div') counts.divisions++
      stack.push(...e.arguments)
    } else if (e.kind === 'select') stack.push(e.then, e.otherwise)
  }
  return counts
}

function expressionDegree(body: Expression, of: (tensor: Value) => Degree): Degree {
  const memo = new Map<Expression, Degree>()
  const visit = (e: Expression): Degree => {
    const known = memo.get(e)
    if (known !== undefined) return known
    const degree =
      e.kind === 'read' ? of(e.tensor)
      : e.kind === 'select' ? anyOf(visit(e.then), visit(e.otherwise))
      : e.kind === 'apply' ? applied(e.function, e.arguments.map(visit))
      : constantDegree
    memo.set(e, degree)
    return degree
  }
  return visit(body)
}

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

/**
 * The probability that one uniform trial over p does not see a difference, at most:
 *
 *     ε = κ · (d + s·(2(N − 1) + z)·α) / p
 *
 * d the degree of the cross-multiplied difference, s ≤ d its symbols, N the applications of both sides, doubled because
 * reflected arguments meet too, z pinned points (and all of it doubled again where there are symbols, since some are drawn
 * from half of the field), α the degree at which arguments meet, κ = 2 where anything is compared.
 */
export function missProbability(kernel: Degree, reference: Degree, prime: number): number {
  const degree =
    Math.max(kernel.numerator + reference.denominator, reference.numerator + kernel.denominator) +
    kernel.denominator +
    reference.denominator
  const applications = kernel.applications + reference.applications
  const meetings =
    applications === 0 ? 0 : (
      degree * (2 * (applications - 1) + pinnedPoints) * Math.max(kernel.meeting, reference.meeting, 1)
    )
  const compared = kernel.comparisons + reference.comparisons > 0
  const factor = (compared ? 2 : 1) * (applications > 0 ? 2 : 1)
  return Math.min(1, (factor * Math.max(1, degree + meetings)) / prime)
}

/** What exp or a random word costs, in operations. */
const heavyWork = 32

/** Scalar operations that a kernel executes: the size by which trials are planned. */
export function workOf(kernels: readonly Kernel[]): number {
  const count = (instructions: readonly Instruction[]): number =>
    instructions.reduce((total, instruction) => {
      if (instruction.kind === 'loop') {
        const { from, to, step } = instruction.counter
        return total + Math.max(0, Math.ceil((to - from) / step)) * count(instruction.body)
      }
      if (instruction.kind === 'branch') return total + count(instruction.then) + count(instruction.otherwise)
      if (instruction.kind === 'store') return total + instruction.lanes
      const { operation, local } = instruction
      const heavy = operation.kind === 'apply' && scalarFunctions[operation.function].heavy
      return total + local.lanes * (heavy ? heavyWork : 1)
    }, 0)
  return kernels.reduce((total, { instructions }) => total + count(instructions), 0)
}
