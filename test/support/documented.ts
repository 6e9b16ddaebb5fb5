/**
 * What the package exports and how it is documented. In: its entries. Out: every function and class they export, with
 * the code under its `@example` and the place where it is declared.
 */
import ts from 'typescript'
import { relative } from 'node:path'
import { programOf, root } from './compiler.js'

export const entries = {
  shapewright: 'src/index.ts',
  'shapewright/functions': 'src/functions.ts',
  'shapewright/runtime': 'src/runtime/index.ts',
  'shapewright/codegen': 'src/codegen/index.ts',
} as const

export type EntryPath = keyof typeof entries

/** An exported function or class; or a method of such a class, or any other value, that has an example. */
export interface Documented {
  /** How it is called from outside: `nn.linear`, `Instance.call`. */
  readonly name: string
  readonly entry: EntryPath
  readonly kind: 'function' | 'class' | 'method' | 'other'
  /** `src/dsl/ops/add.ts:19` */
  readonly at: string
  /** The code of its examples; overloads have one each. */
  readonly examples: readonly string[]
}

/** A program over modules held in memory that resolves the names of the package's entries to its sources. */
export const programWith = (files: Readonly<Record<string, string>>): ts.Program =>
  programOf(ts, files, undefined, {
    types: ['node'],
    paths: Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, [`${root}${path}`]])),
  })

/** What each entry exports, and the compiler's knowledge of it. Made once: it reads all of the sources. */
export const exportsOfEntries = (() => {
  let made: { checker: ts.TypeChecker; symbols: ReadonlyMap<EntryPath, readonly ts.Symbol[]> } | undefined
  return () => {
    if (made !== undefined) return made
    const all = programWith(
      Object.fromEntries(Object.values(entries).map((path) => [path, ts.sys.readFile(root + path)!])),
    )
    const checker = all.getTypeChecker()
    const symbolsOf = (path: string): readonly ts.Symbol[] =>
      checker.getExportsOfModule(checker.getSymbolAtLocation(all.getSourceFile(root + path)!)!)
    const symbols = new Map(Object.entries(entries).map(([entry, path]) => [entry as EntryPath, symbolsOf(path)]))
    made = { checker, symbols }
    return made
  }
})()

const exampleTexts = (declaration: ts.Declaration): string[] => {
  const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration
  return ts
    .getJSDocTags(node)
    .filter(({ tagName }) => tagName.text === 'example')
    .map((tag) => ts.getTextOfJSDocComment(tag.comment)?.trim() ?? '')
    .filter((text) => text !== '')
}

const placeOf = (declaration: ts.Declaration): string => {
  const file = declaration.getSourceFile()
  const { line } = file.getLineAndCharacterOfPosition(declaration.getStart())
  return `${relative(root, file.fileName)}:${line + 1}`
}

/** Every function and class that the entries export, each once, under the first entry that has it. */
export const documented = (): readonly Documented[] => {
  const { checker, symbols } = exportsOfEntries()
  const seen = new Set<ts.Symbol>()
  const found: Documented[] = []

  const visit = (exported: ts.Symbol, prefix: string, entry: EntryPath): void => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported
    const name = prefix + exported.name
    if (seen.has(symbol)) return
    seen.add(symbol)
    if (symbol.flags & ts.SymbolFlags.ValueModule) {
      for (const member of checker.getExportsOfModule(symbol)) visit(member, `${name}.`, entry)
      return
    }
    const declaration = symbol.valueDeclaration
    if (declaration === undefined) return
    const add = (kind: Documented['kind'], what: string, of: ts.Symbol): void => {
      const examples = (of.declarations ?? []).flatMap(exampleTexts)
      found.push({ name: what, entry, kind, at: placeOf(of.valueDeclaration ?? declaration), examples })
    }
    if (ts.isClassDeclaration(declaration)) {
      add('class', name, symbol)
      for (const member of symbol.members?.values() ?? []) {
        if ((member.declarations ?? []).some((one) => exampleTexts(one).length > 0))
          add('method', `${name}.${member.name}`, member)
      }
    } else if (checker.getTypeOfSymbol(symbol).getCallSignatures().length > 0) add('function', name, symbol)
    else if (exampleTexts(declaration).length > 0) add('other', name, symbol)
  }
  for (const [entry, list] of symbols) for (const exported of list) visit(exported, '', entry)
  return found
}
