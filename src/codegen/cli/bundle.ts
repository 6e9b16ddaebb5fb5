/**
 * The author's model.ts → one ES module whose stack traces lead back to the author's files: esbuild with source maps.
 * `shapewright` itself stays outside and is resolved to the very copy that runs this command, so that the model records
 * into the graph we read. Other packages stay outside too, resolved from where the author imported them.
 */
import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type BuildFailure, type Plugin } from 'esbuild'
import { ModelFailure } from './failure.js'
import { libraryFile } from './library.js'

const outside: Plugin = {
  name: 'outside',
  setup(context) {
    context.onResolve({ filter: /^shapewright(\/|$)/ }, ({ path }) => {
      const file = libraryFile(path, 'code')
      if (file === undefined) return { errors: [{ text: `shapewright has no entry "${path}"` }] }
      return { path: pathToFileURL(file).href, external: true }
    })
    context.onResolve({ filter: /^[^./]/ }, async ({ path, resolveDir, kind, pluginData }) => {
      if (pluginData === 'resolving' || isBuiltin(path) || path.startsWith('file:') || kind === 'entry-point')
        return undefined
      const found = await context.resolve(path, { resolveDir, kind, pluginData: 'resolving' })
      if (found.errors.length > 0) return { errors: found.errors }
      return { path: pathToFileURL(found.path).href, external: true }
    })
    // The bundle runs from another folder: `import.meta.url` must still be the author's file. The declaration goes on
    // the first line, so that no line moves; only columns of a call on line 1 would.
    context.onLoad({ filter: /\.[cm]?[jt]sx?$/, namespace: 'file' }, ({ path }) => {
      const text = readFileSync(path, 'utf8')
      if (!text.includes('import.meta.')) return undefined
      const here = { url: pathToFileURL(path).href, filename: path, dirname: dirname(path) }
      const contents = `const __authorModule = ${JSON.stringify(here)};${text.replace(/\bimport\.meta\.(url|filename|dirname)\b/g, '__authorModule.$1')}`
      return { contents, loader: path.endsWith('x') ? 'tsx' : 'ts' }
    })
  },
}

/** Bundles the file and returns the module's text, with an inline source map. */
export async function bundleModel(file: string): Promise<string> {
  try {
    const result = await build({
      entryPoints: [file],
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      sourcemap: 'inline',
      sourcesContent: false,
      outfile: `${dirname(file)}/model.mjs`,
      logLevel: 'silent',
      plugins: [outside],
    })
    return result.outputFiles[0]?.text ?? ''
  } catch (thrown) {
    const first = (thrown as Partial<BuildFailure>).errors?.[0]
    if (first === undefined) throw thrown
    const place = first.location && {
      file: resolve(first.location.file),
      line: first.location.line,
      column: first.location.column + 1,
      length: first.location.length,
    }
    throw new ModelFailure(first.text, place ?? undefined)
  }
}
