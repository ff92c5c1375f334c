import { join } from 'node:path'
import { styleText } from 'node:util'
import { type LocalOptions, type LocalRuntime, startLocal } from '../local/index.ts'
import { readSecretsFile, SECRETS_FILE, takenByGit } from '../local/secrets/secrets-file.ts'
import { printBanner } from './banner.ts'
import type { Sample } from './define-sample.ts'
import { grantHint } from './grant-hints.ts'
import type { StartOptions } from './options.ts'
import { printProblems } from './problems.ts'
import { createSample } from './sample/index.ts'
import { type Stopper, stopper } from './stopper.ts'
import { lastStackOf, projectRoot } from './synthesize.ts'
import { Journeys } from './timeline/journeys.ts'
import { keepLines } from './timeline/kept-lines.ts'
import { printLive } from './timeline/live.ts'

interface Start {
  readonly options: StartOptions
  readonly assemblyDir: string
  readonly forwardSpansTo: LocalOptions['forwardSpansTo']
  /** Epoch milliseconds: of what is saved later, the assembly may know nothing. */
  readonly since: number
  /** How long the synthesis took; undefined: the assembly is that of before. */
  readonly synthMs: number | undefined
  /** Synthesizes once more, into the same directory. */
  readonly synthesize: () => Promise<unknown>
}

/** Runs the pipeline of an assembly, with its console, its timeline and the sample, until it is told to stop. @returns the exit code. */
export async function runPipeline({
  options,
  assemblyDir,
  forwardSpansTo,
  since,
  synthMs,
  synthesize,
}: Start): Promise<number> {
  const { faults } = options
  const began = performance.now()
  const stackName = `EventPipeline-${options.stage}`
  const secretsFile = join(projectRoot, SECRETS_FILE)
  const taken = takenByGit(secretsFile)
  if (taken !== undefined) console.error(styleText('yellow', taken))
  const local = await startLocal({
    assemblyDir,
    stackName: lastStackOf(assemblyDir, stackName),
    endpointPort: options.endpointPort,
    apiPort: options.apiPort,
    iam: options.iam,
    forwardSpansTo,
    secrets: readSecretsFile(secretsFile),
    ...(options.ses && { ses: options.ses }),
    ...(options.isolation && { isolation: options.isolation }),
    grantHint,
    warm: false,
    ...(process.env.LOCAL_IAM_RECORD ? { recordGrants: process.env.LOCAL_IAM_RECORD } : {}),
    ...(options.dataDir !== undefined && { dataDir: options.dataDir }),
    ...(faults && { faults: faults.rates, seed: faults.seed }),
  })
  const sample = createSample()
  const open: { close(): unknown }[] = []
  const stop = stopper({
    close: () => Promise.all([...open.map((one) => one.close()), local.close()]).then(() => undefined),
  })
  let silence: (() => void) | undefined
  try {
    // Before all else, because with --data functions run already, and one that cannot be loaded says so only once.
    silence = printProblems(local, options.logs)
    const readLines = keepLines(local.onLog)
    const ready = Date.now()
    const { consolePort: port } = options
    // Started before the banner, which shows its address; the code behind its pages is loaded with their first request.
    const console =
      port === undefined
        ? undefined
        : await (await import('./start-console.ts')).startLocalConsole(local, { stackName, port, sample })
    if (console) open.push(console)
    printBanner(local, {
      ...(console && { console: console.address }),
      ...(synthMs !== undefined && { synthMs }),
      startMs: performance.now() - began,
      look: sample.look,
      ...(faults && { faults: `${faults.text} (seed ${faults.seed})` }),
    })
    // Functions, and code that the pipeline does not need, more than half of all, are loaded only now that the pipeline answers.
    local.warm()
    const { Subscriptions } = await import('./subscriptions.ts')
    const subscriptions = new Subscriptions()
    const journeys = new Journeys(faults ? subscriptions.certainOf : subscriptions.of, ready)
    printLive(journeys, sample.follows)
    readLines((line, at) => journeys.readLog(line, at))
    if (options.watch) {
      const { startWatching } = await import('./watch/index.ts')
      open.push(
        startWatching({
          local,
          root: projectRoot,
          since,
          assemblyDir,
          stackName: () => lastStackOf(assemblyDir, stackName),
          synthesize: async () => void (await synthesize()),
          deployed: () => subscriptions.readAgain(),
          say: (text) => void process.stdout.write(`${text}\n`),
        }),
      )
    }
    if (options.failing.length > 0) await (await import('./fail.ts')).failFromNowOn(local, options.failing)
    return await serve(local, journeys, options, stop, sample)
  } finally {
    silence?.()
    await stop.now()
  }
}

async function serve(
  local: LocalRuntime,
  journeys: Journeys,
  options: StartOptions,
  stop: Stopper,
  sample: Sample,
): Promise<number> {
  const isFaulty = options.faults !== undefined || options.failing.length > 0
  const through = options.sample
    ? import('./run-sample.ts').then(({ runSample }) => runSample(sample, local, journeys, isFaulty))
    : Promise.resolve(true)
  // Ctrl-C must not have to wait for the sample.
  const isReached = await Promise.race([through, stop.requested.then(() => undefined)])
  if (options.exit) return isReached ? 0 : 1
  if (isReached === undefined) return 0
  process.stdout.write(styleText('dim', 'Serving; what each request sets in motion appears here. Ctrl-C stops.\n'))
  await stop.requested
  return 0
}
