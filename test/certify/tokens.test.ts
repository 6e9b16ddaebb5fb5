/** A kernel's text in a field is its float text, but for the spellings of scalar operations. */
import { describe, expect, it } from 'vitest'
import { fieldDomain, primes } from '../../src/codegen/domains/field.js'
import { domains } from '../../src/codegen/domains/index.js'
import { printJavaScript } from '../../src/codegen/print/js.js'
import { buildOf, graphs } from './graphs.js'

/** Words that spell scalar operations; what is left are loops, cells, names and conditions, in order. */
const spellings = /^(red|inverse|functions|Math|abs|min|max|sqrt|exp|log|tanh|sigmoid|softplus|sin|cos|relu|pi)$/

/**
 * Kernel functions alone, as the sequence of the names, cells and loop bounds on each line; a name that a spelling says
 * twice in a row (x > c ? x : c for max(x, c)) counts once.
 */
function words(text: string): string[] {
  const kernels = text.slice(text.indexOf('\n\n'))
  return kernels
    .split('\n')
    .filter((line) => !line.trim().startsWith('//'))
    .flatMap((line) => {
      const isLoop = /^ *(for|if|function) /.test(line)
      const found = line.match(isLoop ? /[^\s]+/g : /[A-Za-z_]\w*(\[[^\]]*\])?|[{}]/g) ?? []
      const kept = found.filter((word) => !spellings.test(word) && !/^e\d+$/.test(word))
      return kept.filter((word, at) => word !== kept[at - 1])
    })
}

describe('float and field text', () => {
  it.each(Object.keys(graphs))('%s', (name) => {
    const { explain, manifest } = buildOf(name)
    const print = (domain: (typeof domains)['f32']): string =>
      printJavaScript(
        explain.entries.map(({ loopNests }) => ({ functionName: 'step', kernels: loopNests })),
        domain,
        explain.placements,
        manifest.segments.length,
      )
    const float = words(print(domains.f32))
    expect(float.length).toBeGreaterThan(10)
    for (const prime of primes) expect(words(print(fieldDomain(prime)))).toEqual(float)
  })

  it('would differ if a loop did', () => {
    const { explain, manifest } = buildOf('linear relu')
    const nests = explain.entries[0]!.loopNests
    const print = (kernels: typeof nests): string[] =>
      words(
        printJavaScript([{ functionName: 'step', kernels }], domains.f32, explain.placements, manifest.segments.length),
      )
    expect(print(nests.slice(1))).not.toEqual(print(nests))
  })
})
