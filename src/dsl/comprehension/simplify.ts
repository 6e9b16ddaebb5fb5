/**
 * How `apply` simplifies as it builds: for each scalar function the rules that are tried, in order. What each rule states is
 * the entry of rewrites.ts that it names; there is no other way to simplify.
 *
 * - constants fold exactly and go to the front of a product; negations go outward; x/c is (1/c)·x; x·(1/y) is x/y;
 * - a guard's zero absorbs: `select(G, a, 0)·b` is `select(G, a·b, 0)`, so that an excluded entry contributes exactly
 *   nothing, whatever b is. x·0 with a written 0 is kept: ∞·0 is NaN.
 */
import {
  addRational,
  compareRational,
  divideRational,
  equalRational,
  multiplyRational,
  negateRational,
  rational,
  subtractRational,
  type Rational,
} from '../rational.js'
import type { ScalarFunctionName } from '../scalar.js'
import { simplifyBy, type Constructors, type Rule } from './rewrites.js'
import type { Apply, Constant, Expression, Select } from './types.js'

const one = rational(1)
const minusOne = rational(-1)
const zero = rational(0)

export function rationalOf(e: Expression): Rational | null {
  return e.kind === 'constant' && typeof e.value !== 'string' ? e.value : null
}

const isRational = (e: Expression | undefined, value: Rational): boolean => {
  const own = e === undefined ? null : rationalOf(e)
  return own !== null && equalRational(own, value)
}

const isZero = (e: Expression | undefined): boolean => isRational(e, zero)

/** The added `function` keeps an `Apply` of another function an `Apply` where this is false. */
const isApply = <N extends ScalarFunctionName>(
  e: Expression | undefined,
  name: N,
): e is Apply & { readonly function: N } => e?.kind === 'apply' && e.function === name

/** `select(G, a, 0)` */
const isGuarded = (e: Expression | undefined): e is Select => e?.kind === 'select' && isZero(e.otherwise)

const truth = (value: boolean): Rational => (value ? one : zero)

/** Exact arithmetic on constants; null where the result is not rational. */
function fold(name: ScalarFunctionName, a: Rational, b: Rational | undefined): Rational | null {
  if (b === undefined) {
    switch (name) {
      case 'neg':
        return negateRational(a)
      case 'abs':
        return a.numerator < 0n ? negateRational(a) : a
      case 'not':
        return truth(a.numerator === 0n)
      default:
        return null
    }
  }
  switch (name) {
    case 'add':
      return addRational(a, b)
    case 'sub':
      return subtractRational(a, b)
    case 'mul':
      return multiplyRational(a, b)
    case 'div':
      return b.numerator === 0n ? null : divideRational(a, b)
    case 'maximum':
      return compareRational(a, b) >= 0 ? a : b
    case 'minimum':
      return compareRational(a, b) <= 0 ? a : b
    case 'lessThan':
      return truth(compareRational(a, b) < 0)
    case 'lessEqual':
      return truth(compareRational(a, b) <= 0)
    case 'equal':
      return truth(compareRational(a, b) === 0)
    default:
      return null
  }
}

/** Beyond these, 1/c would overflow or lose digits in f32 where x/c does not. */
const reciprocalIsSafe = (c: Rational): boolean => {
  const size = c.numerator < 0n ? -c.numerator : c.numerator
  return size < c.denominator << 100n && c.denominator < size << 100n
}

const foldable = [
  ...(['neg', 'abs', 'not', 'add', 'sub', 'mul', 'div'] as const),
  ...(['maximum', 'minimum', 'lessThan', 'lessEqual', 'equal'] as const),
]

const folding = (name: ScalarFunctionName): Rule => [
  'fold-constants',
  ([x, y], make) => {
    const a = x === undefined ? null : rationalOf(x)
    const b = y === undefined ? undefined : rationalOf(y)
    const folded = a === null || b === null ? null : fold(name, a, b)
    return folded === null ? null : make.constant(folded)
  },
]

/** An operand, which the table's arity says is there. */
const at = (operands: readonly Expression[], position: number): Expression => operands[position] as Expression

const negations: readonly Rule[] = [
  ['double-negation', ([x]) => (isApply(x, 'neg') ? at(x.arguments, 0) : null)],
  [
    'negated-difference',
    ([x], make) => (isApply(x, 'sub') ? make.apply('sub', at(x.arguments, 1), at(x.arguments, 0)) : null),
  ],
  [
    'negated-product',
    ([x], make) => {
      const factor = isApply(x, 'mul') ? rationalOf(at(x.arguments, 0)) : null
      if (factor === null) return null
      return make.apply('mul', make.constant(negateRational(factor)), at((x as Apply).arguments, 1))
    },
  ],
  ['negation-into-guard', ([x], make) => (isGuarded(x) ? make.select(x.guards, make.apply('neg', x.then)) : null)],
]

const sums: readonly Rule[] = [
  ['add-zero', ([x, y]) => (isZero(x) ? (y ?? null) : null)],
  ['add-zero', ([x, y]) => (isZero(y) ? (x ?? null) : null)],
  ['add-negation', ([x, y], make) => (x && isApply(y, 'neg') ? make.apply('sub', x, at(y.arguments, 0)) : null)],
  ['add-negation', ([x, y], make) => (y && isApply(x, 'neg') ? make.apply('sub', y, at(x.arguments, 0)) : null)],
]

const differences: readonly Rule[] = [
  ['subtract-zero', ([x, y]) => (isZero(y) ? (x ?? null) : null)],
  ['subtract-from-zero', ([x, y], make) => (y && isZero(x) ? make.apply('neg', y) : null)],
  ['subtract-negation', ([x, y], make) => (x && isApply(y, 'neg') ? make.apply('add', x, at(y.arguments, 0)) : null)],
]

/** The rational constant in front of a product. */
function leading(e: Expression): Constant | null {
  const first = isApply(e, 'mul') ? e.arguments[0] : undefined
  return first?.kind === 'constant' && typeof first.value !== 'string' ? first : null
}

/** Rules about one factor, `mine`, of a product that has both in this order. */
function factorRules(mine: 0 | 1): readonly Rule[] {
  const product = (own: Expression, other: Expression, make: Constructors): Expression =>
    mine === 0 ? make.apply('mul', own, other) : make.apply('mul', other, own)
  return [
    [
      'negation-outward',
      (operands, make) => {
        const own = at(operands, mine)
        return isApply(own, 'neg') ?
            make.apply('neg', product(at(own.arguments, 0), at(operands, 1 - mine), make))
          : null
      },
    ],
    [
      'product-into-guard',
      (operands, make) => {
        const own = at(operands, mine)
        return isGuarded(own) ? make.select(own.guards, product(own.then, at(operands, 1 - mine), make)) : null
      },
    ],
    [
      'factor-into-numerator',
      (operands, make) => {
        const own = at(operands, mine)
        const factor = rationalOf(at(operands, 1 - mine))
        const numerator = isApply(own, 'div') ? rationalOf(at(own.arguments, 0)) : null
        if (numerator === null || factor === null) return null
        return make.apply('div', make.constant(multiplyRational(factor, numerator)), at((own as Apply).arguments, 1))
      },
    ],
    [
      'numerator-outward',
      (operands, make) => {
        const own = at(operands, mine)
        const numerator = isApply(own, 'div') ? rationalOf(at(own.arguments, 0)) : null
        if (numerator === null) return null
        const quotient = make.apply('div', at(operands, 1 - mine), at((own as Apply).arguments, 1))
        return make.apply('mul', make.constant(numerator), quotient)
      },
    ],
  ]
}

const products: readonly Rule[] = [
  ['multiply-by-one', ([x, y]) => (isRational(x, one) ? (y ?? null) : null)],
  ['multiply-by-one', ([x, y]) => (isRational(y, one) ? (x ?? null) : null)],
  ['multiply-by-minus-one', ([x, y], make) => (y && isRational(x, minusOne) ? make.apply('neg', y) : null)],
  ['multiply-by-minus-one', ([x, y], make) => (x && isRational(y, minusOne) ? make.apply('neg', x) : null)],
  [
    'constant-first',
    ([x, y], make) => {
      if (x === undefined || y?.kind !== 'constant' || rationalOf(x) !== null) return null
      // of two named reals neither comes first
      return x.kind === 'constant' && rationalOf(y) === null ? null : make.apply('mul', y, x)
    },
  ],
  [
    'merge-factors',
    (operands, make) => {
      const [c, inner] = [rationalOf(at(operands, 0)), leading(at(operands, 1))]
      if (c === null || inner === null) return null
      const rest = at((at(operands, 1) as Apply).arguments, 1)
      return make.apply('mul', make.constant(multiplyRational(c, inner.value as Rational)), rest)
    },
  ],
  [
    'factor-outward',
    (operands, make) => {
      const inner = leading(at(operands, 1))
      if (inner === null) return null
      return make.apply('mul', inner, make.apply('mul', at(operands, 0), at((at(operands, 1) as Apply).arguments, 1)))
    },
  ],
  [
    'factor-outward',
    (operands, make) => {
      const outer = leading(at(operands, 0))
      if (outer === null) return null
      return make.apply('mul', outer, make.apply('mul', at((at(operands, 0) as Apply).arguments, 1), at(operands, 1)))
    },
  ],
  ...factorRules(0),
  ...factorRules(1),
]

const quotients: readonly Rule[] = [
  [
    'divide-by-constant',
    (operands, make) => {
      const c = rationalOf(at(operands, 1))
      if (c === null || c.numerator === 0n || !reciprocalIsSafe(c)) return null
      return make.apply('mul', make.constant(divideRational(one, c)), at(operands, 0))
    },
  ],
  [
    'negation-of-quotient',
    ([x, y], make) => (y && isApply(x, 'neg') ? make.apply('neg', make.apply('div', at(x.arguments, 0), y)) : null),
  ],
  [
    'quotient-into-guard',
    ([x, y], make) => (y && isGuarded(x) ? make.select(x.guards, make.apply('div', x.then, y)) : null),
  ],
]

const choices: readonly Rule[] = [
  ['same-choice', ([, then, otherwise]) => (then === otherwise ? (then ?? null) : null)],
  [
    'known-mask',
    (operands) => {
      const known = rationalOf(at(operands, 0))
      return known === null ? null : at(operands, known.numerator !== 0n ? 1 : 2)
    },
  ],
  [
    'negated-mask',
    (operands, make) => {
      const mask = at(operands, 0)
      return isApply(mask, 'not') ? make.apply('where', at(mask.arguments, 0), at(operands, 2), at(operands, 1)) : null
    },
  ],
  [
    'choice-into-guard',
    (operands, make) => {
      const [mask, then, otherwise] = [at(operands, 0), at(operands, 1), at(operands, 2)]
      return isGuarded(then) && isZero(otherwise) ?
          make.select(then.guards, make.apply('where', mask, then.then, otherwise))
        : null
    },
  ],
]

const conjunctions: readonly Rule[] = [
  [
    'and-known',
    (operands, make) => {
      const [x, y] = [at(operands, 0), at(operands, 1)]
      const [a, b] = [rationalOf(x), rationalOf(y)]
      if (x === y || (b !== null && b.numerator !== 0n)) return x
      if (a !== null && a.numerator !== 0n) return y
      return a !== null || b !== null ? make.constant(0) : null
    },
  ],
]

const further: Partial<Record<ScalarFunctionName, readonly Rule[]>> = {
  neg: negations,
  add: sums,
  sub: differences,
  mul: products,
  div: quotients,
  where: choices,
  maximum: [['extreme-of-itself', ([x, y]) => (x === y ? (x ?? null) : null)]],
  minimum: [['extreme-of-itself', ([x, y]) => (x === y ? (x ?? null) : null)]],
  lessThan: [['less-than-itself', ([x, y], make) => (x === y ? make.constant(0) : null)]],
  not: [['double-not', ([x]) => (isApply(x, 'not') ? at(x.arguments, 0) : null)]],
  and: conjunctions,
}

const rulesOf = new Map<ScalarFunctionName, readonly Rule[]>([
  ...foldable.map((name) => [name, [folding(name), ...(further[name] ?? [])]] as const),
  ['where', choices],
  ['and', conjunctions],
])

/** What an application is simplified to, or null to keep it. */
export function simplifyApply(
  name: ScalarFunctionName,
  operands: readonly Expression[],
  make: Constructors,
): Expression | null {
  const rules = rulesOf.get(name)
  return rules === undefined ? null : simplifyBy(rules, name, operands, make)
}
