/**
 * What a model file says about training: `data` and `training`, looked at before they are believed; and the sizes at
 * which a build has to bind the named dims for them.
 *
 *     export const data = () => ({ train: { x, label }, validation: { x, label }, test: { x, label } })
 *     export const training = { epochs: 30, batch: 32, seed: 0, patience: 6, augment }
 */
import type { Model } from '../../dsl/nn/model.js'
import { isDataset, sizesFor, type Augment, type Data, type Dataset } from '../../runtime/data.js'
import { checkCount } from '../../runtime/errors.js'
import { checkOptions, type FitOptions } from '../../runtime/fit-options.js'
import type { EntryName } from '../../runtime/manifest.js'
import { seedWords } from '../../runtime/random.js'
import { CommandFailure, messageOf, ModelFailure } from './failure.js'
import type { ModelFile } from './load-model.js'
import { placeOf, placeOfExport } from './place.js'
import { namesIn } from '../../dsl/graph.js'

export interface TrainingData {
  readonly train: Data
  /** Evaluated after every epoch; early stopping watches it. */
  readonly validation?: Dataset
  /** Read once, after training. */
  readonly test?: Dataset
}

/** The export `training`. The command line's options come before it. */
export interface TrainingPlan {
  readonly epochs: number
  readonly batch: number
  readonly seed: number
  readonly patience?: number
  readonly monitor?: { readonly name: string; readonly mode?: 'min' | 'max' }
  readonly augment?: Augment
  readonly shuffle?: boolean
  readonly dropLast?: boolean
}

const planKeys = ['epochs', 'batch', 'seed', 'patience', 'monitor', 'augment', 'shuffle', 'dropLast']

/** The `training` export with the command line's numbers in its place. Throws ModelFailure when it cannot be used. */
export function trainingPlan(
  { file, exports }: ModelFile,
  given: Partial<Pick<TrainingPlan, 'epochs' | 'batch' | 'seed'>>,
): TrainingPlan {
  const start = placeOfExport(file, 'training')
  const exported = exports['training'] ?? {}
  if (typeof exported !== 'object' || exported === null || Array.isArray(exported))
    throw new ModelFailure('`training` must be an object such as { epochs: 30, batch: 32 }', start)
  const unknown = Object.keys(exported).filter((key) => !planKeys.includes(key))
  if (unknown.length > 0)
    throw new ModelFailure(`\`training\` has no option ${unknown.join(', ')}; there are ${planKeys.join(', ')}`, start)
  const plan = {
    seed: 0,
    ...exported,
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  } as Partial<TrainingPlan>
  const { epochs, batch } = plan
  if (epochs === undefined || batch === undefined) {
    const missing = [epochs === undefined ? 'epochs' : '', batch === undefined ? 'batch' : ''].filter(
      (name) => name !== '',
    )
    throw new ModelFailure(
      `nothing says ${missing.join(' and ')}; export \`training = { epochs: 30, batch: 32 }\` or give --${missing.join(' and --')}`,
      start,
    )
  }
  try {
    for (const [name, value] of Object.entries({ epochs, batch })) checkCount('training', name, value)
    seedWords(plan.seed ?? 0)
    checkOptions({ ...fitOptions(plan), data: {}, validation: {}, epochs, batch }) // data is looked at by itself
  } catch (thrown) {
    throw new ModelFailure(messageOf(thrown).replace(/^fit: /, 'training: '), start)
  }
  return { ...plan, epochs, batch } as TrainingPlan
}

/** What `fit` is told of a plan, but for data and sizes. */
export const fitOptions = (plan: Partial<TrainingPlan>): Partial<FitOptions> => {
  const { patience, monitor, augment, shuffle, dropLast } = plan
  const options = { patience, monitor, augment, shuffle, dropLast }
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}

/** Calls the model file's `data`. Throws ModelFailure when there is none, when it throws, or gives something else. */
export async function trainingData({ file, exports }: ModelFile): Promise<TrainingData> {
  const start = placeOfExport(file, 'data')
  const make = exports['data']
  const wanted = 'a function that returns { train, validation, test }'
  if (make === undefined) throw new ModelFailure(`this file exports no \`data\`; export ${wanted}`, start)
  if (typeof make !== 'function') throw new ModelFailure(`\`data\` must be ${wanted}`, start)
  let data: unknown
  try {
    data = await (make as () => unknown)()
  } catch (thrown) {
    throw new ModelFailure(`\`data\` failed: ${messageOf(thrown)}`, placeOf(thrown) ?? start)
  }
  if (typeof data !== 'object' || data === null || !('train' in data) || data.train === undefined) {
    throw new ModelFailure(
      '`data` must return an object with `train` (and, where there are any, `validation` and `test`)',
      start,
    )
  }
  const unknown = Object.keys(data).filter((name) => !['train', 'validation', 'test'].includes(name))
  if (unknown.length > 0)
    throw new ModelFailure(`\`data\` returns ${unknown.join(', ')}; it may return train, validation and test`, start)
  for (const [name, records] of Object.entries(data)) {
    if (records === undefined) continue
    try {
      if (isDataset(records as Data) || name === 'train') continue
    } catch (thrown) {
      throw new ModelFailure(`\`data\`, ${name}: ${messageOf(thrown)}`, start)
    }
    throw new ModelFailure(`\`data\`, ${name}: only training records may come from an iterator or a function`, start)
  }
  return data as TrainingData
}

/** One entry at one size: what a build compiles. */
export interface BoundEntry {
  readonly name: EntryName
  readonly binding: Readonly<Record<string, number>>
}

/** Rows of a data set, by the first input's declared row length. Undefined for a stream. */
function rowCount(model: Model, data: Data | undefined): number | undefined {
  if (data === undefined || !isDataset(data)) return undefined
  const input = model.inputs.find(({ name }) => data[name] !== undefined)
  if (input === undefined) return undefined
  const row = input.shape.slice(1).reduce<number>((product, dim) => product * (typeof dim === 'number' ? dim : 1), 1)
  return Math.floor((data[input.name]?.length ?? 0) / row)
}

/**
 * Every entry at every size that training and evaluation on this data need: `step` at the batch size and at the rest of
 * the last batch, `evaluate` also at the rest of the validation records, `predict` also for one record. The test records
 * are not looked at: nothing before the end of training may read them.
 */
export function entriesForTraining(
  model: Model,
  plan: TrainingPlan,
  data: TrainingData,
  bind: Readonly<Record<string, number>>,
): BoundEntry[] {
  const { batch, dropLast } = plan
  const step = dropLast === true ? [batch] : sizesFor(rowCount(model, data.train), batch)
  const evaluate = distinct([batch, ...sizesFor(rowCount(model, data.validation), batch)])
  return entriesAt(model, { step, evaluate, predict: distinct([batch, 1]) }, bind)
}

/** `evaluate` at the sizes that these records need. */
export function entriesForRecords(
  model: Model,
  batch: number,
  records: Dataset,
  bind: Readonly<Record<string, number>>,
): BoundEntry[] {
  const sizes = sizesFor(rowCount(model, records), batch)
  return entriesAt(model, { step: [], evaluate: sizes, predict: [] }, bind, ['evaluate'])
}

const distinct = (sizes: readonly number[]): number[] => [...new Set(sizes)].sort((a, b) => b - a)

/** Entries at the sizes of `--bind` alone. */
export function entriesForBinding(model: Model, bind: Readonly<Record<string, number>>): BoundEntry[] {
  const { batch } = bind
  const sizes = batch === undefined ? [] : [batch]
  return entriesAt(model, { step: sizes, evaluate: sizes, predict: sizes }, bind)
}

function entriesAt(
  model: Model,
  batches: Readonly<Record<EntryName, readonly number[]>>,
  bind: Readonly<Record<string, number>>,
  chosen: readonly EntryName[] = ['step', 'evaluate', 'predict'],
): BoundEntry[] {
  const used = new Set(Object.values(model.graphs).flatMap(namesIn))
  const surplus = Object.keys(bind).filter((name) => !used.has(name))
  if (surplus.length > 0)
    throw new CommandFailure(
      `--bind: the model has no dim named ${surplus.join(', ')}; it has ${[...used].join(', ') || 'none'}`,
    )
  const entries: BoundEntry[] = []
  for (const name of chosen) {
    const names = namesIn(model.graphs[name])
    const open = names.filter((dim) => bind[dim] === undefined && !(dim === 'batch' && batches[name].length > 0))
    if (open.length > 0) {
      throw new CommandFailure(
        `the size of ${open.join(', ')} is not known; give --bind ${open.map((dim) => `${dim}=…`).join(',')}${open.includes('batch') ? ', or export `data` and `training` from the model file' : ''}`,
      )
    }
    const fixed = Object.fromEntries(names.filter((dim) => dim !== 'batch').map((dim) => [dim, bind[dim] as number]))
    if (!names.includes('batch')) entries.push({ name, binding: fixed })
    else for (const batch of batches[name]) entries.push({ name, binding: { ...fixed, batch } })
  }
  return entries
}
