/** A wrong shape in a real model, as its author meets it: in three compilers and in the terminal. */
import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { cli, compilers, ensureBuilt, projectWith, root, shapewright, tsc } from './support.js'

/** The first layer's 64 features become 63. */
const oneOff = (text: string): string => {
  const changed = text.replace(/nn\.linear\(64,/, 'nn.linear(63,')
  if (changed === text) throw new Error('digits-mlp has no nn.linear(64, …) to break')
  return changed
}

beforeAll(ensureBuilt, 180_000)

describe('64 changed to 63 in digits-mlp', () => {
  const folder = projectWith('digits-mlp', oneOff)
  const lines = readFileSync(join(folder, 'digits-mlp/model.ts'), 'utf8').split('\n')

  it.each(Object.keys(compilers) as (keyof typeof compilers)[])(
    'tsc %s gives one diagnostic, one line, at the tensor',
    (version) => {
      const { code, stdout } = tsc(version, ['-p', folder], folder)
      expect(code).not.toBe(0)
      const diagnostics = stdout.trim().split('\n')
      expect(diagnostics, stdout).toHaveLength(1)
      const match = /^digits-mlp\/model\.ts\((\d+),(\d+)\): error TS2345: .*linear: (.*)$/.exec(diagnostics[0] ?? '')
      expect(match, stdout).not.toBeNull()
      const [, line = '', column = '', sentence = ''] = match ?? []
      // The span begins at the tensor passed to that layer.
      expect((lines[Number(line) - 1] ?? '').slice(Number(column) - 1)).toMatch(/^x\)/)
      expect(sentence).toContain('64')
      expect(sentence).toContain('63')
    },
  )

  it('shapewright check shows the sentence over a code frame and exits 1', () => {
    const { code, stderr, stdout } = shapewright(['check', 'digits-mlp/model.ts'], { cwd: folder })
    expect(code, stderr).toBe(1)
    expect(stdout).toBe('')
    const [first = '', , , text = '', carets = '', ...rest] = stderr.split('\n')
    expect(first).toMatch(/^digits-mlp\/model\.ts:\d+:\d+ error linear: .*64.*63/)
    expect(text.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('x')
    expect(rest.join('\n').trim()).toBe('1 error')
  })

  it('and the same for machines', () => {
    const { code, stdout } = shapewright(['check', 'digits-mlp/model.ts', '--json'], { cwd: folder })
    const { ok, errors } = JSON.parse(stdout) as {
      ok: boolean
      errors: { file: string; message: string; length: number }[]
    }
    expect({ code, ok, count: errors.length, file: errors[0]?.file, length: errors[0]?.length }).toEqual({
      code: 1,
      ok: false,
      count: 1,
      file: 'digits-mlp/model.ts',
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

describe('check --watch', () => {
  it('checks again when the file is saved, and after a mistake', { timeout: 180_000 }, async () => {
    const folder = projectWith('digits-mlp', oneOff)
    const model = join(folder, 'digits-mlp/model.ts')
    const child = spawn(process.execPath, [cli, 'check', model, '--watch'], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: '1' },
    })
    let shown = ''
    const seen = (text: string) =>
      new Promise<void>((done) => {
        const look = () => (shown.includes(text) ? done() : setTimeout(look, 30))
        look()
      })
    child.stdout.on('data', (chunk: Buffer) => (shown += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (shown += chunk.toString()))
    try {
      await seen('1 error')
      writeFileSync(model, readFileSync(join(root, 'examples/digits-mlp/model.ts'), 'utf8'))
      await seen('ok digits-mlp/model.ts')
      writeFileSync(model, 'export default 1\n')
      await seen('the default export is a number, not a model')
    } finally {
      child.kill('SIGKILL')
    }
  })
})

it('a layer that records several operators tells no lie', () => {
  const folder = projectWith('digits-mlp', (text) =>
    text.replace(/nn\.linear\(64, (\w+)\)/, 'nn.sequential(nn.linear(64, $1), nn.tanh(), nn.linear($1, $1))'),
  )
  expect(readFileSync(join(folder, 'digits-mlp/model.ts'), 'utf8')).toContain('nn.sequential')
  const { code, stderr } = shapewright(['check', 'digits-mlp/model.ts'], { cwd: folder })
  expect(stderr).toBe('')
  expect(code).toBe(0)
})
