/**
 * The spelling of each scalar function in JavaScript: arithmetic through the domain, integers and masks natively, the
 * programs of the scalar table as helper functions that are printed once, when first used.
 */
import {
  scalarFunctions,
  type FloatOperations,
  type IntegerOperations,
  type ScalarFunctionName,
} from '../../dsl/scalar.js'
import type { Domain, Operand } from '../domains/domain.js'
import type { Lines } from './base.js'

/** Float intrinsics that every domain spells: arithmetic over texts, and comparisons, which may look at constants. */
const arithmetic = new Set(['add', 'sub', 'mul', 'div', 'neg', 'abs', 'toFloat'] as const)
const comparisons = new Set(['minimum', 'maximum', 'lessThan', 'lessEqual', 'equal'] as const)
type MemberOf<T> = T extends Set<infer Name> ? Name : never

/** Integers and masks: exact in doubles, the same in every domain. */
const plain: Readonly<Record<string, (...operands: string[]) => string>> = {
  add: (a, b) => `${a} + ${b}`,
  sub: (a, b) => `${a} - ${b}`,
  mul: (a, b) => `${a} * ${b}`,
  neg: (a) => `-${a}`,
  abs: (a) => `Math.abs(${a})`,
  minimum: (a, b) => `Math.min(${a}, ${b})`,
  maximum: (a, b) => `Math.max(${a}, ${b})`,
  lessThan: (a, b) => `${a} < ${b}`,
  lessEqual: (a, b) => `${a} <= ${b}`,
  equal: (a, b) => `${a} === ${b}`,
  and: (a, b) => `${a} && ${b}`,
  not: (a) => `!${a}`,
  where: (mask, a, b) => `${mask} ? ${a} : ${b}`,
}

export class JavaScriptHelpers {
  private readonly programs = new Map<ScalarFunctionName, readonly string[]>()
  private needsBits = false

  constructor(private readonly domain: Domain) {}

  /** Names that helper functions use. */
  reserves(name: string): boolean {
    return (
      name in scalarFunctions ||
      [
        'powerOfTwo',
        'exponentOf',
        'mantissaOf',
        'bitsFloat',
        'bitsInteger',
        'powers',
        'red',
        'inverse',
        'functions',
      ].includes(name)
    )
  }

  /** One application; `integers` says that operands and result are the printer's own, not the domain's. */
  apply(name: ScalarFunctionName, operands: readonly Operand[], integers: boolean): string {
    const texts = operands.map(({ text }) => text)
    const own = this.domain.functions[name]
    if (own) return own(...texts)
    if (!integers && (comparisons as ReadonlySet<string>).has(name))
      return this.domain[name as MemberOf<typeof comparisons>](operands[0]!, operands[1]!)
    if (!integers && (arithmetic as ReadonlySet<string>).has(name))
      return (this.domain[name as MemberOf<typeof arithmetic>] as (...operands: string[]) => string)(...texts)
    const native = plain[name]
    if (native) return native(...texts)
    this.program(name)
    return `${name}(${texts.join(', ')})`
  }

  /** Runs the table's program over names, one `const` per operation. */
  private program(name: ScalarFunctionName): void {
    if (this.programs.has(name)) return
    const { program, integerProgram, arity } = scalarFunctions[name]
    const lines: string[] = []
    this.programs.set(name, lines)
    let count = 0
    const define = (text: string): string => {
      const local = `t${count++}`
      lines.push(`const ${local} = ${text}`)
      return local
    }
    const operands = Array.from({ length: arity }, (_, i) => `x${i}`)
    if (program) lines.push(`return ${program(this.floatOperations(define), ...operands)}`)
    else if (integerProgram) lines.push(`return ${integerProgram(integerOperations(define), ...operands)} >>> 0`)
    else throw new Error(`the scalar function ${name} has no spelling in JavaScript`)
  }

  private floatOperations(define: (text: string) => string): FloatOperations<string> {
    const { domain } = this
    const bits = (text: string): string => {
      this.needsBits = true
      return define(text)
    }
    return {
      constant: (value) => domain.constant(value),
      add: (a, b) => define(domain.add(a, b)),
      sub: (a, b) => define(domain.sub(a, b)),
      mul: (a, b) => define(domain.mul(a, b)),
      div: (a, b) => define(domain.div(a, b)),
      multiplyAdd: (a, b, c) => define(domain.multiplyAdd(a, b, c)),
      neg: (a) => define(domain.neg(a)),
      abs: (a) => define(domain.abs(a)),
      sqrt: (a) => define(domain.sqrt(a)),
      minimum: (a, b) => define(domain.minimum({ text: a }, { text: b })),
      maximum: (a, b) => define(domain.maximum({ text: a }, { text: b })),
      lessThan: (a, b) => define(domain.lessThan({ text: a }, { text: b })),
      select: (mask, a, b) => define(`${mask} ? ${a} : ${b}`),
      round: (a) => define(domain.round(a)),
      scaleByPowerOfTwo: (a, b) => bits(domain.scaleByPowerOfTwo(a, b)),
      exponentOf: (a) => bits(`exponentOf(${a})`),
      mantissaOf: (a) => bits(`mantissaOf(${a})`),
    }
  }

  print(lines: Lines): void {
    for (const line of this.domain.prelude) lines.add(line)
    if (this.needsBits) {
      lines.add('// 2^k for k from -512 to 511, by table: a store and a load of bits would wait for each other')
      lines.add('const powers = Float64Array.from({ length: 1024 }, (_, i) => 2 ** (i - 512))')
      lines.block('function powerOfTwo(k)', () => lines.add('return powers[((k | 0) + 512) & 1023]'))
      lines.add('// x = mantissa · 2^exponent, 1 ≤ mantissa < 2')
      lines.add('const bitsFloat = new Float64Array(1)')
      lines.add('const bitsInteger = new Int32Array(bitsFloat.buffer)')
      lines.block('function exponentOf(x)', () => {
        lines.add('bitsFloat[0] = x')
        lines.add('return ((bitsInteger[1] >>> 20) & 2047) - 1023')
      })
      lines.block('function mantissaOf(x)', () => lines.add('return x * powers[(512 - exponentOf(x)) & 1023]'))
    }
    for (const [name, body] of this.programs) {
      const operands = Array.from({ length: scalarFunctions[name].arity }, (_, i) => `x${i}`).join(', ')
      lines.block(`function ${name}(${operands})`, () => body.forEach((line) => lines.add(line)))
    }
  }
}

/** 32-bit words as JavaScript's signed integers; only a result is made unsigned. */
const integerOperations = (define: (text: string) => string): IntegerOperations<string> => ({
  constant: (value) => String(value | 0),
  add: (a, b) => define(`(${a} + ${b}) | 0`),
  xor: (a, b) => define(`${a} ^ ${b}`),
  rotateLeft: (a, bits) => define(`(${a} << ${bits}) | (${a} >>> ${32 - bits})`),
  shiftRight: (a, bits) => define(`${a} >>> ${bits}`),
})
