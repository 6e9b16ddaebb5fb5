/** A model whose loss has derivatives of batches is built, compared with its static types, and derived again from its folder. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { emptyFolder, ensureBuilt, makeProject, shapewright } from './support.js'

beforeAll(ensureBuilt, 180_000)

const text = `import { crossEntropy, grad, hvp, i32, jacobian, model, nn, optim, vmap, type Tensor } from 'shapewright'

const hidden = nn.linear(4, 3)
const layer = (row: Tensor<[4]>) => hidden(row).tanh()
const energy = (row: Tensor<[4]>) => layer(row).square().sum()
export default model({
  name: 'smooth',
  inputs: { x: ['batch', 4], label: i32(['batch']) },
  layers: { hidden },
  forward: ({ x }) => layerOf(x),
  loss: ({ x, output, label }) => {
    const slopes = vmap(jacobian(layer))(x)
    const rows = vmap(grad(energy))(x)
    const curvature = vmap((row: Tensor<[4]>) => hvp(energy, [row], [row])[0].sum())(x)
    return crossEntropy(output, label).add(slopes.square().mean()).add(rows.mul(x).mean()).add(curvature.mean())
  },
  optimizer: optim.sgd({ rate: 0.1 }),
})
function layerOf(x: Tensor<['batch', 4]>) {
  return hidden(x).tanh()
}
const x = Float32Array.from({ length: 40 }, (_, i) => Math.sin(i))
const label = Int32Array.from({ length: 10 }, (_, i) => i % 3)
export const data = () => ({ train: { x, label }, validation: { x, label }, test: { x, label } })
export const training = { epochs: 2, batch: 4 }
`

const project = (content: string): string => {
  const folder = emptyFolder('higher-order')
  writeFileSync(join(folder, 'model.ts'), content)
  makeProject(folder, ['model.ts'])
  return folder
}

it('builds, and its manifest alone gives the same bytes', () => {
  const folder = project(text)
  const built = shapewright(['build', 'model.ts', '--out', 'out'], { cwd: folder })
  expect(built.stderr).toBe('')
  expect(built.code).toBe(0)
  const again = shapewright(['build', 'out/manifest.json', '--out', 'again'], { cwd: folder })
  expect(again.code, again.stderr).toBe(0)
  for (const name of ['kernels.js', 'manifest.json', 'model.generated.ts'])
    expect(readFileSync(join(folder, 'again', name), 'utf8')).toBe(readFileSync(join(folder, 'out', name), 'utf8'))
  const trained = shapewright(['train', 'model.ts', '--json'], { cwd: folder })
  expect(trained.code, trained.stderr).toBe(0)
}, 120_000)

it('fails where a cast hid the shape of a derivative', () => {
  const lied = text.replace('vmap(grad(energy))(x)', "vmap(grad(energy))(x) as unknown as Tensor<['batch', 3]>")
  const folder = project(lied.replace('rows.mul(x).mean()', 'rows.mean()'))
  const { code, stderr, stdout } = shapewright(['build', 'model.ts', '--out', 'out'], { cwd: folder })
  expect(code).toBe(1)
  expect(`${stdout}${stderr}`).toContain(
    'the compiler was told Tensor<["batch", 3], "f32">, but Tensor<["batch", 4], "f32"> was recorded',
  )
}, 120_000)
