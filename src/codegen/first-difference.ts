/** Where two texts part: what was derived once more, and what lies on disk or was handed over. */

export interface Difference {
  /** From 1. */
  readonly line: number
  readonly expected: string
  readonly found: string
}

/** The first line in which they differ, without the spaces around it; null where they are the same. */
export function firstDifference(expected: string, found: string): Difference | null {
  if (expected === found) return null
  const [ours, theirs] = [expected.split('\n'), found.split('\n')]
  const at = ours.findIndex((each, line) => each !== theirs[line])
  const line = at < 0 ? ours.length : at
  return { line: line + 1, expected: ours[line]?.trim() ?? '', found: theirs[line]?.trim() ?? '' }
}
