/**
 * Formulas: a work as one line that a person can read, for the comment above its kernel and for `explain`.
 *
 *     hidden_relu[b:32, j:64] = sum{k:64} x[b, k] * w[j, k] |> maximum(ACC + bias[j], 0)
 *
 * In: a work. Out: text. What occurs more than once is named (`t1 = …`), so the text is no longer than the work.
 */
import { formatGuards } from '../dsl/comprehension/guards.js'
import { formatIndex } from '../dsl/comprehension/index-expression.js'
import { formatNode } from '../dsl/comprehension/format.js'
import { walk } from '../dsl/comprehension/traverse.js'
import type { Expression, Value, Variable } from '../dsl/comprehension/types.js'
import { placeOf, type WorkParts } from './passes/work.js'

const operandsOf = (e: Expression): readonly Expression[] =>
  e.kind === 'apply' ? e.arguments
  : e.kind === 'select' ? [e.then, e.otherwise]
  : []

/** Texts of the applications that occur more than once in the expressions: their names, and the lines that define them. */
class Names {
  readonly definitions: string[] = []
  private readonly texts = new Map<Expression, string>()

  constructor(roots: readonly Expression[], nameOf: (tensor: Value) => string) {
    const uses = new Map<Expression, number>()
    const seen = new Set<Expression>()
    const order: Expression[] = []
    for (const root of roots)
      walk(root, (node) => {
        if (seen.has(node)) return
        seen.add(node)
        order.push(node)
        for (const operand of operandsOf(node)) uses.set(operand, (uses.get(operand) ?? 0) + 1)
      })
    // operands come first, so each text is made of finished ones
    for (const node of order) {
      const text = formatNode(node, (operand) => this.of(operand), nameOf)
      if (node.kind !== 'apply' || (uses.get(node) ?? 0) < 2 || text.length < 12) this.texts.set(node, text)
      else {
        const name = `t${this.definitions.length + 1}`
        this.definitions.push(`${name} = ${text}`)
        this.texts.set(node, name)
      }
    }
  }

  of(e: Expression): string {
    return this.texts.get(e) as string
  }
}

const declare = (variables: readonly Variable[]): string =>
  variables
    .filter(({ extent }) => extent !== 1)
    .map(({ name, extent }) => `${name}:${extent}`)
    .join(', ')

/** The formula of a work, with the name of its statement and those of its buffers. */
export function formulaOf(work: WorkParts, name: string, nameOf: (tensor: Value) => string): string {
  const names = new Names([work.body, ...work.targets.flatMap(({ post }) => (post === null ? [] : [post]))], nameOf)
  const guards = work.where.length > 0 ? ` | ${formatGuards(work.where)}` : ''
  const reduction = work.reduce === 'none' ? '' : `${work.reduce}{${declare(work.over)}${guards}} `
  const body = names.of(work.body)
  const joined = work.targets.length > 1 && work.targets.every(({ post }) => post !== null) && work.reduce === 'none'
  const posts = work.targets.map((target) => {
    const value =
      target.post === null ?
        target.winner ?
          'winner'
        : 'ACC'
      : names.of(target.post)
    return work.targets.length > 1 ? `${nameOf(target.value)} = ${value}` : value
  })
  const plain = work.targets.length === 1 && work.targets[0]?.post === null
  const epilogue = plain ? '' : `${joined ? '' : ' |> '}${posts.join(', ')}`
  const definitions = names.definitions.length > 0 ? ` where ${names.definitions.join(', ')}` : ''
  if (work.scatter) {
    const open = work.scatter.guards.length > 0 ? ` if ${formatGuards(work.scatter.guards)}` : ''
    return `${name}[${work.scatter.at.map(formatIndex).join(', ')}] += ${body} for {${declare(work.over)}}${open}${definitions}`
  }
  const moved = work.targets[0]?.at ? ` at [${placeOf(work, work.targets[0]).map(formatIndex).join(', ')}]` : ''
  return `${name}[${declare(work.loops)}]${moved} = ${reduction}${joined ? '' : body}${epilogue}${definitions}`
}
