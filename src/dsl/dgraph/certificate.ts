/**
 * Certificates: of which class the claim is that a node's derivative is the derivative of its function. `global`: at every
 * point; `pointwise`: where a predicate holds; `none`: not at all (detach: its derivative is 0 by decree).
 *
 * In: a recorded graph. Out: the class of each node, derived from the scalar functions that its operator expands to, the
 * class of the whole, and both read at a point. What a node needs is transported with it, since nodes are data.
 */
import type { Binding } from '../bind.js'
import { apply, constant, read, select } from '../comprehension/expression.js'
import type { Comprehension, Expression, Value } from '../comprehension/types.js'
import { comprehension, operandsOf } from '../comprehension/value.js'
import { f64 } from '../domain/floats.js'
import { prepareEvaluation } from '../evaluate/prepare.js'
import { leafValues, type LeafData } from '../executor.js'
import { expandNodes } from '../expand.js'
import type { Graph, Node } from '../graph.js'
import { comparisonPredicate, everywhere, extremePredicate, smoothness } from './smoothness.js'

export type CertificateClass = 'global' | 'pointwise' | 'none'

export interface NodeCertificate {
  /** Its place in ss. */
  readonly node: number
  readonly operator: string
  readonly class: CertificateClass
  /** For a pointwise one: what has to hold, such as `relu: x != 0`. */
  readonly predicates: readonly string[]
}

export interface Certificate {
  /** Of the whole: the weakest among its nodes. */
  readonly class: CertificateClass
  readonly nodes: readonly NodeCertificate[]
}

export interface CertificateAt extends Certificate {
  /** Whether there is a claim of every node, and every predicate holds at the point. */
  readonly holds: boolean
  readonly failing: readonly {
    readonly node: number
    readonly operator: string
    readonly predicate: string
    /** At how many elements it fails; null for a node without a claim. */
    readonly elements: number | null
  }[]
}

/** A condition of a node: a scalar that counts the elements at which it fails. */
interface Condition {
  readonly predicate: string
  readonly violations: Value
}

interface Analysed {
  readonly certificate: NodeCertificate
  readonly conditions: readonly Condition[]
}

const weakest = (classes: readonly CertificateClass[]): CertificateClass =>
  classes.includes('none') ? 'none'
  : classes.includes('pointwise') ? 'pointwise'
  : 'global'

/** The certificates of the nodes `s0`, `s1`, … of a graph. */
export function certificateOf(graph: Graph, count: number, binding: Binding): Certificate {
  const nodes = analyse(graph, count, binding, everywhere).map(({ certificate }) => certificate)
  return { class: weakest(nodes.map((node) => node.class)), nodes }
}

/** The certificates, and which predicates fail at a point; a test leaves out what is said to hold everywhere. */
export function certificateAt(
  graph: Graph,
  count: number,
  point: LeafData,
  binding: Binding,
  table: typeof everywhere = everywhere,
): CertificateAt {
  const analysed = analyse(graph, count, binding, table)
  const conditions = analysed.flatMap((one) =>
    one.conditions.map((condition) => ({ ...condition, ...one.certificate })),
  )
  const counts = prepareEvaluation(
    f64,
    conditions.map(({ violations }) => violations),
  )({ data: (leaf) => leafValues(leaf, point) })
  const violated = conditions.flatMap(({ node, operator, predicate, violations }) => {
    const elements = counts.get(violations)![0]!
    return elements === 0 ? [] : [{ node, operator, predicate, elements }]
  })
  const nodes = analysed.map(({ certificate }) => certificate)
  const unclaimed = nodes
    .filter((node) => node.class === 'none')
    .map(({ node, operator }) => ({ node, operator, predicate: `${operator}: no claim`, elements: null }))
  const failing = [...violated, ...unclaimed].sort((a, b) => a.node - b.node)
  return { class: weakest(nodes.map((node) => node.class)), nodes, holds: failing.length === 0, failing }
}

function analyse(graph: Graph, count: number, binding: Binding, table: typeof everywhere): Analysed[] {
  const { values } = expandNodes(graph, { name: 'certificate', binding, training: true })
  const context = new Set(graph.leaves.map((id) => values[id]!))
  return Array.from({ length: count }, (_, k) => {
    const node = graph.nodes[graph.outputs[`s${k}`]!]!
    const value = values[node.id]!
    const analysed = analyseNode(k, node, value, context, table)
    context.add(value)
    return analysed
  })
}

function analyseNode(
  k: number,
  { operator, attributes }: Node,
  value: Value,
  context: ReadonlySet<Value>,
  table: typeof everywhere,
): Analysed {
  const base = { node: k, operator }
  if (value.kind === 'comprehension' && value.stop)
    return { certificate: { ...base, class: 'none', predicates: [] }, conditions: [] }
  const known = table[operator]
  const smooth = known !== undefined && (known.when?.(attributes) ?? true)
  const conditions = smooth ? [] : conditionsOf(value, context)
  const predicates = [...new Set(conditions.map(({ predicate }) => predicate))]
  return { certificate: { ...base, class: conditions.length > 0 ? 'pointwise' : 'global', predicates }, conditions }
}

/** What all comprehensions between the context and a value need. */
function conditionsOf(value: Value, context: ReadonlySet<Value>): Condition[] {
  // Operands first, so that what moves with the context is known when its users are looked at.
  const between: Comprehension[] = []
  const moving = new Set<Value>()
  const stack: { readonly value: Value; readonly done: boolean }[] = [{ value, done: false }]
  const seen = new Set<Value>()
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const at = top.value
    if (top.done) {
      if (at.kind === 'leaf' || !operandsOf(at).some((operand) => context.has(operand) || moving.has(operand))) continue
      // By construction nothing depends on a stopped value: the shift of a softmax.
      if (at.stop) continue
      moving.add(at)
      between.push(at)
    } else if (!seen.has(at) && (at === value || !context.has(at))) {
      seen.add(at)
      stack.push({ value: at, done: true }, ...operandsOf(at).map((operand) => ({ value: operand, done: false })))
    }
  }
  const moves = (tensor: Value): boolean => context.has(tensor) || moving.has(tensor)
  return between.flatMap((at) => conditionsOfComprehension(at, moves))
}

function conditionsOfComprehension(value: Comprehension, moves: (tensor: Value) => boolean): Condition[] {
  const found = new Map<string, Expression>()
  const visit = singularities(moves, (predicate, count) => {
    const known = found.get(predicate)
    found.set(predicate, known === undefined ? count : apply('add', known, count))
  })
  visit(value.body)
  const conditions = [...found].map(([predicate, count]) => ({ predicate, violations: total(value, count) }))
  const extreme = value.reduce !== 'none' && value.reduce !== 'sum'
  return extreme ? [...conditions, { predicate: extremePredicate, violations: ties(value) }] : conditions
}

const one = constant(1)
const none = constant(0)
const countOf = (mask: Expression): Expression => apply('where', mask, one, none)

/**
 * Reports each application in an expression that can be singular, with the count (1 or 0) of its being so at a point. Only
 * what moves with the context matters, and only where a choice between branches takes it.
 */
function singularities(
  moves: (tensor: Value) => boolean,
  report: (predicate: string, count: Expression) => void,
): (body: Expression) => void {
  const depends = new Map<Expression, boolean>()
  const dependsOn = (e: Expression): boolean => {
    const known = depends.get(e)
    if (known !== undefined) return known
    const result =
      e.kind === 'read' ? moves(e.tensor)
      : e.kind === 'apply' ? e.arguments.map(dependsOn).includes(true)
      : e.kind === 'select' ? [e.then, e.otherwise].map(dependsOn).includes(true)
      : false
    depends.set(e, result)
    return result
  }
  const walk = (e: Expression, taken: (count: Expression) => Expression): void => {
    if (!dependsOn(e)) return
    if (e.kind === 'select') {
      walk(e.then, (count) => taken(select(e.guards, count)))
      walk(e.otherwise, (count) => taken(select(e.guards, none, count)))
    } else if (e.kind === 'apply') {
      if (e.function === 'where') {
        const [mask, then, otherwise] = e.arguments as readonly [Expression, Expression, Expression]
        walk(mask, taken)
        walk(then, (count) => taken(apply('where', mask, count, none)))
        walk(otherwise, (count) => taken(apply('where', mask, none, count)))
        return
      }
      for (const operand of e.arguments) walk(operand, taken)
      const row = smoothness[e.function]
      if (typeof row === 'object') {
        // A divisor that does not move is no place where a derivative could fail.
        if (e.function !== 'div' || dependsOn(e.arguments[1]!))
          report(row.predicate, taken(countOf(row.at(...e.arguments))))
      } else if (e.function === 'lessThan' || e.function === 'lessEqual' || e.function === 'equal')
        report(comparisonPredicate, taken(countOf(apply('equal', ...e.arguments))))
    }
  }
  return (body) => walk(body, (count) => count)
}

/** Σ over all points of a comprehension at which it evaluates its body. */
function total(value: Comprehension, count: Expression): Comprehension {
  const guards = [...(value.where ?? []), ...(value.scatter?.guards ?? [])]
  const over = value.scatter ? value.over : [...value.out, ...value.over]
  return comprehension({
    name: `${value.name}_violations`,
    dtype: 'f64',
    out: [],
    over,
    reduce: over.some(({ extent }) => extent !== 1) ? 'sum' : 'none',
    body: select(guards, count),
    site: value.site,
  })
}

/** At how many results of an extreme more than one element is the extreme. */
function ties(value: Comprehension): Comprehension {
  const { name, out, over, where, body, site, reduce } = value
  const located = reduce === 'argmax' || reduce === 'argmin'
  const extreme =
    located ?
      comprehension({ name, dtype: 'f64', out, over, reduce: reduce === 'argmax' ? 'max' : 'min', body, where, site })
    : value
  const winners = comprehension({
    name: `${name}_winners`,
    dtype: 'f64',
    out,
    over,
    reduce: 'sum',
    body: select(where ?? [], countOf(apply('equal', body, read(extreme, out)))),
    site,
  })
  return comprehension({
    name: `${name}_ties`,
    dtype: 'f64',
    out: [],
    over: out,
    reduce: out.some(({ extent }) => extent !== 1) ? 'sum' : 'none',
    body: countOf(apply('lessThan', one, read(winners, out))),
    site,
  })
}
