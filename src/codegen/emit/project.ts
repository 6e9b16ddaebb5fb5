/**
 * The TypeScript checker over the author's files. One of the two files that know ts-morph (the other writes modules);
 * what leaves here is plain data: diagnostics with their exact span, and the static type of every tensor call.
 *
 * Its compiler is the one ts-morph bundles, so `shapewright check` says the same whatever the author has installed.
 */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Project, ts } from 'ts-morph'
import type { StaticType } from '../static-types.js'

/** A complaint of the compiler. Lines and columns count from 1; `length` is in characters. */
export interface TypeProblem {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly length: number
  /** For a shape error the sentence alone; otherwise the compiler's message. */
  readonly message: string
  readonly code: number
}

export interface CheckedProject {
  /** The author's own files that the model reaches, absolute paths, sorted. */
  readonly files: readonly string[]
  readonly problems: readonly TypeProblem[]
  readonly tensors: readonly StaticType[]
}

/**
 * Type-checks a model file under the nearest tsconfig.json (strict defaults without one). `paths` says where the
 * declarations of the running `shapewright` are.
 */
export function checkProject(file: string, paths: Readonly<Record<string, string>>): CheckedProject {
  const configuration = nearestConfiguration(dirname(file))
  const faults = configuration === undefined ? [] : configurationFaults(configuration)
  if (faults.length > 0) return { files: [file], problems: faults, tensors: [] }
  const project = openProject(file, configuration, paths)
  const own = project
    .getSourceFiles()
    .filter((source) => !source.isFromExternalLibrary() && !source.isDeclarationFile() && !source.isInNodeModules())
    .sort((a, b) => (a.getFilePath() < b.getFilePath() ? -1 : 1))
  const program = project.getProgram().compilerObject
  const told = (ask: (source: ts.SourceFile) => readonly ts.Diagnostic[]): TypeProblem[] =>
    own.flatMap(({ compilerNode }) => ask(compilerNode).map((diagnostic) => problemOf(diagnostic, compilerNode)))
  // What is no TypeScript has types by accident: as `tsc` does, say first what cannot be read.
  const unreadable = told((source) => program.getSyntacticDiagnostics(source))
  const problems = unreadable.length > 0 ? unreadable : told((source) => program.getSemanticDiagnostics(source))
  const checker = program.getTypeChecker()
  const tensors = own.flatMap(({ compilerNode }) => tensorCalls(compilerNode, checker))
  return { files: own.map((source) => source.getFilePath()), problems, tensors }
}

/** What is wrong with a tsconfig.json that cannot be read or extends what is not there. */
function configurationFaults(configuration: string): TypeProblem[] {
  const { config, error } = ts.readConfigFile(configuration, (path) => ts.sys.readFile(path)) as {
    config?: unknown
    error?: ts.Diagnostic
  }
  const faults = error === undefined ? extended(config, configuration) : [error]
  return faults.map((diagnostic) => {
    const source = diagnostic.file ?? ts.createSourceFile(configuration, '', ts.ScriptTarget.JSON)
    return { ...problemOf(diagnostic, source), file: configuration }
  })
}

/** Without the complaint that there are no files: only the model's are looked at. */
const extended = (config: unknown, configuration: string): ts.Diagnostic[] =>
  ts
    .parseJsonConfigFileContent(config, ts.sys, dirname(configuration))
    .errors.filter(({ code }) => code !== noFiles && code !== noInputs)
const [noFiles, noInputs] = [18002, 18003]

function openProject(
  file: string,
  configuration: string | undefined,
  paths: Readonly<Record<string, string>>,
): Project {
  const project = new Project({
    ...(configuration !== undefined ? { tsConfigFilePath: configuration } : {}),
    skipAddingFilesFromTsConfig: true,
    compilerOptions: {
      ...(configuration === undefined ? defaults : {}),
      paths: Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, [path]])),
      // How esbuild, which runs the model, resolves and treats modules. (The project API does not look at "type" in
      // package.json, so under nodenext every file would count as CommonJS.)
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      noEmit: true,
      // A model in JavaScript is bound by the compiler only so; one in TypeScript keeps what its author chose.
      ...(/\.[cm]?jsx?$/.test(file) && { allowJs: true }),
      skipLibCheck: true,
      incremental: false,
    },
  })
  project.addSourceFileAtPath(file)
  project.resolveSourceFileDependencies()
  return project
}

const defaults = {
  strict: true,
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
  types: ['*'],
}

function nearestConfiguration(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const candidate = join(at, 'tsconfig.json')
    if (existsSync(candidate)) return candidate
    if (dirname(at) === at) return undefined
  }
}

function problemOf(diagnostic: ts.Diagnostic, source: ts.SourceFile): TypeProblem {
  const start = diagnostic.start ?? 0
  const { line, character } = source.getLineAndCharacterOfPosition(start)
  const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')
  return {
    file: source.fileName,
    line: line + 1,
    column: character + 1,
    length: diagnostic.length ?? 1,
    message: sentenceIn(text),
    code: diagnostic.code,
  }
}

/**
 * A shape error is a parameter whose type is the sentence itself, so the compiler says
 * `… is not assignable to parameter of type '"linear: …"'`. The sentence is all a reader needs.
 */
function sentenceIn(text: string): string {
  const match = /is not assignable to (?:parameter of )?type '("[a-zA-Z]\w*: .*")'/.exec(text)
  if (match?.[1] === undefined) return text
  try {
    return String(JSON.parse(match[1]))
  } catch {
    return match[1].slice(1, -1)
  }
}

/**
 * The static type of every tensor call: what the call itself has, and what a cast around it or the annotation of the
 * variable it initialises claims. Each claim is compared with what was recorded at the call.
 */
function tensorCalls(source: ts.SourceFile, checker: ts.TypeChecker): StaticType[] {
  const found: StaticType[] = []
  const pending: ts.Node[] = [source]
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    ts.forEachChild(node, (child) => void pending.push(child))
    const call = claimedCall(node)
    if (call === undefined) continue
    const type = checker.getTypeAtLocation(node)
    const isAny = (type.flags & ts.TypeFlags.Any) !== 0
    // An `any` says nothing; it is counted once, at the call.
    if (isAny ? node !== call : type.getSymbol()?.getName() !== 'Tensor') continue
    const { start, length } = calledName(call, source)
    const { line, character } = source.getLineAndCharacterOfPosition(start)
    const [shape, dtype] = isAny ? [] : checker.getTypeArguments(type as ts.TypeReference)
    found.push({
      file: source.fileName,
      line: line + 1,
      column: character + 1,
      length,
      shape: shape === undefined ? null : dimsOf(shape, checker),
      dtype: dtype?.isStringLiteral() === true ? dtype.value : null,
    })
  }
  return found.sort((a, b) => a.line - b.line || a.column - b.column)
}

/** The call about whose result this node claims a type: a call, a cast of one, a variable annotated and set to one. */
function claimedCall(node: ts.Node): ts.CallExpression | undefined {
  if (ts.isCallExpression(node)) return node
  if (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) return callWithin(node.expression)
  if (ts.isVariableDeclaration(node) && node.type !== undefined && node.initializer !== undefined)
    return callWithin(node.initializer)
  return undefined
}

/** The call inside casts, `!`, `satisfies` and parentheses. */
function callWithin(expression: ts.Expression): ts.CallExpression | undefined {
  let at = expression
  while (
    ts.isAsExpression(at) ||
    ts.isTypeAssertionExpression(at) ||
    ts.isSatisfiesExpression(at) ||
    ts.isNonNullExpression(at) ||
    ts.isParenthesizedExpression(at)
  )
    at = at.expression
  return ts.isCallExpression(at) ? at : undefined
}

/** The place a stack trace gives for a call: the property's name, the function's name, or the callee's last character. */
function calledName(call: ts.CallExpression, source: ts.SourceFile): { start: number; length: number } {
  const callee = call.expression
  if (ts.isPropertyAccessExpression(callee))
    return { start: callee.name.getStart(source), length: callee.name.getWidth(source) }
  if (ts.isIdentifier(callee)) return { start: callee.getStart(source), length: callee.getWidth(source) }
  return { start: callee.getEnd() - 1, length: 1 }
}

function dimsOf(shape: ts.Type, checker: ts.TypeChecker): (number | string | null)[] | null {
  if (!checker.isTupleType(shape)) return null
  const tuple = shape as ts.TupleTypeReference
  if (tuple.target.elementFlags.some((flag) => flag !== ts.ElementFlags.Required)) return null
  return checker
    .getTypeArguments(tuple)
    .map((dim) => (dim.isNumberLiteral() || dim.isStringLiteral() ? dim.value : null))
}
