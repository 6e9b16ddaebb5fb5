/** JSON for people and for diffs: two spaces, keys in their own order, lists of plain values on one line. */

/** Pretty JSON. Throws for values JSON cannot hold, instead of silently writing null. */
export function prettyJson(value: unknown): string {
  const parts: string[] = []
  write(value, '', parts)
  return parts.join('')
}

function write(value: unknown, indent: string, parts: string[]): void {
  if (Array.isArray(value) && !value.some((item) => typeof item === 'object' && item !== null)) {
    parts.push(`[${value.map(scalar).join(', ')}]`)
  } else if (typeof value === 'object' && value !== null) {
    const isList = Array.isArray(value)
    const items: [string, unknown][] =
      isList ? value.map((item: unknown) => ['', item]) : Object.entries(value).filter(([, item]) => item !== undefined)
    if (items.length === 0) {
      parts.push(isList ? '[]' : '{}')
      return
    }
    const inner = `${indent}  `
    parts.push(isList ? '[' : '{')
    items.forEach(([key, item], position) => {
      parts.push(position > 0 ? ',\n' : '\n', inner)
      if (!isList) parts.push(JSON.stringify(key), ': ')
      write(item, inner, parts)
    })
    parts.push('\n', indent, isList ? ']' : '}')
  } else {
    parts.push(scalar(value))
  }
}

function scalar(value: unknown): string {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error(`JSON cannot hold ${value}`)
    return Object.is(value, -0) ? '-0' : String(value)
  }
  const text = JSON.stringify(value) as string | undefined
  if (text === undefined) throw new Error(`JSON cannot hold a ${typeof value}`)
  return text
}
