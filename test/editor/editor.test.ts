/**
 * What an author sees: the language servers of TypeScript 5.9, 6.0 and 7.0 driven as editors drive them, on the model
 * files of this repository. Diagnostics, hover and completion, before and after edits.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { root } from '../support/compiler.js'
import { positionOf, replacing } from '../support/editor/editor.js'
import type { Mark } from '../support/editor/editor.js'
import { editors, makeProject } from '../support/editor/project.js'

const models = ['examples/digits-mlp/model.ts', 'examples/digits-cnn/model.ts']

const authored = `import { fn, linear, nn, softmax, zeros } from 'shapewright'
const x = zeros(['batch', 3, 28, 28])
const flat = x.flatten(1)
const hidden = nn.linear(2352, 128)(flat).relu()
const logits = linear(hidden, zeros([10, 128]))
const scores = softmax(logits, -1)
const classify = fn({ x: ['batch', 128] }, ({ x }) => linear(x, zeros([10, 128])))
const few = classify({ x: zeros([4, 128]) })
export { scores, few }
`

/** The sentence of a diagnostic, and the text it is under. */
const shown = (text: string, { from, to, text: message }: Mark): { marked: string; sentence: string } => {
  const line = text.split('\n')[from.line - 1]!
  expect(to.line).toBe(from.line)
  return {
    marked: line.slice(from.column - 1, to.column - 1),
    sentence: /parameter of type '"(.*)"'/.exec(message)?.[1] ?? message,
  }
}

describe.each(Object.entries(editors))('TypeScript %s', (_, start) => {
  const project = makeProject({ 'model.ts': authored })
  const editor = start(project.folder)
  const path = project.path('model.ts')
  let text = authored
  editor.open(path, text)
  const change = (from: string, to: string): void => {
    const replaced = replacing(text, from, to)
    editor.edit(path, replaced.edit)
    text = replaced.text
  }
  const over = (name: string): Promise<string> =>
    editor.hover(path, positionOf(text, text.indexOf(`const ${name}`) + 'const '.length))

  afterAll(async () => {
    await editor.close()
    project.remove()
  })

  test('finds nothing wrong with the models of the examples', async () => {
    const own = start(root)
    for (const model of models) {
      const file = join(root, model)
      own.open(file, readFileSync(file, 'utf8'))
      expect(await own.diagnostics(file)).toEqual([])
    }
    await own.close()
  })

  test('shows finished shapes over names', async () => {
    expect(await editor.diagnostics(path)).toEqual([])
    expect(await over('flat')).toBe('const flat: Tensor<["batch", 2352], "f32">')
    expect(await over('hidden')).toBe('const hidden: Tensor<["batch", 128], "f32">')
    expect(await over('scores')).toBe('const scores: Tensor<["batch", 10], "f32">')
    expect(await over('few')).toBe('const few: Tensor<[4, 10], "f32">')
  })

  test('marks the argument after an edit, and nothing once it is undone', async () => {
    change('zeros([10, 128]))\nconst scores', 'zeros([10, 127]))\nconst scores')
    const wrong = await editor.diagnostics(path)
    expect(wrong.map((mark) => shown(text, mark))).toEqual([
      {
        marked: 'zeros([10, 127])',
        sentence: 'linear: input [batch, 128] has 128 features, weight [10, 127] expects 127',
      },
    ])
    change('zeros([10, 127])', 'zeros([10, 128])')
    expect(await editor.diagnostics(path)).toEqual([])
  })

  test('marks the element of a shape', async () => {
    change('softmax(logits, -1)', 'logits.permute([0, 2])')
    const [mark] = await editor.diagnostics(path)
    expect(shown(text, mark!)).toMatchObject({ marked: '2' })
    change('logits.permute([0, 2])', 'softmax(logits, -1)')
    expect(await editor.diagnostics(path)).toEqual([])
  })

  test('offers methods, options, axes and input names after an edit', async () => {
    const offered = async (typed: string): Promise<readonly string[]> => {
      const line = typed.replace('¦', '')
      change('export { scores, few }', `${line}\nexport { scores, few }`)
      const names = await editor.completions(path, positionOf(text, text.indexOf(line) + typed.indexOf('¦')))
      change(`${line}\nexport`, 'export')
      return names
    }
    expect(await offered('hidden.¦')).toEqual(expect.arrayContaining(['relu', 'matmul', 'reshape', 'softmax', 'shape']))
    expect(await offered('x.softmax(¦)')).toEqual(expect.arrayContaining(['-1']))
    expect(await offered('x.maxPool(2, { ¦ })')).toEqual(expect.arrayContaining(['stride', 'padding']))
    expect(await offered('classify({ ¦ })')).toEqual(expect.arrayContaining(['x']))
  })
})
