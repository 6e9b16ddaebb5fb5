/**
 * Test code as a program: what is written in TypeScript under test/ and is also a command of its own is bundled for it.
 *
 * In: an entry under the repository, and the file whose place `import.meta.url` stands for. Out: the path of the bundle.
 */
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

export async function bundle(entry, { at = entry } = {}) {
  const outfile = join(root, 'node_modules/.cache/shapewright', `${entry.replaceAll('/', '-')}.mjs`)
  mkdirSync(dirname(outfile), { recursive: true })
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(join(root, at)).href) },
    ignoreAnnotations: true, // the module that installs the methods is imported for its effect
    alias: { shapewright: './src/index.ts' },
    logLevel: 'warning',
  })
  return outfile
}
