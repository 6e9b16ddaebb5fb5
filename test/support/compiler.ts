/**
 * Asks compilers about TypeScript source: in-process ones (5.9 and 6.0) about files held in memory, TypeScript 7 by
 * running its command. In: files by path, relative to the repository; out: diagnostics, one line each.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type ts from 'typescript'

export const root = fileURLToPath(new URL('../../', import.meta.url))

/** One diagnostic. `text` has no line breaks when the compiler's message is one line. */
export interface Finding {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly text: string
  readonly code: number
  /** The source text that is marked; undefined when the output of a command does not show it. */
  readonly marked: string | undefined
}

export type Compiler = typeof ts

export const compilers = {
  '6.0': async (): Promise<Compiler> => (await import('typescript')).default,
  // The alias has no type declarations of its own under this name; it is the same interface, one version older.
  '5.9': async (): Promise<Compiler> => ((await import('typescript-5.9' as string)) as { default: Compiler }).default,
} as const

const sourceFiles = new Map<string, ts.SourceFile>()

/**
 * A program over files in memory; files that are not given are read from the repository. A program made before, with the
 * same imports, saves resolving them again.
 */
export const programOf = (
  compiler: Compiler,
  files: Readonly<Record<string, string>>,
  lib: readonly string[] = ['lib.es2023.d.ts'],
  more: ts.CompilerOptions = {},
  before?: ts.Program,
): ts.Program => {
  const options: ts.CompilerOptions = {
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
    target: compiler.ScriptTarget.ES2023,
    module: compiler.ModuleKind.NodeNext,
    moduleResolution: compiler.ModuleResolutionKind.NodeNext,
    lib: [...lib],
    types: [],
    paths: { shapewright: [join(root, 'src/index.ts')] },
    ...more,
  }
  const given = new Map(Object.entries(files).map(([path, text]) => [join(root, path), text]))
  const host = compiler.createCompilerHost(options)
  const { fileExists, readFile, getSourceFile } = host
  host.fileExists = (path) => given.has(path) || fileExists(path)
  host.readFile = (path) => given.get(path) ?? readFile(path)
  host.getSourceFile = (path, language, onError) => {
    const text = given.get(path)
    if (text !== undefined) return compiler.createSourceFile(path, text, language, true)
    const key = `${compiler.version}:${path}`
    const known = sourceFiles.get(key) ?? getSourceFile(path, language, onError)
    if (known !== undefined) sourceFiles.set(key, known)
    return known
  }
  const rootNames = [...given.keys()]
  return compiler.createProgram({ rootNames, options, host, ...(before === undefined ? {} : { oldProgram: before }) })
}

/** What an in-process compiler finds wrong in the files given. */
export const findings = (
  compiler: Compiler,
  files: Readonly<Record<string, string>>,
  lib?: readonly string[],
): readonly Finding[] => {
  const program = programOf(compiler, files, lib)
  return Object.keys(files).flatMap((path) => {
    const source = program.getSourceFile(join(root, path))
    if (source === undefined) throw new Error(`${path} is not part of the program`)
    const all = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
    return all.map((diagnostic): Finding => {
      const start = diagnostic.start ?? 0
      const { line, character } = source.getLineAndCharacterOfPosition(start)
      return {
        file: path,
        line: line + 1,
        column: character + 1,
        text: compiler.flattenDiagnosticMessageText(diagnostic.messageText, '\n'),
        code: diagnostic.code,
        marked: source.text.slice(start, start + (diagnostic.length ?? 0)),
      }
    })
  })
}

// oxlint-disable-next-line no-control-regex -- the colours of a terminal start with an escape character
const colours = /\u001b\[[0-9;]*m/g

/**
 * What TypeScript 7 finds wrong in files of the repository. It has no stable interface, so its command is run, and the
 * marks are read off the tildes of the output meant for people.
 */
export const findingsOfVersion7 = (paths: readonly string[]): readonly Finding[] => {
  const folder = mkdtempSync(join(root, 'node_modules', '.check-'))
  try {
    const project = join(folder, 'tsconfig.json')
    const compilerOptions = {
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: true,
      noEmit: true,
      target: 'es2023',
      module: 'nodenext',
      lib: ['es2023'],
      types: [],
      paths: { shapewright: [join(root, 'src/index.ts')] },
    }
    writeFileSync(project, JSON.stringify({ compilerOptions, files: paths.map((path) => join(root, path)) }))
    const tsc = join(root, 'node_modules/typescript-7/bin/tsc')
    const run = spawnSync(process.execPath, [tsc, '-p', project, '--pretty', 'true'], { cwd: root, encoding: 'utf8' })
    if (run.error !== undefined) throw run.error
    const found: Finding[] = []
    for (const line of run.stdout.replace(colours, '').split(/\r?\n/)) {
      const head = /^(\S.*):(\d+):(\d+) - error TS(\d+): (.*)$/.exec(line)
      const last = found.at(-1)
      if (head !== null) {
        const [, file = '', row, column, code, text = ''] = head
        const path = relative(root, resolve(root, file))
        found.push({
          file: path,
          line: Number(row),
          column: Number(column),
          text,
          code: Number(code),
          marked: undefined,
        })
      } else if (last !== undefined && last.marked === undefined) {
        const tildes = /^\s*(~+)\s*$/.exec(line)?.[1]
        const more = /^ {2}(?=\S)|^ {4,}(?=\S)/.test(line) && tildes === undefined
        if (tildes !== undefined) found[found.length - 1] = { ...last, marked: markedText(last, tildes.length) }
        else if (more) found[found.length - 1] = { ...last, text: `${last.text}\n${line.trim()}` }
      }
    }
    return found.filter((finding) => paths.includes(finding.file))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const markedText = (finding: Finding, length: number): string => {
  const line = readFileSync(join(root, finding.file), 'utf8').split('\n')[finding.line - 1] ?? ''
  return line.slice(finding.column - 1, finding.column - 1 + length)
}
