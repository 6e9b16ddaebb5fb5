/** Every exported function and class has an example, and every example compiles, runs and says what is true. */
import ts from 'typescript'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as main from 'shapewright'
import * as functions from 'shapewright/functions'
import * as runtime from 'shapewright/runtime'
import * as codegen from 'shapewright/codegen'
import * as digits from '../../examples/digits-mlp/model.js'
import { root } from '../support/compiler.js'
import { checkedText, documented, exampleModules, shown, typeErrors } from '../support/examples.js'

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

/** Runs a module's text here: its imports are the packages that the test itself imported. */
const run = async (text: string): Promise<void> => {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023, verbatimModuleSyntax: false },
  })
  const require = (name: string): unknown =>
    name in packages ? { __esModule: true, ...(packages[name] as object) } : nodeModule(name)
  const body = `return async () => { ${outputText}\n}`
  // oxlint-disable-next-line typescript/no-implied-eval -- the text is from our own docstrings
  const start = new Function('require', 'exports', 'claim', body)(require, {}, claim) as () => Promise<void>
  await start()
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

describe('the README', () => {
  const blocks = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(
    ([, text = '']) => text,
  )

  it('has a model that compiles as it is written', () => {
    const [text = ''] = blocks
    expect(text).toMatch(/^\/\/ model\.ts\n/)
    expect(typeErrors([{ title: 'README', path: 'examples/digits-mlp/readme.ts', text }])).toEqual([])
  })
})
