/**
 * What is certified of a bare graph: its own kernels, those of all its gradients, and those of its directional derivative,
 * built as a session builds them. This file makes programs under test, and is the only one here that may know how.
 */
import { compileEntries, type Build } from '../../codegen/compile.js'
import type { CompileOptions } from '../../codegen/options.js'
import type { Binding } from '../../dsl/bind.js'
import type { Comprehension, Leaf, Program, Value } from '../../dsl/comprehension/types.js'
import { leaf as makeLeaf } from '../../dsl/comprehension/value.js'
import { jvp } from '../../dsl/differentiate/jvp.js'
import { vjp } from '../../dsl/differentiate/vjp.js'
import { assembleProgram, expandNodes } from '../../dsl/expand.js'
import type { Graph } from '../../dsl/graph.js'
import { isFloat } from '../../shapes/dtype.js'

/** A value with the leaf that brings its tangent or its cotangent, and the derivative that is asked for. */
export interface Differentiated<V extends Value> {
  readonly value: V
  readonly companion: Leaf
  /** Null for the structural zero; as an output of the program it has this name. */
  readonly derivative: Value | null
  readonly output: string
}

export interface Subject {
  readonly build: Build
  /** What entries of the build are, in order; the second and third where there is something to differentiate. */
  readonly entries: readonly string[]
  readonly programs: readonly Program[]
  readonly outputs: readonly Differentiated<Value>[]
  readonly leaves: readonly Differentiated<Leaf>[]
}

export interface SubjectOptions extends CompileOptions {
  readonly name?: string
  readonly binding?: Binding
  readonly training?: boolean
}

const companionOf = (name: string, { shape, dtype }: Value): Leaf => makeLeaf({ name, shape, dtype, role: 'input' })

/** The differentiation under test: ours, unless a fault is put into it. */
export interface Differentiation {
  readonly vjp: typeof vjp
  readonly jvp: typeof jvp
}

/** A graph's float outputs and leaves with their derivatives, compiled. */
export function subjectOf(
  graph: Graph,
  options: SubjectOptions = {},
  differentiation: Differentiation = { vjp, jvp },
): Subject {
  const { name = 'graph', binding = {}, training = true, ...compiling } = options
  const { program, values } = expandNodes(graph, { name, binding, training })
  const outputs = Object.entries(graph.outputs).flatMap(([output, id]) => {
    const value = values[id]
    return value !== undefined && isFloat(value.dtype) ?
        [{ value, companion: companionOf(`cotangent ${output}`, value) }]
      : []
  })
  const leaves = program.leaves
    .filter(({ dtype, role }) => isFloat(dtype) && role !== 'constant')
    .map((value) => ({ value, companion: companionOf(`tangent ${value.name}`, value) }))
  const gradients = differentiation.vjp(
    outputs.map(({ value, companion }) => ({ value, cotangent: companion })),
    leaves.map(({ value }) => value),
  )
  const directions = new Map<Value, Value>(leaves.map(({ value, companion }) => [value, companion]))
  const tangents = differentiation.jvp(
    outputs.map(({ value }) => value),
    directions,
  )
  const differentiated = <V extends Value>(
    list: readonly { value: V; companion: Leaf }[],
    derivatives: readonly (Value | null)[],
    word: string,
  ): Differentiated<V>[] =>
    list.map((each, at) => ({ ...each, derivative: derivatives[at] ?? null, output: `${word} ${at}` }))
  const results = {
    outputs: differentiated<Value>(outputs, tangents, 'tangent'),
    leaves: differentiated(leaves, gradients, 'gradient'),
  }
  const derived = (
    list: readonly Differentiated<Value>[],
    companions: readonly { companion: Leaf }[],
  ): Program | null => {
    const wanted = list.flatMap(({ derivative: value, output }) => (value === null ? [] : [{ name: output, value }]))
    if (wanted.length === 0) return null
    const given = companions.map(({ companion }) => companion)
    return assembleProgram({ name, outputs: wanted, updates: [], leaves: [...program.leaves, ...given] })
  }
  const made = [
    { name: 'predict', entry: 'forward', program },
    { name: 'step', entry: 'reverse', program: derived(results.leaves, outputs) },
    { name: 'evaluate', entry: 'tangent', program: derived(results.outputs, leaves) },
  ] as const
  const present = made.flatMap((each) => (each.program === null ? [] : [{ ...each, program: each.program }]))
  return {
    build: compileEntries(
      present.map((each) => ({ name: each.name, binding: {}, program: each.program })),
      compiling,
      { name },
    ),
    entries: present.map(({ entry }) => entry),
    programs: present.map((each) => each.program),
    ...results,
  }
}

/** The gradients that a graph itself asks for, by the output they are of. */
export interface Requested {
  readonly output: Value
  readonly seed: Value | null
  readonly gradients: readonly { readonly leaf: Leaf; readonly gradient: Comprehension }[]
}

/** Requests for gradients of leaves, as they were carried out. */
export function requestedGradients(
  graph: Graph,
  binding: Binding,
): { program: Program; requests: readonly Requested[] } {
  const { program, values } = expandNodes(graph, { name: 'step', binding, training: true })
  const found = new Map<string, { output: Value; seed: Value | null; gradients: Requested['gradients'][number][] }>()
  for (const { id, operator, operands } of graph.nodes) {
    const [output, wrt, seed] = operands.map((operand) => values[operand.id])
    const gradient = values[id]
    if (operator !== 'gradient' || !output || wrt?.kind !== 'leaf' || gradient?.kind !== 'comprehension') continue
    const key = `${output.id} ${seed?.id}`
    const request = found.get(key) ?? { output, seed: seed ?? null, gradients: [] }
    found.set(key, request)
    request.gradients.push({ leaf: wrt, gradient })
  }
  return { program, requests: [...found.values()] }
}
