/**
 * The corpus from the packed package: what `npm pack` makes, unpacked into the node_modules of an empty project, where no
 * other package is. Declarations are checked too (`skipLibCheck: false`), and a wrong model still gives one diagnostic.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { compilers, emptyFolder, ensureBuilt, root, tsc } from './support.js'

const models = join(root, 'type-tests/models')
const files = readdirSync(models).filter((name) => name.endsWith('.ts'))

const compilerOptions = {
  target: 'es2023',
  lib: ['es2023'],
  module: 'nodenext',
  moduleResolution: 'nodenext',
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  declaration: true,
  outDir: 'out',
  skipLibCheck: false,
  types: [],
}

let folder = ''

beforeAll(() => {
  ensureBuilt()
  folder = emptyFolder('corpus')
  const words = ['pack', '--json', '--ignore-scripts', '--offline', '--pack-destination', folder]
  const stdout = execFileSync('npm', words, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  const [packed] = JSON.parse(stdout) as [{ filename: string }]
  const library = join(folder, 'node_modules/shapewright')
  mkdirSync(library, { recursive: true })
  execFileSync('tar', ['-xzf', join(folder, packed.filename), '-C', library, '--strip-components=1'])
  for (const name of files) writeFileSync(join(folder, name), readFileSync(join(models, name), 'utf8'))
  const entries = ['shapewright', 'shapewright/functions', 'shapewright/runtime', 'shapewright/codegen']
  const text = entries.map((entry, i) => `export * as entry${i} from '${entry}'\n`).join('')
  writeFileSync(join(folder, 'entries.ts'), text)
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
}, 300_000)

describe.each(Object.keys(compilers) as (keyof typeof compilers)[])('tsc %s', (version) => {
  it('accepts every model and every declaration of the package', { timeout: 300_000 }, () => {
    const { code, stdout } = tsc(version, ['-p', '.'], folder)
    expect(stdout).toBe('')
    expect(code).toBe(0)
  })

  it('accepts the declarations it made of the models', { timeout: 300_000 }, () => {
    const project = {
      compilerOptions: { ...compilerOptions, outDir: undefined, noEmit: true },
      include: ['out/*.d.ts'],
    }
    writeFileSync(join(folder, 'declarations.json'), JSON.stringify(project))
    const { code, stdout } = tsc(version, ['-p', 'declarations.json'], folder)
    expect(stdout).toBe('')
    expect(code).toBe(0)
    expect(readFileSync(join(folder, 'out/mlp.d.ts'), 'utf8')).toContain('Tensor<["batch", 10], "f32">')
  })

  it('refuses a model with one wrong width, in one line', { timeout: 300_000 }, () => {
    // Without the shapes that the file claims, which would each complain of what comes after the mistake.
    const wrong = readFileSync(join(models, 'lenet.ts'), 'utf8')
      .replace('nn.conv2d(secondMaps, features, 5)', 'nn.conv2d(firstMaps, features, 5)')
      .replace(/ satisfies Tensor<[^>]*>/g, '')
    writeFileSync(join(folder, 'wrong.mts'), wrong)
    const project = { compilerOptions: { ...compilerOptions, noEmit: true }, include: ['wrong.mts'] }
    writeFileSync(join(folder, 'wrong.json'), JSON.stringify(project))
    const { code, stdout } = tsc(version, ['-p', 'wrong.json'], folder)
    expect(code).not.toBe(0)
    expect(stdout.trim().split('\n'), stdout).toHaveLength(1)
    expect(stdout).toContain(
      `'"convolution: input [batch, 16, 5, 5] has 16 channels, weight [120, 6, 5, 5] expects 6"'`,
    )
  })
})
