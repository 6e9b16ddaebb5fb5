/**
 * Installs the operators as methods of tensors: the one module with this side effect. In: the functions of list.ts.
 * Out: `x.relu()` beside `relu(x)`, the same function.
 */
import { RecordedTensor } from '../tensor.js'
import * as operators from './list.js'

export * from './list.js'

/** Operators whose first argument is not a tensor are functions only. */
const functionsOnly: ReadonlySet<string> = new Set(['bernoulliMask', 'concat', 'einsum', 'randUniform', 'stack'])

for (const [name, operator] of Object.entries(operators)) {
  if (functionsOnly.has(name)) continue
  // What a method of this name may be given is declared in the operator's file.
  const apply = operator as (...operands: unknown[]) => unknown
  Object.defineProperty(RecordedTensor.prototype, name, {
    value: function (this: RecordedTensor, ...operands: unknown[]) {
      return apply(this, ...operands)
    },
    writable: true,
    configurable: true,
  })
}
