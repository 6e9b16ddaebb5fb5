/**
 * Faults in the tables of spellings themselves: one operation of a domain spelled otherwise, one function of f64, one line of
 * the helpers that take floats apart. Everything that prints with that table is judged by conformity.
 */
import { domains, type Domain, type DomainName } from '../../../src/codegen/domains/index.js'
import type { Operand } from '../../../src/codegen/domains/domain.js'
import { literal } from '../../../src/codegen/domains/constants.js'
import { realFunctionNames } from '../../dsl/scalar/conformity.js'
import { exactCases, wrongBits } from '../../dsl/scalar/exact.js'
import { javascript, rowOf, type FloatTarget } from '../../dsl/scalar/printed.js'
import { conforms } from './programs.js'

const texts =
  (spell: (a: string, b: string) => string) =>
  (a: Operand, b: Operand): string =>
    spell(a.text, b.text)
const rounded = (text: string): string => `Math.fround(${text})`

/** An operation of a domain, spelled as another one would be. */
const exchanged: Readonly<Record<string, (d: Domain) => Partial<Domain>>> = {
  'a sum spelled as a difference': (d) => ({ add: d.sub }),
  'a difference spelled as a sum': (d) => ({ sub: d.add }),
  'a difference the other way round': (d) => ({ sub: (a, b) => d.sub(b, a) }),
  'a product spelled as a quotient': (d) => ({ mul: d.div }),
  'a quotient the other way round': (d) => ({ div: (a, b) => d.div(b, a) }),
  'a quotient by the reciprocal': (d) => ({ div: (a, b) => d.mul(a, `(${d.div('1', b)})`) }),
  'a quotient of integers': (d) => ({ div: (a, b) => `(${d.div(a, b)} | 0)` }),
  'brackets around the wrong terms': () => ({ multiplyAdd: (a, b, c) => `${a} * (${b} + ${c})` }),
  'a term subtracted': (d) => ({ multiplyAdd: (a, b, c) => d.sub(`${a} * ${b}`, c) }),
  'a sign left out': () => ({ neg: (a) => a }),
  'a difference from zero for a sign': () => ({ neg: (a) => `0 - ${a}` }),
  'a size left out': () => ({ abs: (a) => a }),
  'a size by comparison': () => ({ abs: (a) => `${a} < 0 ? -${a} : ${a}` }),
  'a cube root': () => ({ sqrt: (a) => `Math.cbrt(${a})` }),
  'a root by a power': () => ({ sqrt: (a) => `Math.exp(0.5 * Math.log(${a}))` }),
  'minimum for maximum': (d) => ({ maximum: d.minimum }),
  'maximum for minimum': (d) => ({ minimum: d.maximum }),
  'a maximum by comparison': () => ({ maximum: texts((a, b) => `${a} > ${b} ? ${a} : ${b}`) }),
  'a minimum by comparison': () => ({ minimum: texts((a, b) => `${a} < ${b} ? ${a} : ${b}`) }),
  'less or equal for less': (d) => ({ lessThan: d.lessEqual }),
  'less for less or equal': (d) => ({ lessEqual: d.lessThan }),
  'not greater for less': () => ({ lessThan: texts((a, b) => `!(${a} >= ${b})`) }),
  'not greater for less or equal': () => ({ lessEqual: texts((a, b) => `!(${a} > ${b})`) }),
  'bits compared for numbers': () => ({ equal: texts((a, b) => `Object.is(${a}, ${b})`) }),
  'nearly equal for equal': () => ({ equal: texts((a, b) => `Math.abs(${a} - ${b}) <= 1e-7`) }),
  'an integer read as signed': () => ({ toFloat: (a) => `(${a} | 0)` }),
  'cut off, not rounded': () => ({ round: (a) => `Math.trunc(${a})` }),
  'rounded down': () => ({ round: (a) => `Math.floor(${a})` }),
  'halves rounded up': () => ({ round: (a) => `Math.floor(${a} + 0.5)` }),
  'rounded by 2^52, for positive numbers only': () => ({ round: (a) => `${a} + 4503599627370496 - 4503599627370496` }),
  'a power by its opposite': () => ({ scaleByPowerOfTwo: (a, b) => `${a} / powerOfTwo(${b})` }),
  'a power in the range of bits': () => ({ scaleByPowerOfTwo: (a, b) => `${a} * 2 ** (${b} % 128)` }),
  'a power by shifts': () => ({ scaleByPowerOfTwo: (a, b) => `${a} * (1 << ${b})` }),
  'constants of 7 digits': (d) => ({
    constant: (value) => literal(Number(Number(d.constant(value).replace(/[()]/g, '')).toPrecision(7))),
  }),
}

/** Roundings forgotten where every operation rounds. */
const unrounded: Readonly<Record<string, (d: Domain) => Partial<Domain>>> = {
  ...Object.fromEntries(
    (['add', 'sub', 'mul', 'div', 'multiplyAdd', 'sqrt', 'toFloat', 'scaleByPowerOfTwo', 'constant'] as const).map(
      (operation) => [`${operation} not rounded`, () => ({ [operation]: domains.f32[operation] })],
    ),
  ),
  'a product rounded, the sum not': () => ({ multiplyAdd: (a, b, c) => `${rounded(`${a} * ${b}`)} + ${c}` }),
  'a product and sum rounded once': () => ({ multiplyAdd: (a, b, c) => rounded(`${a} * ${b} + ${c}`) }),
}

/** Roundings where temporaries are doubles. */
const overrounded: Readonly<Record<string, (d: Domain) => Partial<Domain>>> = Object.fromEntries(
  (['add', 'sub', 'mul', 'div', 'multiplyAdd', 'sqrt', 'toFloat', 'constant'] as const).map((operation) => [
    `${operation} rounded to f32`,
    () => ({ [operation]: domains['f32-strict'][operation] }),
  ]),
)

const functions = (name: keyof Domain['functions'], spelled: (a: string) => string) => (d: Domain) => ({
  functions: { ...d.functions, [name]: spelled },
})

/** Functions of f64, spelled as a less careful hand would. */
const careless: Readonly<Record<string, (d: Domain) => Partial<Domain>>> = {
  'exp less one': functions('exp', (a) => `Math.expm1(${a})`),
  'exp as a power of e': functions('exp', (a) => `Math.E ** ${a}`),
  'exp of an f32': functions('exp', (a) => `Math.exp(Math.fround(${a}))`),
  'exp to f32': functions('exp', (a) => `Math.fround(Math.exp(${a}))`),
  'log of one more': functions('log', (a) => `Math.log1p(${a})`),
  'log by its base': functions('log', (a) => `Math.log10(${a}) / Math.LOG10E`),
  'log of the size': functions('log', (a) => `Math.log(Math.abs(${a}))`),
  'tanh by a quotient': functions('tanh', (a) => `(Math.exp(2 * ${a}) - 1) / (Math.exp(2 * ${a}) + 1)`),
  'tanh by its far form': functions('tanh', (a) => `1 - 2 / (Math.exp(2 * ${a}) + 1)`),
  'the inverse of tanh': functions('tanh', (a) => `Math.atanh(${a})`),
  'sinh for tanh': functions('tanh', (a) => `Math.sinh(${a})`),
  'sigmoid mirrored': functions('sigmoid', (a) => `1 / (1 + Math.exp(${a}))`),
  'sigmoid by tanh': functions('sigmoid', (a) => `0.5 + 0.5 * Math.tanh(0.5 * ${a})`),
  'sigmoid by a quotient': functions('sigmoid', (a) => `Math.exp(${a}) / (1 + Math.exp(${a}))`),
  'softplus without its tail': functions('softplus', (a) => `(${a} < 0 ? 0 : ${a})`),
  'softplus without care for large': functions('softplus', (a) => `Math.log1p(Math.exp(${a}))`),
  'softplus without care for small': functions('softplus', (a) => `Math.log(1 + Math.exp(${a}))`),
  'softplus without a size': functions('softplus', (a) => `(${a} < 0 ? 0 : ${a}) + Math.log1p(Math.exp(-${a}))`),
  'cos for sin': functions('sin', (a) => `Math.cos(${a})`),
  'sin by cos': functions('sin', (a) => `Math.cos(${a} - Math.PI / 2)`),
  'sin for cos': functions('cos', (a) => `Math.sin(${a})`),
  'cos by sin': functions('cos', (a) => `Math.sin(${a} + Math.PI / 2)`),
}

/** A line of what is printed once for all programs. */
const lines: Readonly<Record<string, readonly [string, string]>> = {
  'half of the powers': ['length: 1024', 'length: 512'],
  'powers of the wrong base': ['2 ** (i - 512)', '4 ** (i - 512)'],
  'powers one off': ['(i - 512)', '(i - 511)'],
  'powers looked up one off': ['((k | 0) + 512)', '((k | 0) + 511)'],
  'powers looked up in a smaller table': ['+ 512) & 1023', '+ 512) & 511'],
  'a bias one off': ['- 1023', '- 1022'],
  'an exponent of fewer bits': ['& 2047', '& 1023'],
  'an exponent one bit off': ['>>> 20', '>>> 21'],
  'the other half of a double': ['bitsInteger[1]', 'bitsInteger[0]'],
  'a mantissa of twice the size': ['(512 - exponentOf(x))', '(513 - exponentOf(x))'],
  'a mantissa multiplied, not divided': ['(512 - exponentOf(x))', '(512 + exponentOf(x))'],
  'bits that nobody wrote': ['bitsFloat[0] = x', 'bitsFloat[0]'],
}

/** The target with every text changed. */
const patched = (target: FloatTarget, [from, to]: readonly [string, string]): FloatTarget => ({
  ...target,
  text: (subject) => target.text(subject).replaceAll(from, to),
})

/** Whether anything that a target prints is not what it should be. */
const refusedAnywhere = (target: FloatTarget): boolean =>
  Object.values(exactCases).some((one) => wrongBits(target, one).length > 0) ||
  realFunctionNames.some((name) => !conforms(target, name, target.text(rowOf(name))))

const kindsOf: Readonly<Record<DomainName, Readonly<Record<string, (d: Domain) => Partial<Domain>>>>> = {
  f32: { ...exchanged, ...overrounded },
  'f32-strict': { ...exchanged, ...unrounded },
  f64: { ...exchanged, ...overrounded, ...careless },
}

export function* tableFaults(): Generator<{ readonly name: string; readonly refused: () => boolean }> {
  for (const name of Object.keys(domains) as DomainName[]) {
    for (const [label, change] of Object.entries(kindsOf[name])) {
      const spelled = { ...domains[name], ...change(domains[name]) }
      yield { name: `${label}, domain ${name}`, refused: () => refusedAnywhere(javascript(name, { spelled })) }
    }
    for (const [label, line] of Object.entries(lines))
      yield { name: `${label}, helpers in ${name}`, refused: () => refusedAnywhere(patched(javascript(name), line)) }
  }
}
