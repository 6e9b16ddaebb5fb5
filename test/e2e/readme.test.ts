/** The README's promises that a machine can check: its model is complete and well shaped, its picture shows a real error. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { ensureBuilt, projectWith, root, shapewright } from './support.js'

beforeAll(ensureBuilt, 180_000)

const readme = readFileSync(join(root, 'README.md'), 'utf8')
const [code = ''] = /(?<=```ts\n\/\/ model\.ts\n)[\s\S]*?(?=```)/.exec(readme) ?? []

describe('README', () => {
  it('shows a model of at most 20 lines that checks', () => {
    expect(
      code
        .trim()
        .split('\n')
        .filter((line) => line !== '').length,
    ).toBeLessThanOrEqual(20)
    const folder = projectWith('digits-mlp', () => code)
    const { code: exit, stderr } = shapewright(['check', 'digits-mlp/model.ts'], { cwd: folder })
    expect(exit, stderr).toBe(0)
  })

  it('shows the error that really comes, as text in the picture', () => {
    const folder = projectWith('digits-mlp', () => code.replace('nn.linear(64,', 'nn.linear(63,'))
    const { stderr } = shapewright(['check', 'model.ts'], { cwd: join(folder, 'digits-mlp') })
    const picture = readFileSync(join(root, 'docs/error.svg'), 'utf8')
      .replace(/<[^>]+>/g, '')
      .replaceAll('&quot;', '"')
      .replaceAll('&gt;', '>')
    const sentence = /error (linear: .*)/.exec(stderr)?.[1] ?? 'no sentence'
    expect(picture.replace(/\s+/g, ' ')).toContain(sentence)
  })

  it('names only scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>
    }
    const named = [...readme.matchAll(/npm (?:run )?([a-z:-]+)/g)]
      .map(([, name = '']) => name)
      .filter((name) => name !== 'ci' && name !== 'run')
    for (const name of named) expect(Object.keys(scripts)).toContain(name)
  })
})
