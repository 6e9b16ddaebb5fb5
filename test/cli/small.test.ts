import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkWritable, writeFileAtomically, writeFilesAtomically } from '../../src/codegen/cli/atomic.js'
import { exactly, guarded } from '../../src/codegen/cli/arguments.js'
import { libraryFolder } from '../../src/codegen/cli/library.js'
import { bindingOption, countOption, textOption } from '../../src/codegen/cli/outcome.js'
import { thrownHere } from '../../src/codegen/cli/place.js'
import { bytes, grouped, table } from '../../src/codegen/cli/table.js'

describe('options', () => {
  it('reads bindings and counts, and says what is wrong with others', () => {
    expect(bindingOption({ bind: 'batch=32,T=16' })).toEqual({ batch: 32, T: 16 })
    expect(() => bindingOption({ bind: 'batch=0' })).toThrow(
      '--bind takes name=size pairs such as batch=32, not "batch=0"',
    )
    expect(countOption({ epochs: '3' }, 'epochs', 1)).toBe(3)
    expect(() => countOption({ epochs: '2.5' }, 'epochs', 1)).toThrow(
      '--epochs needs a whole number of at least 1, not "2.5"',
    )
    expect(() => countOption({ seed: '1e20' }, 'seed', 0)).toThrow('and at most 9007199254740991, not "1e20"')
    expect(() => bindingOption({ bind: 'batch=3,batch=4' })).toThrow('--bind gives batch twice: 3 and 4')
    expect(() => bindingOption({ bind: 'batch=99999999999999999999' })).toThrow('--bind takes name=size pairs')
    expect(() => textOption({ out: true }, 'out')).toThrow('--out needs a value')
    expect(() => textOption({ out: ['a', 'b'] }, 'out')).toThrow('--out was given 2 times')
  })
})

describe('words that look like numbers', () => {
  const words = ['train', '007', '', '-1..1', '--epochs', '-1', '--seed=0x10', '--out=', '--bind=batch=3', '--json']

  it('pass the parser as they were typed, and no option or command is touched', () => {
    const passed = guarded(words)
    expect(passed.map(exactly)).toEqual(
      words.map((word) => (word === '--seed=0x10' || word === '--out=' ? expect.anything() : word)),
    )
    expect(passed.filter((word, at) => word === words[at])).toEqual(['train', '--epochs', '--bind=batch=3', '--json'])
    for (const word of passed.slice(1, 4)) expect(Number(word)).toBeNaN()
    expect(exactly({ seed: passed[6]!.slice('--seed='.length), out: ['a', passed[2]] })).toEqual({
      seed: '0x10',
      out: ['a', ''],
    })
  })
})

describe('table', () => {
  it('pads columns and sets totals off', () => {
    const text = table(
      [{ title: 'layer' }, { title: 'params', align: 'right' }],
      [['linear', '2,080']],
      [['total', '2,410']],
    )
    expect(text.split('\n')).toEqual([
      'layer   params',
      '──────  ──────',
      'linear   2,080',
      '──────  ──────',
      'total    2,410',
    ])
  })
  it('writes numbers the same in every locale', () => {
    expect([grouped(1234567), grouped(12), bytes(999), bytes(1500), bytes(999_960)]).toEqual([
      '1,234,567',
      '12',
      '999 B',
      '1.5 kB',
      '1.0 MB',
    ])
  })
})

describe('atomic writes', () => {
  it('replaces a file and leaves nothing else behind', () => {
    const folder = mkdtempSync(join(tmpdir(), 'atomic-'))
    writeFileAtomically(join(folder, 'deep/a.txt'), 'one')
    writeFileAtomically(join(folder, 'deep/a.txt'), 'two')
    expect(readFileSync(join(folder, 'deep/a.txt'), 'utf8')).toBe('two')
    expect(readdirSync(join(folder, 'deep'))).toEqual(['a.txt'])
  })
  it('says beforehand what cannot be written, and leaves nothing behind', () => {
    const folder = mkdtempSync(join(tmpdir(), 'atomic-'))
    writeFileSync(join(folder, 'file'), '')
    checkWritable(join(folder, 'file'))
    checkWritable(join(folder, 'not/there/yet.html'))
    expect(() => checkWritable(folder)).toThrow('it is a folder')
    expect(() => checkWritable(join(folder, 'file/a'))).toThrow(/cannot write .*file\/a: ENOTDIR: not a directory$/)
    expect(readdirSync(folder)).toEqual(['file'])
  })
  it('names the folder it cannot write, and changes nothing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'atomic-'))
    writeFileSync(join(folder, 'file'), 'a file where a folder is wanted')
    expect(() => writeFilesAtomically(join(folder, 'file'), new Map([['a', '1']]))).toThrow(/cannot write .*file: /)
    expect(existsSync(join(folder, 'file/a'))).toBe(false)
    expect(readdirSync(folder)).toEqual(['file'])
  })
})

describe('whose an error is', () => {
  const at = (...files: string[]): Error =>
    Object.assign(new Error('wrong'), {
      stack: ['Error: wrong', ...files.map((file) => `    at call (${file}:3:5)`)].join('\n'),
    })
  const [ours, packages, author] = [
    join(libraryFolder, 'dsl/record.js'),
    '/a/node_modules/ts-morph/x.js',
    '/a/model.ts',
  ]
  it.each<[string, string[], boolean]>([
    ['thrown here', [ours, author], true],
    ['thrown by a package that we called', [packages, packages, ours, author], true],
    ['thrown by Node for us', ['node:fs', ours], true],
    ['thrown by a callback that we called', [author, ours], false],
    ['thrown by a package that the author called', [packages, author, ours], false],
  ])('%s', (_, files, expected) => {
    expect(thrownHere(at(...files))).toBe(expected)
  })
})
