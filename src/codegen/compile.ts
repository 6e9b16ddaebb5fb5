/**
 * Compile: programs of several entries become one set of kernels over one arena. This file only drives: layouts are
 * elected once over all entries (they share parameters), each entry is lowered, all are placed and printed together, and
 * the placements become the manifest.
 *
 * In: programs whose shared leaves are the same objects, or a Model and its bindings. Out: manifest, kernels, explain.
 */
import type { Leaf, Program } from '../dsl/comprehension/types.js'
import type { Binding } from '../dsl/bind.js'
import { expandGraph } from '../dsl/expand.js'
import type { Model } from '../dsl/nn/model.js'
import { OptionError, shown } from '../runtime/errors.js'
import type {
  EntryManifest,
  EntryName,
  Initializer,
  Manifest,
  OptimizerDescription,
  TensorSlot,
} from '../runtime/manifest.js'
import { isFloat } from '../shapes/dtype.js'
import type { CompiledKernel } from './compile-program.js'
import { compileLowered } from './compile-program.js'
import type { CompileOptions } from './options.js'
import { compileOptions } from './options.js'
import { domains } from './domains/index.js'
import type { Domain } from './domains/index.js'
import type { Kernel } from './kernel.js'
import { memoryCertificate } from './memory-certificate.js'
import { bytesPerElement } from './print/js-views.js'
import { electLayouts, lowerProgram } from './program.js'
import type { Buffer, LoweredProgram } from './statement.js'

/** One entry point to compile. */
export interface EntryRequest {
  readonly name: EntryName
  readonly binding: Binding
  readonly program: Program
}

/** What the manifest says beside what the programs say. */
export interface BuildDescription {
  readonly name?: string
  /** How parameters and state start, by leaf name; zeros where nothing is said. */
  readonly initializers?: ReadonlyMap<string, Initializer>
  readonly optimizer?: OptimizerDescription | null
  /** Integer inputs that the graph uses as an index into this many things, by name: data are checked against it. */
  readonly limits?: ReadonlyMap<string, number>
}

/** One kernel of one entry, for `explain`. */
export interface EntryKernels {
  readonly name: EntryName
  readonly binding: Binding
  readonly program: Program
  readonly lowered: LoweredProgram
  readonly kernels: readonly CompiledKernel[]
  /** The kernels as the printer got them. */
  readonly loopNests: readonly Kernel[]
}

export interface Build {
  readonly manifest: Manifest
  /** An ES module that exports `kernels: KernelsModule`. */
  readonly kernels: string
  readonly explain: {
    readonly entries: readonly EntryKernels[]
    readonly placements: ReadonlyMap<Buffer, { readonly segment: number; readonly offset: number }>
  }
}

const zeros: Initializer = { kind: 'constant', value: 0 }

/** `step`, or `step_batch_29` where one name has several bindings: stable, readable, unique in the build. */
function functionNames(entries: readonly EntryRequest[]): string[] {
  return entries.map(({ name, binding }) => {
    if (entries.filter((entry) => entry.name === name).length === 1) return name
    const dims = Object.entries(binding).sort(([a], [b]) => (a < b ? -1 : 1))
    return [name, ...dims.map(([dim, extent]) => `${dim}_${extent}`)].join('_')
  })
}

/**
 * Compiles entries that share leaves.
 *
 * @throws Error when two entries have the same name and binding, or verification fails (a bug of ours, with the pass).
 * @example
 * import digits from './model.js' // the model of the README
 * const { manifest } = compileEntries(expandModel(digits, [{ name: 'step', binding: { batch: 32 } }]))
 * manifest.entries.map(({ name }) => name) // => [step]
 */
export function compileEntries(
  entries: readonly EntryRequest[],
  given: CompileOptions = {},
  description: BuildDescription = {},
): Build {
  const options = compileOptions(given)
  const functions = functionNames(entries)
  if (new Set(functions).size !== functions.length)
    throw new Error('compile: two entries have the same name and binding')
  const layouts = electLayouts(
    entries.map(({ program }) => program),
    options,
  )
  const lowered = entries.map(({ program }) => lowerProgram(program, layouts, options))
  const compiled = compileLowered(
    lowered.map((program, at) => ({
      name: (entries[at] as EntryRequest).name,
      functionName: functions[at] as string,
      lowered: program,
    })),
    options,
  )
  const slot = (name: string, buffer: Buffer): TensorSlot =>
    slotOf(name, buffer, domains[options.domain], compiled.placements)
  const leaves = leafBuffers(lowered)
  const shared = (role: Leaf['role']): [Leaf, TensorSlot][] =>
    [...leaves].filter(([leaf]) => leaf.role === role).map(([leaf, buffer]) => [leaf, slot(leaf.name, buffer)])
  const persistent = (role: 'parameter' | 'state') =>
    shared(role).map(([leaf, place]) => ({
      ...place,
      role,
      initializer: description.initializers?.get(leaf.name) ?? zeros,
    }))
  const manifest: Manifest = {
    format: 'shapewright-build/1',
    name: description.name ?? 'program',
    target: 'js',
    segments: compiled.segments,
    parameters: [...persistent('parameter'), ...persistent('state')],
    scalars: shared('scalar').map(([, place]) => place),
    constants: shared('constant').map(([leaf, place]) => ({ ...place, values: Array.from(leaf.data ?? []) })),
    entries: entries.map(({ name, binding }, at): EntryManifest => {
      const program = lowered[at] as LoweredProgram
      return {
        name,
        binding,
        function: functions[at] as string,
        inputs: [...leafBuffers([program])]
          .filter(([leaf]) => leaf.role === 'input')
          .map(([leaf, buffer]) => limited(slot(leaf.name, buffer), description.limits)),
        outputs: program.outputs.map((output) => slot(output.name, output.buffer)),
        kernels: (compiled.kernels[at] ?? []).length,
      }
    }),
    optimizer: description.optimizer ?? null,
  }
  const build: Build = {
    manifest,
    kernels: compiled.source,
    explain: {
      placements: compiled.placements,
      entries: entries.map((entry, at) => ({
        ...entry,
        lowered: lowered[at] as LoweredProgram,
        kernels: compiled.kernels[at] ?? [],
        loopNests: compiled.loopNests[at] ?? [],
      })),
    },
  }
  // once more, from what was printed alone: what cannot be proven is not built
  if (options.verify) memoryCertificate(build, domains[options.domain])
  return build
}

/** The buffer of each leaf, in the order in which programs first mention it. */
function leafBuffers(programs: readonly LoweredProgram[]): Map<Leaf, Buffer> {
  const found = new Map<Leaf, Buffer>()
  for (const { buffers } of programs)
    for (const buffer of buffers)
      if (buffer.leaf !== undefined && !found.has(buffer.leaf)) found.set(buffer.leaf, buffer)
  return found
}

function slotOf(name: string, buffer: Buffer, domain: Domain, placements: Build['explain']['placements']): TensorSlot {
  const place = placements.get(buffer)
  if (place === undefined) throw new Error(`compile: buffer ${buffer.name} has no place`)
  return {
    name,
    // A domain of wider floats stores f32 tensors in them.
    dtype: isFloat(buffer.dtype) && bytesPerElement('f32', domain) === 8 ? 'f64' : buffer.dtype,
    shape: buffer.shape,
    segment: place.segment,
    offset: place.offset + buffer.base * bytesPerElement(buffer.dtype, domain),
    strides: buffer.strides,
  }
}

const limited = (slot: TensorSlot, limits: BuildDescription['limits']): TensorSlot => {
  const below = limits?.get(slot.name)
  return below === undefined ? slot : { ...slot, below }
}

/**
 * Labels of a cross-entropy must be one of its classes, unless it ignores one; a gather out of range is defined (zero) and has
 * no limit.
 */
function labelLimits({ graphs }: Model): Map<string, number> {
  const limits = new Map<string, number>()
  for (const { operator, operands, attributes } of graphs.evaluate.nodes) {
    const [logits, labels] = operands
    if (operator !== 'crossEntropy' && operator !== 'nllLoss') continue
    if (labels?.operator !== 'input' || attributes['ignoreIndex'] !== undefined) continue
    const classes = logits?.shape.at(-1)
    const name = String(labels.attributes['name'])
    if (typeof classes === 'number') limits.set(name, Math.min(classes, limits.get(name) ?? Infinity))
  }
  return limits
}

/** An entry of a model at one binding. */
export interface EntryBinding {
  readonly name: EntryName
  readonly binding: Binding
}

/** The model itself. Throws TypeError where a program without types gives something else. */
export function checkedModel(model: Model): Model {
  if (model?.kind !== 'model')
    throw new TypeError(`compile: the model is ${shown(model)}, expected one made by model({ ... })`)
  return model
}

/**
 * Each entry of a model at each binding once, sharing parameters, state, scalars and constants.
 *
 * @throws BindError when a named dim has no size; OptionError for an entry that there is not; TypeError for what is no model
 * @example
 * import digits from './model.js' // the model of the README
 * const [step] = expandModel(digits, [{ name: 'step', binding: { batch: 32 } }])
 * step?.program.outputs.map(({ name }) => name) // => [accuracy, loss]
 */
export function expandModel(model: Model, bindings: readonly EntryBinding[]): EntryRequest[] {
  const leaves = new Map<string, Leaf>()
  const { graphs } = checkedModel(model)
  return bindings.map(({ name, binding }) => {
    if (!Object.hasOwn(graphs, name))
      throw new OptionError(`compile: there is no entry ${shown(name)}; there are ${Object.keys(graphs).join(', ')}`)
    return { name, binding, program: expandGraph(graphs[name], { name, binding, training: name === 'step', leaves }) }
  })
}

/**
 * Compiles a model at the given bindings.
 *
 * @throws BindError when a named dim has no size; Error when an entry is given twice at one binding
 * @example
 * import digits from './model.js' // the model of the README
 * const { manifest, kernels } = compileModel(digits, [{ name: 'predict', binding: { batch: 1 } }])
 * manifest.entries[0]?.outputs.map(({ shape }) => shape) // => [[1, 10]]
 * kernels.includes('export const kernels') // => true
 */
export function compileModel(model: Model, bindings: readonly EntryBinding[], options: CompileOptions = {}): Build {
  return compileEntries(expandModel(model, bindings), options, {
    name: model.name,
    initializers: new Map(model.parameters.map(({ name, initializer }) => [name, initializer])),
    optimizer: model.optimizer,
    limits: labelLimits(model),
  })
}
