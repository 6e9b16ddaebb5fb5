/**
 * What an editor asks of a language server, whichever protocol it speaks: tsserver's own (5.9, 6.0) or the Language
 * Server Protocol (7.0). Lines and columns count from 1, as compilers print them.
 *
 * In: files and edits. Out: diagnostics, hover texts, completions, as the server gives them.
 */
import { spawn } from 'node:child_process'

export interface Position {
  readonly line: number
  readonly column: number
}

export interface Mark {
  readonly from: Position
  readonly to: Position
  readonly code: number
  readonly text: string
}

export interface Edit {
  readonly from: Position
  readonly to: Position
  readonly text: string
}

export interface Editor {
  open(path: string, text: string): void
  edit(path: string, edit: Edit): void
  diagnostics(path: string): Promise<readonly Mark[]>
  /** What is shown over a name: its kind, name and type. */
  hover(path: string, at: Position): Promise<string>
  /** The names offered at a place, without quotes. */
  completions(path: string, at: Position): Promise<readonly string[]>
  close(): Promise<void>
}

/** The position of an offset in a text. */
export function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: before.at(-1)!.length + 1 }
}

/** Replaces the only occurrence of `from` in a text; gives the edit and the text after it. */
export function replacing(text: string, from: string, to: string): { edit: Edit; text: string } {
  const offset = text.indexOf(from)
  if (offset < 0 || text.includes(from, offset + 1)) throw new Error(`"${from}" does not occur once`)
  const edit = { from: positionOf(text, offset), to: positionOf(text, offset + from.length), text: to }
  return { edit, text: text.slice(0, offset) + to + text.slice(offset + from.length) }
}

/** A server as a process: messages out in its own framing, messages in with a Content-Length header each. */
export class ServerProcess {
  readonly #child
  #buffered = Buffer.alloc(0)
  readonly #receive: (message: Record<string, unknown>) => void
  #errors = ''
  #failed: ((error: Error) => void) | undefined
  readonly failure: Promise<never>

  constructor(words: readonly string[], cwd: string, receive: (message: Record<string, unknown>) => void) {
    this.#receive = receive
    this.#child = spawn(process.execPath, words, { cwd, stdio: ['pipe', 'pipe', 'pipe'] })
    this.failure = new Promise((_, reject) => (this.#failed = reject))
    this.failure.catch(() => undefined) // only of interest to a request that waits
    this.#child.stderr.on('data', (chunk: Buffer) => (this.#errors += chunk.toString()))
    this.#child.stdout.on('data', (chunk: Buffer) => this.#read(chunk))
    this.#child.on('exit', (code) => this.#failed?.(new Error(`server ended with ${code}: ${this.#errors}`)))
  }

  send(text: string): void {
    this.#child.stdin.write(text)
  }

  end(): Promise<void> {
    if (this.#child.exitCode !== null) return Promise.resolve()
    return new Promise((resolve) => {
      this.#child.on('exit', () => resolve())
      this.#child.kill()
    })
  }

  #read(chunk: Buffer): void {
    this.#buffered = Buffer.concat([this.#buffered, chunk])
    for (;;) {
      const header = this.#buffered.indexOf('\r\n\r\n')
      if (header < 0) return
      const length = Number(/Content-Length: (\d+)/i.exec(this.#buffered.subarray(0, header).toString())?.[1])
      const start = header + 4
      if (this.#buffered.length < start + length) return
      const body = this.#buffered.subarray(start, start + length).toString('utf8')
      this.#buffered = this.#buffered.subarray(start + length)
      this.#receive(JSON.parse(body) as Record<string, unknown>)
    }
  }
}
