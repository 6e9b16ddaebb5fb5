/**
 * Faults that change nothing, each with its proof. A fault counts as equivalent only when it stands here, was not refused,
 * and changes exactly what the proof speaks of; `npm run mutants` ends with an error where an entry is refused after all, or
 * belongs to no fault any more.
 */
import { equivalentSpellings } from './equivalent-spellings.js'
import type { Mutant } from './judge.js'

export interface Equivalent {
  readonly class: string
  /** The whole name of the fault: kind, subject and place. */
  readonly name: string
  /** What is different, as the list of survivors prints it: lines of kernels, or values of derivatives. */
  readonly change?: string
  /** Why no input tells the two apart, in sentences. */
  readonly proof: string
}

const entries: readonly Equivalent[] = [
  ...equivalentSpellings,
  {
    class: 'differentiation',
    name: 'another branch, forward mode of abs sqrt, place 0 of 3',
    change:
      'abs_tangent[i:12] = where(0 < x[i], tangent x[i], where(x[i] < 0, -tangent x[i], 0)) => where(0 < x[i], tangent x[i], ' +
      '-tangent x[i])',
    proof:
      "The tangent is (1 - t2 * t2) * (where(0 < t1, 1/2 * (d / t1), 0) + y') with t1 = sqrt(abs(x)) and d = where(0 < x, " +
      "x', where(x < 0, -x', 0)). The fault makes the inner choice of d, which is made where x is not positive, -x' always. " +
      'It changes d only where neither 0 < x nor x < 0: x is 0 or no number, t1 is 0 or no number, 0 < t1 is false, and the ' +
      'outer choice takes 0, not d / t1.',
  },
  {
    class: 'differentiation',
    name: 'another branch, reverse mode of abs sqrt, place 1 of 3',
    change:
      'x_gradient[i:12] = where(0 < x[i], abs_gradient[i], where(x[i] < 0, -abs_gradient[i], 0)) => where(0 < x[i], ' +
      'abs_gradient[i], -abs_gradient[i])',
    proof:
      'The two differ only where neither 0 < x nor x < 0, so that x is 0 or no number, and so is sqrt = sqrt(abs(x)). Then ' +
      '0 < sqrt is false and abs_gradient = where(0 < sqrt, 1/2 * (sqrt_gradient / sqrt), 0) is 0: the fault gives -0 where ' +
      '0 was, the same number.',
  },
  {
    class: 'differentiation',
    name: 'another branch, forward mode of layer norm, place 0 of 1',
    change:
      'layerNorm_deviation_tangent[i:4, j:1] = where(0 < layerNorm_deviation[i, 0], 1/2 * (layerNorm_variance_tangent[i, 0] / ' +
      'layerNorm_deviation[i, 0]), 0) => 1/2 * (layerNorm_variance_tangent[i, 0] / layerNorm_deviation[i, 0])',
    proof:
      'The deviation is sqrt(variance + 1/100000), the variance 1/8 of a sum of squares: neither is below 0, rounded or not, ' +
      'so that 0 < deviation holds and the first branch is taken always, unless the variance is no number. Then neither is ' +
      'the deviation, nor the standard element centred / deviation, by which the tangent of the deviation is multiplied in the tangent of ' +
      'the result: that is no number with either branch.',
  },
  {
    class: 'differentiation',
    name: 'a read at the other end, reverse mode of layer norm, place 15 of 16',
    change: 'b_gradient[i:8] = sum{i:4} cotangent output[i, i] => cotangent output[-i+3, i]',
    proof:
      'The sum is over the four rows of the cotangent, and row 3 - i runs over the same four as row i: the same terms in ' +
      'another order. Their order is no part of what is certified, as it is none of what a sum of a comprehension means.',
  },
  {
    class: 'differentiation',
    name: 'a read at the other end, reverse mode of padded convolution, place 5 of 6',
    change: 'b_gradient[i:4] = sum{i:2, k:3, l:3} cotangent output[i, i, k, l] => cotangent output[-i+1, i, k, l]',
    proof:
      'The sum is over both samples of the cotangent, and sample 1 - i runs over the same two as sample i: the same terms in ' +
      'another order. Their order is no part of what is certified, as it is none of what a sum of a comprehension means.',
  },
  {
    class: 'reductions',
    name: 'the sum so far forgotten, cross entropy, place 0 of 8',
    change:
      'a1_0 = Math.max(a1_0, t2_0) a1_1 = Math.max(a1_1, t2_1) a1_2 = Math.max(a1_2, t2_2) a1_3 = Math.max(a1_3, t2_3) => ' +
      'a1_0 = t2_0 a1_1 = t2_1 a1_2 = t2_2 a1_3 = t2_3',
    proof:
      'A row of 5: each lane begins at its first element, takes one of the first four (t2_0 is the first again), lane 0 also ' +
      'the fifth, and the maximum of the lanes is stored. With the fault lane 0 is the first element before the fifth, as ' +
      'before; lanes 1 to 3 forget that they began at the first. So the lanes together still hold the five elements and no ' +
      'others, and a maximum is the same in any order and with repeats.',
  },
  {
    class: 'branches and ties',
    name: 'a tie on the other side, random graph 21, place 0 of 4',
    change: 'const t4 = t3 <= a1 => const t4 = t3 < a1',
    proof:
      'The running maximum a1 stays where t3 <= a1 and becomes t3 elsewhere; nothing else reads the comparison, no winner is ' +
      'counted. The two comparisons differ only where t3 = a1, and there both choices are the same number. Of two zeros the ' +
      'sign may differ: the only reader subtracts the maximum and takes exp, which is 1 of both zeros and the same of any ' +
      'other number less either.',
  },
  {
    class: 'branches and ties',
    name: 'not only where equal, digits-cnn step, place 6 of 11',
    change: 'const t24 = t3 === 3 => const t24 = 3 <= t3',
    proof:
      't3 is the number of the winner in a window of 2 by 2 without padding: the kernel that counts it begins at 0 and sets ' +
      'it to 1, 2 or 3. Of these only 3 is 3 or more.',
  },
  {
    class: 'index maps',
    name: 'one element further, softmax, place 0 of 22',
    change: 'const t0 = floats_0[i * 19] => const t0 = floats_0[1 + i * 19]',
    proof:
      'Sixteen lanes of a running maximum begin at the first element of a row of 19, with the fault at the second. Each ' +
      'element, the first and the second among them, is then taken by one lane, and the maximum of all lanes is stored: of ' +
      'the same 19 elements, some of them more than once.',
  },
  {
    class: 'reductions',
    name: 'the sum so far forgotten, softmax, place 0 of 7',
    change:
      'a1_0 = Math.max(a1_0, t5_0) a1_1 = Math.max(a1_1, t5_1) a1_2 = Math.max(a1_2, t5_2) a1_3 = Math.max(a1_3, t5_3) => ' +
      'a1_0 = t5_0 a1_1 = t5_1 a1_2 = t5_2 a1_3 = t5_3',
    proof:
      'What the four lanes forget is the first element of the row, at which all lanes began. t5_0 is that element again, so ' +
      'the maximum of all lanes, which is stored, is still of all 19 elements of the row and no others.',
  },
  {
    class: 'reductions',
    name: 'the sum so far forgotten, random graph 21, place 2 of 12',
    change:
      'a0_0 = t1_0 * t1_0 + a0_0 a0_1 = t1_1 * t1_1 + a0_1 a0_2 = t1_2 * t1_2 + a0_2 a0_3 = t1_3 * t1_3 + a0_3 => a0_0 = t1_0 ' +
      '* t1_0 a0_1 = t1_1 * t1_1 a0_2 = t1_2 * t1_2 a0_3 = t1_3 * t1_3',
    proof:
      'The four lanes were begun at 0 and nothing was added since: no loop is around the first four of six elements. The ' +
      'fault leaves out an addition of 0 to a square, which is no -0.',
  },
  {
    class: 'branches and ties',
    name: 'a tie on the other side, adam step, place 0 of 5',
    change: 'const t4 = t3 <= a1 => const t4 = t3 < a1',
    proof:
      'The running maximum a1 stays where t3 <= a1 and becomes t3 elsewhere; nothing else reads the comparison, and the count ' +
      'of winners is not kept. The two comparisons differ only where t3 = a1, and there both choices are the same number.',
  },
  {
    class: 'branches and ties',
    name: 'a tie on the other side, random graph 34, place 0 of 2',
    change: 'const t4 = t3 <= a1 => const t4 = t3 < a1',
    proof:
      'The running maximum a1 stays where t3 <= a1 and becomes t3 elsewhere; nothing else reads the comparison, and the count ' +
      'of winners is not kept. The two comparisons differ only where t3 = a1, and there both choices are the same number.',
  },
  {
    class: 'branches and ties',
    name: 'the first branch always, random graph 21, place 2 of 4',
    change: 'const t21 = t19 ? (-1) : 0 => const t21 = (-1)',
    proof:
      't18 is 0 < t2 and t19 is t2 < 0; t21 is read only by t22 = t18 ? 1 : t21. So t22 changes only where neither holds, ' +
      'where t2 is 0 or no number: from 0 to -1. It is read only as the factor of t16 = t2 / (1 + abs(t2)) / (1 + abs(t2)), ' +
      'which is 0 or no number as t2 is, and the product is the same number.',
  },
  {
    class: 'branches and ties',
    name: 'not only where equal, max pool, place 3 of 4',
    change: 'const t13 = t0 === 3 => const t13 = 3 <= t0',
    proof:
      't0 is the number of the winner in a window of 2 by 2 without padding: the kernel that counts it begins at 0 and sets ' +
      'it to 1, 2 or 3. Of these only 3 is 3 or more.',
  },
  {
    class: 'branches and ties',
    name: 'a tie on the other side, digits-cnn step, place 14 of 19',
    change: 'const t22 = 0 < t21 => const t22 = 0 <= t21',
    proof:
      't21 is the last cell of a window of 2 by 2 of a relu, and t22 is read only by t26 = t22 ? t25 : 0, where t25 is 0 ' +
      'unless that cell won (t3 = 3). It wins only where it is larger than a cell before it, and those are values of a relu, ' +
      'not below 0: then t21 is above 0 and both comparisons hold. Where it did not win, t26 is 0 with either.',
  },
]

const key = (of: { readonly class: string; readonly name: string }): string => `${of.class}: ${of.name}`

const byKey = new Map(entries.map((entry) => [key(entry), entry]))
if (byKey.size < entries.length) throw new Error('a fault stands twice among the equivalent ones')

/** The proof for this fault, where there is one for exactly what it changes. */
export function proofFor(mutant: Mutant): string | null {
  const entry = byKey.get(key(mutant))
  if (entry === undefined || entry.change !== mutant.change?.()) return null
  return entry.proof
}

/** Entries of classes whose name contains `only`. */
export const provenIn = (only: string): readonly string[] =>
  entries.filter((entry) => entry.class.includes(only)).map(key)
