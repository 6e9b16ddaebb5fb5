/**
 * Counts type instantiations: exact and repeatable, unlike time, and felt in every editor. In: the text of a module that
 * imports the library; out: what `tsc --extendedDiagnostics` prints as "Instantiations" when that module is compiled
 * against the package's declarations (`Program.getInstantiationCount` after all of it was checked).
 */
import { join } from 'node:path'
import type ts from 'typescript'
import { programOf, root, type Compiler } from '../../support/compiler.js'

/** Counts texts, one program after another: what the programs have in common is read and resolved once. */
export interface Counter {
  readonly count: (text: string) => number
  readonly program: (text: string) => ts.Program
}

/** The module that is counted lies where it may import its neighbours, as type-tests/models do. */
const path = 'type-tests/models/budget-row.ts'

/** A counter of one compiler. It throws where a text does not compile: what is wrong has another price. */
export function counter(compiler: Compiler): Counter {
  let before: ts.Program | undefined
  const program = (text: string): ts.Program => {
    before = programOf(compiler, { [path]: text }, undefined, {}, before)
    return before
  }
  const count = (text: string): number => {
    const made = program(text)
    const source = made.getSourceFile(join(root, path))
    const found = [...made.getSyntacticDiagnostics(source), ...made.getSemanticDiagnostics(source)]
    if (found.length > 0) {
      const sentences = found.map((one) => compiler.flattenDiagnosticMessageText(one.messageText, ' '))
      throw new Error(`${text}\n${sentences.join('\n')}`)
    }
    return made.getInstantiationCount()
  }
  return { count, program }
}
