import { resolve } from 'node:path'
import { styleText } from 'node:util'
import { forwardTarget, type LocalRuntime, startLocal } from '../local/index.ts'
import { runCommand } from '../local/usage/run-command.ts'
import { authContext } from './api-access.ts'
import { printBanner } from './banner.ts'
import type { Sample } from './define-sample.ts'
import { failFromNowOn } from './fail.ts'
import { grantHint } from './grant-hints.ts'
import { parseStartOptions, type StartOptions, usage } from './options.ts'
import { printProblems } from './problems.ts'
import { runSample } from './run-sample.ts'
import { createSample } from './sample/index.ts'
import { startLocalConsole } from './start-console.ts'
import { type Stopper, stopper } from './stopper.ts'
import { certainSubscribersOf, subscribersOf } from './subscriptions.ts'
import { lastStackOf, prepareAssemblyDirectory, projectRoot, synthesize } from './synthesize.ts'
import { Journeys } from './timeline/journeys.ts'
import { printLive } from './timeline/live.ts'
import { startWatching } from './watch/index.ts'

async function main(): Promise<number> {
  const options = parseStartOptions(process.argv.slice(2))
  if (options === 'help') {
    process.stdout.write(usage)
    return 0
  }
  const { faults } = options
  const began = performance.now()
  const assemblyDir = resolve(projectRoot, options.assemblyDir)
  const forwardSpansTo = forwardTarget(process.env)
  const context = {
    stage: options.stage,
    ...(options.layout && { layout: options.layout }),
    ...(options.apiAuth && authContext(options.apiAuth)),
    ...(options.traceRatio !== undefined && { traceRatio: String(options.traceRatio) }),
  }
  if (options.synth) {
    prepareAssemblyDirectory(assemblyDir)
    await synthesize(assemblyDir, context)
  }
  const synthesized = performance.now()
  const stackName = `EventPipeline-${options.stage}`
  const local = await startLocal({
    assemblyDir,
    stackName: lastStackOf(assemblyDir, stackName),
    endpointPort: options.endpointPort,
    apiPort: options.apiPort,
    iam: options.iam,
    forwardSpansTo,
    ...(options.ses && { ses: options.ses }),
    ...(options.isolation && { isolation: options.isolation }),
    grantHint,
    ...(process.env.LOCAL_IAM_RECORD ? { recordGrants: process.env.LOCAL_IAM_RECORD } : {}),
    ...(options.dataDir !== undefined && { dataDir: options.dataDir }),
    ...(faults && { faults: faults.rates, seed: faults.seed }),
  })
  const sample = createSample()
  const { consolePort: port } = options
  const console = port === undefined ? undefined : await startLocalConsole(local, { stackName, port, sample })
  const watching = options.watch
    ? startWatching({
        local,
        root: projectRoot,
        assemblyDir,
        stackName: () => lastStackOf(assemblyDir, stackName),
        synthesize: () => synthesize(assemblyDir, context),
        say: (text) => void process.stdout.write(`${text}\n`),
      })
    : undefined
  const stop = stopper({ close: () => Promise.all([console?.close(), local.close()]).then(() => undefined) })
  let silence: (() => void) | undefined
  try {
    const journeys = new Journeys(faults ? certainSubscribersOf : subscribersOf)
    local.onLog((_function, line) => journeys.readLog(line, Date.now()))
    printBanner(local, {
      synthMs: synthesized - began,
      startMs: performance.now() - synthesized,
      console: console?.address,
      look: sample.look,
      ...(faults && { faults: `${faults.text} (seed ${faults.seed})` }),
    })
    printLive(journeys, sample.follows)
    silence = printProblems(local, options.logs)
    if (options.failing.length > 0) await failFromNowOn(local, options.failing)
    return await serve(local, journeys, options, stop, sample)
  } finally {
    silence?.()
    watching?.close()
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
  const through = options.sample
    ? runSample(sample, local, journeys, options.faults !== undefined || options.failing.length > 0)
    : Promise.resolve(true)
  // Ctrl-C must not have to wait for the sample.
  const isReached = await Promise.race([through, stop.requested.then(() => undefined)])
  if (options.exit) return isReached ? 0 : 1
  if (isReached === undefined) return 0
  process.stdout.write(styleText('dim', 'Serving; what each request sets in motion appears here. Ctrl-C stops.\n'))
  await stop.requested
  return 0
}

await runCommand('npm start -- --help', main)
// All is said and stopped: what a sample that was left alone still waits for must not keep the process.
process.exit()
