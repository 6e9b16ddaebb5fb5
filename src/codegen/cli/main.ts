/**
 * The command line: words → one command → text or JSON, and an exit code.
 *
 *     0  done      1  the model, its data or a file is wrong      2  the command is wrong      130  ended by Ctrl-C
 *
 * Commands return an Outcome and never print (what takes long also reports while it runs); this file prints and chooses the
 * code.
 */
import { cac, type Command } from 'cac'
import { exactly, guarded } from './arguments.js'
import { answer, fail, keepStdout } from './endings.js'
import { CommandFailure } from './failure.js'
import type { Options, Outcome } from './outcome.js'
import { version } from './version.js'
import { watch } from './watch.js'

type Run = (words: readonly string[], options: Options) => Promise<Outcome>

/** Each command is loaded when it is asked for: `check` should not wait for the compiler. */
const commands = {
  check: async (words, options) => (await import('./check.js')).check(words, options),
  build: async (words, options) => (await import('./build.js')).build(words, options),
  summary: async (words, options) => (await import('./summary.js')).summary(words, options),
  explain: async (words, options) => (await import('./explain.js')).explain(words, options),
  certify: async (words, options) => (await import('./certify.js')).certify(words, options),
  train: async (words, options) => (await import('./train.js')).train(words, options),
} satisfies Record<string, Run>

/** Runs one command line (without `node` and the script's name) and returns the exit code. */
export async function main(words: readonly string[]): Promise<number> {
  const cli = cac('shapewright')
  let chosen: { run: Run; words: readonly string[]; options: Options } | undefined
  const command = (usage: string, description: string, run: Run): Command =>
    cli
      .command(usage, description)
      .option('--json', 'Print JSON instead of text')
      .action((...given: unknown[]) => {
        // cac hands over the positional words, then the options.
        const options = exactly(given.pop()) as Options
        const positional = given
          .flat()
          .map(exactly)
          .filter((word) => typeof word === 'string')
        chosen = { run, words: positional, options }
      })

  command(
    'check [model]',
    'Check shapes: the compiler on the model, and its types against what was recorded',
    commands.check,
  ).option('--watch', 'Check again whenever a file of the model changes')
  command(
    'build [model]',
    'Compile a model to a typed module, its kernels, a manifest and their certificate; or derive a manifest.json again',
    commands.build,
  )
    .option('--out <folder>', 'Where to write (default: generated, beside the model)')
    .option('--bind <dims>', 'Sizes of named dims, for example batch=32,length=16')
    .option('--threads <n>', 'Certify with at most so many threads (default: one for every core)')
    .option('--no-certify', 'Leave out certificate.json: certifying takes longer than everything else together')
  command(
    'certify [model]',
    'Compare the kernels exactly, over prime fields, with the program they were made from',
    commands.certify,
  )
    .option('--bind <dims>', 'Sizes of named dims, for example batch=32,length=16')
    .option('--build <folder>', 'A build on disk: every file of it, and its kernels')
    .option('--target <name>', 'Where the kernels run (js)')
    .option('--threads <n>', 'At most so many threads (default: one for every core)')
    .option('--bounds [interval]', 'Bound the rounding of every output for float inputs in an interval (-1..1)')
    .option('--seed <text>', 'Added to the seed that comes from the hashes of graph and kernels')
  command('summary [model]', 'A table of operators, output shapes, parameters and multiply-adds', commands.summary)
  command(
    'explain [model] [kernel]',
    'Every kernel with schedule and source line, and the memory plan; of one kernel also formula and text',
    commands.explain,
  ).option('--bind <dims>', 'Sizes of named dims, for example batch=32')
  command('train [model]', "Train a model on its file's `data`, as its `training` says", commands.train)
    .option('--bind <dims>', 'Sizes of other named dims than batch')
    .option('--epochs <n>', 'Passes over the training records')
    .option('--seed <n>', 'Seed of parameters, shuffling and dropout (default 0)')
    .option('--batch <n>', 'Records in a step')
    .option('--out <file>', 'Where the trained parameters go (default: model.safetensors beside the model)')
    .option('--resume <file>', 'Continue from a checkpoint')
    .option('--report <file>', 'Write an HTML report')
  cli.help((sections) =>
    sections
      .filter(({ title }) => !/For more info/.test(title ?? ''))
      .map(({ title, body }) => ({ ...(title && { title }), body: body.replace(/ \(default: true\)/g, '') })),
  )
  cli.version(version())

  const json = words.includes('--json')
  try {
    const valued = words.find((word) => /^--(json|watch|help|version|no-[a-z]+)=/.test(word))
    if (valued !== undefined) throw new CommandFailure(`${valued.replace(/=.*/s, '')} takes no value`)
    cli.parse(['node', 'shapewright', ...guarded(words)], { run: false })
    if (cli.options['help'] === true || cli.options['version'] === true) return 0
    if (json) keepStdout()
    if (cli.matchedCommand === undefined) {
      const known = cli.commands.map((each) => each.name).join(', ')
      throw new CommandFailure(
        cli.args[0] === undefined ?
          `which command? There are ${known} (and --help)`
        : `there is no command "${cli.args[0]}"; there are ${known}`,
      )
    }
    const surplus = cli.args.slice(cli.matchedCommand.args.length)
    if (surplus.length > 0)
      throw new CommandFailure(`${cli.matchedCommand.name} does not take "${surplus.map(exactly).join(' ')}"`)
    cli.runMatchedCommand()
    if (chosen === undefined) return 2
    const began = Date.now()
    const outcome = await chosen.run(chosen.words, chosen.options)
    print(outcome, json)
    if (chosen.options.watch !== true) return outcome.exitCode
    const { run, words: given, options } = chosen
    return await watch(
      outcome,
      began,
      () => run(given, options),
      (each) => print(each, json),
    )
  } catch (thrown) {
    return fail(thrown, json)
  }
}

function print(outcome: Outcome, json: boolean): void {
  if (json) answer(`${JSON.stringify(outcome.json, null, 2)}\n`)
  else if (outcome.text === '') return
  else if (outcome.exitCode === 0) answer(`${outcome.text}\n`)
  else process.stderr.write(`${outcome.text}\n`)
}
