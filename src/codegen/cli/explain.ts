/**
 * `shapewright explain model.ts [node]`: what became of the model. Without a node: every kernel of every entry with its
 * formula, source line and schedule, and the memory plan. With one: the kernels of that name, with their text.
 */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { compileModel, type Build, type EntryKernels } from '../compile.js'
import { shownPath } from './code-frame.js'
import { CommandFailure } from './failure.js'
import { loadModel, type ModelFile } from './load-model.js'
import type { Options, Outcome } from './outcome.js'
import { entriesOf } from './derivation.js'
import { modelRelativeTo } from './sites.js'
import { bytes, shownShape, table } from './table.js'

export async function explain([path, node]: readonly string[], options: Options): Promise<Outcome> {
  const loaded = await loadModel(path)
  const built = compileModel(modelRelativeTo(dirname(loaded.file), loaded.model), await entriesOf(loaded, options))
  const { entries } = built.explain
  const chosen = node === undefined ? undefined : matching(entries, node)
  const listed = entries.map(({ name, binding, kernels }) => ({ entry: name, binding, kernels }))
  return {
    exitCode: 0,
    text:
      chosen === undefined ?
        overview(loaded, built)
      : chosen.map(({ entry, kernel }) => details(loaded, built, entry, kernel)).join('\n\n'),
    json: {
      ok: true,
      file: shownPath(loaded.file),
      entries: listed,
      memory: { segments: built.manifest.segments, tensors: memoryRows(built) },
    },
  }
}

type Kernel = EntryKernels['kernels'][number]

/** So many names fit into a sentence. */
const listedNames = 6

/** Kernels whose name is, or begins with, the word given; the first entry that has any. */
function matching(entries: readonly EntryKernels[], word: string): { entry: EntryKernels; kernel: Kernel }[] {
  for (const exact of [true, false]) {
    for (const entry of entries) {
      const found = entry.kernels.filter(({ name }) => (exact ? name === word : name.startsWith(word)))
      if (found.length > 0) return found.map((kernel) => ({ entry, kernel }))
    }
  }
  const names = [...new Set(entries.flatMap(({ kernels }) => kernels.map(({ name }) => name)))]
  const [shown, more] = [names.slice(0, listedNames), names.length - listedNames]
  throw new CommandFailure(
    `no kernel is named ${word}; there are ${shown.join(', ')}${more > 0 ? ` and ${more} more, which \`explain\` without a name lists` : ''}`,
  )
}

const title = ({ name, binding }: EntryKernels): string =>
  [name, ...Object.entries(binding).map(([dim, size]) => `${dim}=${size}`)].join(' ')

const sitesOf = ({ sites }: Kernel): string =>
  [...new Set(sites.map(({ file, line, column }) => `${file}:${line}:${column}`))].join(', ')

function overview({ file, model }: ModelFile, built: Build): string {
  const parts = [`${model.name}  (${shownPath(file)})`]
  for (const entry of built.explain.entries) {
    const rows = entry.kernels.map((kernel) => [kernel.name, kernel.schedules.join(' + '), sitesOf(kernel)])
    parts.push(`${title(entry)}\n\n${table([{ title: 'kernel' }, { title: 'schedule' }, { title: 'source' }], rows)}`)
  }
  parts.push(`memory\n\n${memoryTable(built)}`)
  return parts.join('\n\n')
}

interface MemoryRow {
  readonly name: string
  readonly role: string
  readonly shape: readonly number[]
  readonly segment: number
  readonly offset: number
  readonly bytes: number
}

/** What persists between calls, by place; temporaries of all entries share the rest. */
function memoryRows({ explain: { placements } }: Build): MemoryRow[] {
  return [...placements]
    .filter(([buffer]) => buffer.role !== 'temporary')
    .map(([buffer, { segment, offset }]) => ({
      name: buffer.name,
      role: buffer.leaf?.role ?? buffer.role,
      shape: buffer.shape,
      segment,
      offset,
      bytes:
        buffer.elements *
        (buffer.dtype === 'f64' ? 8
        : buffer.dtype === 'bool' ? 1
        : 4),
    }))
    .sort((a, b) => a.segment - b.segment || a.offset - b.offset)
}

function memoryTable(built: Build): string {
  const rows = memoryRows(built).map((row) => [
    row.name,
    row.role,
    shownShape(row.shape),
    `${row.segment}:${row.offset}`,
    bytes(row.bytes),
  ])
  const total = built.manifest.segments.reduce((sum, segment) => sum + segment.bytes, 0)
  const columns = [
    { title: 'tensor' },
    { title: 'role' },
    { title: 'shape' },
    { title: 'place', align: 'right' },
    { title: 'bytes', align: 'right' },
  ] as const
  return table(columns, rows, [['all, temporaries included', '', '', '', bytes(total)]])
}

function details({ file }: ModelFile, built: Build, entry: EntryKernels, kernel: Kernel): string {
  const lines = [`${kernel.name}  (${title(entry)})`, '']
  kernel.formulas.forEach((formula, at) =>
    lines.push(`  formula   ${formula}`, `  schedule  ${kernel.schedules[at] ?? ''}`),
  )
  if (kernel.loops.length > 0) lines.push(`  loops     ${kernel.loops.join(', ')}`)
  for (const site of new Map(kernel.sites.map((each) => [`${each.file}:${each.line}`, each])).values()) {
    lines.push(
      `  source    ${site.file}:${site.line}:${site.column}  ${sourceLine(join(dirname(file), site.file), site.line)}`,
    )
  }
  const text = kernelText(built, entry, kernel)
  return text === '' ? lines.join('\n') : `${lines.join('\n')}\n\n${text}`
}

function sourceLine(file: string, line: number): string {
  try {
    return (readFileSync(file, 'utf8').split('\n')[line - 1] ?? '').trim()
  } catch {
    return ''
  }
}

/**
 * The text of a kernel, with its comment. Entries that have a kernel of the same name get numbered functions, in the
 * order of the entries.
 */
function kernelText({ kernels, explain }: Build, entry: EntryKernels, { name }: Kernel): string {
  const before = explain.entries
    .slice(0, explain.entries.indexOf(entry))
    .filter((each) => each.kernels.some((kernel) => kernel.name === name)).length
  const lines = kernels.split('\n')
  const heading = `  function ${before === 0 ? name : `${name}_${before}`}() {`
  let start = lines.indexOf(heading)
  if (start < 0) return ''
  const end = lines.indexOf('  }', start)
  while (lines[start - 1]?.startsWith('  //') === true) start--
  return lines
    .slice(start, end + 1)
    .map((line) => line.slice(2))
    .join('\n')
}
