/** An editor on tsserver, the language server of TypeScript 5.9 and 6.0. */
import { join } from 'node:path'
import { root } from '../compiler.js'
import { ServerProcess } from './editor.js'
import type { Edit, Editor, Mark, Position } from './editor.js'

interface Response {
  readonly request_seq: number
  readonly success: boolean
  readonly message?: string
  readonly body?: unknown
}

const place = ({ line, column }: Position) => ({ line, offset: column })

export class TsServer implements Editor {
  readonly #process: ServerProcess
  readonly #waiting = new Map<number, (response: Response) => void>()
  #sequence = 0

  /** `package` is the folder of the compiler under node_modules. */
  constructor(compiler: string, folder: string) {
    const server = join(root, 'node_modules', compiler, 'lib/tsserver.js')
    this.#process = new ServerProcess([server, '--disableAutomaticTypingAcquisition'], folder, (message) => {
      if (message['type'] !== 'response') return
      const response = message as unknown as Response
      this.#waiting.get(response.request_seq)?.(response)
      this.#waiting.delete(response.request_seq)
    })
  }

  open(path: string, text: string): void {
    this.#send('open', { file: path, fileContent: text, scriptKindName: 'TS' })
  }

  edit(path: string, { from, to, text }: Edit): void {
    const end = { endLine: to.line, endOffset: to.column }
    this.#send('change', { file: path, ...place(from), ...end, insertString: text })
  }

  async diagnostics(path: string): Promise<readonly Mark[]> {
    type Place = { line: number; offset: number }
    const position = ({ line, offset }: Place): Position => ({ line, column: offset })
    const found = await this.#request<{ start: Place; end: Place; text: string; code: number }[]>(
      'semanticDiagnosticsSync',
      { file: path },
    )
    return found.map(({ start, end, text, code }) => ({ from: position(start), to: position(end), text, code }))
  }

  async hover(path: string, at: Position): Promise<string> {
    const { displayString } = await this.#request<{ displayString: string }>('quickinfo', { file: path, ...place(at) })
    return displayString
  }

  async completions(path: string, at: Position): Promise<readonly string[]> {
    const { entries } = await this.#request<{ entries: readonly { name: string }[] }>('completionInfo', {
      file: path,
      ...place(at),
    })
    return entries.map(({ name }) => name.replaceAll(/^['"]|['"]$/g, ''))
  }

  close(): Promise<void> {
    return this.#process.end()
  }

  #send(command: string, args: unknown): number {
    const seq = ++this.#sequence
    this.#process.send(`${JSON.stringify({ seq, type: 'request', command, arguments: args })}\n`)
    return seq
  }

  async #request<Body>(command: string, args: unknown): Promise<Body> {
    const seq = this.#send(command, args)
    const answer = new Promise<Response>((resolve) => this.#waiting.set(seq, resolve))
    const response = await Promise.race([answer, this.#process.failure])
    if (!response.success) throw new Error(`${command}: ${response.message}`)
    return response.body as Body
  }
}
