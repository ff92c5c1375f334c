import { resolve } from 'node:path'
import { styleText } from 'node:util'
import { type LocalRuntime, parseFaults, startLocal, UnsupportedTemplateError } from '../local/index.ts'
import { authContext } from './api-access.ts'
import { printBanner } from './banner.ts'
import { parseStartOptions, type StartOptions, UsageError, usage } from './options.ts'
import { runSample } from './run-sample.ts'
import { subscribersOf } from './subscriptions.ts'
import { projectRoot, SynthesisError, synthesize } from './synthesize.ts'
import { Journeys } from './timeline/journeys.ts'
import { printOrders } from './timeline/print-orders.ts'

/** Ctrl-C finishes what is in hand, but never keeps a person waiting longer than this. */
const SHUTDOWN_LIMIT_MS = 5_000

async function main(): Promise<number> {
  const options = parseStartOptions(process.argv.slice(2))
  if (options === 'help') {
    process.stdout.write(usage)
    return 0
  }
  const began = performance.now()
  const assemblyDir = resolve(projectRoot, options.assemblyDir)
  if (options.synth)
    await synthesize(assemblyDir, { stage: options.stage, ...(options.apiAuth && authContext(options.apiAuth)) })
  const synthesized = performance.now()
  const local = await startLocal({
    assemblyDir,
    stackName: `EventPipeline-${options.stage}`,
    endpointPort: options.endpointPort,
    apiPort: options.apiPort,
    iam: options.iam,
    ...(options.dataDir ? { dataDir: options.dataDir } : {}),
    ...(options.faults ? { faults: parseFaults(options.faults), seed: options.seed } : {}),
  })
  const journeys = new Journeys(subscribersOf)
  local.onLog((_function, line) => journeys.readLog(line, Date.now()))
  const stop = stopper(local)
  printBanner(local, {
    synthMs: synthesized - began,
    startMs: performance.now() - synthesized,
    ...(options.faults ? { faults: `${options.faults} (seed ${options.seed})` } : {}),
  })
  return serve(local, journeys, options, stop)
}

async function serve(local: LocalRuntime, journeys: Journeys, options: StartOptions, stop: Stopper): Promise<number> {
  const reachedAll = options.sample ? await runSample(local, journeys) : true
  if (options.exit) {
    await stop.now()
    return reachedAll ? 0 : 1
  }
  printOrders(journeys)
  process.stdout.write(styleText('dim', 'Serving; every order prints its timeline here. Ctrl-C stops.\n'))
  await stop.requested
  return 0
}

interface Stopper {
  readonly requested: Promise<void>
  now(): Promise<void>
}

function stopper(local: LocalRuntime): Stopper {
  const now = async () => {
    const limit = setTimeout(() => {
      process.stderr.write('Still busy after 5 s: stopped all the same. Nothing accepted is lost with --data.\n')
      process.exit(1)
    }, SHUTDOWN_LIMIT_MS)
    await local.close()
    clearTimeout(limit)
  }
  const requested = new Promise<void>((resolve) => {
    const onSignal = () => {
      process.stdout.write('\nStopping: draining what is in hand.\n')
      void now().then(resolve)
    }
    process.once('SIGINT', onSignal)
    process.once('SIGTERM', onSignal)
  })
  return { requested, now }
}

try {
  process.exitCode = await main()
} catch (error) {
  const known =
    error instanceof UsageError ||
    error instanceof SynthesisError ||
    error instanceof UnsupportedTemplateError ||
    (error instanceof Error && 'code' in error)
  process.stderr.write(`${known ? (error as Error).message : ((error as Error).stack ?? error)}\n`)
  if (error instanceof UsageError) process.stderr.write('See npm start -- --help\n')
  process.exitCode = error instanceof UsageError ? 2 : 1
}
