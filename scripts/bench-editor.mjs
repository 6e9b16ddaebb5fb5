/**
 * `npm run bench:editor`: what an edit costs in an editor. The sample with a perceptron, a convolutional network and an
 * attention block is opened in the language servers of TypeScript 5.9, 6.0 and 7.0; its layers are edited again and again,
 * and what the author waits for is timed: completion, hover and diagnostics right after an edit.
 *
 * Prints medians and the limits for completion; exit code 1 where one is exceeded.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { bundle } from './bundle.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const rounds = 90
/** Completion after an edit, in ms. */
const limits = { 5.9: 50, '7.0': 15 }

const median = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]

const timed = async (question) => {
  const started = performance.now()
  await question()
  return performance.now() - started
}

const bundled = await bundle('test/support/editor/index.ts', { at: 'test/support/compiler.ts' })
const { editors, makeProject, positionOf, replacing } = await import(pathToFileURL(bundled).href)
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
