/**
 * A user's project in an empty folder: the package as it is built, found under node_modules, and one model file.
 *
 * Out: the folder, an editor on it for each TypeScript, and how to take both away.
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../compiler.js'
import type { Editor } from './editor.js'
import { LanguageServer } from './language-server.js'
import { TsServer } from './tsserver.js'

export interface Project {
  readonly folder: string
  path(name: string): string
  remove(): void
}

/** Makes a project of some files. */
export function makeProject(files: Readonly<Record<string, string>>): Project {
  const folder = mkdtempSync(join(tmpdir(), 'shapewright-editor-'))
  const path = (name: string): string => join(folder, name)
  mkdirSync(path('node_modules'))
  symlinkSync(root, path('node_modules/shapewright'), 'dir')
  const compilerOptions = {
    target: 'es2023',
    lib: ['es2023'],
    module: 'nodenext',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
  }
  writeFileSync(path('package.json'), JSON.stringify({ type: 'module' }))
  writeFileSync(path('tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
  for (const [name, text] of Object.entries(files)) writeFileSync(path(name), text)
  return { folder, path, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

export const editors: Readonly<Record<string, (folder: string) => Editor>> = {
  '5.9': (folder) => new TsServer('typescript-5.9', folder),
  '6.0': (folder) => new TsServer('typescript', folder),
  '7.0': (folder) => new LanguageServer('typescript-7', folder),
}
