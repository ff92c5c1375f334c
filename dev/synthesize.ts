import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeDirectory } from '../local/usage/make-directory.ts'
import { ExpectedError, UsageError } from '../local/usage/usage-error.ts'
import { SynthesisRecord } from './synthesis-record.ts'

/** Root folder of the checkout. */
export const projectRoot = join(import.meta.dirname, '..')

const compileCache = join(projectRoot, 'node_modules', '.cache', 'compile')

/** The lines that the app printed. */
class SynthesisError extends ExpectedError {
  override readonly name = 'SynthesisError'
}

const systemApp = 'bin/app.ts'

/**
 * Runs the CDK app the way the CDK command line does, without its start-up time: no credentials, no context look-ups. Where the assembly was
 * made of the very same files and settings before, nothing is done.
 * @param app file of the app, from the root. Default: that of the system.
 * @returns whether it was synthesized.
 * @throws {UsageError} for a setting that is wrong, such as a stage that cannot be one; {SynthesisError} with what the app
 * printed, e.g. the broken wiring rules.
 */
export async function synthesize(
  outputDir: string,
  context: Record<string, string>,
  app: string = systemApp,
): Promise<boolean> {
  const env = variablesOf(outputDir, context)
  const record = new SynthesisRecord({ root: projectRoot, outputDir, env, app })
  if (record.isCurrent()) return false
  const running = spawn(process.execPath, [app], { cwd: projectRoot, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  running.stdout.on('data', (chunk) => (printed += chunk))
  running.stderr.on('data', (chunk) => (printed += chunk))
  const code = await new Promise<number | null>((resolve, reject) => running.on('error', reject).on('close', resolve))
  if (code === 2) throw new UsageError(printed.trim())
  if (code !== 0) throw new SynthesisError(`The stack cannot be synthesized:\n${printed.trim()}`)
  record.write()
  return true
}

/**
 * The environment variables of the app; one of them holds its settings. Read at once, so that the app begins before its caller does anything
 * else that takes time.
 */
function variablesOf(outputDir: string, given: Record<string, string>) {
  const settings = JSON.parse(readFileSync(join(projectRoot, 'cdk.json'), 'utf8')) as { context?: object }
  return {
    ...process.env,
    CDK_OUTDIR: outputDir,
    CDK_CONTEXT_JSON: JSON.stringify({ ...localSender(given.stage), ...settings.context, ...given }),
    // Else the app's own file would be compiled before it can turn the cache on.
    NODE_COMPILE_CACHE: compileCache,
    PIPELINE_QUIET: '1',
    // Both cost seconds and change nothing here; what is deployed has them (see lib/synthesize.ts).
    PIPELINE_BUNDLES: 'shared',
    PIPELINE_SECURITY_CHECKS: 'off',
  }
}

/**
 * Mail goes nowhere here, so that there is a sender even where the stage has none yet. Its identity is created with the stack:
 * no other exists in the local account.
 */
function localSender(stage = 'dev'): Record<string, string> {
  const settings = join(projectRoot, 'stages', `${stage}.json`)
  const file = existsSync(settings) ? readFileSync(settings, 'utf8') : ''
  return { ...(!file.includes('"emailFrom"') && { emailFrom: 'no-reply@example.com' }), emailIdentity: 'create' }
}

const ASSET = /^asset\.[0-9a-f]{64}(\.\w+)?$/

/** Makes the directory unless it is there. Not among the files of somebody else: a synthesis writes many. @throws {UsageError} */
export function prepareAssemblyDirectory(directory: string): void {
  const names = namesIn(directory)
  if (names.includes('manifest.json') || names.includes('cdk.out')) return
  // A synthesis that failed has written the code of functions already, and nothing that says what it is.
  if (names.every((name) => ASSET.test(name))) return
  throw new UsageError(`--assembly ${directory} holds other things than an assembly. Give an empty or a new directory.`)
}

function namesIn(directory: string): string[] {
  try {
    makeDirectory(directory)
    return readdirSync(directory)
  } catch (error) {
    throw new UsageError(`--assembly ${directory} cannot be used: ${(error as Error).message}.`, { cause: error })
  }
}

/** The stack of an assembly that depends on all others of a pipeline: its only one, or that of what needs to know every service. */
export function lastStackOf(assemblyDir: string, pipeline: string): string {
  const joint = `${pipeline}-joint`
  try {
    // Templates of another layout may lie there still, so only the manifest tells which stacks there are.
    const manifest: unknown = JSON.parse(readFileSync(join(assemblyDir, 'manifest.json'), 'utf8'))
    return joint in Object((manifest as { artifacts?: unknown } | null)?.artifacts) ? joint : pipeline
  } catch {
    // The loader of the assembly, which is next, says what is wrong with it.
    return pipeline
  }
}
