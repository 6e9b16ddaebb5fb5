import { defineConfig } from 'vitest/config'
import { fileURLToPath } from 'node:url'

const source = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url))

export default defineConfig({
  resolve: {
    alias: [
      { find: /^shapewright$/, replacement: source('index.ts') },
      { find: /^shapewright\/functions$/, replacement: source('functions.ts') },
      { find: /^shapewright\/runtime$/, replacement: source('runtime/index.ts') },
      { find: /^shapewright\/codegen$/, replacement: source('codegen/index.ts') },
    ],
  },
  test: { include: ['test/**/*.test.ts'], testTimeout: 120_000 },
})
