/** `shapewright`, `shapewright/functions` and `shapewright/runtime` must work where no package is installed. */
import { build } from 'esbuild'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './support.js'

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
