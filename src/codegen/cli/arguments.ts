/**
 * Words of a command line, kept as they were typed: the parser reads `007` as 7, `1e3` as 1000 and an empty word as 0, and
 * takes `-1..1` for options. So what looks like a number gets a mark in front before it is parsed, which is taken off after.
 */
const mark = '\u0000'

const looksLikeNumber = (word: string): boolean => !Number.isNaN(Number(word)) || /^-[\d.]/.test(word)

/** Words that the parser will hand over as they are. */
export const guarded = (words: readonly string[]): string[] =>
  words.map((word) => {
    if (looksLikeNumber(word)) return `${mark}${word}`
    const [, name, value] = /^(--[^=]+)=(.*)$/s.exec(word) ?? []
    return name !== undefined && value !== undefined && looksLikeNumber(value) ? `${name}=${mark}${value}` : word
  })

/** What was typed: of a word, a list of words, or options. */
export function exactly(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith(mark) ? value.slice(mark.length) : value
  if (Array.isArray(value)) return value.map(exactly)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, exactly(each)]))
}
