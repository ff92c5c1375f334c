import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Where everything that belongs to the checkout is found. */
export const projectRoot = join(import.meta.dirname, '..')

export class SynthesisError extends Error {
  override readonly name = 'SynthesisError'
}

/**
 * Runs the CDK app the way the CDK command line does, without its start-up time: no credentials, no context look-ups.
 * @throws {SynthesisError} with what the app printed, e.g. the broken wiring rules.
 */
export async function synthesize(outputDir: string, context: Record<string, string>): Promise<void> {
  const settings = JSON.parse(await readFile(join(projectRoot, 'cdk.json'), 'utf8')) as { context?: object }
  const app = spawn(process.execPath, ['bin/app.ts'], {
    cwd: projectRoot,
    env: {
      ...process.env,
      CDK_OUTDIR: outputDir,
      CDK_CONTEXT_JSON: JSON.stringify({ ...settings.context, ...context }),
      PIPELINE_QUIET: '1',
      // Both cost seconds and change nothing here; what is deployed has them (see lib/synthesize.ts).
      PIPELINE_BUNDLES: 'shared',
      PIPELINE_SECURITY_CHECKS: 'off',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  app.stdout.on('data', (chunk) => (printed += chunk))
  app.stderr.on('data', (chunk) => (printed += chunk))
  const code = await new Promise<number | null>((resolve, reject) => app.on('error', reject).on('close', resolve))
  if (code !== 0) throw new SynthesisError(`The stack cannot be synthesized:\n${printed.trim()}`)
}
