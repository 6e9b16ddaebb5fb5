/** docs/torchlean-parity.md has no open line: every row names what is done, and tests that exist. */
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const root = new URL('../../', import.meta.url)
const page = readFileSync(new URL('docs/torchlean-parity.md', root), 'utf8')
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('|') && !/^\| *(-|what |defect |topic )/.test(line))
  .map((line) =>
    line
      .slice(1, -1)
      .split(' | ')
      .map((cell) => cell.trim()),
  )

test('every row names a decision and tests that exist', () => {
  expect(rows.length).toBeGreaterThan(50)
  for (const cells of rows) {
    expect(cells[1], cells[0]).toMatch(/\w/)
    const shown = [...(cells.at(-1) ?? '').matchAll(/`([^`]+)`(?: "([^"]+)")?/g)]
    expect(shown.length, cells[0]).toBeGreaterThan(0)
    for (const [, path = '', title] of shown) {
      expect(existsSync(new URL(path, root)), path).toBe(true)
      if (title !== undefined) expect(readFileSync(new URL(path, root), 'utf8'), `${path}: ${title}`).toContain(title)
    }
  }
})

test('no line is open', () => {
  expect(page).not.toMatch(/\[ \]|not yet|later\b.*\|$/)
})
