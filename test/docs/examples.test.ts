/** Every exported function and class has an example; it and the code of the README compile, run and say what is true. */
import ts from 'typescript'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as main from 'shapewright'
import * as functions from 'shapewright/functions'
import * as runtime from 'shapewright/runtime'
import * as codegen from 'shapewright/codegen'
import * as data from '../../examples/data/digits.js'
import * as digits from '../../examples/digits-mlp/model.js'
import { filesOf } from '../../src/codegen/cli/derivation.js'
import { root } from '../support/compiler.js'
import { documented } from '../support/documented.js'
import { besideModel, checkedText, exampleModules, shown, typeErrors } from '../support/examples.js'

const all = documented()
const modules = exampleModules(all)

const nodeModule = createRequire(import.meta.url)
const packages: Readonly<Record<string, unknown>> = {
  shapewright: main,
  'shapewright/functions': functions,
  'shapewright/runtime': runtime,
  'shapewright/codegen': codegen,
  './model.js': digits,
}

const claim = (value: unknown, says: string): unknown => {
  expect(shown(value)).toBe(says)
  return value
}

/** Runs a module's text here and gives its exports: what it imports is what this test imported, or is in `more`. */
const run = async (text: string, more: Readonly<Record<string, unknown>> = {}): Promise<Record<string, unknown>> => {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023, verbatimModuleSyntax: false },
  })
  const known = { ...packages, ...more }
  const require = (name: string): unknown =>
    name in known ? { __esModule: true, ...(known[name] as object) } : nodeModule(name)
  const exported: Record<string, unknown> = {}
  // oxlint-disable-next-line typescript/no-implied-eval -- the text is from our own documentation
  const start = new Function('require', 'exports', 'claim', `return async () => { ${outputText}\n}`) as (
    ...given: unknown[]
  ) => () => Promise<void>
  await start(require, exported, claim)()
  return exported
}

describe('examples of the documentation', () => {
  it('are there for every exported function and class', () => {
    const exempt = (name: string): boolean => name.endsWith('Error') // thrown by us, not made by authors
    const without = all.filter(({ name, examples }) => examples.length === 0 && !exempt(name))
    expect(without.map(({ at, name }) => `${at} ${name}`)).toEqual([])
    expect(all.length).toBeGreaterThan(80)
  })

  it('compile, with the shapes they say', () => {
    expect(typeErrors(modules)).toEqual([])
  })

  it('are refused when they are wrong', async () => {
    const [module] = exampleModules([
      {
        name: 'wrong',
        entry: 'shapewright',
        kind: 'function',
        at: '-',
        examples: ['zeros([2, 3]).relu() // => [2, 4]'],
      },
    ])
    expect(typeErrors([module!])).toEqual(['wrong (-): the type says [2, 3], the example [2, 4]'])
    await expect(run(checkedText(module!))).rejects.toThrow('[2, 4]')
    const broken = { ...module!, text: 'zeros([2, 3]).add(1)', claims: [] }
    expect(typeErrors([broken])).toHaveLength(1)
  })

  it.each(modules.map((module) => [module.title, module] as const))('runs: %s', async (_, module) => {
    await run(checkedText(module))
  })
})

describe('the pages', () => {
  const pages = ['docs/higher-order.md', 'docs/shapes.md']
  const modules = exampleModules(
    pages.map((at) => ({
      name: at.replace(/\W/g, '-'),
      entry: 'shapewright',
      kind: 'function',
      at,
      examples: [...readFileSync(join(root, at), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(
        ([, text = '']) => text,
      ),
    })),
  )

  it('have code that compiles', () => {
    expect(modules.length).toBeGreaterThanOrEqual(pages.length)
    expect(typeErrors(modules)).toEqual([])
  })

  it.each(modules.map((module) => [module.path, module] as const))('run: %s', async (_, module) => {
    await run(checkedText(module))
  })
})

describe('the README', () => {
  const blocks = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)]
  const [model = '', use = '', ...others] = blocks.map(([, text = '']) => text)

  it('has two blocks of code: a model, and the use of its build', () => {
    expect(model).toMatch(/^\/\/ model\.ts\n/)
    expect(use).toContain("from './dist/model.generated.js'")
    expect(others).toEqual([])
  })

  it('has a model that compiles as it is written, and is that of examples/digits-mlp', async () => {
    expect(typeErrors([{ title: 'README', path: `${besideModel}/readme.ts`, text: model }])).toEqual([])
    const { default: made, ...rest } = await run(model, { '../data/digits.js': data })
    expect(rest).toEqual({ data: data.digits, training: digits.training })
    const { step, predict } = (made as main.Model).graphs
    expect(main.graphHash(step)).toBe(main.graphHash(digits.default.graphs.step))
    expect(main.graphHash(predict)).toBe(main.graphHash(digits.default.graphs.predict))
  })

  it('uses a build as builds are', async () => {
    const entries = (['step', 'predict'] as const).map((name) => ({ name, binding: { batch: 32 } }))
    const derivation = { generator: 'a test', source: 'model.ts', model: digits.default, entries, options: {} }
    const files = filesOf(derivation, codegen.compileModel(digits.default, entries))
    const file = (name: string) => ({ title: name, path: `${besideModel}/${name}`, text: files.get(name)! })
    const given = 'const pixels = new Float32Array(32 * 64), labels = new Int32Array(32); '
    const text = `${given}${use.replace('./dist/', './')}\nexport { loss, output }\n`
    const title = 'README, use of a build'
    expect(
      typeErrors([file('model.generated.ts'), file('kernels.d.ts'), { title, path: `${besideModel}/use.ts`, text }]),
    ).toEqual([])
    const kernels = await run(files.get('kernels.js')!)
    const generated = await run(files.get('model.generated.js')!, { './kernels.js': kernels })
    const { loss, output } = await run(text, { './model.generated.js': generated })
    expect(loss).toHaveLength(1)
    expect(output).toHaveLength(32 * 10)
  })
})
