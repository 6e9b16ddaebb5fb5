/**
 * The generated module: typed entry points over kernels and a memory plan. With project.ts the only place that imports
 * ts-morph; it gives the TypeScript text, and from that, through the compiler, `.js` and `.d.ts` ready to run.
 *
 * In: what compile.ts made, with the symbolic shapes of each entry. Out: file names and texts. No path, date or locale
 * goes in, so equal input gives equal bytes.
 */
import {
  IndentationText,
  NewLineKind,
  Project,
  QuoteKind,
  ts,
  VariableDeclarationKind,
  type CodeBlockWriter,
  type SourceFile,
} from 'ts-morph'
import type { EntryName, Manifest } from '../../runtime/manifest.js'
import type { Dim, Shape } from '../../shapes/shape.js'
import type { DType } from '../../shapes/dtype.js'
import { prettyJson } from './json.js'

export interface EmittedTensor {
  readonly name: string
  readonly shape: Shape
  readonly dtype: DType
}

/** One entry point as the author wrote it: dims may be names. */
export interface EmittedEntry {
  readonly name: EntryName
  readonly inputs: readonly EmittedTensor[]
  readonly outputs: readonly EmittedTensor[]
}

export interface ModuleDescription {
  /** First line of every file: what made it, from what. */
  readonly origin: string
  readonly manifest: Manifest
  readonly entries: readonly EmittedEntry[]
  /** Text of the kernels module. */
  readonly kernels: string
}

/** All files of a build but manifest.json, by name. */
export function emitModule(description: ModuleDescription): Map<string, string> {
  const project = new Project({
    useInMemoryFileSystem: true,
    manipulationSettings: {
      indentationText: IndentationText.TwoSpaces,
      quoteKind: QuoteKind.Single,
      newLineKind: NewLineKind.LineFeed,
    },
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      declaration: true,
      newLine: ts.NewLineKind.LineFeed,
      noLib: true,
      types: [],
    },
  })
  const header = `/** ${description.origin} Do not edit: build again. */\n`
  const source = project.createSourceFile('/model.generated.ts', header)
  writeModule(source, description)
  const files = new Map<string, string>()
  files.set('model.generated.ts', source.getFullText())
  // Every exported thing has an explicit type, so nothing has to be resolved to print declarations.
  for (const file of project.emitToMemory().getFiles()) files.set(file.filePath.slice(1), file.text)
  files.set('kernels.js', `${header}${description.kernels.trimEnd()}\n`)
  files.set(
    'kernels.d.ts',
    `${header}import type { KernelsModule } from 'shapewright/runtime'\n\nexport declare const kernels: KernelsModule\n`,
  )
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function writeModule(source: SourceFile, { manifest, entries }: ModuleDescription): void {
  source.addImportDeclarations([
    {
      moduleSpecifier: 'shapewright/runtime',
      namedImports: [
        'instantiate',
        ...['Instance', 'InstantiateOptions', 'Manifest'].map((name) => ({ name, isTypeOnly: true })),
      ],
    },
    { moduleSpecifier: './kernels.js', namedImports: ['kernels'] },
  ])
  writeValueTypes(source, entries)
  for (const entry of entries) writeEntryTypes(source, entry)
  const type = pascal(manifest.name)
  source.addInterface({
    name: type,
    isExported: true,
    docs: [`The compiled model: one memory, shared by every entry.`],
    properties: [
      {
        name: 'instance',
        type: 'Instance',
        isReadonly: true,
        docs: ['Parameters, `fit`, saving and loading, prediction on any number of rows.'],
      },
    ],
    methods: entries.map((entry) => ({
      name: entry.name,
      docs: [entryDocs[entry.name]],
      typeParameters: typeParameters(entry, manifest),
      parameters: [{ name: 'inputs', type: `${pascal(entry.name)}Inputs${typeArguments(entry)}` }],
      returnType: `${pascal(entry.name)}Outputs${typeArguments(entry)}`,
    })),
  })
  source.addFunction({
    name: 'create',
    isExported: true,
    docs: ['Allocates the memory and initialises the parameters from the seed (default 0).'],
    parameters: [{ name: 'options', type: 'InstantiateOptions', initializer: '{}' }],
    returnType: type,
    statements: (writer) => {
      writer.writeLine('const instance = instantiate(manifest, kernels, options)')
      writer.write('return ').inlineBlock(() => {
        writer.writeLine('instance,')
        for (const entry of entries) writeForwarder(writer, entry)
      })
    },
  })
  source.addVariableStatement({
    isExported: true,
    declarationKind: VariableDeclarationKind.Const,
    docs: ['Where everything lives in memory, and how parameters start.'],
    declarations: [{ name: 'manifest', type: 'Manifest', initializer: prettyJson(manifest) }],
  })
}

/** Methods of an object literal take their types from the interface; only the result, read from the arena, is asserted. */
function writeForwarder(writer: CodeBlockWriter, entry: EmittedEntry): void {
  const [inputs, outputs] = [`${pascal(entry.name)}Inputs`, `${pascal(entry.name)}Outputs`]
  const args = typeArguments(entry)
  const parameters = dimNames(entry).map((name) => `${pascal(name)} extends number`)
  const generic = parameters.length > 0 ? `<${parameters.join(', ')}>` : ''
  writer.writeLine(
    `${entry.name}: ${generic}(inputs: ${inputs}${args}) => instance.call('${entry.name}', { ...inputs }) as unknown as ${outputs}${args},`,
  )
}

const entryDocs: Record<EntryName, string> = {
  step: 'One training step: forward, backward and update, in one call that allocates nothing but its results.',
  evaluate: 'Loss and metrics of one batch; dropout is the identity, nothing is updated.',
  predict: 'The outputs of one batch; dropout is the identity, nothing is updated.',
}

const arrays: Record<DType, string> = {
  f32: 'Float32Array',
  f64: 'Float64Array',
  i32: 'Int32Array',
  u32: 'Uint32Array',
  bool: 'Uint8Array',
}

/** `shape` never exists at run time: it lets the compiler refuse the result of one tensor where another is wanted. */
function writeValueTypes(source: SourceFile, entries: readonly EmittedEntry[]): void {
  source.addInterface({
    name: 'Values',
    isExported: true,
    docs: [
      'Row-major values of a tensor of this shape: a typed array or plain numbers. `shape` is for the compiler only.',
    ],
    typeParameters: ['Shape extends readonly number[]'],
    extends: ['ArrayLike<number>'],
    properties: [{ name: 'shape', type: 'Shape', isReadonly: true, hasQuestionToken: true }],
  })
  const used = new Set(entries.flatMap((entry) => entry.outputs.map(({ dtype }) => arrays[dtype])))
  for (const array of [...used].sort()) {
    source.addInterface({
      name: `${array}Of`,
      isExported: true,
      docs: [`A ${array} that holds a tensor of this shape, row-major. \`shape\` is for the compiler only.`],
      typeParameters: ['Shape extends readonly number[]'],
      extends: [array],
      properties: [{ name: 'shape', type: 'Shape', isReadonly: true, hasQuestionToken: true }],
    })
  }
}

function writeEntryTypes(source: SourceFile, entry: EmittedEntry): void {
  const typeParameterNames = dimNames(entry).map((name) => `${pascal(name)} extends number`)
  const lists = { Inputs: entry.inputs, Outputs: entry.outputs }
  for (const [suffix, tensors] of Object.entries(lists)) {
    source.addInterface({
      name: `${pascal(entry.name)}${suffix}`,
      isExported: true,
      typeParameters: typeParameterNames,
      properties: tensors.map(({ name, shape, dtype }) => ({
        name: propertyName(name),
        isReadonly: true,
        type: `${suffix === 'Inputs' ? 'Values' : `${arrays[dtype]}Of`}<[${shape.map(dimType).join(', ')}]>`,
        docs: [`${dtype}[${shape.join(', ')}]`],
      })),
    })
  }
}

const isName = (dim: Dim): dim is string => typeof dim === 'string' && /^[A-Za-z_]\w*$/.test(dim)

/** A literal stays a literal, a name becomes a type parameter; of `64*batch` the compiler can only know that it is a number. */
const dimType = (dim: Dim): string =>
  typeof dim === 'number' ? String(dim)
  : isName(dim) ? pascal(dim)
  : 'number'

const dimNames = (entry: EmittedEntry): string[] =>
  [...new Set([...entry.inputs, ...entry.outputs].flatMap(({ shape }) => shape.filter(isName)))].sort()

const typeArguments = (entry: EmittedEntry): string => {
  const names = dimNames(entry)
  return names.length === 0 ? '' : `<${names.map(pascal).join(', ')}>`
}

/** `Batch extends 32 | 21 = 32 | 21`: the sizes that were built. */
function typeParameters(entry: EmittedEntry, manifest: Manifest): string[] {
  return dimNames(entry).map((name) => {
    const sizes = manifest.entries.filter((each) => each.name === entry.name).map((each) => each.binding[name])
    const union = [...new Set(sizes)].join(' | ') || 'number'
    return `${pascal(name)} extends ${union} = ${union}`
  })
}

/** `digits-cnn` → `DigitsCnn` */
const pascal = (name: string): string => {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  return /^[A-Z]/.test(joined) ? joined : `Model${joined}`
}

const propertyName = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name))
