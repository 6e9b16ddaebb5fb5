/**
 * The compiled executor: the same programs as the reference interpreter's, through every pass to JavaScript kernels.
 *
 * In: a Program. Out: a function that writes leaves into the arena, runs the kernels and reads outputs and updates.
 */
import type { Program, Value } from '../dsl/comprehension/types.js'
import { zerosOf } from '../dsl/domain/slab.js'
import { leafValues } from '../dsl/executor.js'
import type { Executor, LeafData, PreparedFunction, PreparedProgram } from '../dsl/executor.js'
import { allocateSegments, TensorView } from '../runtime/arena.js'
import type { EntryManifest, TensorSlot } from '../runtime/manifest.js'
import { compileEntries } from './compile.js'
import { evaluateKernels } from './instantiate-text.js'
import type { CompileOptions } from './options.js'

interface Loaded {
  readonly run: () => void
  /** Everything a caller may write, by leaf name. */
  readonly views: ReadonlyMap<string, TensorView>
  readonly outputs: readonly (readonly [string, TensorView])[]
}

function load(program: Program, options: CompileOptions): Loaded {
  const { manifest, kernels } = compileEntries([{ name: 'step', binding: {}, program }], options)
  const segments = allocateSegments(manifest.segments)
  const functions = evaluateKernels(kernels)(segments)
  const view = (slot: TensorSlot): [string, TensorView] => [slot.name, new TensorView(slot, segments)]
  const entry = manifest.entries[0] as EntryManifest
  for (const slot of manifest.constants) new TensorView(slot, segments).writeUnchecked(slot.values)
  return {
    run: functions[entry.function] as () => void,
    views: new Map([...manifest.parameters, ...manifest.scalars, ...entry.inputs].map(view)),
    outputs: entry.outputs.map(view),
  }
}

const read = (from: TensorView): Float64Array => from.read(zerosOf(from.length))

function prepareFunction(program: Program, parameters: readonly Value[], options: CompileOptions): PreparedFunction {
  const { run, views, outputs } = load(program, options)
  const inputs = parameters.flatMap((value, at) => {
    const view = value.kind === 'leaf' ? views.get(value.name) : undefined // the kernels compute what is no leaf
    return view === undefined ? [] : [{ view, at }]
  })
  const byName = new Map(outputs)
  const results = program.outputs.map(({ name }) => byName.get(name) as TensorView)
  return (values) => {
    for (const { view, at } of inputs) view.writeUnchecked(values[at] as Float64Array)
    run()
    return results.map(read)
  }
}

function prepare(program: Program, options: CompileOptions): PreparedProgram {
  const { run, views, outputs } = load(program, options)
  const leaves = program.leaves.filter((leaf) => leaf.role !== 'constant' && views.has(leaf.name))
  return (data: LeafData) => {
    for (const leaf of leaves) (views.get(leaf.name) as TensorView).writeUnchecked(leafValues(leaf, data))
    run()
    return {
      outputs: new Map(outputs.map(([name, from]) => [name, read(from)])),
      updates: new Map(program.updates.map(({ leaf }) => [leaf.name, read(views.get(leaf.name) as TensorView)])),
    }
  }
}

/**
 * An executor that compiles to JavaScript.
 *
 * @example
 * const session = new Session({ executor: jsExecutor() })
 * const x = session.input([2], [1, -1])
 * session.getValue(x.relu()) // => [1, 0]
 */
export const jsExecutor = (options: CompileOptions = {}): Executor => ({
  name: 'js',
  prepare: (program) => prepare(program, options),
  prepareFunction: (program, parameters) => prepareFunction(program, parameters, options),
})
