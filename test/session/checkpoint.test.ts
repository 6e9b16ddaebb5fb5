/** JSON checkpoints of parameters: the same bits, in all boxes or in none. */
import { expect, test } from 'vitest'
import { parametersFromJson, parametersToJson, Session, SessionError } from 'shapewright'

const session = new Session()
const numbers = [0.1, -0, NaN, Infinity, -Infinity, 5e-324, 1 / 3, Number.MAX_VALUE]
const boxes = (values: readonly number[]) => [
  session.param([2, 4], values as number[], { name: 'w' }),
  session.param([], [7], { name: 'b' }),
]

test('every bit comes back', () => {
  const text = parametersToJson(boxes(numbers))
  const fresh = boxes(numbers.map(() => 0))
  parametersFromJson(text, fresh)
  expect(Array.from(fresh[0]!.values).every((x, at) => Object.is(x, numbers[at]))).toBe(true)
  expect(parametersToJson(fresh)).toBe(text)
})

test('what does not fit changes nothing', () => {
  const [w, b] = boxes(numbers.map(() => 1))
  const text = parametersToJson(boxes(numbers))
  const wrong: readonly (readonly [string, RegExp])[] = [
    ['{', /not JSON/],
    ['[]', /not of format/],
    [text.replace('/1', '/9'), /not of format/],
    [text.replace('"b"', '"c"'), /no parameter "c" here/],
    [text.replace('"b"', '"w"'), /"w" twice/],
    [text.replace('7ff8', 'xff8'), /not 16 hexadecimal digits/],
    [text.replace('"bits"', '"bit"'), /no shape and bits/],
    [text.replace('"name"', '"title"'), /has no name/],
    [parametersToJson([w!]), /the file has no parameter "b"/],
    [
      parametersToJson([b!, session.param([8], numbers as number[], { name: 'w' })]),
      /shape \[8\] in the file and \[2, 4\]/,
    ],
  ]
  for (const [file, sentence] of wrong) {
    expect(() => parametersFromJson(file, [b!, w!]), file.slice(0, 80)).toThrow(sentence)
    expect(() => parametersFromJson(file, [b!, w!])).toThrow(SessionError)
    expect([...w!.values, ...b!.values]).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 7])
  }
  expect(() => parametersToJson([w!, w!])).toThrow(/same name/)
})
