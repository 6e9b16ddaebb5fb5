/** The drawing of a graph: nodes, edges, outputs and updates, with names in quotes whatever they hold. */
import { expect, test } from 'vitest'
import { graphOf, init, input, parameter, toDot } from 'shapewright'

test('a graph with an update and a name that needs quoting', () => {
  const w = parameter([3], init.ones, 'w')
  const x = input('a "b" \\', [3])
  expect(toDot(graphOf({ outputs: { y: w.add(x) }, updates: [[w, w.relu()]] }))).toBe(
    [
      'digraph {',
      '  node [shape=box]',
      '  n0 [label="parameter w\\nf32 [3]", style=rounded]',
      '  n1 [label="input a \\"b\\" \\\\\\nf32 [3]", style=rounded]',
      '  n2 [label="add\\nf32 [3]"]',
      '  n0 -> n2',
      '  n1 -> n2',
      '  n3 [label="relu\\nf32 [3]"]',
      '  n0 -> n3',
      '  o0 [label="y", shape=oval]',
      '  n2 -> o0',
      '  n3 -> n0 [style=dashed]',
      '}',
      '',
    ].join('\n'),
  )
})
