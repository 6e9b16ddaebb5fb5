/**
 * The one thing `JSON.parse` does not tell: whether an object had a key twice (it keeps the last). A file whose two
 * readers would see two different tensors must be refused.
 */

/** The first key that occurs twice in one object of `text`, which must be valid JSON; undefined where there is none. */
export function duplicateKey(text: string): string | undefined {
  // One entry for each open bracket: the keys seen so far in an object, null for an array.
  const open: (Set<string> | null)[] = []
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '{':
        open.push(new Set())
        break
      case '[':
        open.push(null)
        break
      case '}':
      case ']':
        open.pop()
        break
      case '"': {
        const end = endOfString(text, at)
        const keys = open.at(-1)
        if (keys && nextSign(text, end) === ':') {
          const key = JSON.parse(text.slice(at, end)) as string
          if (keys.has(key)) return key
          keys.add(key)
        }
        at = end - 1
        break
      }
    }
  }
  return undefined
}

/** The position after the closing quote of the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

/** The first character from `at` on that is no white space. In valid JSON only a key is followed by a colon. */
function nextSign(text: string, at: number): string | undefined {
  let position = at
  while (position < text.length && ' \t\n\r'.includes(text[position]!)) position++
  return text[position]
}
