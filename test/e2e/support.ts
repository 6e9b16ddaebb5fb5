/** What the end-to-end tests share: the package as a user has it (built, packed), and the command line as a child process. */
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
export const cli = join(root, 'dist/cli.js')

/** dist/ as new as the sources. Test files run side by side, so one builds while the others wait. */
export function ensureBuilt(): void {
  const lock = join(root, 'node_modules/.shapewright-build-lock')
  const waiting = new Int32Array(new SharedArrayBuffer(4))
  for (;;) {
    try {
      mkdirSync(lock)
      break
    } catch {
      const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
      if (age > 120_000) rmdirSync(lock) // left behind by a test run that was killed
      Atomics.wait(waiting, 0, 0, 100)
    }
  }
  try {
    execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), '--if-stale'], { cwd: root, stdio: 'pipe' })
  } finally {
    rmdirSync(lock)
  }
}

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** `shapewright …words`, in `cwd`. */
export function shapewright(
  words: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Ran {
  const run = spawnSync(process.execPath, [cli, ...words], {
    cwd: options.cwd ?? root,
    env: { ...process.env, NO_COLOR: '1', ...options.env },
    encoding: 'utf8',
  })
  return { code: run.status, stdout: run.stdout, stderr: run.stderr }
}

/** An empty folder outside the repository. */
export const emptyFolder = (name: string): string => mkdtempSync(join(tmpdir(), `shapewright-${name}-`))

/** The three compilers that judge our types, by the path of their `tsc`. */
export const compilers = { '5.9': 'typescript-5.9', '6.0': 'typescript', '7.0': 'typescript-7' } as const

/** `tsc` of one version. */
export function tsc(version: keyof typeof compilers, words: readonly string[], cwd: string): Ran {
  const run = spawnSync(
    process.execPath,
    [join(root, 'node_modules', compilers[version], 'bin/tsc'), ...words, '--pretty', 'false'],
    { cwd, encoding: 'utf8' },
  )
  return { code: run.status, stdout: run.stdout, stderr: run.stderr }
}

/**
 * An empty project in which `shapewright` is this package, with a copy of one example (and its data) whose model is
 * changed. Returns the project's folder.
 */
export function projectWith(example: string, change: (text: string) => string = (text) => text): string {
  const folder = emptyFolder('project')
  for (const name of [example, 'data']) {
    cpSync(join(root, 'examples', name), join(folder, name), {
      recursive: true,
      filter: (path) => !path.endsWith('generated'),
    })
  }
  const model = join(folder, example, 'model.ts')
  writeFileSync(model, change(readFileSync(model, 'utf8')))
  makeProject(folder, [`${example}/model.ts`])
  return folder
}

/** The tsconfig.json and package.json of a project that finds `shapewright` in this repository's dist/. */
export function makeProject(folder: string, include: readonly string[]): void {
  const entries = {
    shapewright: 'index',
    'shapewright/functions': 'functions',
    'shapewright/runtime': 'runtime/index',
    'shapewright/codegen': 'codegen/index',
  }
  const compilerOptions = {
    target: 'es2023',
    lib: ['es2023'],
    module: 'nodenext',
    moduleResolution: 'nodenext',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
    paths: Object.fromEntries(
      Object.entries(entries).map(([name, file]) => [name, [join(root, 'dist', `${file}.d.ts`)]]),
    ),
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include }))
}
