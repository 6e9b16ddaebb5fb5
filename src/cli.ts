#!/usr/bin/env node
/** `shapewright …`: the command line's entry. Everything is in codegen/cli; here is only the process. */
import { main } from './codegen/cli/main.js'

process.exitCode = await main(process.argv.slice(2))
