/**
 * Trusted to ask.
 *
 * The JavaScript target: the kernels module printed in a field instead of f32, one entry for each kernel, over an arena of
 * the build's own size. In the field of 2^26 − 5, whose elements need f64, floats and integers lie in arrays of their own
 * at the same element offsets.
 */
import { fieldDomain, meetingPrime, primes, type Prime } from '../../codegen/domains/field.js'
import { printJavaScript } from '../../codegen/print/js.js'
import type { DType } from '../../shapes/dtype.js'
import { Field } from '../meaning/field.js'
import type { FieldFunctions } from '../meaning/functions.js'
import { Random } from '../meaning/random.js'
import type { Cells, LoadedProgram, Memory, Program, Target } from './target.js'

type Views = Readonly<Record<'floats' | 'doubles' | 'integers' | 'unsigned' | 'bytes', Cells>>

const viewNames = { f32: 'floats', f64: 'doubles', i32: 'integers', u32: 'unsigned', bool: 'bytes' } as const

const viewsOf = (buffer: ArrayBuffer): Views => ({
  floats: new Float32Array(buffer),
  doubles: new Float64Array(buffer),
  integers: new Int32Array(buffer),
  unsigned: new Uint32Array(buffer),
  bytes: new Uint8Array(buffer),
})

/** Floats of one size in one array, integers in another. */
function separateViews(bytes: number): Views {
  const integers = new ArrayBuffer(bytes)
  return {
    ...viewsOf(integers),
    floats: new Float64Array(bytes / 4),
    doubles: new Float64Array(bytes / 8),
  }
}

const inWords = ({ buffer, byteOffset, byteLength }: Cells): Uint32Array =>
  new Uint32Array(buffer, byteOffset, byteLength / 4)

class JavaScriptMemory implements Memory {
  readonly words: readonly Uint32Array[]

  constructor(
    readonly segments: readonly Views[],
    private readonly separate: boolean,
  ) {
    this.words = segments.flatMap((views) =>
      separate ? [views.integers, views.floats, views.doubles].map(inWords) : [inWords(views.integers)],
    )
  }

  cells(dtype: DType, segment: number): Cells {
    return this.segments[segment]![viewNames[dtype]]
  }

  wordsOf(dtype: DType, segment: number): { array: number; perCell: number } {
    const floats = dtype === 'f32' || dtype === 'f64'
    if (!this.separate)
      return {
        array: segment,
        perCell:
          dtype === 'f64' ? 2
          : dtype === 'bool' ? 0.25
          : 1,
      }
    const perCell =
      floats ? 2
      : dtype === 'bool' ? 0.25
      : 1
    return {
      array:
        segment * 3 +
        (dtype === 'f32' ? 1
        : dtype === 'f64' ? 2
        : 0),
      perCell,
    }
  }
}

function load(
  print: typeof printJavaScript,
  { kernels, placements, segments }: Program,
  prime: Prime,
  functions: FieldFunctions,
): LoadedProgram {
  const domain = fieldDomain(prime)
  const entries = kernels.map((kernel, at) => ({ functionName: String(at), kernels: [kernel] }))
  const text = print(entries, domain, placements, segments.length)
  const separate = domain.memory === 'elements'
  const buffers = segments.map(({ bytes }) => new ArrayBuffer(bytes))
  const views = segments.map(({ bytes }, at) => (separate ? separateViews(bytes) : viewsOf(buffers[at]!)))
  const run = moduleOf(text)(separate ? views : buffers, functions)
  return { memory: new JavaScriptMemory(views, separate), run: (kernel) => run[String(kernel)]!() }
}

type FieldModule = (segments: readonly unknown[], functions: unknown) => Readonly<Record<string, () => void>>

/** The text is our own printer's: its only export is `kernels`, and it imports nothing. */
const moduleOf = (text: string): FieldModule =>
  new Function(`${text.replace(/^export const kernels\b/m, 'const kernels')}\nreturn kernels`)() as FieldModule

/** Operands at which a reduction could go wrong: the ends, and products next to a half-integer multiple of the prime. */
function operandsFor(field: Field, samples: number): (readonly [number, number, number])[] {
  const { half } = field
  const random = new Random(`self-test ${field.prime}`)
  const ends = [0, 1, -1, 2, half, -half, half - 1, 1 - half]
  const list = ends.flatMap((a) => ends.flatMap((b) => ends.map((c) => [a, b, c] as const)))
  while (list.length < samples) {
    const a = field.balance(1 + random.below(field.prime - 1))
    // a · b as close as can be to (k + 1/2) · p
    const b = field.balance(field.inverse(a) * (random.word() % 2 === 0 ? half : -half))
    list.push([a, b, 0], [a, field.balance(random.below(field.prime)), field.balance(random.below(field.prime))])
  }
  return list
}

function selfTest(prime: Prime, samples: number): string | null {
  const domain = fieldDomain(prime)
  const field = new Field(prime)
  const spelled = {
    add: domain.add('a', 'b'),
    sub: domain.sub('a', 'b'),
    mul: domain.mul('a', 'b'),
    div: domain.div('a', 'b'),
    multiplyAdd: domain.multiplyAdd('a', 'b', 'c'),
  }
  const text = Object.entries(spelled).map(([name, spelling]) => `${name}: (a, b, c) => ${spelling}`)
  const operations = new Function('functions', `${domain.prelude.join('\n')}\nreturn { ${text.join(', ')} }`)({
    inverse: (x: number) => field.inverse(x),
  }) as Record<keyof typeof spelled, (a: number, b: number, c: number) => number>
  const modulus = BigInt(prime)
  const exact = (value: bigint): number => field.balance(Number(value % modulus))
  for (const [a, b, c] of operandsFor(field, samples)) {
    const [x, y, z] = [BigInt(a), BigInt(b), BigInt(c)]
    const expected = {
      add: exact(x + y),
      sub: exact(x - y),
      mul: exact(x * y),
      div: b === 0 ? NaN : exact(x * BigInt(field.inverse(b))),
      multiplyAdd: exact(x * y + z),
    }
    for (const [name, operation] of Object.entries(operations)) {
      const got = operation(a, b, c)
      const want = expected[name as keyof typeof spelled]
      if (!Object.is(got + 0, want + 0))
        return `${name}(${a}, ${b}, ${c}) is ${got}, not ${want}, in the field of ${prime}`
    }
    if (b !== 0 && exact(BigInt(field.inverse(b)) * y) !== 1) return `1/${b} is wrong in the field of ${prime}`
  }
  return null
}

/** The target whose kernels this printer prints: another one than ours is a compiler under test. */
export const javascriptPrintedBy = (print: typeof printJavaScript): Target => ({
  name: 'js',
  primes: [primes[2], primes[0], primes[1]],
  meeting: meetingPrime,
  load: (program, prime, functions) => load(print, program, prime, functions),
  selfTest,
})

export const javascript: Target = javascriptPrintedBy(printJavaScript)
