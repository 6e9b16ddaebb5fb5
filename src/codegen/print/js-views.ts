/** Typed-array views of memory segments. In: dtypes, a domain. Out: names, types and sizes as the text has them. */
import type { DType } from '../../shapes/dtype.js'
import type { Domain } from '../domains/domain.js'

interface View {
  readonly name: string
  readonly type: string
  readonly bytes: number
}

/** How a dtype lies in memory; a domain stores f32 as its own floats. */
export function viewOf(dtype: DType, domain: Domain): View {
  switch (dtype) {
    case 'f32':
      return { name: 'floats', type: domain.view, bytes: domain.bytes }
    case 'f64':
      return { name: 'doubles', type: 'Float64Array', bytes: 8 }
    case 'i32':
      return { name: 'integers', type: 'Int32Array', bytes: 4 }
    case 'u32':
      return { name: 'unsigned', type: 'Uint32Array', bytes: 4 }
    case 'bool':
      return { name: 'bytes', type: 'Uint8Array', bytes: 1 }
  }
}

/** Bytes of one element of a dtype in a domain. */
export const bytesPerElement = (dtype: DType, domain: Domain): number => viewOf(dtype, domain).bytes
