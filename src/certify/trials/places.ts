/**
 * Trusted for bounds. Constants in comparisons. In a field a constant stands at a place (`thresholdOf`), and constants closer than 2^-20 of
 * themselves stand at one: no trial tells them apart, so they are compared here as the rationals they are.
 *
 * In: kernels, and the constants of the program. Out: a constant that stands for another, or null.
 */
import { primes, thresholdOf } from '../../codegen/domains/field.js'
import { operandsOf, walkInstructions, type Kernel, type Local } from '../../codegen/kernel.js'
import { isZero } from '../../dsl/comprehension/simplify/match.js'
import { walk } from '../../dsl/comprehension/traverse.js'
import type { Comprehension } from '../../dsl/comprehension/types.js'
import { compareRational, type Rational } from '../../dsl/rational.js'

const compares: ReadonlySet<string> = new Set(['lessThan', 'lessEqual', 'equal', 'maximum', 'minimum'])

/** The constants that kernels compare floats with. */
function comparedConstants(kernels: readonly Kernel[]): Rational[] {
  const constants = new Map<Local, Rational>()
  const compared: Rational[] = []
  for (const { instructions } of kernels)
    walkInstructions(instructions, (instruction) => {
      if (instruction.kind !== 'define' && instruction.kind !== 'assign') return
      const { operation, local } = instruction
      if (operation.kind === 'constant' && typeof operation.value !== 'string') constants.set(local, operation.value)
      if (operation.kind !== 'apply' || !compares.has(operation.function)) return
      for (const operand of operandsOf(operation)) {
        const constant = constants.get(operand)
        if (constant !== undefined && operand.type === 'float') compared.push(constant)
      }
    })
  return compared
}

/** Whether kernels, or what they compute, compare with a constant other than 0. */
export function comparesConstants(kernels: readonly Kernel[], computed: readonly Comprehension[]): boolean {
  let found = comparedConstants(kernels).some(({ numerator }) => numerator !== 0n)
  for (const { body } of computed)
    walk(body, (e) => {
      if (e.kind !== 'apply' || !compares.has(e.function)) return
      found ||= e.arguments.some((operand) => operand.kind === 'constant' && !isZero(operand))
    })
  return found
}

/** What is wrong with a constant that is not the program's but stands where one of the program's does. */
export function misplacedConstant(kernels: readonly Kernel[], known: readonly Rational[]): string | null {
  const prime = primes[2]
  for (const constant of comparedConstants(kernels)) {
    if (known.some((other) => compareRational(constant, other) === 0)) continue
    const place = thresholdOf(constant, prime)
    const other = known.find((candidate) => thresholdOf(candidate, prime) === place)
    if (other !== undefined) return `compares with ${text(constant)}, which is not the program's ${text(other)}`
  }
  return null
}

const text = ({ numerator, denominator }: Rational): string => `${numerator}/${denominator}`
