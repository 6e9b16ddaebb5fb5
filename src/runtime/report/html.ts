/**
 * Text and numbers for the report, safe to put into HTML and the same in every locale.
 */

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text as HTML text or attribute value. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign]!)

/** A fraction as per cent with one digit: 0.953 is `95.3 %`, with a narrow space that does not break. */
export const percent = (fraction: number): string => `${(100 * fraction).toFixed(1)}\u202f%`

/** A number with so many significant digits, without trailing zeros. */
export function significant(value: number, digits: number): string {
  return String(Number(value.toPrecision(digits)))
}
