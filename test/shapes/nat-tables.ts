/**
 * Writes src/shapes/nat-tables.ts: the digit tables of the type-level arithmetic. nat.test.ts checks that the file in
 * the tree is what this writes (`SHAPEWRIGHT_WRITE_TABLES=1 npx vitest run test/shapes/nat.test.ts` rewrites it).
 */
const digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
const several = [2, 3, 4, 5, 6, 7, 8, 9]
const twoDigits = (n: number): string => String(n).padStart(2, '0')

type Row = readonly [key: string, value: string]

const sums: Row[] = [0, 1].flatMap((carry) =>
  digits.flatMap((a) => digits.map((b): Row => [`${carry}${a}${b}`, twoDigits(a + b + carry)])),
)

const differences: Row[] = [0, 1].flatMap((borrow) =>
  digits.flatMap((a) =>
    digits.map((b): Row => {
      const difference = a - b - borrow
      return [`${borrow}${a}${b}`, difference < 0 ? `1${difference + 10}` : `0${difference}`]
    }),
  ),
)

const products: Row[] = several.flatMap((factor) =>
  digits
    .filter((carry) => carry < factor)
    .flatMap((carry) => digits.map((a): Row => [`${factor}${carry}${a}`, twoDigits(factor * a + carry)])),
)

const quotients: Row[] = several.flatMap((divisor) =>
  digits
    .filter((rest) => rest < divisor)
    .flatMap((rest) =>
      digits.map((digit): Row => {
        const value = rest * 10 + digit
        return [`${divisor}${rest}${digit}`, `${Math.floor(value / divisor)}${value % divisor}`]
      }),
    ),
)

const negativeAxes: Row[] = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((rank) =>
  Array.from({ length: rank }, (_, i): Row => [`${rank}-${i + 1}`, String(rank - i - 1)]),
)

/** What the sizes of spatial axes change by, before the division by the stride: 2 padding + stride - reach. */
const windowOffsets: Row[] = [1, 2, 3, 4, 5, 7, 9, 11].flatMap((reach) =>
  [1, 2, 3, 4].flatMap((stride) =>
    [0, 1, 2, 3, 4, 5].map((padding): Row => [`${reach},${stride},${padding}`, String(2 * padding + stride - reach)]),
  ),
)

const table = (name: string, comment: string, value: string | undefined, rows: readonly Row[], quote = `'`): string => {
  const lines: string[] = []
  let line = ''
  for (const [key, entry] of rows) {
    const cell = `'${key}':${quote}${entry}${quote};`
    if (line.length + cell.length > 116) {
      lines.push(line)
      line = ''
    }
    line += cell
  }
  lines.push(line)
  const body = lines.map((text) => `  ${text}`).join('\n')
  return `/** ${comment} */\n// prettier-ignore\nexport interface ${name} {${value === undefined ? '' : `\n  [key: string]: ${value}`}\n${body}\n}\n`
}

export const natTables = (): string =>
  [
    `/**\n * Digit tables of the type-level arithmetic in nat.ts and axis.ts, written by test/shapes/nat-tables.ts.\n` +
      ` * Index signatures let a lookup be written without proving that the key is there.\n */\n`,
    table('DigitSums', 'carry, digit, digit: carry and digit of the sum.', 'string', sums),
    table('DigitDifferences', 'borrow, digit, digit: borrow and digit of the difference.', 'string', differences),
    table('DigitProducts', 'factor 2 to 9, carry, digit: carry and digit of the product.', 'string', products),
    table('DigitQuotients', 'divisor 2 to 9, remainder, digit: digit and new remainder.', 'string', quotients),
    table(
      'NegativeAxes',
      'rank and negative axis, up to rank 8: the axis counted from the front.',
      undefined,
      negativeAxes,
      '',
    ),
    table(
      'WindowOffsets',
      'reach of the kernel, stride, padding: 2 padding + stride - reach, which windows.ts adds before it divides by the stride.',
      'string',
      windowOffsets,
    ),
  ].join('\n')
