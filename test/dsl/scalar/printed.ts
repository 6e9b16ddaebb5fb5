/**
 * Scalar functions as a target prints and runs them: the text of a kernels module that maps a function over buffers, made by
 * the compiler's own passes and printer, and what that text stores. Another target (WGSL, WebAssembly) is another
 * `FloatTarget`: text for a row of the table, and a function from that text to results.
 *
 * In: names of rows, operands. Out: texts, results. Memory is of doubles, so that what a domain with double temporaries
 * computes is seen before a store rounds it.
 */
import { scalarFunctions, type ScalarFunction, type ScalarFunctionName } from '../../../src/dsl/scalar.js'
import { compileLowered, type CompiledLowered } from '../../../src/codegen/compile-program.js'
import { domains, type Domain, type DomainName } from '../../../src/codegen/domains/index.js'
import { evaluateKernels } from '../../../src/codegen/instantiate-text.js'
import { printJavaScript } from '../../../src/codegen/print/js.js'
import type { Buffer, LoweredExpression, LoweredProgram } from '../../../src/codegen/statement.js'
import {
  apply,
  cell,
  leaf,
  load,
  number,
  output,
  program,
  statement,
  store,
  variable,
} from '../../codegen/back/statements.js'

/** Which of a row's accuracies a target keeps. */
export type Keeps = 'strict' | 'doubleTemporaries' | 'double'

/** Something computed element by element: a row, or an expression of rows. */
export interface Subject {
  readonly name: string
  readonly operands: ScalarFunction['operands']
  readonly result: ScalarFunction['result']
  readonly body: (...operands: readonly LoweredExpression[]) => LoweredExpression
}

/** A row of the table, applied. */
export const rowOf = (name: ScalarFunctionName): Subject => {
  const { operands, result } = scalarFunctions[name]
  return { name, operands, result, body: (...x) => apply(name, ...x) }
}

export interface FloatTarget {
  readonly name: string
  readonly keeps: Keeps
  /** The text of a module that computes y[i] = body(x0[i], …) for `points` operands. */
  readonly text: (subject: Subject) => string
  /** Such a text made to run: operands to what its kernel stores. */
  readonly load: (text: string, subject: Subject) => (operands: readonly Float64Array[]) => Float64Array
}

/** How many operands a kernel maps over. */
export const points = 2 ** 16

const arrays = { f32: Float32Array, f64: Float64Array, u32: Uint32Array, bool: Uint8Array } as const
type Cells = keyof typeof arrays

interface Elementwise {
  readonly inputs: readonly (readonly [Buffer, Cells])[]
  readonly result: readonly [Buffer, Cells]
  readonly lowered: LoweredProgram
}

/** The subject as one statement, floats in memory of this type. */
function elementwise({ name, operands, result, body }: Subject, floats: 'f32' | 'f64'): Elementwise {
  const cells: Readonly<Record<(typeof operands)[number], Cells>> = {
    float: floats,
    number: floats,
    integer: 'u32',
    mask: 'bool',
  }
  const inputs = operands.map((kind, k) => [leaf(`x${k}`, [points], { dtype: cells[kind] }), cells[kind]] as const)
  const y = output('y', [points], { dtype: cells[result] })
  const i = variable('i', points)
  // a mask operand is a comparison, as in the programs that expressions make
  const loaded = inputs.map(([input, dtype]) =>
    dtype === 'bool' ? apply('not', apply('equal', load(cell(input, i)), number(0))) : load(cell(input, i)),
  )
  const one = statement(name, { loops: [i], body: body(...loaded), stores: [store(cell(y, i))] })
  return {
    inputs,
    result: [y, cells[result]],
    lowered: program([one], [...inputs.map(([input]) => input), y], [y]),
  }
}

interface Nest extends Elementwise {
  readonly compiled: CompiledLowered
}
const nests = new Map<string, Nest>()

function nestOf(subject: Subject, domain: DomainName, floats: 'f32' | 'f64'): Nest {
  const key = `${subject.name} ${domain} ${floats}`
  let nest = nests.get(key)
  if (nest === undefined) {
    const one = elementwise(subject, floats)
    const entry = { name: 'step', functionName: 'step', lowered: one.lowered }
    nests.set(key, (nest = { ...one, compiled: compileLowered([entry], { domain }) }))
  }
  return nest
}

const keeps: Readonly<Record<DomainName, Keeps>> = {
  f32: 'doubleTemporaries',
  'f32-strict': 'strict',
  f64: 'double',
}

export interface JavaScriptOptions {
  /** The table that is printed, if not the domain's own: one with a fault in it. */
  readonly spelled?: Domain
  /** f32 as kernels store them; else doubles. */
  readonly floats?: 'f32' | 'f64'
}

export function javascript(
  domain: DomainName,
  { spelled = domains[domain], floats = 'f64' }: JavaScriptOptions = {},
): FloatTarget {
  return {
    name: `js ${domain}`,
    keeps: keeps[domain],
    text: (subject) => {
      const { compiled } = nestOf(subject, domain, floats)
      const entries = compiled.loopNests.map((kernels) => ({ functionName: 'step', kernels }))
      return printJavaScript(entries, spelled, compiled.placements, compiled.segments.length)
    },
    load: (text, subject) => {
      const { compiled, inputs, result } = nestOf(subject, domain, floats)
      const segments = compiled.segments.map(({ bytes }) => new ArrayBuffer(bytes))
      const view = ([buffer, dtype]: readonly [Buffer, Cells]) => {
        const { segment, offset } = compiled.placements.get(buffer)!
        const held = dtype === 'f32' && domain === 'f64' ? 'f64' : dtype
        return new arrays[held](segments[segment]!, offset, buffer.elements)
      }
      const [views, y] = [inputs.map(view), view(result)]
      const step = evaluateKernels(text)(segments)['step']!
      return (operands) => {
        views.forEach((input, k) => input.set(operands[k]!))
        step()
        return Float64Array.from(y)
      }
    },
  }
}

export const javascriptTargets: readonly FloatTarget[] = (Object.keys(domains) as DomainName[]).map((domain) =>
  javascript(domain),
)

/**
 * What a print gives while a row's program is another one. A row is data and the printer reads it when it prints, so that a
 * program with a fault in it, or one that only probes a single operation, is printed as any other.
 */
export function withProgram<T>(
  name: ScalarFunctionName,
  program: NonNullable<ScalarFunction['program']>,
  print: () => T,
): T {
  const row = scalarFunctions[name] as { program?: ScalarFunction['program'] } // rows are read-only by type, not frozen
  const own = row.program
  row.program = program
  try {
    return print()
  } finally {
    row.program = own
  }
}
