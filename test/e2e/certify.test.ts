/** `shapewright certify`: a model, and a build on disk, of which a hand-edited file is refused with its line. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Certificate } from '../../src/certify/report.js'
import { emptyFolder, ensureBuilt, root, shapewright } from './support.js'

beforeAll(ensureBuilt, 180_000)

const model = join(root, 'examples/digits-mlp/model.ts')

interface Answer {
  readonly ok: boolean
  readonly differences: readonly string[]
  readonly certificate: Certificate
}

describe('certify', () => {
  const folder = join(emptyFolder('certify'), 'out')
  const certify = (...words: string[]): { code: number | null; answer: Answer } => {
    const { code, stdout } = shapewright(['certify', ...words, '--json'])
    return { code, answer: JSON.parse(stdout) as Answer }
  }

  beforeAll(() => {
    const { code, stderr } = shapewright(['build', model, '--bind', 'batch=4', '--out', folder])
    expect(code, stderr).toBe(0)
  }, 120_000)

  it('gives the certificate that a build keeps, and finds nothing wrong with the build', () => {
    const kept = JSON.parse(readFileSync(join(folder, 'certificate.json'), 'utf8')) as Certificate
    const { code, answer } = certify(model, '--bind', 'batch=4')
    expect(code).toBe(0)
    expect(answer.certificate).toEqual(kept)
    expect(kept.refusals).toEqual([])
    expect(kept.total.tested).toBe(0)
    expect(kept.total.bound).toBeLessThan(1e-9)
    expect(certify('--build', folder)).toMatchObject({ code: 0, answer: { ok: true, differences: [] } })
  }, 120_000)

  it('gives the same by one thread and by two', () => {
    // two million operations: enough that a second thread begins
    const words = [model, '--bind', 'batch=128']
    const [one, two] = [certify(...words, '--threads', '1'), certify(...words, '--threads', '2')]
    expect(one).toMatchObject({ code: 0, answer: { certificate: { refusals: [] } } })
    expect(two).toEqual(one)
  }, 120_000)

  it('refuses a build that was edited by hand, and says which file and line', () => {
    const path = join(folder, 'kernels.js')
    const text = readFileSync(path, 'utf8')
    const lines = text.split('\n')
    const at = lines.findIndex((line) => line.includes(' < 0 ?') || /for \(let \w+ = 0;/.test(line))
    lines[at] = lines[at]!.replace('= 0;', '= 1;').replace(' < 0 ?', ' <= 0 ?')
    writeFileSync(path, lines.join('\n'))
    const { code, answer } = certify('--build', folder)
    writeFileSync(path, text)
    expect(code).toBe(1)
    expect(answer.differences).toHaveLength(1)
    expect(answer.differences[0]).toMatch(new RegExp(`kernels\\.js:${at + 1} is not what the manifest derives`))
  }, 120_000)

  it('takes a model or a build, and a target that there is', () => {
    expect(shapewright(['certify', model, '--build', folder]).code).toBe(2)
    expect(shapewright(['certify', model, '--target', 'abacus'])).toMatchObject({ code: 2 })
  })
})
