/** What the author's code does to the process, and exports of another kind: one line, exit code 1, and stdout for the answer alone. */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { emptyFolder, ensureBuilt, makeProject, shapewright, type Ran } from './support.js'

beforeAll(ensureBuilt, 180_000)

const small = (training = '{ epochs: 2, batch: 4 }'): string => `
import { crossEntropy, i32, model, nn, optim } from 'shapewright'
const hidden = nn.linear(4, 3)
export default model({
  name: 'small',
  inputs: { x: ['batch', 4], label: i32(['batch']) },
  layers: { hidden },
  forward: ({ x }) => hidden(x),
  loss: ({ output, label }) => crossEntropy(output, label),
  optimizer: optim.sgd({ rate: 0.1 }),
})
const records = { x: Float32Array.from({ length: 32 }, (_, i) => Math.sin(i)), label: new Int32Array(8) }
export const data = () => ({ train: records, validation: records })
export const training = ${training}
`

function run(text: string, words: readonly string[], name = 'model.ts'): Ran & { readonly folder: string } {
  const folder = emptyFolder('author')
  writeFileSync(join(folder, name), text)
  makeProject(folder, [name])
  return { folder, ...shapewright([...words, name], { cwd: folder }) }
}

describe('the process is not the model’s', () => {
  it.each(['0', '7'])('process.exit(%s) is no build', (code) => {
    const ended = run(`process.exit(${code})\n`, ['build', '--out', 'out'])
    expect(ended).toMatchObject({
      code: 1,
      stderr: `error the model file, or its \`data\`, ended the process: process.exit(${code})\n`,
    })
    expect(existsSync(join(ended.folder, 'out'))).toBe(false)
    const { code: again, stdout } = run(`process.exit(${code})\n`, ['build', '--json'])
    expect({ again, answer: JSON.parse(stdout) as unknown }).toMatchObject({ again: 1, answer: { ok: false } })
  })

  it.each([
    ['a timer', 'setTimeout(() => { throw new Error("too late") }, 1)'],
    ['a promise', 'void Promise.reject(new Error("too late"))\nawait new Promise((later) => setTimeout(later, 50))'],
    ['what is no error', 'void Promise.reject("too late")\nawait new Promise((later) => setTimeout(later, 50))'],
  ])('what %s throws is one line, not a stack', (_, text) => {
    const { code, stderr } = run(`${text}\n${small()}`, ['summary'])
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/error too late$/m) })
    expect(stderr).toContain('(thrown in a timer, or in a promise that nothing waits for)')
    expect(stderr).not.toMatch(/^ {4}at /m)
  })

  it('what it prints goes to stderr where the answer is JSON', () => {
    const { code, stdout, stderr } = run(`console.log('hello')\n${small()}`, ['summary', '--json'])
    expect({ code, stderr, answer: JSON.parse(stdout) as unknown }).toMatchObject({
      code: 0,
      stderr: 'hello\n',
      answer: { ok: true, name: 'small' },
    })
  })

  it('an error of a callback is the author’s, at its line, and called no defect of ours', () => {
    const { code, stderr } = run(small('{ epochs: 1, batch: 4, augment: () => { throw new Error("mine") } }'), [
      'train',
    ])
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^model\.ts:14:\d+ error mine$/m) })
    expect(stderr).not.toContain('a defect')
  })
})

describe('exports and files of another kind', () => {
  it.each([
    ['export default [1]', '1:8 error the default export is an array, not a model'],
    ['export default Promise.resolve(1)', '1:8 error the default export is a promise, to be awaited, not a model'],
    ['\nexport default { graphs: { step: 1, predict: 2 } }', '2:8 error the default export is an object with graphs'],
    ['throw { a: 1 }', '1:1 error this file threw { a: 1 }'],
    ['throw Object.create(null)', '1:1 error this file threw [Object: null prototype] {}'],
    ['throw new Error()', '1:7 error Error without a message'],
  ])('%j', (text, message) => {
    const { code, stderr } = run(`${text}\n`, ['summary'])
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(`model.ts:${message}`) })
  })

  it.each(['check', 'summary', 'explain', 'train'])('%s of a manifest.json', (command) => {
    const { code, stderr } = run('{}\n', [command], 'manifest.json')
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^error manifest\.json is not a model's file.*a manifest\.json is for `build`/),
    })
  })

  it('a model in JavaScript is a model', () => {
    const { code, stdout, stderr } = run(small(), ['check'], 'model.js')
    expect({ code, stderr, stdout }).toMatchObject({
      code: 0,
      stdout: 'ok model.js: 2 tensor types agree with what was recorded\n',
    })
  })

  it('a flag with a value', () => {
    const { code, stderr } = run(small(), ['build', '--no-certify=3'])
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/^error --no-certify takes no value$/m) })
  })
})

describe('train', () => {
  it.each([
    ["{ epochs: 1, batch: 4, monitor: { name: 'accurcy' } }", 'accurcy'],
    ["{ epochs: 1, batch: 4, monitor: { name: 'a($' } }", 'a($'],
  ])('a monitor that there is not, at its line: %s', (training, name) => {
    const text = small(training)
    const { code, stderr } = run(text, ['train'])
    const column = text.split('\n')[13]!.indexOf(name) + 1
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining(
        `model.ts:14:${column} error fit: monitor asks for ${name}; evaluate gives loss\n`,
      ),
    })
  })

  it('records that do not fit are told at `data`', () => {
    const { code, stderr } = run(small().replace('length: 32', 'length: 31'), ['train'])
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^model\.ts:13:14 error fit: x has 31 values/),
    })
  })
})
