/** `shapewright/codegen`: compiling models, programs and sessions; for Node. */
export { compileEntries, compileModel, expandModel } from './compile.js'
export type { Build, BuildDescription, EntryBinding, EntryRequest } from './compile.js'
export { compile, CompiledModel } from './compiled-model.js'
export type { CompileModelOptions } from './compiled-model.js'
export { diagnose } from './diagnose.js'
export { jsExecutor } from './executor.js'
export { evaluateKernels } from './instantiate-text.js'
export type { CompileOptions } from './options.js'
