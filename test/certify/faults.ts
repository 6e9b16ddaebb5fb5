/**
 * Faults by hand: a build whose kernels were changed after they were derived. Kernels are plain data, so a fault is a
 * function from instruction to instructions; the text is printed again from what it gives, as a broken compiler would.
 */
import type { Build } from '../../src/codegen/compile.js'
import { domains } from '../../src/codegen/domains/index.js'
import type { Instruction, Kernel, Operation, Place } from '../../src/codegen/kernel.js'
import { printJavaScript } from '../../src/codegen/print/js.js'
import type { Buffer, Placement } from '../../src/codegen/statement.js'

/** What becomes of an instruction: itself changed, several, or none. `undefined` keeps it. */
export type Fault = (instruction: Instruction) => Instruction | readonly Instruction[] | undefined

/** Rewrites instructions, inner ones first. */
function rewritten(instructions: readonly Instruction[], fault: Fault): readonly Instruction[] {
  return instructions.flatMap((instruction): readonly Instruction[] => {
    const inside =
      instruction.kind === 'loop' ? { ...instruction, body: rewritten(instruction.body, fault) }
      : instruction.kind === 'branch' ?
        { ...instruction, then: rewritten(instruction.then, fault), otherwise: rewritten(instruction.otherwise, fault) }
      : instruction
    const result = fault(inside)
    if (result === undefined) return [inside]
    return Array.isArray(result) ? (result as readonly Instruction[]) : [result as Instruction]
  })
}

/** The build with these kernels and places instead, its text printed again. */
export function withKernels(
  build: Build,
  kernels: (kernels: readonly Kernel[], entry: number) => readonly Kernel[],
  placements: ReadonlyMap<Buffer, Placement> = build.explain.placements,
): Build {
  const entries = build.explain.entries.map((entry, at) => ({ ...entry, loopNests: kernels(entry.loopNests, at) }))
  const printed = entries.map(({ loopNests }, at) => ({
    functionName: build.manifest.entries[at]!.function,
    kernels: loopNests,
  }))
  const text = printJavaScript(printed, domains.f32, placements, build.manifest.segments.length)
  return { ...build, kernels: text, explain: { entries, placements } }
}

/** The fault at the n-th place where it applies, in all kernels counted together; null where there is none. */
export function withFault(build: Build, fault: Fault, nth = 0): Build | null {
  let count = 0
  let hit = false
  const once: Fault = (instruction) => {
    const result = fault(instruction)
    if (result === undefined || count++ !== nth) return undefined
    hit = true
    return result
  }
  const broken = withKernels(build, (kernels) =>
    kernels.map((kernel) => ({ ...kernel, instructions: rewritten(kernel.instructions, once) })),
  )
  return hit ? broken : null
}

export const shifted = (place: Place, by = 1): Place => ({ ...place, constant: place.constant + by })

/** An operation changed, in a definition or an assignment. */
export const inOperation =
  (change: (operation: Operation) => Operation | undefined): Fault =>
  (instruction) => {
    if (instruction.kind !== 'define' && instruction.kind !== 'assign') return undefined
    const operation = change(instruction.operation)
    return operation && { ...instruction, operation }
  }

/** The classes that this suite looks at. */
export const faults: Readonly<Record<string, Fault>> = {
  'wrong index': inOperation((operation) =>
    operation.kind === 'load' && operation.at.terms.length > 0 ?
      { ...operation, at: shifted(operation.at) }
    : undefined,
  ),
  'wrong place of a result': (instruction) =>
    instruction.kind === 'store' ? { ...instruction, at: shifted(instruction.at) } : undefined,
  'missing store': (instruction) => (instruction.kind === 'store' ? [] : undefined),
  'dropped guard': (instruction) => (instruction.kind === 'branch' ? instruction.then : undefined),
  'bound off by one': (instruction) =>
    instruction.kind === 'loop' && instruction.counter.to - instruction.counter.from > instruction.counter.step ?
      [{ ...instruction, body: instruction.body, counter: shortened(instruction) }].map((loop) =>
        rebound(loop, instruction),
      )
    : undefined,
  'accumulator not begun': inOperation((operation) =>
    operation.kind === 'multiplyAdd' ?
      { kind: 'multiplyAdd', a: operation.a, b: operation.b, c: operation.b }
    : undefined,
  ),
  'wrong sign': inOperation((operation) =>
    operation.kind === 'apply' && operation.function === 'sub' ? { ...operation, function: 'add' } : undefined,
  ),
  'wrong function': inOperation((operation) =>
    operation.kind === 'apply' && (operation.function === 'exp' || operation.function === 'tanh') ?
      { ...operation, function: operation.function === 'exp' ? 'tanh' : 'exp' }
    : undefined,
  ),
  'swapped operands': inOperation((operation) =>
    operation.kind === 'apply' && (operation.function === 'div' || operation.function === 'lessThan') ?
      { ...operation, arguments: [...operation.arguments].reverse() }
    : undefined,
  ),
  'wrong constant': inOperation((operation) =>
    operation.kind === 'constant' && typeof operation.value !== 'string' && operation.value.numerator !== 0n ?
      {
        kind: 'constant',
        value: { ...operation.value, numerator: operation.value.numerator + operation.value.denominator * 4079n },
      }
    : undefined,
  ),
}

export type Loop = Extract<Instruction, { kind: 'loop' }>

const shortened = ({ counter }: Loop): Loop['counter'] => ({ ...counter, to: counter.to - counter.step })

/** A loop whose counter is another object: places inside must count with it. */
export function rebound(loop: Loop, { counter: old }: Loop): Loop {
  const place = (at: Place): Place => ({
    ...at,
    terms: at.terms.map(({ atom, coefficient }) => ({
      coefficient,
      atom:
        atom === old ? loop.counter
        : atom.kind === 'floor' || atom.kind === 'modulo' ? { ...atom, of: place(atom.of) }
        : atom,
    })),
  })
  const inside = (instruction: Instruction): Instruction => {
    switch (instruction.kind) {
      case 'store':
        return { ...instruction, at: place(instruction.at) }
      case 'loop':
        return { ...instruction, body: instruction.body.map(inside) }
      case 'branch':
        return {
          ...instruction,
          guards: instruction.guards.map((guard) => ({ ...guard, of: place(guard.of) })),
          then: instruction.then.map(inside),
          otherwise: instruction.otherwise.map(inside),
        }
      default: {
        const { operation } = instruction
        if (operation.kind !== 'load' && operation.kind !== 'index') return instruction
        return { ...instruction, operation: { ...operation, at: place(operation.at) } }
      }
    }
  }
  return { ...loop, body: loop.body.map(inside) }
}
