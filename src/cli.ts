#!/usr/bin/env node
/** `shapewright …`: the command line's entry. Everything is in codegen/cli; here is only the process. */
import { abandoned, main } from './codegen/cli/main.js'

/** Whoever closes the pipe (`| head`) has read enough: the command goes on, so that its files are whole. */
function lost(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') return
  process.stderr.write(`error cannot print: ${error.message}\n`)
  process.exit(1)
}
process.stdout.on('error', lost)
process.stderr.on('error', (error: NodeJS.ErrnoException) => void (error.code !== 'EPIPE' && process.exit(1)))

const words = process.argv.slice(2)
let ended = false
// Nothing is left to wait for, and still the command has not ended: only the author's own promises can be missing.
process.once('beforeExit', () => {
  if (!ended) process.exitCode = abandoned(words)
})
process.exitCode = await main(words)
ended = true
