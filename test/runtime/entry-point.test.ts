import { build } from 'esbuild'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

it('the entry shapewright/runtime needs no package and no node module, and only its own room', async () => {
  const result = await build({
    entryPoints: [`${root}/src/runtime/index.ts`],
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
  })
  expect(result.warnings).toEqual([])
  const inputs = Object.keys(result.metafile.inputs)
  expect(inputs.length).toBeGreaterThan(15)
  expect(inputs.filter((path) => !path.startsWith('src/runtime/'))).toEqual([])
  expect(Object.values(result.metafile.outputs).flatMap((output) => output.imports)).toEqual([])
})
