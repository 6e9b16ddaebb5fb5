/** `shapewright`, `shapewright/functions` and `shapewright/runtime` must work where no package is installed. */
import { build } from 'esbuild'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { runInNewContext } from 'node:vm'
import { beforeAll, describe, expect, it } from 'vitest'
import { emptyFolder, ensureBuilt, root } from './support.js'

/** Everything an entry imports that is not a file of ours. */
async function foreignImports(entry: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [join(root, 'src', entry)],
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'neutral',
    packages: 'external',
    logLevel: 'silent',
  })
  const files = Object.keys(metafile.inputs).filter((file) => !file.startsWith('src/'))
  const outside = Object.values(metafile.inputs).flatMap(({ imports }) =>
    imports.filter(({ external }) => external === true).map(({ path }) => path),
  )
  return [...files, ...outside]
}

describe('entries without dependencies', () => {
  it.each(['index.ts', 'functions.ts', 'runtime/index.ts'])(
    '%s imports no package and no node module',
    async (entry) => {
      expect(await foreignImports(entry)).toEqual([])
    },
  )

  it('sees a package where there is one', async () => {
    expect(await foreignImports('codegen/emit/project.ts')).toContain('ts-morph')
  })

  it('the run time alone contains nothing of dsl or codegen', async () => {
    const { metafile } = await build({
      entryPoints: [join(root, 'src/runtime/index.ts')],
      absWorkingDir: root,
      bundle: true,
      write: false,
      metafile: true,
      format: 'esm',
    })
    expect(Object.keys(metafile.inputs).filter((file) => /^src\/(dsl|codegen)\//.test(file))).toEqual([])
  })
})

/** A program bundled as its author would bundle it, by the package's own name; returns its text. */
async function bundled(contents: string, format: 'esm' | 'iife' = 'esm'): Promise<string> {
  const stdin = { contents, resolveDir: join(root, 'examples'), loader: 'ts' as const }
  const { outputFiles } = await build({
    stdin,
    bundle: true,
    write: false,
    format,
    platform: 'neutral',
    treeShaking: true,
    logLevel: 'error',
  })
  return outputFiles[0]?.text ?? ''
}

/** Runs a bundle as a file of its own. */
function imported(text: string): Promise<unknown> {
  const file = join(emptyFolder('bundle'), 'bundle.mjs')
  writeFileSync(file, text)
  return import(pathToFileURL(file).href)
}

describe('bundling the built package', () => {
  beforeAll(ensureBuilt, 180_000)

  it('keeps the methods of tensors, though nothing names them', async () => {
    const text = await bundled(
      `import { input } from 'shapewright'; export const shape = input('x', [2, 3]).transpose(0, 1).relu().shape`,
    )
    const module = (await imported(text)) as {
      shape: number[]
    }
    expect(module.shape).toEqual([3, 2])
  })

  it('runs as a classic script, which has no address; call sites are then unknown', async () => {
    const text = await bundled(
      `import { input, nodeOf } from 'shapewright'; globalThis.result = nodeOf(input('x', [2, 3]).relu())`,
      'iife',
    )
    const scope: { result?: { shape: number[]; site?: unknown } } = {}
    runInNewContext(text, Object.assign(scope, { globalThis: scope, URL, WeakMap, Error }))
    expect(scope.result?.shape).toEqual([2, 3])
    expect(scope.result?.site).toBeUndefined()
  })

  it('keeps only the operators that are used, from shapewright/functions', async () => {
    const text = await bundled(
      `import { input, relu } from 'shapewright/functions'; export const y = relu(input('x', [2, 3]))`,
    )
    expect(text).toContain('"relu"')
    expect(text).not.toContain('"convolution"')
    expect(text).not.toContain('prototype,')
  })

  it('keeps the operators that a composed function is made of', async () => {
    const cell = `lstmCell(zeros([8]), zeros([16]), zeros([16]), zeros([64, 8]), zeros([64, 16]))`
    const text = await bundled(
      `import { gruCell, lstmCell, zeros } from 'shapewright/functions'; export const shapes = [${cell}[0].shape, gruCell(zeros([8]), zeros([16]), zeros([48, 8]), zeros([48, 16])).shape]`,
    )
    expect(((await imported(text)) as { shapes: number[][] }).shapes).toEqual([[16], [16]])
    expect(text).not.toContain('"convolution"')
  })

  it('is one library, whichever entry it comes from', async () => {
    const text = await bundled(
      `import { input } from 'shapewright'; import { relu } from 'shapewright/functions'; export const shape = relu(input('x', [2])).neg().shape`,
    )
    const module = (await imported(text)) as {
      shape: number[]
    }
    expect(module.shape).toEqual([2])
  })
})
