/** The page docs/shape-errors.md. In: mistakes and what was said of each, by library. Out: markdown. */

const code = (text) => `\`${text.replaceAll('|', '\\|').replaceAll('`', "'")}\``

const inOneLine = (text) => text.split('\n')[0].replaceAll('|', '\\|')

/** The statement as it was written wrong, without the marks of where. */
const wrongForm = (statement) => statement.replaceAll(/«(.*?)\|(.*?)»/g, '$1').replaceAll(/[⟦⟧]/g, '')

export function page({ mistakes, counted, families, results, versions, sentenceOf }) {
  const libraries = Object.keys(results)
  const total = libraries.map((library) => {
    const caught = results[library].filter(({ found }) => found.length > 0).length
    const version = versions[library] === undefined ? '' : ` ${versions[library]}`
    return `| ${library}${version} | ${results[library].length} | ${caught} |`
  })
  const verdict = (library, mistake) => {
    const found = results[library].find((entry) => entry.mistake === mistake)
    return (
      found === undefined ? '-'
      : found.found.length === 0 ? 'no'
      : 'yes'
    )
  }
  const peers = libraries.filter((library) => library !== 'shapewright')
  const rows = mistakes.map((entry, mistake) => {
    const { found } = results.shapewright.find((one) => one.mistake === mistake)
    const text = found[0].text
    const sentence = sentenceOf(text) ?? text.split('\n')[0]
    return `| ${entry.family} | ${code(wrongForm(entry.shapewright))} | ${code(sentence)} | ${peers.map((peer) => verdict(peer, mistake)).join(' | ')} |`
  })
  const caughtByPeers = peers.flatMap((peer) =>
    results[peer]
      .filter(({ found }) => found.length > 0)
      .map(({ code: statement, found }) => `| ${peer} | ${code(statement)} | ${inOneLine(found[0].text)} |`),
  )
  return `# Shape errors

What the compiler says of ${counted} mistakes over ${families.size} families: written by \`npm run scoreboard\`, which compiles each
mistake, and the statement as it should have been, with each library that has the operation. Ours are checked to be marked
on the offending argument or element with one line, the same in TypeScript 5.9, 6.0 and 7.0; peers are compiled with 6.0.
Two assignments at the end are the compiler's own to word and do not count. A dash: the library has no such operation, or none was found.

| library | mistakes it can express | caught by its types |
| --- | --- | --- |
${total.join('\n')}

| mistake | written | shapewright says | ${peers.join(' | ')} |
| --- | --- | --- | ${peers.map(() => '---').join(' | ')} |
${rows.join('\n')}

## What the peers say where they catch one

| library | written | first line |
| --- | --- | --- |
${caughtByPeers.join('\n')}
`
}
