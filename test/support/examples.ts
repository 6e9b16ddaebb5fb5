/**
 * The examples of the documentation as modules that can be type-checked and run. In: what documented.ts found. Out: the
 * text of the modules, what the compiler says to them, and the same text with its claims checked.
 *
 * A statement of an example may claim what it gives: `zeros([2, 3]) // => [2, 3]`. What stands after `=>` is compared
 * with the value as `shown` writes it; the shape of a tensor also with its type.
 */
import ts from 'typescript'
import { root } from './compiler.js'
import { entries, exportsOfEntries, programWith, type Documented, type EntryPath } from './documented.js'

/** Examples stand in this folder, so that `./model.js` is its model: the one that the README shows. */
export const besideModel = 'examples/digits-mlp'

/** One example as a module: its own text, behind the imports of what it names. */
export interface ExampleModule {
  readonly title: string
  readonly path: string
  readonly text: string
  /** What the example says about values: the expression's place in `text`, and the text after `=>`. */
  readonly claims: readonly { readonly start: number; readonly end: number; readonly says: string }[]
}

/** The names an example uses but does not declare. A property's name is not one: `x.add` needs no import of `add`. */
const freeNames = (file: ts.SourceFile): ReadonlySet<string> => {
  const used = new Set<string>()
  const declared = new Set<string>()
  const visit = (node: ts.Node): void => {
    const { parent } = node
    if (ts.isIdentifier(node)) {
      const isProperty =
        (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
        (ts.isPropertyAssignment(parent) && parent.name === node) ||
        (ts.isBindingElement(parent) && parent.propertyName === node)
      const declares =
        (ts.isVariableDeclaration(parent) || ts.isBindingElement(parent) || ts.isParameter(parent)) &&
        parent.name === node
      if (declares || ts.isImportSpecifier(parent) || ts.isFunctionDeclaration(parent)) declared.add(node.text)
      else if (!isProperty) used.add(node.text)
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return new Set([...used].filter((name) => !declared.has(name)))
}

/** Imports of the names that entries export, each from the first entry of `order` that has it. */
const importsFor = (names: ReadonlySet<string>, order: readonly EntryPath[]): string => {
  const { symbols } = exportsOfEntries()
  const has = (entry: EntryPath, name: string): boolean => symbols.get(entry)!.some((one) => one.name === name)
  return order
    .map((entry) => ({ entry, list: [...names].filter((name) => order.find((one) => has(one, name)) === entry) }))
    .filter(({ list }) => list.length > 0)
    .map(({ entry, list }) => `import { ${list.join(', ')} } from '${entry}'; `)
    .join('')
}

/** The expression whose value a statement is about: its own, or the one that its only variable is given. */
const expressionOf = (statement: ts.Statement): ts.Expression | undefined => {
  if (ts.isExpressionStatement(statement)) return statement.expression
  if (!ts.isVariableStatement(statement)) return undefined
  const [only, ...more] = statement.declarationList.declarations
  return more.length === 0 && only !== undefined && ts.isIdentifier(only.name) ? only.initializer : undefined
}

/** `text` as a module at `path`, its imports (on the same line as its first line) added. */
const moduleOf = (title: string, path: string, example: string, imports: string): ExampleModule => {
  const text = `${imports}${example}\nexport {}\n`
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true)
  const claims: { start: number; end: number; says: string }[] = []
  for (const statement of file.statements) {
    const says = /^[ \t;]*\/\/ => ([^\n]*)/.exec(text.slice(statement.end))?.[1]
    if (says === undefined) continue
    const expression = expressionOf(statement)
    if (expression === undefined) throw new Error(`${title}: "=> ${says}" stands behind a statement without one value`)
    claims.push({ start: expression.getStart(file), end: expression.end, says: says.trim() })
  }
  const written = text.match(/\/\/ =>/g)?.length ?? 0
  if (written !== claims.length) throw new Error(`${title}: a "=>" does not stand behind the end of a statement`)
  return { title, path, text, claims }
}

/** All examples of all that is documented. */
export const exampleModules = (all: readonly Documented[]): readonly ExampleModule[] =>
  all.flatMap(({ name, entry, at, examples }) =>
    examples.map((example, position) => {
      const path = `${besideModel}/${name}.${position}.ts`
      const names = freeNames(ts.createSourceFile(path, example, ts.ScriptTarget.ES2023, true))
      const order = [entry, ...(Object.keys(entries) as EntryPath[]).filter((other) => other !== entry)]
      return moduleOf(`${name} (${at})`, path, example, importsFor(names, order))
    }),
  )

/** The module with each claim about a value checked where it is made. */
export const checkedText = ({ text, claims }: ExampleModule): string => {
  let out = text
  for (const { start, end, says } of [...claims].reverse())
    out = `${out.slice(0, start)}claim(${out.slice(start, end)}, ${JSON.stringify(says)})${out.slice(end)}`
  return out
}

const unquoted = (text: string): string => text.replace(/['"]/g, '')

/** Whether a static shape is the one claimed. `number` is a dimension, and `Shape` a shape, that the types leave open. */
const agree = (type: string, says: string): boolean => {
  const [dims, claimed] = [type, says].map((text) => text.slice(1, -1).split(', '))
  return (
    !type.startsWith('[') ||
    (dims!.length === claimed!.length && dims!.every((dim, axis) => dim === 'number' || dim === claimed![axis]))
  )
}

/** What the compiler finds wrong in the modules, in one program; also shapes that are claimed and are not the static ones. */
export const typeErrors = (modules: readonly { path: string; text: string; title: string }[]): readonly string[] => {
  const files = Object.fromEntries(modules.map(({ path, text }) => [path, text]))
  const all = programWith(files)
  const checker = all.getTypeChecker()
  return modules.flatMap((module) => {
    const file = all.getSourceFile(root + module.path)!
    const lines = [...all.getSyntacticDiagnostics(file), ...all.getSemanticDiagnostics(file)].map((diagnostic) => {
      const { line } = file.getLineAndCharacterOfPosition(diagnostic.start ?? 0)
      return `${module.title}: line ${line + 1}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')}`
    })
    const claims = 'claims' in module ? (module as ExampleModule).claims : []
    for (const { start, end, says } of claims) {
      const expression = expressionAt(file, start, end)
      const type = checker.getTypeAtLocation(expression)
      const shape = type.getProperty('shape')
      if (shape === undefined || type.getProperty('dtype') === undefined || !says.startsWith('[')) continue
      const written = unquoted(checker.typeToString(checker.getTypeOfSymbolAtLocation(shape, expression)))
      if (!agree(written, says)) lines.push(`${module.title}: the type says ${written}, the example ${says}`)
    }
    return lines
  })
}

/** The outermost expression there; without a semicolon its statement has the same bounds. */
const expressionAt = (file: ts.SourceFile, start: number, end: number): ts.Node => {
  let node: ts.Node = file
  const holds = (child: ts.Node): boolean => child.getStart(file) <= start && child.end >= end
  while (!ts.isExpression(node) || node.getStart(file) !== start || node.end !== end) {
    const inner: ts.Node | undefined = ts.forEachChild(node, (child) => (holds(child) ? child : undefined))
    if (inner === undefined) throw new Error(`no expression from ${start} to ${end} in ${file.fileName}`)
    node = inner
  }
  return node
}

/**
 * A value as examples write it: a tensor as its shape, `[batch, 32]`; a list of numbers as `[1, 2.5]`; a string without
 * quotes; numbers with four significant digits, whole ones in full.
 */
export const shown = (value: unknown): string => {
  if (typeof value === 'number') return String(Number.isInteger(value) ? value : Number(value.toPrecision(4)))
  if (typeof value !== 'object' || value === null) return String(value)
  if (ArrayBuffer.isView(value)) return shown(Array.from(value as Float32Array))
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`
  if ('shape' in value && 'dtype' in value) return shown([...(value.shape as readonly unknown[])])
  const fields = Object.entries(value).map(([key, field]) => `${key}: ${shown(field)}`)
  return `{ ${fields.join(', ')} }`
}
