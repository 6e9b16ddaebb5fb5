/** A build whose kernels the certificate refuses: the command fails with what was found, and nothing is written. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import '../../src/dsl/ops/index.js'
import { build } from '../../src/codegen/cli/build.js'
import { emptyFolder, root } from '../e2e/support.js'

const certified = vi.hoisted(() => vi.fn())

vi.mock('../../src/codegen/cli/certifying.js', async (original) => ({
  ...(await original<object>()),
  certified,
}))

const manifest = join(root, 'examples/digits-mlp/generated/manifest.json')

it('is not written', async () => {
  const out = join(emptyFolder('refused'), 'out')
  certified.mockResolvedValue({ refusals: [{ entry: 'step', kernel: 'linear_relu', message: 'y[0] is 1, not 2' }] })
  await expect(build([manifest], { out })).rejects.toThrow('certificate refused: step, linear_relu: y[0] is 1, not 2')
  expect(certified).toHaveBeenCalledOnce()
  expect(existsSync(out)).toBe(false)
})

it('is written where no certificate is asked for', async () => {
  const out = join(emptyFolder('uncertified'), 'out')
  certified.mockReset()
  expect(await build([manifest], { out, certify: false })).toMatchObject({ exitCode: 0 })
  expect(certified).not.toHaveBeenCalled()
  expect(existsSync(join(out, 'kernels.js'))).toBe(true)
  expect(existsSync(join(out, 'certificate.json'))).toBe(false)
})
