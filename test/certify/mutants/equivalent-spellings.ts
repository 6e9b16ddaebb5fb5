/**
 * Faults in programs of scalar functions that change no result, with their proofs, for operands that an f32 reaches. One
 * proof serves many faults: they change constants that part the same few values.
 */
import type { Equivalent } from './equivalent.js'

const ofSoftplus = 'of 29'
const ofTanh = 'of 25'
const both = (names: readonly string[]): readonly string[] =>
  names.flatMap((name) => [name.replace('circular', 'sin'), name.replace('circular', 'cos')])

const proofs: readonly (readonly [proof: string, names: readonly string[]])[] = [
  [
    'The constant is the threshold 2^-126 below which x is first multiplied by 2^24. A little larger, or twice as large, it ' +
      'changes the path only of x in [2^-126, 2^-125). Such x is normal, and so is x * 2^24, exactly: its mantissa is that ' +
      'of x, its exponent that of x and 24. The program takes the 24 off again, in integers below 2^8 and so exactly. ' +
      'Mantissa and exponent are what they were, and nothing else reads x but comparisons and selections that do not see ' +
      'the threshold: the result is the same to the last bit.',
    ['a constant twice as large, log, operation 0 of 23', 'a constant with 9 digits of 24, log, operation 0 of 23'],
  ],
  [
    'The constant is the largest f32; what exceeds it, or a larger constant, is infinity and nothing else that an f32 ' +
      'reaches. Where infinity is let through to the series, its result is not used: two selections later a result is taken ' +
      'only for x < infinity, and x itself otherwise.',
    [
      'a constant twice as large, log, operation 17 of 23',
      'a constant with 9 digits of 24, log, operation 17 of 23',
      'the other branch always, log, operation 4 of 8',
    ],
  ],
  [
    'The constant is a zero that is compared with x: comparisons do not see the sign of a zero.',
    [
      'a constant of the other sign, log, operation 18 of 23',
      'a constant of the other sign, log, operation 21 of 23',
      'a constant of the other sign, relu, operation 0 of 2',
      'a constant of the other sign, sqrt, operation 0 of 2',
      `a constant of the other sign, softplus, operation 27 ${ofSoftplus}`,
      `a constant of the other sign, tanh, operation 23 ${ofTanh}`,
    ],
  ],
  [
    'The exponent is corrected by the sum of two selected integers, -24 or 0 and 1 or 0. With one of the zeros negative the ' +
      'sum is the same: -0 + 0 is 0, -24 + -0 is -24, -0 + 1 is 1.',
    ['a constant of the other sign, log, operation 6 of 23', 'a constant of the other sign, log, operation 8 of 23'],
  ],
  [
    'tanh asks for e^t of t = 2|x|, which is never below 0 (or is NaN): no threshold that is 0 or negative is ever passed, ' +
      'and the value for what lies below it is never taken.',
    [
      `a constant twice as large, tanh, operation 16 ${ofTanh}`,
      `a constant left out, tanh, operation 16 ${ofTanh}`,
      `a constant with 9 digits of 24, tanh, operation 16 ${ofTanh}`,
      `a constant of the other sign, tanh, operation 17 ${ofTanh}`,
      'the other branch always, tanh, operation 0 of 4',
    ],
  ],
  [
    'Only the far form 1 - 2/(e^t + 1), t = 2|x|, sees this constant, and only for t above 88.7, where e^t is above 2^127 or ' +
      'infinite of either sign. Then 2/(e^t + 1) is smaller than 2^-125 or a zero, and 1 less this is 1, in f32 and in f64.',
    [
      `a constant with 9 digits of 24, tanh, operation 18 ${ofTanh}`,
      `a constant of the other sign, tanh, operation 19 ${ofTanh}`,
    ],
  ],
  [
    'softplus asks for e^t of t = -|x|, which is never above 0 (or is NaN): no threshold that is 0 or positive is ever ' +
      'passed, and the value for what lies above it is never taken.',
    [
      `a constant twice as large, softplus, operation 12 ${ofSoftplus}`,
      `a constant left out, softplus, operation 12 ${ofSoftplus}`,
      `a constant with 9 digits of 24, softplus, operation 12 ${ofSoftplus}`,
      `a constant of the other sign, softplus, operation 13 ${ofSoftplus}`,
      `a constant left out, softplus, operation 13 ${ofSoftplus}`,
      'the other branch always, softplus, operation 1 of 6',
    ],
  ],
  [
    'With u = e^-|x| replaced by -0 where it is 0: f = -0, s = f/(2 + f) = -0, f^2/2 = 0, s * (f^2/2 + R) + 0 = 0, and ' +
      'f - (0 - 0) = -0; the sum with the selected 0 is 0 as it is without the fault, and max(x, 0) is added to that.',
    [`a constant of the other sign, softplus, operation 11 ${ofSoftplus}`],
  ],
  [
    'The zero is one of two things added. The other is s * (f^2/2 + R), f - (f^2/2 - ...) or log(1 + u), of f = u >= 0, and ' +
      'so no -0: x + -0 is x, and 0 + -0 is 0.',
    [
      `a constant of the other sign, softplus, operation 24 ${ofSoftplus}`,
      `a constant of the other sign, softplus, operation 26 ${ofSoftplus}`,
      `a constant of the other sign, softplus, operation 28 ${ofSoftplus}`,
    ],
  ],
  [
    'Only 1 + e^-x sees this: where e^-x is -0 and not 0, or below 2^-149 and not 0, the sum is 1 all the same.',
    [
      'a constant of the other sign, sigmoid, operation 13 of 16',
      'a constant with 9 digits of 24, sigmoid, operation 12 of 16',
    ],
  ],
  [
    'For |x| < 10^5, where the row states anything, k and k + offset are integers of at most 17 bits, their quadrant is ' +
      '0, 1, 2 or 3, the pairs in it 0 or 1, what is left 0 or 1. The constant only parts such integers: what is rounded lies ' +
      'at least 1/8 from where rounding turns, what is compared at least 1/2 from what it is compared with. 2^-9 of the ' +
      'constant, and its rounding to f32, move these by less than 1/50 (and 0 parts 0 from 1 as 1/2 does), so that the ' +
      'same branch and sign are chosen, and nothing else reads them.',
    both([
      'a constant left out, circular, operation 21 of 24',
      'a constant with 9 digits of 24, circular, operation 17 of 24',
      'a constant with 9 digits of 24, circular, operation 19 of 24',
      'a constant with 9 digits of 24, circular, operation 20 of 24',
      'a constant with 9 digits of 24, circular, operation 21 of 24',
      'a constant with 9 digits of 24, circular, operation 22 of 24',
      'a constant with 9 digits of 24, circular, operation 23 of 24',
    ]).concat('a constant with 9 digits of 24, cos, operation 15 of 24'),
  ],
  [
    'The offset of sin is 0: k + 0, k - 0, k + -0 and k are the same integer, up to the sign of a zero, which the rounding ' +
      'and the comparisons that read it do not see.',
    [
      'a constant of the other sign, sin, operation 15 of 24',
      'a sum taken for a difference, sin, operation 5 of 6',
      'nothing added, sin, operation 5 of 6',
    ],
  ],
]

export const equivalentSpellings: readonly Equivalent[] = proofs.flatMap(([proof, names]) =>
  names.map((name) => ({ class: 'float-only spellings', name, proof })),
)
