/** The directions of design: `shapes ← dsl ← codegen`, `runtime` alone. A forbidden import must be refused by lint. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { emptyFolder, root } from './support.js'

/** Lints one file with this content at this path, under the project's rules. */
function lint(path: string, text: string): { code: number | null; output: string } {
  const folder = emptyFolder('lint')
  copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
  const run = spawnSync(process.execPath, [join(root, 'node_modules/oxlint/bin/oxlint'), 'src'], {
    cwd: folder,
    encoding: 'utf8',
  })
  return { code: run.status, output: run.stdout + run.stderr }
}

describe('import directions', () => {
  it.each([
    ['src/shapes/a.ts', '../dsl/tensor.js'],
    ['src/shapes/a.ts', 'node:fs'],
    ['src/dsl/ops/a.ts', '../../codegen/compile.js'],
    ['src/dsl/a.ts', '../runtime/train.js'],
    ['src/dsl/a.ts', 'cac'],
    ['src/runtime/a.ts', '../dsl/graph.js'],
    ['src/runtime/a.ts', '../codegen/compile.js'],
    ['src/runtime/a.ts', '../shapes/matmul.js'],
    ['src/runtime/report/a.ts', 'node:path'],
    ['src/codegen/a.ts', 'ts-morph'],
  ])('%s may not import %s', (path, specifier) => {
    const { code, output } = lint(path, `import { thing } from '${specifier}'\n\nexport const used = thing\n`)
    expect(output).toContain('no-restricted-imports')
    expect(code).not.toBe(0)
  })

  it.each([
    ['src/dsl/a.ts', `import { thing } from '../runtime/random.js'`],
    ['src/dsl/ops/a.ts', `import { thing } from '../../shapes/matmul.js'`],
    ['src/codegen/a.ts', `import { thing } from '../runtime/train.js'`],
    ['src/codegen/emit/a.ts', `import { thing } from 'ts-morph'`],
  ])('%s may say %s', (path, statement) => {
    const { code, output } = lint(path, `${statement}\n\nexport const used = thing\n`)
    expect(output).not.toContain('no-restricted-imports')
    expect(code, output).toBe(0)
  })

  it('runtime may take types, and only types, from shapes', () => {
    const { code, output } = lint(
      'src/runtime/a.ts',
      `import type { DType } from '../shapes/dtype.js'\n\nexport type Used = DType\n`,
    )
    expect(code, output).toBe(0)
  })
})
