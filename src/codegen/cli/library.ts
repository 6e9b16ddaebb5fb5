/** Where this copy of `shapewright` lies, and the files of its entries. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Where this copy of the package lives: the folder of index.js (dist), or of index.ts when run from source. */
export const libraryFolder = fileURLToPath(new URL('../..', import.meta.url))

/** The file of `shapewright` or one of its subpaths in this copy; `extension` picks code or declarations. */
export function libraryFile(specifier: string, extension: 'code' | 'types'): string | undefined {
  const entry = {
    shapewright: 'index',
    'shapewright/functions': 'functions',
    'shapewright/runtime': 'runtime/index',
    'shapewright/codegen': 'codegen/index',
  }[specifier]
  if (entry === undefined) return undefined
  const candidates = extension === 'code' ? ['.js', '.ts'] : ['.d.ts', '.ts']
  return candidates.map((end) => `${libraryFolder}${entry}${end}`).find((file) => existsSync(file))
}
