/** Faults of kernels, of their memory and of their order, at seeded places of many subjects. */
import { walkInstructions, type Instruction } from '../../../src/codegen/kernel.js'
import type { Build } from '../../../src/codegen/compile.js'
import type { Buffer } from '../../../src/codegen/statement.js'
import { Generator as Random } from '../../../src/runtime/random.js'
import { withFault, withKernels, type Fault } from '../faults.js'
import { changeOf, judgeBuild, type Mutant } from './judge.js'
import { kernelFaults, surroundingsOf, type Surroundings } from './kernel-faults.js'
import { subject, subjects, trainingSteps } from './subjects.js'

const surroundings = new Map<string, Surroundings>()

const around = (name: string): Surroundings => {
  let found = surroundings.get(name)
  if (found === undefined) surroundings.set(name, (found = surroundingsOf(subject(name))))
  return found
}

/** How many places of a build a fault applies to. */
function placesOf(build: Build, fault: Fault): number {
  let count = 0
  for (const { loopNests } of build.explain.entries)
    for (const { instructions } of loopNests)
      walkInstructions(instructions, (instruction: Instruction) => {
        if (fault(instruction) !== undefined) count++
      })
  return count
}

/**
 * At least `wanted` faults of a class: kinds and subjects in turn, each at a place drawn from those where it applies, no
 * place twice.
 */
function* spread(name: string, wanted: number): Generator<Mutant> {
  const kinds = Object.entries(kernelFaults[name]!)
  const over = name === 'optimiser updates' ? Object.keys(trainingSteps) : subjects
  const random = new Random(5, `faults: ${name}`)
  const seen = new Set<string>()
  let given = 0
  for (let round = 0; round < 60 && given < wanted; round++) {
    for (const [at, [kind, fault]] of kinds.entries()) {
      // another subject for each kind and round; the first from there on that has such a place
      for (let step = 0; step < over.length; step++) {
        const on = over[(round * 5 + at * 3 + step) % over.length]!
        const places = placesOf(subject(on), fault(around(on)))
        if (places === 0) continue
        const place = random.integer(places)
        const key = `${kind}, ${on}, place ${place} of ${places}`
        if (seen.has(key)) break
        seen.add(key)
        given++
        yield {
          class: name,
          name: key,
          change: () => changeOf(subject(on), withFault(subject(on), fault(around(on)), place)!),
          judge: () => judgeBuild(withFault(subject(on), fault(around(on)), place)!),
        }
        break
      }
    }
  }
}

/** Buffers and the kernels between which they are used, by entry. */
function livesOf({ explain }: Build): Map<Buffer, { first: number; last: number }> {
  const lives = new Map<Buffer, { first: number; last: number }>()
  for (const { loopNests } of explain.entries)
    loopNests.forEach(({ instructions }, at) =>
      walkInstructions(instructions, (instruction) => {
        const buffer =
          instruction.kind === 'store' ? instruction.buffer
          : instruction.kind === 'define' && instruction.operation.kind === 'load' ? instruction.operation.buffer
          : null
        if (buffer !== null) lives.set(buffer, { first: lives.get(buffer)?.first ?? at, last: at })
      }),
    )
  return lives
}

/** Two buffers that are alive at once, one laid over the other, whole or in part; a buffer over the end of memory. */
function* memory(wanted: number): Generator<Mutant> {
  const random = new Random(5, 'faults: memory')
  for (let number = 0, round = 0; number < wanted && round < 20 * wanted; round++) {
    const name = subjects[round % subjects.length]!
    const build = subject(name)
    const lives = [...livesOf(build)]
    const pick = (): (typeof lives)[0] => lives[random.integer(lives.length)]!
    const [a, lifeA] = pick()
    const [b, lifeB] = pick()
    if (a === b || lifeA.last < lifeB.first || lifeB.last < lifeA.first) continue
    const { placements } = build.explain
    const place = placements.get(b)
    const own = placements.get(a)
    if (place === undefined || own === undefined) continue
    const kind = number % 3
    const moved =
      kind === 0 ? place
      : kind === 1 ? { ...place, offset: place.offset + 4 * Math.floor((b.elements - 1) / 2) }
      : { ...own, offset: build.manifest.segments[own.segment]!.bytes - 4 * Math.ceil(a.elements / 2) }
    if (moved.offset === own.offset && moved.segment === own.segment) continue
    if (kind === 2 && a.elements < 2) continue
    number++
    const what = ['in the place of', 'over the second half of', 'over the end of memory, not near'][kind]!
    yield {
      class: 'memory plan',
      name: `${a.name} ${what} ${b.name}, ${name}, ${number}`,
      judge: () => judgeBuild(withKernels(build, (kernels) => kernels, new Map(placements).set(a, moved))),
    }
  }
}

/** Kernels left out, or before one that they read from; a kernel that reads or writes the buffer of another tensor. */
function* wiring(wanted: number): Generator<Mutant> {
  const random = new Random(5, 'faults: wiring')
  for (let number = 0, round = 0; number < wanted && round < 20 * wanted; round++) {
    const name = subjects[(round * 3) % subjects.length]!
    const build = subject(name)
    const { loopNests } = build.explain.entries[0]!
    const kernel = random.integer(loopNests.length)
    const { loads, stores } = usedBy(loopNests[kernel]!.instructions)
    const kind = number % 4
    const next = loopNests[kernel + 1]
    const reads = next === undefined ? new Set<Buffer>() : usedBy(next.instructions).loads
    if (kind === 1 && ![...stores].some((buffer) => reads.has(buffer))) continue
    const all = [...build.explain.placements.keys()]
    const [from] = kind === 2 ? loads : stores
    const to = from && all.find((each) => each !== from && each.dtype === from.dtype && each.elements === from.elements)
    if (kind >= 2 && to === undefined) continue
    number++
    const text = ['left out', 'after the kernel that reads from it', 'reading another tensor', 'writing another tensor']
    yield {
      class: 'wiring',
      name: `${loopNests[kernel]!.name} ${text[kind]}, ${name}, ${number}`,
      judge: () =>
        judgeBuild(
          withKernels(build, (kernels) => {
            if (kind === 0) return kernels.filter((_, at) => at !== kernel)
            if (kind === 1)
              return kernels.map(
                (each, at) =>
                  kernels[
                    at === kernel ? at + 1
                    : at === kernel + 1 ? at - 1
                    : at
                  ] ?? each,
              )
            return kernels.map((each, at) =>
              at === kernel ? { ...each, instructions: redirected(each.instructions, kind === 2, from!, to!) } : each,
            )
          }),
        ),
    }
  }
}

function usedBy(instructions: readonly Instruction[]): { loads: Set<Buffer>; stores: Set<Buffer> } {
  const [loads, stores] = [new Set<Buffer>(), new Set<Buffer>()]
  walkInstructions(instructions, (instruction) => {
    if (instruction.kind === 'store') stores.add(instruction.buffer)
    else if ((instruction.kind === 'define' || instruction.kind === 'assign') && instruction.operation.kind === 'load')
      loads.add(instruction.operation.buffer)
  })
  return { loads, stores }
}

/** All loads from (or stores to) one buffer go to another. */
const redirected = (list: readonly Instruction[], load: boolean, from: Buffer, to: Buffer): readonly Instruction[] =>
  list.map((instruction): Instruction => {
    switch (instruction.kind) {
      case 'loop':
        return { ...instruction, body: redirected(instruction.body, load, from, to) }
      case 'branch':
        return {
          ...instruction,
          then: redirected(instruction.then, load, from, to),
          otherwise: redirected(instruction.otherwise, load, from, to),
        }
      case 'store':
        return !load && instruction.buffer === from ? { ...instruction, buffer: to } : instruction
      default: {
        const { operation } = instruction
        if (!load || operation.kind !== 'load' || operation.buffer !== from) return instruction
        return { ...instruction, operation: { ...operation, buffer: to } }
      }
    }
  })

export function* kernelMutants(wanted: number): Generator<Mutant> {
  for (const name of Object.keys(kernelFaults)) yield* spread(name, wanted)
  yield* memory(wanted)
  yield* wiring(wanted)
}
