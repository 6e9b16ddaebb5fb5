/** A build is the same to the byte everywhere, can be derived again from its folder, and runs where only the package is. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { compilers, emptyFolder, ensureBuilt, root, shapewright, tsc } from './support.js'

beforeAll(ensureBuilt, 180_000)

const contents = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  )

/** Without its certificate, which takes many times as long, unless asked for. */
function build(
  model: string,
  out: string,
  options: Parameters<typeof shapewright>[1] & { readonly certify?: true } = {},
): Record<string, string> {
  const words = options.certify ? [] : ['--no-certify']
  const { code, stderr } = shapewright(['build', model, '--out', out, ...words], options)
  expect(code, stderr).toBe(0)
  return contents(out)
}

const model = join(root, 'examples/digits-cnn/model.ts')

it('examples/digits-mlp/generated, certificate included, is what this generator writes (`npm run examples` renews it)', () => {
  const fresh = build(join(root, 'examples/digits-mlp/model.ts'), join(emptyFolder('build'), 'out'), { certify: true })
  const kept = contents(join(root, 'examples/digits-mlp/generated'))
  expect(Object.keys(kept)).toEqual(Object.keys(fresh))
  for (const [name, text] of Object.entries(fresh)) expect(kept[name] === text, name).toBe(true)
})

describe('build examples/digits-cnn', () => {
  const first = join(emptyFolder('build'), 'out')
  let files: Record<string, string> = {}

  beforeAll(() => {
    files = build(model, first, { env: { TZ: 'UTC', LC_ALL: 'C' } })
  }, 120_000)

  it('writes the typed module, kernels and manifest', () => {
    expect(Object.keys(files)).toEqual([
      'kernels.d.ts',
      'kernels.js',
      'manifest.json',
      'model.generated.d.ts',
      'model.generated.js',
      'model.generated.ts',
    ])
    expect(files['kernels.js']).toMatch(/model\.ts:\d+/)
  })

  it('gives the same bytes in another directory, time zone and locale', () => {
    const elsewhere = emptyFolder('elsewhere')
    const copy = join(elsewhere, 'deep/er')
    mkdirSync(copy, { recursive: true })
    for (const name of ['data', 'digits-cnn'])
      cpSync(join(root, 'examples', name), join(copy, name), { recursive: true })
    writeFileSync(join(copy, 'package.json'), '{ "type": "module" }')
    writeFileSync(
      join(copy, 'tsconfig.json'),
      readFileSync(join(root, 'tsconfig.json'), 'utf8').replace(
        '"types": ["node"]',
        `"types": ["node"], "typeRoots": [${JSON.stringify(join(root, 'node_modules/@types'))}]`,
      ),
    )
    const second = build('digits-cnn/model.ts', join(elsewhere, 'out'), {
      cwd: copy,
      env: { TZ: 'Asia/Kathmandu', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' },
    })
    expect(Object.keys(second)).toEqual(Object.keys(files))
    for (const [name, text] of Object.entries(files)) expect(second[name] === text, name).toBe(true)
  })

  it('contains no absolute path and no date', () => {
    for (const [name, text] of Object.entries(files)) {
      expect(text.includes(root), name).toBe(false)
      expect(text, name).not.toMatch(/\b20\d\d-\d\d-\d\d\b/)
      expect(text, name).not.toMatch(/file:\/\//)
    }
  })

  it('is derived again from its manifest alone', () => {
    const folder = emptyFolder('again')
    writeFileSync(join(folder, 'manifest.json'), files['manifest.json'] ?? '')
    const again = build(join(folder, 'manifest.json'), join(folder, 'out'))
    for (const [name, text] of Object.entries(files)) expect(again[name] === text, name).toBe(true)
  })

  it('refuses a manifest whose graph was changed', () => {
    const folder = emptyFolder('forged')
    const forged = (files['manifest.json'] ?? '').replace('"operator":"relu"', '"operator":"tanh"')
    expect(forged).not.toBe(files['manifest.json'])
    writeFileSync(join(folder, 'manifest.json'), forged)
    const { code, stderr } = shapewright(['build', join(folder, 'manifest.json'), '--out', join(folder, 'out')])
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('its hash differs') })
  })

  it.each([
    [
      'a size',
      '"batch": 21',
      '"batch": 5',
      /manifest\.json:\d+ is not what the manifest derives: .*; build the model again/,
    ],
    ['a role', '"role": "parameter"', '"role": "state"', /its `model` is not the one .*: its hash differs/],
    ['what it lists', '"kernels": [', '"kernel": [', /is not what the manifest derives/],
    ['its end', /\s*\}\s*$/, '', /cannot derive a build from .*manifest\.json: the text is not JSON: /],
  ])('refuses a manifest of which %s was changed', (_, was, is, message) => {
    const folder = emptyFolder('edited')
    const edited = (files['manifest.json'] ?? '').replace(was, is)
    expect(edited).not.toBe(files['manifest.json'])
    writeFileSync(join(folder, 'manifest.json'), edited)
    const manifest = join(folder, 'manifest.json')
    for (const words of [
      ['build', manifest, '--out', join(folder, 'out'), '--no-certify'],
      ['certify', manifest],
    ]) {
      const { code, stderr } = shapewright(words)
      expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringMatching(message) })
      expect(stderr).not.toMatch(/ {4}at |defect/)
    }
    expect(existsSync(join(folder, 'out'))).toBe(false)
  })

  it('has its sizes in its manifest, and is a folder', () => {
    const folder = emptyFolder('sizes')
    const manifest = join(folder, 'manifest.json')
    writeFileSync(manifest, files['manifest.json'] ?? '')
    const bound = shapewright(['build', manifest, '--bind', 'batch=3'])
    expect(bound).toMatchObject({ code: 2, stderr: expect.stringContaining('--bind is for a model') })
    const named = shapewright(['certify', folder])
    expect(named).toMatchObject({ code: 1, stderr: expect.stringContaining('certify --build') })
  })

  it('runs and type-checks in an empty folder where only the packed package is installed', { timeout: 300_000 }, () => {
    const folder = emptyFolder('consumer')
    const [packed] = JSON.parse(
      execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    ) as [{ filename: string }]
    const library = join(folder, 'node_modules/shapewright')
    mkdirSync(library, { recursive: true })
    execFileSync('tar', ['-xzf', join(folder, packed.filename), '-C', library, '--strip-components=1'])
    // The .js and .d.ts alone, without the .ts they were made from.
    for (const [name, text] of Object.entries(files))
      if (!name.endsWith('generated.ts') && name !== 'manifest.json') writeFileSync(join(folder, name), text)
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(
      join(folder, 'use.ts'),
      `import { create } from './model.generated.js'
const model = create({ seed: 0 })
const { loss, accuracy } = model.step({ x: new Float32Array(32 * 64).fill(0.5), label: new Int32Array(32) })
const before: number = loss[0] ?? NaN
let after = before
for (let step = 0; step < 40; step++) after = model.step({ x: new Float32Array(32 * 64).fill(0.5), label: new Int32Array(32) }).loss[0] ?? NaN
const { output } = model.predict({ x: new Float32Array(64) })
if (!(after < before)) throw new Error('the loss did not fall')
console.log(\`\${output.length} \${accuracy.length}\`)
// @ts-expect-error: the logits of ten classes are no image
export const wrong = () => model.predict({ x: output })
`,
    )
    const compilerOptions = {
      target: 'es2022',
      module: 'nodenext',
      moduleResolution: 'nodenext',
      strict: true,
      skipLibCheck: false,
      types: [],
      lib: ['es2023', 'dom'],
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.ts'] }))
    for (const version of Object.keys(compilers) as (keyof typeof compilers)[]) {
      const checked = tsc(version, version === '6.0' ? ['-p', '.'] : ['-p', '.', '--noEmit'], folder)
      expect(checked.stdout, version).toBe('')
    }
    const run = spawnSync(process.execPath, ['use.js'], { cwd: folder, encoding: 'utf8' })
    expect(run.stderr).toBe('')
    expect(run.stdout.trim()).toBe('10 1')
  })
})
