#!/usr/bin/env node
/** `shapewright …`: the command line's entry. Everything is in codegen/cli; here is only the process. */
import { abandoned, leftEarly, uncaught } from './codegen/cli/endings.js'
import { main } from './codegen/cli/main.js'

const words = process.argv.slice(2)
const json = words.includes('--json')
/** Whether it has been said how the command ended. */
let ended = false

/** Whoever closes the pipe (`| head`) has read enough: the command goes on, so that its files are whole. */
function lost(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') return
  ended = true
  process.stderr.write(`error cannot print: ${error.message}\n`)
  process.exit(1)
}
process.stdout.on('error', lost)
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return
  ended = true
  process.exit(1)
})

// Nothing is left to wait for, and still the command has not ended: only the author's own promises can be missing.
process.once('beforeExit', () => {
  if (ended) return
  ended = true
  process.exitCode = abandoned(json)
})
// A second Ctrl-C ends a training at once, with 130; nothing else of ours ends the process before the command has.
process.once('exit', (code) => {
  if (!ended && code !== 130) process.exitCode = leftEarly(code, json)
})
function thrownAside(thrown: unknown): void {
  const code = uncaught(thrown, json && !ended) // an answer that was given stays the only one
  ended = true
  process.exit(code)
}
process.on('uncaughtException', thrownAside)
process.on('unhandledRejection', thrownAside)

process.exitCode = await main(words)
ended = true
