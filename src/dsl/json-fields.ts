/**
 * Fields of parsed JSON that somebody else may have written: each is there and of its kind, or a sentence says which is not.
 *
 * In: a value, and what its fields should be. Out: nothing, or what is wrong with the first that is not.
 */

/** A question about a value, and what the value should be. */
export type Kind = readonly [is: (value: unknown) => boolean, what: string]

export type Fields = Readonly<Record<string, Kind>>

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0

export const isText = (value: unknown): boolean => typeof value === 'string'

export const listOf =
  (is: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.every(is)

export const text: Kind = [isText, 'a text']
export const record: Kind = [isRecord, 'an object']
export const sizes: Kind = [listOf((value) => isText(value) || isCount(value)), 'a list of sizes and names']

/** What a message shows of a value. */
function shown(value: unknown): string {
  const written = value === undefined ? 'missing' : JSON.stringify(value)
  return written.length > 40 ? `${written.slice(0, 40)}...` : written
}

/** `nodes[3].operands should be a list of node numbers, but is "01"`; null where all is well. `where` ends in a dot, or is empty. */
export function wrongField(where: string, value: unknown, fields: Fields): string | null {
  for (const [name, [is, what]] of Object.entries(fields)) {
    const field = isRecord(value) ? value[name] : undefined
    if (!is(field)) return `${where}${name} should be ${what}, but is ${shown(field)}`
  }
  return null
}
