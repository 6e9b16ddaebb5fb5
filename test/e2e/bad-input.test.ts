/** Everything a user can get wrong: a clear message with file and line where there is one, the right exit code, nothing half-written. */
import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { cli, emptyFolder, ensureBuilt, makeProject, projectWith, shapewright } from './support.js'

beforeAll(ensureBuilt, 180_000)

const head = `import { accuracy, crossEntropy, i32, model, nn, optim, type Tensor } from 'shapewright'\n`
const small = (
  extra: { hidden?: string; forward?: string; data?: string; rate?: string; loss?: string } = {},
): string => `${head}
const hidden = nn.linear(4, 3)
export default model({
  name: 'small',
  inputs: { x: ['batch', 4], label: i32(['batch']) },
  layers: { hidden },
  forward: ({ x }) => ${extra.forward ?? 'hidden(x)'},
  loss: ({ output, label }) => ${extra.loss ?? 'crossEntropy(output, label)'},
  metrics: { accuracy: ({ output, label }) => accuracy(output, label) },
  optimizer: optim.sgd({ rate: ${extra.rate ?? '0.1'} }),
})
const x = Float32Array.from({ length: 40 }, (_, i) => Math.sin(i))
const label = Int32Array.from({ length: 10 }, (_, i) => i % 3)
${extra.data ?? ''}
export const data = () => ({ train: { x, label }, validation: { x, label }, test: { x, label } })
export const training = { epochs: 2, batch: 4 }
`

function project(text: string): string {
  const folder = emptyFolder('bad')
  writeFileSync(join(folder, 'model.ts'), text)
  makeProject(folder, ['model.ts'])
  return folder
}

/** The 1-based line on which `needle` stands. */
const lineOf = (text: string, needle: string): number => text.split('\n').findIndex((line) => line.includes(needle)) + 1

describe('a wrong command exits with 2', () => {
  it.each([
    [['check', 'model.ts', '--fast'], 'Unknown option `--fast`'],
    [['chekc'], 'there is no command "chekc"; there are check, build, certify, summary, explain, train'],
    [[], 'which command?'],
    [['check'], 'which model? Give the path of a model.ts'],
    [['train', 'model.ts', '--epochs', 'ten'], '--epochs needs a whole number of at least 1, not "ten"'],
    [['build', 'model.ts', '--out'], '--out'],
    [['check', 'model.ts', '007'], 'check does not take "007"'],
    [['train', 'model.ts', '--epochs', '-1'], '--epochs needs a whole number of at least 1, not "-1"'],
    [['build', 'model.ts', '--out', ''], '--out needs a value'],
    [['certify', 'examples/digits-mlp/model.ts', '--threads', '0'], '--threads needs a whole number of at least 1'],
    [['train', 'model.ts', '--bind', 'batch=3'], '--bind: the size of a training batch is given by --batch'],
    [['train', 'examples/digits-mlp/model.ts', '--out', 'examples/digits-mlp/model.ts'], 'would write over the model'],
  ])('%j', (words, message) => {
    const { code, stderr } = shapewright(words)
    expect(stderr).toContain(message)
    expect(code).toBe(2)
  })

  it('--help and --version are not mistakes', () => {
    for (const words of [['--help'], ['train', '--help'], ['--version']]) {
      const { code, stdout } = shapewright(words)
      expect({ code, printed: stdout.trim().length > 0 }, words.join(' ')).toEqual({ code: 0, printed: true })
    }
  })

  it('says it as JSON when asked to', () => {
    const { code, stdout } = shapewright(['chekc', '--json'])
    expect(code).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, errors: [{ message: expect.stringContaining('chekc') }] })
  })
})

describe('a wrong model exits with 1', () => {
  it('a file that is not there', () => {
    const { code, stderr } = shapewright(['summary', 'nowhere/model.ts'])
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is no file nowhere/model.ts'),
    })
  })

  it('no default export', () => {
    const folder = project('export const x = 1\n')
    const { code, stderr } = shapewright(['summary', 'model.ts'], { cwd: folder })
    expect(code).toBe(1)
    expect(stderr).toContain('model.ts:1:1 error this file has no default export')
  })

  it('a default export that is no model', () => {
    const folder = project('export default { layers: [] }\n')
    const { code, stderr } = shapewright(['summary', 'model.ts'], { cwd: folder })
    expect(code).toBe(1)
    expect(stderr).toContain('the default export is an object with layers, not a model')
  })

  it('a file that throws: its own line and column', () => {
    const text = `const settings: { rate?: { value: number } } = {}\n\nexport default (settings as { rate: { value: number } }).rate.value\n`
    const { code, stderr } = shapewright(['summary', 'model.ts'], { cwd: project(text) })
    expect(code).toBe(1)
    expect(stderr).toMatch(/^model\.ts:3:\d+ error .*undefined/)
    expect(stderr).toContain('3 │ export default')
  })

  it('what is thrown is no error, and an import that is not there', () => {
    const texts = {
      'throw 3\n': '1:1 error this file threw 3',
      "import { modle } from 'shapewright'\nexport default modle":
        '1:10 error nothing that this file imports exports "modle"',
    }
    for (const [text, message] of Object.entries(texts)) {
      const { code, stderr } = shapewright(['summary', 'model.ts'], { cwd: project(text) })
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(`model.ts:${message}`) })
    }
  })

  it('a file that waits for ever', () => {
    const folder = project('await new Promise(() => {})\nexport default 1\n')
    const { code, stderr } = shapewright(['summary', 'model.ts'], { cwd: folder })
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^error the model file, or its `data`, waits for a promise/),
    })
    const { code: again, stdout } = shapewright(['train', 'model.ts', '--json'], { cwd: folder })
    expect({ again, answer: JSON.parse(stdout) as unknown }).toMatchObject({ again: 1, answer: { ok: false } })
  })

  it('a file that is not TypeScript is told what cannot be read, and nothing of its types', () => {
    const { code, stderr } = shapewright(['check', 'model.ts'], { cwd: project('export default missing(\n') })
    expect(code).toBe(1)
    expect(stderr).toContain(`error ')' expected.`)
    expect(stderr).not.toContain('Cannot find name')
  })

  it.each([
    ['{', "1:2 error '}' expected."],
    ['{ "extends": "./nowhere.json" }', '1:1 error Cannot read file '],
    [
      '{ "compilerOptions": { "strict": "yes" } }',
      "1:1 error Compiler option 'strict' requires a value of type boolean.",
    ],
  ])('a tsconfig.json that is %s', (configuration, message) => {
    const folder = project(small())
    writeFileSync(join(folder, 'tsconfig.json'), configuration)
    const { code, stderr } = shapewright(['check', 'model.ts'], { cwd: folder })
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(`tsconfig.json:${message}`) })
  })

  it('a defect is one line, and a stack only for who asks', () => {
    const broken = '{ description: {}, update: () => [] } as never'
    const folder = project(small().replace('optim.sgd({ rate: 0.1 })', broken))
    const { code, stderr } = shapewright(['train', 'model.ts'], { cwd: folder })
    expect({ code, lines: stderr.trim().split('\n') }).toEqual({
      code: 1,
      lines: [expect.stringMatching(/^error /), expect.stringContaining('with DEBUG=shapewright in the environment')],
    })
    const { stderr: asked } = shapewright(['train', 'model.ts'], { cwd: folder, env: { DEBUG: 'shapewright' } })
    expect(asked).toMatch(/^ {4}at /m)
  })

  it('a file that is not TypeScript', () => {
    const { code, stderr } = shapewright(['summary', 'model.ts'], { cwd: project('export default {\n  a: ,\n}\n') })
    expect(code).toBe(1)
    expect(stderr).toMatch(/^model\.ts:2:6 error Unexpected ","/)
  })

  it('an ill-shaped model whose types were silenced still fails, at the line', () => {
    const text = small({ forward: `hidden(x as unknown as never)` }).replace("x: ['batch', 4]", "x: ['batch', 5]")
    const folder = project(text)
    const { code, stderr } = shapewright(['summary', 'model.ts'], { cwd: folder })
    expect(code).toBe(1)
    expect(stderr).toMatch(new RegExp(`^model\\.ts:${lineOf(text, 'hidden(x as')}:\\d+ error linear: `))
  })

  it('a cast that lies: both shapes, file and line; build writes nothing', () => {
    const text = small({
      forward: `(hidden(x) as unknown as Tensor<['batch', 7]>).relu() as unknown as Tensor<['batch', 3]>`,
    })
    const folder = project(text)
    const checked = shapewright(['check', 'model.ts'], { cwd: folder })
    expect(checked.code, checked.stderr).toBe(1)
    expect(checked.stderr).toMatch(new RegExp(`^model\\.ts:${lineOf(text, '.relu()')}:\\d+ error relu: `, 'm'))
    expect(checked.stderr).toContain('Tensor<["batch", 7], "f32">')
    expect(checked.stderr).toContain('Tensor<["batch", 3], "f32">')
    const built = shapewright(['build', 'model.ts', '--out', 'out'], { cwd: folder })
    expect(built.code).toBe(1)
    expect(existsSync(join(folder, 'out'))).toBe(false)
  })
})

describe('a claim about the result of a call is compared with the record', () => {
  it.each([
    ['a cast that nothing is called on', `hidden(x) as unknown as Tensor<['batch', 7]>`],
    ['an annotated variable set to an any', `{ const y: Tensor<['batch', 7]> = hidden(x) as any; return y }`],
  ])('%s', (_, forward) => {
    const text = small({ forward })
    const { code, stderr } = shapewright(['check', 'model.ts'], { cwd: project(text) })
    expect(code, stderr).toBe(1)
    expect(stderr).toMatch(new RegExp(`^model\\.ts:${lineOf(text, 'hidden(x)')}:\\d+ error linear: `))
    expect(stderr).toContain('Tensor<["batch", 7], "f32">')
  })
})

describe('wrong data exits with 1 and writes nothing', () => {
  const failing = (text: string, ...words: string[]) => {
    const folder = project(text)
    const ran = shapewright(['train', 'model.ts', '--out', 'trained.safetensors', ...words], { cwd: folder })
    expect(ran.code, ran.stderr).toBe(1)
    expect(readdirSync(folder).sort()).toEqual(['model.ts', 'package.json', 'tsconfig.json'])
    return ran.stderr
  }

  it('a file that cannot be written: before the first epoch', () => {
    const stderr = failing(small(), '--report', 'model.ts/report.html')
    expect(stderr).toMatch(/^error cannot write model\.ts\/report\.html: ENOTDIR: not a directory\n$/)
  })

  it('NaN in the data', () => {
    expect(failing(small({ data: 'x[9] = NaN' }))).toContain('x: got NaN in row 2, column 1')
  })

  it('a label out of range', () => {
    expect(failing(small({ data: 'label[4] = 7' }))).toMatch(/label: got 7 in row 4; .*0 to 2/)
  })

  it('data of another length', () => {
    expect(failing(small({ data: '' }).replace('length: 10', 'length: 9'))).toMatch(/x has 10 rows, label has 9/)
  })

  it('a loss that becomes NaN: which node and source line first', () => {
    const text = small({ forward: 'hidden(x).sub(hidden(x)).sub(1).log()' })
    const stderr = failing(text)
    expect(stderr).toMatch(/the loss became NaN at step 1/)
    expect(stderr).toContain(`log [batch, 3] at model.ts:${lineOf(text, '.log()')}:`)
    expect(stderr).toMatch(new RegExp(`^model\\.ts:${lineOf(text, '.log()')}:`))
  })

  it('`data` that throws', () => {
    expect(
      failing(
        small().replace(
          'export const data = () => (',
          'export const data = () => { throw new Error("disk on fire") }; export const unused = () => (',
        ),
      ),
    ).toContain('`data` failed: disk on fire')
  })

  it.each([
    ['truncated', (bytes: Buffer) => bytes.subarray(0, bytes.length - 8)],
    [
      'with a length beyond the file',
      (bytes: Buffer) => Buffer.concat([Buffer.from([255, 255, 255, 255, 255, 255, 255, 0]), bytes.subarray(8)]),
    ],
    [
      'with another shape',
      (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace('[3,4]', '[4,3]'), 'latin1'),
    ],
    ['of noise', () => Buffer.from('not a safetensors file at all')],
  ])('a checkpoint %s', (_, damage) => {
    const folder = project(small())
    const trained = shapewright(['train', 'model.ts', '--out', 'a.safetensors'], { cwd: folder })
    expect(trained.code, trained.stderr).toBe(0)
    const good = readFileSync(join(folder, 'a.safetensors'))
    writeFileSync(join(folder, 'bad.safetensors'), damage(good))
    const { code, stderr } = shapewright(
      ['train', 'model.ts', '--resume', 'bad.safetensors', '--out', 'b.safetensors'],
      { cwd: folder },
    )
    expect(code, stderr).toBe(1)
    expect(stderr).toContain('--resume bad.safetensors: ')
    expect(stderr).not.toMatch(/^ {4}at /m)
    expect(existsSync(join(folder, 'b.safetensors'))).toBe(false)
  })
})

describe('test records that are wrong', () => {
  it('fail the command, but not the training before', () => {
    const folder = project(small().replace(' test: { x, label }', ' test: { x: x.subarray(1), label }'))
    const { code, stderr } = shapewright(['train', 'model.ts', '--out', 'a.safetensors'], { cwd: folder })
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('error `data`, test: evaluate: x has 39 values'),
    })
    expect(readdirSync(folder)).toContain('a.safetensors')
  })
})

describe('a pipe that is closed', () => {
  it.each([['summary', '--json'], ['train']])('%s %s goes on, and says nothing of it', async (...words) => {
    const folder = project(small())
    const child = spawn(process.execPath, [cli, ...words, 'model.ts'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stderr = ''
    child.stdout.destroy()
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    const code = await new Promise((done) => child.on('close', done))
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('EPIPE') })
  })
})

describe('a folder that belongs to something else', () => {
  it('keeps its manifest.json', () => {
    const folder = project(small())
    writeFileSync(join(folder, 'manifest.json'), '{ "manifest_version": 3 }')
    const { code, stderr } = shapewright(['build', 'model.ts', '--out', '.'], { cwd: folder })
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'error manifest.json belongs to something else; give --out another folder\n',
    })
    expect(readFileSync(join(folder, 'manifest.json'), 'utf8')).toBe('{ "manifest_version": 3 }')
  })
})

describe('an output folder that cannot be written', () => {
  it('exits with 1, names it, and leaves nothing', () => {
    const folder = projectWith('digits-mlp')
    // A file where the folder should be: refused for every user, root too.
    writeFileSync(join(folder, 'out'), '')
    const { code, stderr } = shapewright(['build', 'digits-mlp/model.ts', '--out', 'out/build'], { cwd: folder })
    expect(code).toBe(1)
    expect(stderr).toContain('cannot write out/build')
    expect(readFileSync(join(folder, 'out'), 'utf8')).toBe('')
  })

  it.skipIf(!existsSync('/proc/self'))('also where the system refuses new folders to everybody', () => {
    const { code, stderr } = shapewright(['build', 'examples/digits-mlp/model.ts', '--out', '/proc/x/y'])
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('proc/x/y: ENOENT') })
  })

  it.skipIf(process.getuid?.() === 0)('also when permissions forbid it', () => {
    const folder = projectWith('digits-mlp')
    mkdirSync(join(folder, 'locked'))
    chmodSync(join(folder, 'locked'), 0o555)
    const { code, stderr } = shapewright(['build', 'digits-mlp/model.ts', '--out', 'locked'], { cwd: folder })
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot write locked') })
  })
})
