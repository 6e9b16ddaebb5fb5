/** The element type of an application: comparisons give masks, arithmetic keeps what it is given, the table says the rest. */
import { scalarFunctions, type ScalarFunctionName } from '../../dsl/scalar.js'
import type { ElementType } from '../kernel.js'

/** Intrinsics that work on floats and on integers alike; a constant beside an integer is an integer. */
const polymorphic: ReadonlySet<string> = new Set(['add', 'sub', 'mul', 'neg', 'abs', 'minimum', 'maximum'])

export function resultType(name: ScalarFunctionName, operands: readonly { readonly type: ElementType }[]): ElementType {
  const types = name === 'where' ? operands.slice(1) : operands
  if (name === 'where' || polymorphic.has(name)) {
    if (types.some(({ type }) => type === 'integer')) return 'integer'
    return types.every(({ type }) => type === 'mask') ? 'mask' : 'float'
  }
  return scalarFunctions[name].result
}
