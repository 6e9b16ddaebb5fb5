/** `shapewright/functions`: one operator brings its own file and what that needs, not the list. */
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

async function bundled(contents: string): Promise<{ text: string; files: string[] }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('../../src', import.meta.url)), loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    metafile: true,
    logLevel: 'silent',
  })
  const used = Object.values(metafile.outputs)[0]!.inputs
  return { text: outputFiles[0]!.text, files: Object.keys(used).filter((file) => used[file]!.bytesInOutput > 0) }
}

test('one function brings one operator', async () => {
  const { text, files } = await bundled("import { relu } from './functions.js'; console.log(relu)")
  const operators = files.filter((file) => /ops\/\w+\.ts$/.test(file)).map((file) => file.replace(/^.*ops\//, ''))
  expect(operators).toEqual(['relu.ts'])
  expect(text).not.toContain('crossEntropy')
})

test('nothing asks for a package or for Node', async () => {
  const { text } = await bundled("export * from './functions.js'")
  expect(text).not.toMatch(/\bfrom\s*["']/)
  expect(text).not.toMatch(/\brequire\s*\(/)
})
