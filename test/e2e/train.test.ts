/** Training from the command line: progress, the test records once, Ctrl-C and resuming to the same bits, the report. */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { cli, emptyFolder, ensureBuilt, root, shapewright } from './support.js'

beforeAll(ensureBuilt, 180_000)

const model = join(root, 'examples/digits-mlp/model.ts')

interface Result {
  readonly stopped: string
  readonly epochs: number
  readonly history: readonly { readonly train: { loss: number } }[]
  readonly test: { readonly loss: number; readonly accuracy: number }
}

describe('shapewright train', () => {
  const folder = emptyFolder('train')
  const words = ['train', model, '--epochs', '90', '--seed', '3', '--json']

  it('learns, and says so: a line an epoch when not a terminal, the test records at the end', () => {
    const { code, stdout, stderr } = shapewright([...words, '--out', 'whole.safetensors', '--report', 'report.html'], {
      cwd: folder,
    })
    expect(code, stderr).toBe(0)
    const result = JSON.parse(stdout) as Result
    expect(result.epochs).toBe(90)
    expect(result.history.at(-1)?.train.loss).toBeLessThan((result.history[0]?.train.loss ?? 0) / 2)
    expect(result.test.accuracy).toBeGreaterThan(0.8)
    const lines = stderr.trim().split('\n')
    expect(lines).toHaveLength(90)
    expect(lines[0]).toMatch(/^epoch {2}1\/90 {2}loss \S+ .*validation loss \S+ .*rate 0\.1/)
    expect(stderr).not.toContain('\u001b')
    expect(readdirSync(folder).sort()).toEqual(['report.html', 'whole.safetensors'])
  })

  it('writes a report that is one file: curves, the misread digits, no script, nothing to load', () => {
    const html = readFileSync(join(folder, 'report.html'), 'utf8')
    expect(html).toContain('digits-mlp')
    expect(html).toContain('test accuracy')
    expect(html.match(/<svg/g)?.length).toBeGreaterThan(3)
    expect(html).not.toMatch(/<script|src="http|href="http/)
  })

  it('writes a checkpoint at Ctrl-C, and resumes to the very bits of an uninterrupted run', async () => {
    const child = spawn(process.execPath, [cli, ...words, '--out', 'parts.safetensors'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [out, err] = ['', '']
    let interrupted = false
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString()
      if (interrupted || !err.includes('epoch  2/90')) return
      interrupted = true
      child.kill('SIGINT')
    })
    const code = await new Promise((done) => child.on('close', done))
    expect(code, err).toBe(130) // as every program that Ctrl-C ended: no script goes on to a model that is not there
    expect(JSON.parse(out)).toMatchObject({ ok: false, stopped: 'aborted', checkpoint: 'parts.checkpoint.safetensors' })
    expect(readdirSync(folder)).toContain('parts.checkpoint.safetensors')
    expect(readdirSync(folder)).not.toContain('parts.safetensors')
    const resumed = shapewright([...words, '--out', 'parts.safetensors', '--resume', 'parts.checkpoint.safetensors'], {
      cwd: folder,
    })
    expect(resumed.code, resumed.stderr).toBe(0)
    const bytes = (name: string) => readFileSync(join(folder, name))
    expect(bytes('parts.safetensors').equals(bytes('whole.safetensors'))).toBe(true)
  })

  it('another seed gives other parameters', () => {
    const { code } = shapewright(['train', model, '--epochs', '1', '--out', 'other.safetensors'], { cwd: folder })
    expect(code).toBe(0)
    expect(
      readFileSync(join(folder, 'other.safetensors')).equals(readFileSync(join(folder, 'whole.safetensors'))),
    ).toBe(false)
  })

  it('explain shows a formula, its source line and the kernel text', () => {
    const { code, stdout, stderr } = shapewright(['explain', model, '--bind', 'batch=32', '--json'])
    expect(code, stderr).toBe(0)
    const { entries } = JSON.parse(stdout) as { entries: { entry: string; kernels: { name: string }[] }[] }
    const name = entries[0]?.kernels[0]?.name ?? ''
    const { stdout: text } = shapewright(['explain', model, name, '--bind', 'batch=32'])
    expect(text).toMatch(/formula {3}\S/)
    expect(text).toMatch(/source {4}model\.ts:\d+:\d+/)
    expect(text).toContain(`function ${name}()`)
  })
})
