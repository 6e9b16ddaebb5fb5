/**
 * Proofs about finished kernels, from the loop IR alone: every load and store inside its buffer (guarded ones under their
 * guards), borders never written, every output of every statement stored, every local defined once and before its use.
 *
 * In: a kernel, its statements. Out: nothing, or a VerifyError: a fault of the compiler, never of the model.
 */
import {
  operandsOf,
  type Instruction,
  type Kernel,
  type KernelGuard,
  type Local,
  type Place,
  type PlaceAtom,
} from './kernel.js'
import { complementOf, shiftPlace } from './place.js'
import { boundsUnder, isInside } from './prove.js'
import type { Buffer, Statement } from './statement.js'

export class VerifyError extends Error {
  override readonly name = 'VerifyError'
}

/** Checks one kernel against the statements it was made from. Throws VerifyError. */
export function verifyKernel(kernel: Kernel, statements: readonly Statement[]): void {
  new KernelVerifier(kernel.name).run(kernel.instructions)
  verifyStores(kernel, statements)
}

class KernelVerifier {
  private readonly defined = new Set<Local>()
  private readonly seen = new Set<Local>()

  constructor(private readonly kernel: string) {}

  private fail(message: string): never {
    throw new VerifyError(`kernel ${this.kernel}: ${message}`)
  }

  run(instructions: readonly Instruction[]): void {
    this.block(instructions, [])
  }

  /** Kernels nest a dozen loops and branches at most, so recursion is bounded. */
  private block(instructions: readonly Instruction[], guards: readonly KernelGuard[]): void {
    const here: Local[] = []
    for (const instruction of instructions)
      switch (instruction.kind) {
        case 'define':
          operandsOf(instruction.operation).forEach((local) => this.use(local))
          this.operation(instruction.operation, instruction.local.lanes, guards)
          if (this.seen.has(instruction.local)) this.fail(`local ${instruction.local.id} is defined twice`)
          this.seen.add(instruction.local)
          this.defined.add(instruction.local)
          here.push(instruction.local)
          break
        case 'assign':
          this.use(instruction.local)
          if (!instruction.local.mutable)
            this.fail(`local ${instruction.local.id} is assigned, but is not an accumulator`)
          if (instruction.lanes > instruction.local.lanes)
            this.fail(`local ${instruction.local.id} has fewer than ${instruction.lanes} lanes`)
          operandsOf(instruction.operation).forEach((local) => this.use(local))
          this.operation(instruction.operation, instruction.lanes, guards)
          break
        case 'store':
          this.use(instruction.value)
          this.access('stores', instruction.buffer, instruction.at, instruction.laneStride, instruction.lanes, guards)
          if (instruction.buffer.bordered)
            this.interior(instruction.buffer, instruction.at, instruction.laneStride, instruction.lanes, guards)
          break
        case 'loop':
          if (!(instruction.counter.step > 0) || instruction.counter.from >= instruction.counter.to)
            this.fail(`loop ${instruction.counter.name} does not run`)
          this.block(instruction.body, guards)
          break
        case 'branch':
          for (const guard of instruction.guards) this.place(guard.of)
          this.block(instruction.then, [...guards, ...instruction.guards])
          this.block(instruction.otherwise, [...guards, ...complementOf(instruction.guards)])
      }
    for (const local of here) this.defined.delete(local)
  }

  private use(local: Local): void {
    if (!this.defined.has(local)) this.fail(`local ${local.id} is used where it is not defined`)
  }

  private place(place: Place): void {
    for (const { atom } of place.terms) this.atom(atom)
  }

  private atom(atom: PlaceAtom): void {
    if (atom.kind === 'local') this.use(atom)
    else if (atom.kind !== 'counter') this.place(atom.of)
  }

  private operation(
    operation: Extract<Instruction, { kind: 'define' }>['operation'],
    lanes: number,
    guards: readonly KernelGuard[],
  ): void {
    if (operation.kind === 'load')
      this.access('loads', operation.buffer, operation.at, operation.laneStride, lanes, guards)
    else if (operation.kind === 'index') this.place(operation.at)
  }

  private access(
    verb: string,
    buffer: Buffer,
    at: Place,
    laneStride: number,
    lanes: number,
    guards: readonly KernelGuard[],
  ): void {
    this.place(at)
    for (const lane of lanes > 1 ? [0, lanes - 1] : [0]) {
      const place = shiftPlace(at, lane * laneStride)
      if (isInside(place, buffer.elements, guards)) continue
      const [low, high] = boundsUnder(place, guards)
      this.fail(`${verb} ${buffer.name} at ${low} … ${high}, outside its ${buffer.elements} elements`)
    }
  }

  /** A store into a buffer with borders: each axis of the place must stay within the logical shape. */
  private interior(buffer: Buffer, at: Place, laneStride: number, lanes: number, guards: readonly KernelGuard[]): void {
    for (const lane of lanes > 1 ? [0, lanes - 1] : [0]) {
      let rest = shiftPlace(at, lane * laneStride - buffer.base)
      for (const { stride, extent } of mergedAxes(buffer)) {
        const [index, remainder] = splitBy(rest, stride)
        if (!isInside(index, extent, guards)) {
          const [low, high] = boundsUnder(index, guards)
          this.fail(`stores into the border of ${buffer.name}: index ${low} … ${high} of an axis of ${extent}`)
        }
        rest = remainder
      }
      const [low, high] = boundsUnder(rest, guards)
      if (low !== 0 || high !== 0) this.fail(`stores between the elements of ${buffer.name}`)
    }
  }
}

/** Axes by falling stride; axes that lie in memory without a gap are one. */
function mergedAxes(buffer: Buffer): readonly { readonly stride: number; readonly extent: number }[] {
  const axes = buffer.shape
    .map((extent, axis) => ({ extent, stride: buffer.strides[axis]! }))
    .filter(({ extent }) => extent > 1)
  axes.sort((a, b) => b.stride - a.stride)
  const merged: { stride: number; extent: number }[] = []
  for (const axis of axes) {
    const outer = merged.at(-1)
    if (outer && outer.stride === axis.stride * axis.extent)
      merged[merged.length - 1] = { stride: axis.stride, extent: outer.extent * axis.extent }
    else merged.push({ ...axis })
  }
  return merged
}

/** place = stride · index + remainder, taking into the index what the stride divides. */
function splitBy(place: Place, stride: number): readonly [Place, Place] {
  const index: Place['terms'][number][] = []
  const remainder: Place['terms'][number][] = []
  for (const term of place.terms)
    if (term.coefficient % stride === 0) index.push({ atom: term.atom, coefficient: term.coefficient / stride })
    else remainder.push(term)
  const whole = Math.floor(place.constant / stride)
  return [
    { constant: whole, terms: index },
    { constant: place.constant - whole * stride, terms: remainder },
  ]
}

/** Every store of every statement must occur in the kernel (a schedule that forgets the winner's index is caught here). */
function verifyStores(kernel: Kernel, statements: readonly Statement[]): void {
  const stored = new Map<Buffer, Set<number>>()
  const stack: Instruction[] = [...kernel.instructions]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next.kind === 'loop') stack.push(...next.body)
    else if (next.kind === 'branch') stack.push(...next.then, ...next.otherwise)
    else if (next.kind === 'store') {
      let outputs = stored.get(next.buffer)
      if (!outputs) stored.set(next.buffer, (outputs = new Set()))
      outputs.add(next.output)
    }
  }
  for (const statement of statements) {
    // an empty result stores nothing; a scatter-add without contributions only clears
    if (statement.loops.some(({ extent }) => extent === 0)) continue
    if (statement.scatterGuards) continue
    statement.stores.forEach((store, output) => {
      if (!stored.get(store.address.buffer)?.has(output))
        throw new VerifyError(`kernel ${kernel.name}: output ${output} of ${statement.name} is never stored`)
    })
  }
}
