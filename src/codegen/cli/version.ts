/** Who made a build: the package's own name and version. */
import { readFileSync } from 'node:fs'

export const version = (): string =>
  (JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string }).version

export const generator = (): string => `shapewright ${version()}`
