/**
 * `shapewright check model.ts`: is the model well shaped? First the TypeScript checker over the author's files, whose
 * shape errors are sentences; then, if there were none, the model is recorded and every static tensor type compared
 * with what was recorded at its call.
 */
import { checkProject, type TypeProblem } from '../emit/project.js'
import { compareStaticTypes, type StaticComparison } from '../static-types.js'
import { framedError, paintFor, shownPath, type Place } from './code-frame.js'
import { ModelFailure } from './failure.js'
import { libraryFile } from './library.js'
import { loadModel, modelPath, type ModelFile } from './load-model.js'
import type { Options, Outcome } from './outcome.js'
import { pathOf } from './place.js'

const libraryPaths = (): Record<string, string> =>
  Object.fromEntries(
    ['shapewright', 'shapewright/functions', 'shapewright/runtime', 'shapewright/codegen'].flatMap((name) => {
      const file = libraryFile(name, 'types')
      return file === undefined ? [] : [[name, file]]
    }),
  )

export async function check([path]: readonly string[], _options: Options): Promise<Outcome> {
  const file = modelPath(path)
  const project = checkProject(file, libraryPaths())
  if (project.problems.length > 0) return failed(project.problems, project.files)
  const loaded = await loadModel(file)
  const comparison = compareRecorded(loaded, project.tensors)
  if (comparison.mismatches.length > 0) return failed(lies(comparison), project.files)
  const { checked, unchecked, unrecorded } = comparison
  const notes = [`${checked} tensor types agree with what was recorded`]
  if (unchecked > 0) notes.push(`${unchecked} generic or dynamic`)
  if (unrecorded > 0) notes.push(`${unrecorded} not recorded`)
  return {
    exitCode: 0,
    text: `${paintFor(process.stdout)('green', 'ok')} ${shownPath(file)}: ${notes.join(', ')}`,
    json: { ok: true, file: shownPath(file), checked, unchecked, unrecorded },
    files: project.files,
  }
}

/** The part of the check that a build repeats: a cast that lied fails it. */
export function checkedTypes(loaded: ModelFile): StaticComparison {
  const project = checkProject(loaded.file, libraryPaths())
  const comparison = compareRecorded(loaded, project.tensors)
  const problem = project.problems[0] ?? lies(comparison)[0]
  if (problem !== undefined) throw new ModelFailure(problem.message, problem)
  return comparison
}

function compareRecorded({ model }: ModelFile, types: Parameters<typeof compareStaticTypes>[0]): StaticComparison {
  const nodes = Object.values(model.graphs).flatMap((graph) => graph.nodes)
  return compareStaticTypes(types, nodes, pathOf)
}

type Problem = Place & { readonly message: string; readonly code?: number }

const lies = (comparison: StaticComparison): Problem[] =>
  comparison.mismatches.map(({ type, message }) => ({
    file: type.file,
    line: type.line,
    column: type.column,
    length: type.length,
    message,
  }))

function failed(problems: readonly (Problem | TypeProblem)[], files: readonly string[]): Outcome {
  const paint = paintFor(process.stderr)
  const frames = problems.map((problem) => framedError(problem.message, problem, paint))
  const count = `${problems.length} ${problems.length === 1 ? 'error' : 'errors'}`
  return {
    exitCode: 1,
    text: [...frames, paint('red', count)].join('\n\n'),
    json: { ok: false, errors: problems.map((problem) => ({ ...problem, file: shownPath(problem.file) })) },
    files,
  }
}
