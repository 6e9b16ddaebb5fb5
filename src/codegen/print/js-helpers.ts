/**
 * The spelling of each scalar function in JavaScript: arithmetic through the domain, integers and masks natively, the
 * polynomials of the scalar table as helper functions that are printed once, when first used.
 */
import { scalarFunctions, type FloatOperations, type ScalarFunctionName } from '../../dsl/scalar.js'
import type { Domain } from '../domains/domain.js'
import type { Lines } from './base.js'

/** Float intrinsics that every domain spells. */
const floatIntrinsics = new Set(['add', 'sub', 'mul', 'div', 'neg', 'abs', 'sqrt', 'minimum', 'maximum', 'lessThan', 'lessEqual', 'equal', 'toFloat'] as const)
type FloatIntrinsic = typeof floatIntrinsics extends Set<infer Name> ? Name : never

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
  private readonly polynomials = new Map<string, readonly string[]>()
  private needsBits = false
  private needsRandom = false

  constructor(private readonly domain: Domain) {}

  /** Names that helper functions use. */
  reserves(name: string): boolean {
    return name in scalarFunctions || ['powerOfTwo', 'exponentOf', 'mantissaOf', 'bitsFloat', 'bitsInteger', 'randomBits'].includes(name)
  }

  /** One application, its operands names or literals. */
  apply(name: ScalarFunctionName, operands: readonly string[], integers: boolean): string {
    if (name === 'randomBits') {
      this.needsRandom = true
      return `randomBits(${operands.join(', ')})`
    }
    const own = this.domain.functions[name]
    if (own) return own(...operands)
    if (!integers && (floatIntrinsics as ReadonlySet<string>).has(name)) return this.float(name as FloatIntrinsic, operands)
    const native = plain[name]
    if (native) return native(...operands)
    this.polynomial(name, operands.length)
    return `${name}(${operands.join(', ')})`
  }

  private float(name: FloatIntrinsic, operands: readonly string[]): string {
    return (this.domain[name] as (...operands: string[]) => string)(...operands)
  }

  /** Runs the table's program over names, one `const` per operation. */
  private polynomial(name: ScalarFunctionName, arity: number): void {
    if (this.polynomials.has(name)) return
    const { program } = scalarFunctions[name]
    if (!program) throw new Error(`the scalar function ${name} has no spelling in JavaScript`)
    const lines: string[] = []
    this.polynomials.set(name, lines)
    let count = 0
    const define = (text: string): string => {
      const local = `t${count++}`
      lines.push(`const ${local} = ${text}`)
      return local
    }
    const { domain } = this
    const bits = (text: string): string => {
      this.needsBits = true
      return define(text)
    }
    const operations: FloatOperations<string> = {
      constant: (value) => domain.constant(value),
      add: (a, b) => define(domain.add(a, b)),
      sub: (a, b) => define(domain.sub(a, b)),
      mul: (a, b) => define(domain.mul(a, b)),
      div: (a, b) => define(domain.div(a, b)),
      multiplyAdd: (a, b, c) => define(domain.multiplyAdd(a, b, c)),
      neg: (a) => define(domain.neg(a)),
      abs: (a) => define(domain.abs(a)),
      sqrt: (a) => define(domain.sqrt(a)),
      minimum: (a, b) => define(domain.minimum(a, b)),
      maximum: (a, b) => define(domain.maximum(a, b)),
      lessThan: (a, b) => define(domain.lessThan(a, b)),
      select: (mask, a, b) => define(`${mask} ? ${a} : ${b}`),
      round: (a) => define(domain.round(a)),
      scaleByPowerOfTwo: (a, b) => bits(domain.scaleByPowerOfTwo(a, b)),
      exponentOf: (a) => bits(`exponentOf(${a})`),
      mantissaOf: (a) => bits(`mantissaOf(${a})`),
    }
    const result = program(operations, ...Array.from({ length: arity }, (_, i) => `x${i}`))
    lines.push(`return ${result}`)
  }

  print(lines: Lines): void {
    if (this.needsBits) {
      lines.add('const bitsFloat = new Float64Array(1)')
      lines.add('const bitsInteger = new Int32Array(bitsFloat.buffer)')
      lines.add('// 2^k for integers k from -1022 to 1023, put together from its bits')
      lines.block('function powerOfTwo(k)', () => {
        lines.add('bitsInteger[0] = 0')
        lines.add('bitsInteger[1] = (k + 1023) << 20')
        lines.add('return bitsFloat[0]')
      })
      lines.add('// x = mantissa · 2^exponent, 1 ≤ |mantissa| < 2')
      lines.block('function exponentOf(x)', () => {
        lines.add('bitsFloat[0] = x')
        lines.add('return ((bitsInteger[1] >>> 20) & 2047) - 1023')
      })
      lines.block('function mantissaOf(x)', () => {
        lines.add('bitsFloat[0] = x')
        lines.add('bitsInteger[1] = (bitsInteger[1] & -2146435073) | 1072693248')
        lines.add('return bitsFloat[0]')
      })
    }
    if (this.needsRandom) printRandomBits(lines)
    for (const [name, body] of this.polynomials) {
      const arity = scalarFunctions[name as ScalarFunctionName].arity
      lines.block(`function ${name}(${Array.from({ length: arity }, (_, i) => `x${i}`).join(', ')})`, () => body.forEach((line) => lines.add(line)))
    }
  }
}

const rotations = [13, 15, 26, 6, 17, 29, 16, 24] as const

/** Threefry-2x32-20, its first word: additions, exclusive ors and rotations only, the same bits on every target. */
function printRandomBits(lines: Lines): void {
  lines.block('function randomBits(k0, k1, c0, c1)', () => {
    lines.add('const k2 = 466688986 ^ k0 ^ k1')
    lines.add('let x = (c0 + k0) | 0')
    lines.add('let y = (c1 + k1) | 0')
    for (let group = 1; group <= 5; group++) {
      for (let round = 0; round < 4; round++) {
        const distance = rotations[(group % 2 === 1 ? 0 : 4) + round]!
        lines.add('x = (x + y) | 0')
        lines.add(`y = ((y << ${distance}) | (y >>> ${32 - distance})) ^ x`)
      }
      lines.add(`x = (x + k${group % 3}) | 0`)
      lines.add(`y = (y + k${(group + 1) % 3} + ${group}) | 0`)
    }
    lines.add('return x >>> 0')
  })
}
