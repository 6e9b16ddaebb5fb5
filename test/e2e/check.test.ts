/** A wrong shape in a real model, as its author meets it: in three compilers and in the terminal. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { compilers, emptyFolder, ensureBuilt, root, shapewright, tsc } from './support.js'

const example = join(root, 'examples/digits-mlp')

/** A copy of digits-mlp inside an empty project in which `shapewright` is this package. */
function copyOfExample(change: (text: string) => string): string {
  const folder = emptyFolder('check')
  cpSync(example, folder, { recursive: true, filter: (path) => !path.includes('generated') })
  const data = join(root, 'examples/data')
  cpSync(data, join(folder, '../data'), { recursive: true, force: true, errorOnExist: false })
  const model = join(folder, 'model.ts')
  writeFileSync(model, change(readFileSync(model, 'utf8')))
  const paths = Object.fromEntries(
    ['index', 'functions', 'runtime/index', 'codegen/index'].map((entry) => [
      ['shapewright', entry.replace(/\/?index$/, '')].filter((word) => word !== '').join('/'),
      [join(root, 'dist', `${entry}.d.ts`)],
    ]),
  )
  const compilerOptions = {
    target: 'es2023',
    lib: ['es2023'],
    module: 'nodenext',
    moduleResolution: 'nodenext',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
    paths,
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['model.ts'] }))
  return folder
}

/** The first layer's 64 features become 63. */
const oneOff = (text: string): string => {
  const changed = text.replace(/nn\.linear\(64,/, 'nn.linear(63,')
  if (changed === text) throw new Error('digits-mlp has no nn.linear(64, …) to break')
  return changed
}

beforeAll(ensureBuilt, 180_000)

describe('64 changed to 63 in digits-mlp', () => {
  const folder = copyOfExample(oneOff)
  const lines = readFileSync(join(folder, 'model.ts'), 'utf8').split('\n')

  it.each(Object.keys(compilers) as (keyof typeof compilers)[])(
    'tsc %s gives one diagnostic, one line, at the tensor',
    (version) => {
      const { code, stdout } = tsc(version, ['-p', folder], folder)
      expect(code).not.toBe(0)
      const diagnostics = stdout.trim().split('\n')
      expect(diagnostics, stdout).toHaveLength(1)
      const match = /^model\.ts\((\d+),(\d+)\): error TS2345: .*linear: (.*)$/.exec(diagnostics[0] ?? '')
      expect(match, stdout).not.toBeNull()
      const [, line = '', column = '', sentence = ''] = match ?? []
      // The span begins at the tensor passed to that layer.
      expect((lines[Number(line) - 1] ?? '').slice(Number(column) - 1)).toMatch(/^x\)/)
      expect(sentence).toContain('64')
      expect(sentence).toContain('63')
    },
  )

  it('shapewright check shows the sentence over a code frame and exits 1', () => {
    const { code, stderr, stdout } = shapewright(['check', 'model.ts'], { cwd: folder })
    expect(code, stderr).toBe(1)
    expect(stdout).toBe('')
    const [first = '', , , text = '', carets = '', ...rest] = stderr.split('\n')
    expect(first).toMatch(/^model\.ts:\d+:\d+ error linear: .*64.*63/)
    expect(text.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('x')
    expect(rest.join('\n').trim()).toBe('1 error')
  })

  it('and the same for machines', () => {
    const { code, stdout } = shapewright(['check', 'model.ts', '--json'], { cwd: folder })
    const { ok, errors } = JSON.parse(stdout) as {
      ok: boolean
      errors: { file: string; message: string; length: number }[]
    }
    expect({ code, ok, count: errors.length, file: errors[0]?.file, length: errors[0]?.length }).toEqual({
      code: 1,
      ok: false,
      count: 1,
      file: 'model.ts',
      length: 1,
    })
    expect(errors[0]?.message).toMatch(/^linear: /)
  })
})

describe('digits-mlp as it is', () => {
  it('passes, and every tensor type was compared with its record', () => {
    const { code, stdout, stderr } = shapewright(['check', 'examples/digits-mlp/model.ts', '--json'])
    expect(code, stderr + stdout).toBe(0)
    const { checked, unchecked } = JSON.parse(stdout) as { checked: number; unchecked: number }
    expect(checked).toBeGreaterThan(2)
    expect(unchecked).toBe(0)
  })

  it.each(Object.keys(compilers) as (keyof typeof compilers)[])('tsc %s accepts every example', (version) => {
    const { code, stdout } = tsc(version, ['-p', 'examples'], root)
    expect(stdout).toBe('')
    expect(code).toBe(0)
  })
})
