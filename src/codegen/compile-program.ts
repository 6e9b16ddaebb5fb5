/**
 * The back half of the compiler: lowered programs in, one module of kernels and one memory plan out. Entries share leaves;
 * their temporaries lie over one another. Passes: pack → group → plan memory → coalesce → tile, verify after each; print.
 */
import type { Value } from '../dsl/comprehension/types.js'
import type { Site } from '../dsl/graph.js'
import { domains, type Domain, type DomainName } from './domains/index.js'
import { walkInstructions, type Kernel, type KernelPart, type Place } from './kernel.js'
import { coalesceStatement } from './passes/coalesce.js'
import { groupStatements, type GroupThresholds } from './passes/group.js'
import type { Unit } from './passes/order-units.js'
import { packOperands, type PackThresholds } from './passes/pack.js'
import { accessOf, dependencesOf } from './passes/dependences.js'
import { planMemory } from './passes/plan-memory.js'
import { javascriptTiles, scheduleStatement } from './passes/tile.js'
import { printJavaScript } from './print/js.js'
import { bytesPerElement } from './print/js-views.js'
import type { Buffer, LoweredProgram, Placement, Statement } from './statement.js'
import { KernelBuilder } from './schedules/build.js'
import type { TileTable } from './schedules/common.js'
import { defaultThresholds } from './thresholds.js'
import { verifyKernel } from './verify.js'
import { verifyMemory, verifyOrder, type Residence } from './verify-plan.js'

export interface CompileLoweredOptions {
  readonly domain?: DomainName
  /** Proofs after every pass; on by default. */
  readonly verify?: boolean
  readonly tiles?: TileTable
  /** Where packing and grouping start to pay; what is not said takes its default. */
  readonly thresholds?: Partial<BackThresholds>
}

export type BackThresholds = PackThresholds & GroupThresholds

export interface LoweredEntry {
  readonly name: string
  /** The key of this entry in the record that the kernels module returns. */
  readonly functionName: string
  readonly lowered: LoweredProgram
}

/** What `explain` says of a kernel. */
export interface CompiledKernel {
  readonly name: string
  /** Formula of each statement in it, and the schedule each took. */
  readonly formulas: readonly string[]
  readonly schedules: readonly string[]
  readonly sites: readonly Site[]
  /** The loops in the order of the text: `row 0…63 by 4`. */
  readonly loops: readonly string[]
}

export interface CompiledLowered {
  readonly segments: readonly { readonly bytes: number }[]
  readonly placements: ReadonlyMap<Buffer, Placement>
  /** The text of an ES module that exports `kernels: KernelsModule`. */
  readonly source: string
  /** Per entry, in execution order. */
  readonly kernels: readonly (readonly CompiledKernel[])[]
  /** Per entry, in execution order: what was printed, to be printed in other domains. */
  readonly loopNests: readonly (readonly Kernel[])[]
  /** Per entry, every buffer with its place and the kernels during which it is alive. */
  readonly memory: readonly (readonly Residence[])[]
}

/**
 * Compiles lowered programs to one JavaScript module of kernels.
 *
 * Throws VerifyError when a pass went wrong (never because of the model).
 *
 * @example
 * const { source, segments } = compileLowered([{ name: 'step', functionName: 'step batch=32', lowered }], { domain: 'f32' })
 */
export function compileLowered(
  programs: readonly LoweredEntry[],
  options: CompileLoweredOptions = {},
): CompiledLowered {
  const domain: Domain = domains[options.domain ?? 'f32']
  const tiles = options.tiles ?? javascriptTiles
  const verify = options.verify ?? true
  const thresholds: BackThresholds = { ...defaultThresholds, ...options.thresholds }
  const bytesOf = (buffer: Buffer): number => buffer.elements * bytesPerElement(buffer.dtype, domain)
  const planned = programs.map(({ lowered }) => {
    const bufferOf = bufferFinder(lowered)
    const { statements, buffers } = packOperands(lowered.statements, lowered.buffers, thresholds)
    const units = groupStatements(statements, bytesOf, bufferOf, thresholds)
    const touched = (statement: Statement): ReadonlySet<Buffer> => {
      const { reads, writes } = accessOf(statement, bufferOf)
      return new Set([...reads, ...writes])
    }
    if (verify)
      verifyOrder(
        dependencesOf(statements.map((statement) => accessOf(statement, bufferOf))),
        units,
        touched,
        new Set(buffers),
      )
    return {
      buffers,
      bufferOf,
      units,
      lives: units.map(({ members }) => new Set(members.flatMap(({ statement }) => [...touched(statement)]))),
    }
  })
  const plan = planMemory(
    planned.map(({ buffers, lives }) => ({ buffers, units: lives })),
    bytesOf,
  )
  if (verify) for (const residences of plan.residences) verifyMemory(residences, plan.segments)
  const entries = planned.map(({ units, bufferOf }, index) => {
    const kernels = units.map((unit) => compileUnit(unit, tiles, bufferOf, verify))
    const { functionName } = programs[index]!
    return { functionName, kernels }
  })
  return {
    segments: plan.segments,
    placements: plan.placements,
    source: printJavaScript(entries, domain, plan.placements, plan.segments.length),
    kernels: entries.map(({ kernels }) => kernels.map(explainKernel)),
    loopNests: entries.map(({ kernels }) => kernels),
    memory: plan.residences,
  }
}

/** One kernel: the group's loops around its members, each coalesced and scheduled by itself. */
function compileUnit(
  { variables, members }: Unit,
  tiles: TileTable,
  bufferOf: (tensor: Value) => Buffer,
  verify: boolean,
): Kernel {
  const builder = new KernelBuilder()
  const parts: KernelPart[] = []
  const open = (places: readonly Place[]): void => {
    const variable = variables[places.length]
    if (variable) return builder.loop(variable.name, 0, variable.extent, 1, (at) => open([...places, at]))
    for (const { statement, prefix } of members) {
      const coalesced = coalesceStatement(statement, new Set(prefix))
      parts.push(
        scheduleStatement(
          builder,
          coalesced,
          tiles,
          bufferOf,
          new Map(prefix.map((own, axis) => [own, places[axis]!])),
        ),
      )
    }
  }
  open([])
  const kernel: Kernel = {
    name: members
      .map(({ statement }) => statement.name)
      .join('_')
      .slice(0, 80),
    parts,
    instructions: builder.finish(),
  }
  if (verify)
    verifyKernel(
      kernel,
      members.map(({ statement }) => statement),
    )
  return kernel
}

/** Finds the buffer behind a tensor that a lookup reads. */
export function bufferFinder(lowered: LoweredProgram): (tensor: Value) => Buffer {
  const byTensor = new Map<Value, Buffer>(lowered.tensors ?? [])
  for (const buffer of lowered.buffers) if (buffer.leaf) byTensor.set(buffer.leaf, buffer)
  return (tensor) => {
    const buffer = byTensor.get(tensor)
    if (!buffer) throw new Error(`program ${lowered.name}: no buffer holds ${tensor.name}, which is read as an index`)
    return buffer
  }
}

function explainKernel(kernel: Kernel): CompiledKernel {
  const loops: string[] = []
  walkInstructions(kernel.instructions, (instruction) => {
    if (instruction.kind !== 'loop') return
    const { name, from, to, step } = instruction.counter
    loops.push(`${name} ${from}…${to - 1}${step === 1 ? '' : ` by ${step}`}`)
  })
  return {
    name: kernel.name,
    formulas: kernel.parts.map(({ formula }) => formula),
    sites: kernel.parts.flatMap(({ sites }) => sites),
    schedules: kernel.parts.map(({ schedule }) => schedule),
    loops,
  }
}
