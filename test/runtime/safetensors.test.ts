import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { DataError, ParameterMismatchError, SafetensorsError } from '../../src/runtime/errors.js'
import { instantiate } from '../../src/runtime/instance.js'
import { duplicateKey } from '../../src/runtime/json.js'
import { loadParameters, saveParameters } from '../../src/runtime/parameters.js'
import { decodeSafetensors, encodeSafetensors, valuesOf } from '../../src/runtime/safetensors.js'
import type { NamedTensor } from '../../src/runtime/safetensors.js'
import { regression, regressionKernels, weightsOf } from './support.js'

/** A file with this header text and so many bytes of data. */
function file(header: string | object, dataBytes = 0, claimed?: bigint): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header))
  const bytes = new Uint8Array(8 + text.length + dataBytes)
  new DataView(bytes.buffer).setBigUint64(0, claimed ?? BigInt(text.length), true)
  bytes.set(text, 8)
  return bytes
}
const entry = (begin: number, end: number, shape: unknown = [(end - begin) / 4], dtype: unknown = 'F32') => ({
  dtype,
  shape,
  data_offsets: [begin, end],
})

describe('what no reader would take back is not written', () => {
  const bias = { name: 'bias', dtype: 'f32', shape: [2], values: [1, 2] } as const
  it.each<[NamedTensor[], string]>([
    [[{ ...bias, values: [1] }], '"bias" has 1 values, its shape [2] has 2'],
    [[bias, bias], '"bias" is given twice'],
    [[{ ...bias, dtype: 'f16' as 'f32' }], '"bias" has dtype "f16"; there are f32, f64, i32, u32, bool'],
  ])('%o', (tensors, message) => {
    expect(() => encodeSafetensors(tensors)).toThrow(new SafetensorsError(`encodeSafetensors: ${message}`))
  })
})

describe('round trip', () => {
  const anyTensor: fc.Arbitrary<NamedTensor> = fc
    .tuple(
      fc.constantFrom('f32', 'f64', 'i32', 'u32', 'bool'),
      fc.array(fc.nat(3), { maxLength: 3 }),
      fc.string({ unit: 'binary', minLength: 1 }),
    )
    .chain(([dtype, shape, name]) => {
      const length = shape.reduce((product, extent) => product * extent, 1)
      const value =
        dtype === 'f32' ? fc.float({ noNaN: true })
        : dtype === 'f64' ? fc.double({ noNaN: true })
        : dtype === 'i32' ? fc.integer()
        : dtype === 'u32' ? fc.nat()
        : fc.nat(1)
      return fc
        .array(value, { minLength: length, maxLength: length })
        .map((values) => ({ name, dtype, shape, values }) as NamedTensor)
    })
  it('keeps every tensor, bit for bit, and the metadata', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyTensor, { selector: ({ name }) => name, maxLength: 5 }),
        fc.dictionary(fc.string(), fc.string()),
        (tensors, metadata) => {
          fc.pre(tensors.every(({ name }) => name !== '__metadata__'))
          const bytes = encodeSafetensors(tensors, metadata)
          const decoded = decodeSafetensors(bytes)
          expect({ ...decoded.metadata }).toEqual({ ...metadata })
          expect(decoded.tensors.size).toBe(tensors.length)
          for (const { name, shape, values } of tensors) {
            const tensor = decoded.tensors.get(name)!
            expect(tensor.shape).toEqual(shape)
            expect([...valuesOf(tensor)!]).toEqual([...(values as number[])])
          }
          expect(encodeSafetensors(tensors, metadata)).toEqual(bytes)
        },
      ),
    )
  })
  it('is the published format: aligned data, little-endian', () => {
    const bytes = encodeSafetensors([{ name: 'a', dtype: 'f32', shape: [1], values: [1] }])
    expect(bytes[0]! % 8).toBe(0)
    expect(new TextDecoder().decode(bytes.subarray(8, -4)).trimEnd()).toBe(
      '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
    )
    expect([...bytes.subarray(-4)]).toEqual([0, 0, 0x80, 0x3f])
  })
  it('reads tensors that are not aligned, of dtypes it does not compute with, and empty ones', () => {
    const header = { a: entry(0, 1, [1], 'U8'), b: entry(1, 5), c: entry(5, 5, [0, 9]), d: entry(5, 7, [1], 'BF16') }
    const { tensors } = decodeSafetensors(file(header, 7))
    expect([...valuesOf(tensors.get('b')!)!]).toEqual([0])
    expect(valuesOf(tensors.get('c')!)!.length).toBe(0)
    expect(valuesOf(tensors.get('d')!)).toBeUndefined()
    expect(decodeSafetensors(file({}, 0)).tensors.size).toBe(0)
  })
})

describe('hostile files', () => {
  const deep = '{"a":' + '['.repeat(200_000) + ']'.repeat(200_000) + '}'
  const cases: readonly (readonly [string, Uint8Array, string])[] = [
    ['empty', new Uint8Array(0), 'it has 0 bytes'],
    ['seven bytes', new Uint8Array(7), 'it has 7 bytes'],
    ['header over 100 MB', file('{}', 0, 100_000_001n), 'more than 100000000'],
    ['header of 2^64 - 1', file('{}', 0, 2n ** 64n - 1n), 'more than 100000000'],
    ['header beyond the file', file('{}', 0, 3n), 'it is truncated'],
    ['no JSON', file('{"a":'), 'no valid JSON'],
    ['not an object', file('[]'), 'does not begin with {'],
    ['byte order mark', file('\ufeff{}'), 'does not begin with {'],
    ['bad UTF-8', file('{"\u0080"}').fill(0xff, 10, 12), 'no valid UTF-8'],
    ['deeply nested', file(deep), 'is no object'],
    [
      'duplicate tensor',
      file(`{"a":${JSON.stringify(entry(0, 4))},"\\u0061":${JSON.stringify(entry(4, 8))}}`, 8),
      'the key "a" twice',
    ],
    [
      'duplicate field',
      file('{"a":{"dtype":"F32","dtype":"F32","shape":[],"data_offsets":[0,4]}}', 4),
      'the key "dtype" twice',
    ],
    ['entry is null', file({ a: null }), 'is no object'],
    ['unknown field', file({ a: { ...entry(0, 4), more: 1 } }, 4), 'the unknown field "more"'],
    ['unknown dtype', file({ a: entry(0, 4, [1], 'F31') }, 4), 'the unknown dtype'],
    ['dtype of the prototype', file({ a: entry(0, 4, [1], 'constructor') }, 4), 'the unknown dtype'],
    ['missing dtype', file({ a: { shape: [], data_offsets: [0, 4] } }, 4), 'the unknown dtype'],
    ['shape is a text', file({ a: entry(0, 4, '1') }, 4), 'a shape that is no list'],
    ['negative extent', file({ a: entry(0, 4, [-1, -1]) }, 4), 'a shape that is no list'],
    ['fractional extent', file({ a: entry(0, 4, [0.5, 2]) }, 4), 'a shape that is no list'],
    ['extent over 2^53', file({ a: entry(0, 4, [2 ** 54]) }, 4), 'a shape that is no list'],
    ['product overflows', file({ a: entry(0, 4, [2 ** 40, 2 ** 40]) }, 4), 'more elements than can be counted'],
    ['product wraps to 0', file({ a: entry(0, 0, [2 ** 32, 2 ** 32]) }, 0), 'more elements than can be counted'],
    ['size of another shape', file({ a: entry(0, 4, [2]) }, 4), 'F32 [2], needs 8 bytes, its data_offsets give it 4'],
    ['offsets reversed', file({ a: entry(4, 0, [0]) }, 4), 'no pair of growing natural numbers'],
    ['three offsets', file({ a: { dtype: 'F32', shape: [1], data_offsets: [0, 4, 8] } }, 8), 'no pair'],
    ['offsets beyond the file', file({ a: entry(0, 8) }, 4), 'ends at byte 8, the file has 4 bytes of data'],
    ['overlap', file({ a: entry(0, 8), b: entry(4, 12) }, 12), 'inside the tensor that ends at 8'],
    ['two tensors in one place', file({ a: entry(0, 4), b: entry(0, 4) }, 4), 'inside the tensor that ends at 4'],
    ['hole', file({ a: entry(0, 4), b: entry(8, 12) }, 12), 'bytes 4 to 8 before tensor "b" belong to no tensor'],
    ['trailing bytes', file({ a: entry(0, 4) }, 5), '1 bytes after the last tensor'],
    ['metadata of numbers', file({ __metadata__: { a: 1 } }), '__metadata__ is no map of texts'],
    ['metadata is a list', file({ __metadata__: ['a'] }), '__metadata__ is no map of texts'],
    ['long evil name', file({ ['\u001b[31m'.repeat(1000)]: 1 }), '"\\u001b[31m'],
  ]
  it.each(cases)('%s', (_name, bytes, message) => {
    expect(() => decodeSafetensors(bytes)).toThrow(SafetensorsError)
    expect(() => decodeSafetensors(bytes)).toThrow(message)
    expect(() => decodeSafetensors(bytes)).toThrow(/^safetensors: cannot read the file: .{1,300}$/s)
  })
  it('a name like __proto__ is only a name', () => {
    const bytes = file(`{"__proto__":${JSON.stringify(entry(0, 4))}}`, 4)
    expect([...decodeSafetensors(bytes).tensors.keys()]).toEqual(['__proto__'])
  })
  it('mutated, cut and extended files are read or refused, never anything else', () => {
    const good = encodeSafetensors(
      [
        { name: 'weight', dtype: 'f32', shape: [2, 3], values: [1, 2, 3, 4, 5, 6] },
        { name: 'label', dtype: 'i32', shape: [2], values: [1, 2] },
      ],
      { model: 'digits' },
    )
    const mutation = fc.oneof(
      fc.record({ at: fc.nat(good.length - 1), byte: fc.nat(255) }),
      fc.record({
        at: fc.nat(150),
        byte: fc.constantFrom(...'"{}[],:0123456789-eE\\ '.split('').map((c) => c.charCodeAt(0))),
      }),
    )
    let refused = 0
    fc.assert(
      fc.property(
        fc.array(mutation, { maxLength: 6 }),
        fc.integer({ min: -good.length, max: 9 }),
        (mutations, growth) => {
          const bytes = new Uint8Array(good.length + Math.max(0, growth)).subarray(0, good.length + growth)
          bytes.set(good.subarray(0, bytes.length))
          for (const { at, byte } of mutations) if (at < bytes.length) bytes[at] = byte
          try {
            decodeSafetensors(bytes)
          } catch (error) {
            refused++
            if (!(error instanceof SafetensorsError)) throw error
          }
        },
      ),
      { numRuns: 5000 },
    )
    expect(refused).toBeGreaterThan(1000)
  })
  it('random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.string({ maxLength: 40 }), (data, header) => {
        for (const bytes of [data, file(`{${header}}`, data.length)]) {
          try {
            decodeSafetensors(bytes)
          } catch (error) {
            if (!(error instanceof SafetensorsError)) throw error
          }
        }
      }),
      { numRuns: 2000 },
    )
  })
})

describe('duplicateKey', () => {
  it('finds repeated keys in one object only', () => {
    expect(duplicateKey('{"a":{"b":1},"c":{"b":2},"d":["a","a"]}')).toBeUndefined()
    expect(duplicateKey('{"a":[{"b":"a"},{"c":{"x":1,"x" :2}}]}')).toBe('x')
    expect(duplicateKey('{"a\\"":1,"b":":","a\\u0022":2}')).toBe('a"')
  })
  it('never reports a text that JSON.stringify wrote', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(duplicateKey(JSON.stringify(JSON.parse(text)))).toBeUndefined()
      }),
    )
  })
})

describe('parameters', () => {
  const make = (seed = 0) => instantiate(regression(), regressionKernels, { seed })
  const tensor = (name: string, shape: number[], dtype: 'f32' | 'f64' = 'f32'): NamedTensor => {
    const values = new Array<number>(shape.reduce((product, extent) => product * extent, 1)).fill(0.5)
    return { name, dtype, shape, values }
  }
  it('save and load give the same weights, and leave the state alone', () => {
    const instance = make()
    instance.tensor('weight').write([1, 2, 3, 4, 5, 6])
    const bytes = saveParameters(instance, { note: 'best' })
    expect([...decodeSafetensors(bytes).tensors.keys()]).toEqual(['weight'])
    expect(decodeSafetensors(bytes).metadata).toEqual({ model: 'regression', note: 'best' })
    const other = make(1)
    loadParameters(other, bytes)
    expect(weightsOf(other)).toEqual(weightsOf(instance))
  })
  it('lists every difference, and changes nothing then', () => {
    const instance = make()
    const bytes = encodeSafetensors([tensor('weight', [2, 3]), tensor('hidden.weight', [4])])
    expect(() => loadParameters(instance, bytes)).toThrow(ParameterMismatchError)
    expect(() => loadParameters(instance, bytes)).toThrow(
      'loadParameters: the file does not fit this model\n' +
        '  ~ weight  model F32 [3, 2], file F32 [2, 3]\n' +
        '  + "hidden.weight"  F32 [4]  not in the model\n' +
        'Load the weights of the same model.',
    )
    expect(() => loadParameters(instance, encodeSafetensors([]))).toThrow('  - weight  F32 [3, 2]  missing in the file')
    expect(() => loadParameters(instance, encodeSafetensors([tensor('weight', [3, 2], 'f64')]))).toThrow(
      'file F64 [3, 2]',
    )
    const many = Array.from({ length: 30 }, (_, i) => tensor(`w${i}`, [1]))
    expect(() => loadParameters(instance, encodeSafetensors([tensor('weight', [3, 2]), ...many]))).toThrow('+ 10 more')
    expect(weightsOf(instance)).toEqual(weightsOf(make()))
  })
  it('refuses weights that are not finite, and truncated files', () => {
    const instance = make()
    const bad = encodeSafetensors([{ ...tensor('weight', [3, 2]), values: [1, 2, NaN, 4, 5, 6] }])
    expect(() => loadParameters(instance, bad)).toThrow(DataError)
    expect(() => loadParameters(instance, bad)).toThrow('weight: got NaN in row 1, column 0')
    expect(() => loadParameters(instance, saveParameters(instance).subarray(0, -3))).toThrow(SafetensorsError)
    expect(weightsOf(instance)).toEqual(weightsOf(make()))
  })
})
