/** Plain text tables: columns padded to their widest cell, numbers to the right, a rule under the header. */

export interface Column {
  readonly title: string
  readonly align?: 'left' | 'right'
}

/** Lays out rows under their columns; `totals` rows come after a second rule. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  totals: readonly (readonly string[])[] = [],
): string {
  const all = [columns.map((column) => column.title), ...rows, ...totals]
  const widths = columns.map((_, i) => Math.max(...all.map((row) => (row[i] ?? '').length)))
  const line = (row: readonly string[]) =>
    columns
      .map(({ align }, i) =>
        align === 'right' ? (row[i] ?? '').padStart(widths[i] ?? 0) : (row[i] ?? '').padEnd(widths[i] ?? 0),
      )
      .join('  ')
      .trimEnd()
  const rule = widths.map((width) => '─'.repeat(width)).join('  ')
  const body = [line(columns.map((column) => column.title)), rule, ...rows.map(line)]
  if (totals.length > 0) body.push(rule, ...totals.map(line))
  return body.join('\n')
}

/** 12345 → `12,345`, in every locale. */
export const grouped = (n: number): string => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ',')

/** Bytes for people: `1.5 kB`, `3.2 MB` (powers of 1000). */
export function bytes(n: number): string {
  if (n < 1000) return `${n} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  let value = n / 1000
  let unit = 0
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${value.toFixed(1)} ${units[unit] ?? ''}`
}

/** `[batch, 8, 8]` */
export const shownShape = (shape: readonly (number | string)[]): string => `[${shape.join(', ')}]`
