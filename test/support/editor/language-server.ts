/** An editor on the Language Server Protocol, as TypeScript 7.0 speaks it (`tsc --lsp --stdio`). */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../compiler.js'
import { ServerProcess } from './editor.js'
import type { Edit, Editor, Mark, Position } from './editor.js'

type LspPosition = { readonly line: number; readonly character: number }

const toLsp = ({ line, column }: Position): LspPosition => ({ line: line - 1, character: column - 1 })
const fromLsp = ({ line, character }: LspPosition): Position => ({ line: line + 1, column: character + 1 })

const document = (path: string) => ({ uri: pathToFileURL(path).href })

export class LanguageServer implements Editor {
  readonly #process: ServerProcess
  readonly #waiting = new Map<number, (message: Record<string, unknown>) => void>()
  readonly #ready: Promise<void>
  readonly #versions = new Map<string, number>()
  #sequence = 0
  #queue: (() => void)[] | undefined = []

  constructor(compiler: string, folder: string) {
    const command = [join(root, 'node_modules', compiler, 'bin/tsc'), '--lsp', '--stdio']
    this.#process = new ServerProcess(command, folder, (message) => this.#receive(message))
    this.#ready = this.#initialize(folder)
  }

  open(path: string, text: string): void {
    this.#versions.set(path, 1)
    this.#notify('textDocument/didOpen', {
      textDocument: { ...document(path), languageId: 'typescript', version: 1, text },
    })
  }

  edit(path: string, { from, to, text }: Edit): void {
    const version = this.#versions.get(path)! + 1
    this.#versions.set(path, version)
    this.#notify('textDocument/didChange', {
      textDocument: { ...document(path), version },
      contentChanges: [{ range: { start: toLsp(from), end: toLsp(to) }, text }],
    })
  }

  async diagnostics(path: string): Promise<readonly Mark[]> {
    type Found = { range: { start: LspPosition; end: LspPosition }; message: string; code: number; severity: number }
    const report = await this.#request<{ items: readonly Found[] }>('textDocument/diagnostic', {
      textDocument: document(path),
    })
    return report.items
      .filter(({ severity }) => severity === 1)
      .map(({ range, message, code }) => ({
        from: fromLsp(range.start),
        to: fromLsp(range.end),
        text: message,
        code,
      }))
  }

  async hover(path: string, at: Position): Promise<string> {
    const answer = await this.#request<{ contents: { value: string } | string }>('textDocument/hover', {
      textDocument: document(path),
      position: toLsp(at),
    })
    const text = typeof answer.contents === 'string' ? answer.contents : answer.contents.value
    return /```\w*\n(.*?)\n```/s.exec(text)?.[1] ?? text
  }

  async completions(path: string, at: Position): Promise<readonly string[]> {
    type Item = { label: string }
    const answer = await this.#request<readonly Item[] | { items: readonly Item[] }>('textDocument/completion', {
      textDocument: document(path),
      position: toLsp(at),
    })
    const items = 'items' in answer ? answer.items : answer
    return items.map(({ label }) => label.replaceAll(/^['"]|['"]$|[?]$/g, '')) // an optional member is shown with its question mark
  }

  close(): Promise<void> {
    return this.#process.end()
  }

  async #initialize(folder: string): Promise<void> {
    const folderUri = pathToFileURL(folder).href
    await this.#ask('initialize', {
      processId: process.pid,
      rootUri: folderUri,
      workspaceFolders: [{ uri: folderUri, name: 'project' }],
      capabilities: {
        textDocument: {
          diagnostic: {},
          hover: { contentFormat: ['markdown'] },
          completion: { completionItem: { snippetSupport: false } },
        },
      },
    })
    this.#post({ method: 'initialized', params: {} })
    for (const send of this.#queue ?? []) send()
    this.#queue = undefined
  }

  #receive(message: Record<string, unknown>): void {
    const id = message['id'] as number | undefined
    if (id === undefined) return
    if ('method' in message) {
      // the server asks for settings and registers capabilities; an editor without settings answers with nothing
      const params = message['params'] as { items?: readonly unknown[] } | undefined
      return this.#post({ id, result: params?.items?.map(() => null) ?? null })
    }
    this.#waiting.get(id)?.(message)
    this.#waiting.delete(id)
  }

  #post(message: object): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message })
    this.#process.send(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
  }

  /** Notifications keep their order with the requests that follow: both wait for the server to be ready. */
  #notify(method: string, params: unknown): void {
    const send = (): void => this.#post({ method, params })
    if (this.#queue === undefined) send()
    else this.#queue.push(send)
  }

  async #request<Result>(method: string, params: unknown): Promise<Result> {
    await Promise.race([this.#ready, this.#process.failure])
    return this.#ask<Result>(method, params)
  }

  async #ask<Result>(method: string, params: unknown): Promise<Result> {
    const id = ++this.#sequence
    const answer = new Promise<Record<string, unknown>>((resolve) => this.#waiting.set(id, resolve))
    this.#post({ id, method, params })
    const message = await Promise.race([answer, this.#process.failure])
    const error = message['error'] as { message: string } | undefined
    if (error !== undefined) throw new Error(`${method}: ${error.message}`)
    return message['result'] as Result
  }
}
