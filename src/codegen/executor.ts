/**
 * The compiled executor: the same programs as the reference interpreter's, through every pass to JavaScript kernels.
 *
 * In: a Program. Out: a function that writes leaves into the arena, runs the kernels and reads outputs and updates.
 */
import type { Program } from '../dsl/comprehension/types.js'
import { leafValues } from '../dsl/executor.js'
import type { Executor, LeafData, PreparedProgram } from '../dsl/executor.js'
import { allocateSegments, TensorView } from '../runtime/arena.js'
import type { EntryManifest, TensorSlot } from '../runtime/manifest.js'
import { compileEntries } from './compile.js'
import { evaluateKernels } from './instantiate-text.js'
import type { CompileOptions } from './options.js'

function prepare(program: Program, options: CompileOptions): PreparedProgram {
  const { manifest, kernels } = compileEntries([{ name: 'step', binding: {}, program }], options)
  const segments = allocateSegments(manifest.segments)
  const functions = evaluateKernels(kernels)(segments)
  const view = (slot: TensorSlot): [string, TensorView] => [slot.name, new TensorView(slot, segments)]
  const entry = manifest.entries[0] as EntryManifest
  const run = functions[entry.function] as () => void
  const views = new Map([...manifest.parameters, ...manifest.scalars, ...entry.inputs].map(view))
  for (const slot of manifest.constants) new TensorView(slot, segments).writeUnchecked(slot.values)
  const outputs = new Map(entry.outputs.map(view))
  const leaves = program.leaves.filter((leaf) => leaf.role !== 'constant' && views.has(leaf.name))
  const read = (from: TensorView): Float64Array => Float64Array.from(from.read())
  return (data: LeafData) => {
    for (const leaf of leaves) (views.get(leaf.name) as TensorView).writeUnchecked(leafValues(leaf, data))
    run()
    return {
      outputs: new Map([...outputs].map(([name, from]) => [name, read(from)])),
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
})
