import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { codeFrame, framedError } from '../../src/codegen/cli/code-frame.js'

const folder = mkdtempSync(join(tmpdir(), 'frame-'))
const file = join(folder, 'model.ts')
writeFileSync(file, 'const a = 1\n\tconst h = hidden(x)\nexport {}\n')

describe('codeFrame', () => {
  it('underlines exactly the span, under tabs too', () => {
    const frame = codeFrame({ file, line: 2, column: 19, length: 1 })
    expect(frame.split('\n')).toEqual([
      '  1 │ const a = 1',
      '  2 │ \tconst h = hidden(x)',
      `    │ \t${' '.repeat(17)}^`,
    ])
    const [, text = '', carets = ''] = frame.split('\n')
    expect(text[carets.indexOf('^')]).toBe('x')
  })

  it('ends the carets with the line', () => {
    expect(codeFrame({ file, line: 1, column: 7, length: 99 })).toMatch(/ \^{5}$/)
  })

  it('is empty for a file that is gone, and the error still says where', () => {
    const gone = { file: join(folder, 'gone.ts'), line: 3, column: 1 }
    expect(codeFrame(gone)).toBe('')
    expect(framedError('wrong', gone)).toMatch(/gone\.ts:3:1 error wrong$/)
  })

  it('has no escape codes without colours', () => {
    expect(framedError('wrong', { file, line: 1, column: 1 })).not.toContain('\u001b')
  })
})
