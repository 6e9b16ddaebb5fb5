/**
 * `npm run scoreboard`: which shape mistakes the types of each library catch, where the mark is and what it says. Every
 * mistake is compiled in its wrong and its right form. Ours must be marked on the offending argument or element with one
 * line, alike in TypeScript 5.9, 6.0 and 7.0, and the right form must pass; otherwise the exit code is 1.
 *
 * Writes docs/shape-errors.md.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { format } from 'prettier'
import { headers, mistakes } from './mistakes.mjs'
import { page } from './page.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = fileURLToPath(new URL('..', import.meta.url))
const require = createRequire(join(root, 'package.json'))
const folder = join(here, 'node_modules', '.scoreboard')
const compilerOptions = {
  target: 'es2022',
  lib: ['es2023', 'dom'],
  module: 'nodenext',
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
}

/** A statement in one of its two forms, and where in it the mark belongs. */
function form(statement, wrong) {
  const chosen = statement.replaceAll(/«(.*?)\|(.*?)»/g, (_, bad, good) => (wrong ? bad : good))
  const from = chosen.indexOf('⟦')
  const to = chosen.indexOf('⟧') - 1
  return { code: chosen.replaceAll(/[⟦⟧]/g, ''), from, to }
}

/** The file of a library: its header, then one line for each statement, each in a block of its own. */
function fileOf(library) {
  const lines = headers[library].split('\n')
  const statements = []
  for (const [mistake, entry] of mistakes.entries())
    for (const wrong of [true, false]) {
      if (entry[library] === undefined) continue
      const { code, from, to } = form(entry[library], wrong)
      statements.push({ mistake, wrong, line: lines.length, code, from: from + 2, to: to + 2 })
      lines.push(`{ ${code} }`)
    }
  return { text: `${lines.join('\n')}\nexport {}\n`, statements, headerLines: headers[library].split('\n').length }
}

/** Diagnostics of one file by an in-process compiler. */
function inProcess(ts, path) {
  const options = ts.convertCompilerOptionsFromJson(compilerOptions, folder).options
  const program = ts.createProgram([path], { ...options, lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'] })
  const source = program.getSourceFile(path)
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((found) => {
    const { line, character } = source.getLineAndCharacterOfPosition(found.start)
    const text = ts.flattenDiagnosticMessageText(found.messageText, '\n')
    return { line, column: character, length: found.length, text }
  })
}

/** Diagnostics of one file by the command of TypeScript 7, which prints no lengths. */
function byCommand(path) {
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [path] }))
  const tsc = join(root, 'node_modules/typescript-7/bin/tsc')
  const run = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], { cwd: folder, encoding: 'utf8' })
  const found = []
  for (const line of run.stdout.split('\n')) {
    const [, at, column, text] = /^[^(]*\((\d+),(\d+)\): error TS\d+: (.*)$/.exec(line) ?? []
    if (at !== undefined) found.push({ line: Number(at) - 1, column: Number(column) - 1, length: undefined, text })
    else if (line.startsWith(' ') && found.length > 0) found.at(-1).text += `\n${line}`
  }
  return found
}

/** What is said of each statement of a library, by statement. */
function judge({ statements, headerLines }, diagnostics) {
  const early = diagnostics.find(({ line }) => line < headerLines)
  if (early !== undefined) throw new Error(`the header does not compile: ${early.text}`)
  return statements.map((statement) => ({
    ...statement,
    found: diagnostics.filter(({ line }) => line === statement.line),
  }))
}

const sentenceOf = (text) => /is not assignable to (?:parameter of type|type) '"(.*)"'\.$/.exec(text)?.[1]

/** Why our catch of a wrong statement is not good enough; undefined when it is. */
function shortcoming({ mistake, found, from, to }) {
  if (found.length !== 1) return `${found.length} diagnostics`
  const [{ column, length, text }] = found
  if (column !== from || (length !== undefined && column + length !== to)) return `marked at ${column}, not ${from}`
  if (text.includes('\n') && !mistakes[mistake].ofCompiler) return `more than one line: ${text}`
  return undefined
}

rmSync(folder, { recursive: true, force: true })
mkdirSync(join(folder, 'node_modules'), { recursive: true })
symlinkSync(root, join(folder, 'node_modules/shapewright'), 'dir')
writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }))

const ts6 = require('typescript')
const compilers = {
  5.9: (path) => inProcess(require('typescript-5.9'), path),
  '6.0': (path) => inProcess(ts6, path),
  '7.0': byCommand,
}
const versionOf = (name) => JSON.parse(readFileSync(join(here, 'node_modules', name, 'package.json'), 'utf8')).version

const problems = []
const results = {}
for (const library of Object.keys(headers)) {
  const file = fileOf(library)
  const path = join(folder, `${library}.ts`)
  writeFileSync(path, file.text)
  const versions = library === 'shapewright' ? Object.entries(compilers) : [['6.0', compilers['6.0']]]
  for (const [version, diagnose] of versions) {
    const verdicts = judge(file, diagnose(path))
    for (const verdict of verdicts.filter(({ wrong }) => !wrong))
      if (verdict.found.length > 0)
        problems.push(`${library} ${version}: right form rejected: ${verdict.code}: ${verdict.found[0].text}`)
    const wrongs = verdicts.filter(({ wrong }) => wrong)
    if (library === 'shapewright') {
      for (const verdict of wrongs) {
        const why = shortcoming(verdict)
        if (why !== undefined) problems.push(`shapewright ${version}: ${verdict.code}: ${why}`)
      }
      const texts = wrongs.map(({ found }) => found[0]?.text ?? '')
      if (
        results.shapewright !== undefined &&
        texts.join('\n') !== results.shapewright.map(({ found }) => found[0]?.text ?? '').join('\n')
      )
        problems.push(`shapewright ${version}: other sentences than before`)
    }
    results[library] ??= wrongs
  }
}
rmSync(folder, { recursive: true, force: true })

const counted = mistakes.filter(({ ofCompiler }) => !ofCompiler)
const families = new Set(counted.map(({ family }) => family))
if (counted.length < 75 || families.size < 30)
  problems.push(`only ${counted.length} mistakes over ${families.size} families`)
for (const [library, wrongs] of Object.entries(results)) {
  const caught = wrongs.filter(({ found }) => found.length > 0).length
  console.log(`scoreboard: ${library}: ${caught} of ${wrongs.length} caught`)
}
if (problems.length > 0) {
  for (const problem of problems) console.error(`scoreboard: ${problem}`)
  process.exitCode = 1
} else {
  const out = join(root, 'docs/shape-errors.md')
  const versions = {
    tfjs: versionOf('@tensorflow/tfjs'),
    'jax-js': versionOf('@jax-js/jax'),
    'numpy-ts': versionOf('numpy-ts'),
    typegpu: versionOf('typegpu'),
  }
  const text = page({ mistakes, counted: counted.length, families, results, versions, sentenceOf })
  writeFileSync(`${out}.new`, await format(text, { parser: 'markdown', printWidth: 120 }))
  renameSync(`${out}.new`, out)
  console.log(
    `scoreboard: ${counted.length} mistakes over ${families.size} families, all of ours on their mark in TypeScript 5.9, 6.0 and 7.0; wrote docs/shape-errors.md`,
  )
}
