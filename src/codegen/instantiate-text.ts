/**
 * Kernels text → closures, for code compiled and run in one process. A build written to disk is imported as a module
 * and needs none of this.
 */
import type { KernelsModule } from '../runtime/manifest.js'

/**
 * Evaluates the text of a kernels module.
 *
 * @throws SyntaxError for text that is none.
 * @example
 * import digits from './model.js' // the model of the README
 * const { manifest, kernels } = compileModel(digits, [{ name: 'predict', binding: { batch: 1 } }])
 * instantiate(manifest, evaluateKernels(kernels)).batchesOf('predict') // => [1]
 */
export function evaluateKernels(text: string): KernelsModule {
  const body = text.replace(/^export const kernels\b/m, 'const kernels')
  // The text is our own printer's: its only export is `kernels`, and it imports nothing.
  return new Function(`${body}\nreturn kernels`)() as KernelsModule
}
