import { resolve } from 'node:path'
import { forwardTarget } from '../local/xray/forward.ts'
import { authContext } from './api-access.ts'
import { parseStartOptions, usage } from './options.ts'
import { prepareAssemblyDirectory, projectRoot, synthesize } from './synthesize.ts'

/** `npm start`. @returns the exit code. */
export async function start(): Promise<number> {
  const options = await parseStartOptions(process.argv.slice(2))
  if (options === 'help') {
    process.stdout.write(usage)
    return 0
  }
  const began = performance.now()
  const since = Date.now()
  const assemblyDir = resolve(projectRoot, options.assemblyDir)
  const forwardSpansTo = forwardTarget(process.env)
  const context = {
    stage: options.stage,
    ...(options.layout && { layout: options.layout }),
    ...(options.apiAuth && authContext(options.apiAuth)),
    ...(options.traceRatio !== undefined && { traceRatio: String(options.traceRatio) }),
  }
  const synthesizeAgain = () => synthesize(assemblyDir, context)
  if (options.synth) prepareAssemblyDirectory(assemblyDir)
  // The app runs in a process of its own. What the pipeline needs is loaded beside it, by another core.
  const [synthMs, { runPipeline }] = await Promise.all([
    options.synth ? synthesizeAgain().then((isDone) => (isDone ? performance.now() - began : undefined)) : undefined,
    import('./run-pipeline.ts'),
  ])
  return runPipeline({ options, assemblyDir, forwardSpansTo, since, synthMs, synthesize: synthesizeAgain })
}
