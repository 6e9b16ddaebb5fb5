/**
 * `npm run bench:editor`: what an edit costs in an editor. The sample with a perceptron, a convolutional network and an
 * attention block is opened in the language servers of TypeScript 5.9, 6.0 and 7.0; its layers are edited again and again,
 * and what the author waits for is timed: completion, hover and diagnostics right after an edit.
 *
 * Prints medians and the limits for completion; exit code 1 where one is exceeded.
 */
import { build } from 'esbuild'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const rounds = 30
/** Completion after an edit, in ms. */
const limits = { 5.9: 50, '7.0': 15 }

/** The editors of the tests, bundled: they are TypeScript. */
async function loadEditors() {
  const folder = mkdtempSync(join(root, 'node_modules', '.bench-editor-'))
  const outfile = join(folder, 'editors.mjs')
  try {
    const stdin = {
      contents: `export * from './project.js'; export * from './editor.js'; export { root } from '../compiler.js'`,
      resolveDir: join(root, 'test/support/editor'),
    }
    // the bundle is not where its sources are: it is told where the repository is
    const define = { 'import.meta.url': JSON.stringify(pathToFileURL(join(root, 'test/support/compiler.ts')).href) }
    await build({ stdin, outfile, define, bundle: true, platform: 'node', format: 'esm', packages: 'external' })
    return await import(pathToFileURL(outfile).href)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const median = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]

const timed = async (question) => {
  const started = performance.now()
  await question()
  return performance.now() - started
}

const { editors, makeProject, positionOf, replacing } = await loadEditors()
const sample = readFileSync(join(root, 'type-tests/models/sample.ts'), 'utf8')
/** What is edited in turn: a size that flows on without a mistake, and one that contradicts the layers after it. */
const edited = [/zeros\(\[1, 3, (\d+), 224\]\)/, /zeros\(\[784, (\d+)\]\)/]
/** Where the author asks what there is to call: in the perceptron, the convolutional network and the attention block. */
const places = ['.relu() satisfies', '.maxPool(2) satisfies Tensor<[64, 64', '.softmax(-1) satisfies']
let exceeded = false

for (const [version, start] of Object.entries(editors)) {
  const project = makeProject({ 'sample.ts': sample })
  const editor = start(project.folder)
  const path = project.path('sample.ts')
  const times = { completion: [], hover: [], diagnostics: [] }
  try {
    let text = sample
    editor.open(path, text)
    const first = await timed(() => editor.diagnostics(path))
    for (let round = 0; round < rounds; round++) {
      for (const kind of Object.keys(times)) {
        // another size each time, so that no answer is remembered
        const [there, size] = text.match(edited[round % edited.length])
        const next = there.replace(size, String(230 + 3 * round + Object.keys(times).indexOf(kind)))
        const change = replacing(text, there, next)
        editor.edit(path, change.edit)
        text = change.text
        const place = positionOf(text, text.indexOf(places[round % places.length]) + 1)
        times[kind].push(
          await timed(() =>
            kind === 'completion' ? editor.completions(path, place)
            : kind === 'hover' ? editor.hover(path, place)
            : editor.diagnostics(path),
          ),
        )
      }
    }
    const figures = Object.entries(times).map(([kind, list]) => `${kind} ${median(list).toFixed(1)} ms`)
    const limit = limits[version]
    const slow = limit !== undefined && median(times.completion) > limit
    exceeded ||= slow
    const verdict = limit === undefined ? '' : `, completion ${slow ? 'EXCEEDS' : 'within'} ${limit} ms`
    console.log(
      `bench:editor ${version}: first diagnostics ${first.toFixed(0)} ms; after an edit ${figures.join(', ')}${verdict}`,
    )
  } finally {
    await editor.close()
    project.remove()
  }
}
process.exitCode = exceeded ? 1 : 0
