/**
 * How `apply` simplifies as it builds: for each scalar function the rules that are tried, in order. What each rule states is
 * the entry of rewrites.ts that it names; there is no other way to simplify.
 *
 * In: a function and its operands. Out: a simpler expression, or null to keep the application.
 */
import type { ScalarFunctionName } from '../scalar.js'
import { simplifyBy, type Constructors, type Rule } from './rewrites.js'
import { folding } from './simplify/fold.js'
import { choices, conjunctions, doubleNot, extremeOfItself, lessThanItself } from './simplify/masks.js'
import { products, quotients } from './simplify/products.js'
import { differences, negations, sums } from './simplify/sums.js'
import type { Expression } from './types.js'

const rulesOf: Readonly<Partial<Record<ScalarFunctionName, readonly Rule[]>>> = {
  neg: [folding('neg'), ...negations],
  abs: [folding('abs')],
  add: [folding('add'), ...sums],
  sub: [folding('sub'), ...differences],
  mul: [folding('mul'), ...products],
  div: [folding('div'), ...quotients],
  maximum: [folding('maximum'), extremeOfItself],
  minimum: [folding('minimum'), extremeOfItself],
  lessThan: [folding('lessThan'), lessThanItself],
  lessEqual: [folding('lessEqual')],
  equal: [folding('equal')],
  not: [folding('not'), doubleNot],
  and: conjunctions,
  where: choices,
}

/** What an application is simplified to, or null to keep it. */
export function simplifyApply(
  name: ScalarFunctionName,
  operands: readonly Expression[],
  make: Constructors,
): Expression | null {
  const rules = rulesOf[name]
  return rules === undefined ? null : simplifyBy(rules, name, operands, make)
}
