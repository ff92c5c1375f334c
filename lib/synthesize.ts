import { join } from 'node:path'
import type { App } from 'aws-cdk-lib'
import type { CloudAssembly } from 'aws-cdk-lib/cx-api'
import { allEvents } from '../events/catalog.ts'
import { bundleServices } from './functions/bundling/bundle-services.ts'
import { assertUsesDeclared } from './functions/uses-declared.ts'
import { services as listed } from './services.ts'
import type { Settings } from './settings.ts'
import { subscriptions } from './subscriptions.ts'
import { assertProducersKnown } from './validation/producers-known.ts'
import { assertServicesListed } from './validation/services-listed.ts'

const ROOT = join(import.meta.dirname, '..')
/** One file of settings per stage. */
const STAGES = join(ROOT, 'stages')

/**
 * Synthesizes the stacks of the stage that the context names into the cloud assembly that the CDK command line asked for.
 * Environment: `PIPELINE_QUIET=1` prints no retry timelines and no estimates of the bill. `PIPELINE_SECURITY_CHECKS=off` leaves out cdk-nag and
 * `PIPELINE_BUNDLES=shared` bundles all functions into one folder: for a fast start of the local runtime, never for a
 * deployment. `CDK_VALIDATION=true` adds CloudFormation's own schemas.
 * @param services Default: those of the list.
 * @throws {SettingsError} with every setting that is wrong.
 * @throws {DeclarationError} with what is wrong in a declaration.
 * @throws {Error} with every broken rule.
 */
export async function synthesize({ env } = process, services = listed): Promise<void> {
  assertServicesListed(ROOT, services)
  assertProducersKnown(services, allEvents)
  assertUsesDeclared(ROOT, services)
  // Bundling runs in the bundler's own threads while this one loads the CDK, which takes as long.
  const bundling = bundleServices(services, env.PIPELINE_BUNDLES === 'shared' ? 'shared' : 'separate')
  // Bundling may fail while the CDK is still being loaded. Node.js would end the process for a rejection that nobody handles yet; the await below
  // throws it nevertheless.
  bundling.catch(() => {})
  const [{ pipelineApp }, { bundledCode }, { readStageFile }] = await Promise.all([
    import('./app.ts'),
    import('./functions/code.ts'),
    import('./settings/stage-file.ts'),
  ])
  const stageFile = (stage: string) => readStageFile(STAGES, stage)
  const { app, stacks, settings } = pipelineApp({
    services,
    codeOf: bundledCode(await bundling, ROOT),
    subscriptions,
    stageFile,
  })
  if (env.PIPELINE_SECURITY_CHECKS !== 'off') {
    const { addSecurityChecks } = await import('./validation/security-checks.ts')
    await addSecurityChecks(app)
  }
  if (!env.PIPELINE_QUIET) {
    const { retryTimelines } = await import('./validation/retry-timelines.ts')
    // Printed to stderr, because stdout belongs to the template.
    console.error(retryTimelines(services.flatMap((service) => service.consumers)))
  }
  const assembly = synthesized(app, settings)
  if (!env.PIPELINE_QUIET) {
    const { estimates } = await import('./estimates/estimates.ts')
    const templates = stacks.all.map(({ stackName }) => ({
      stackName,
      template: assembly.getStackByName(stackName).template,
    }))
    console.error(estimates(templates, services, settings))
  }
}

/** @throws {Error} of the CDK, with our way out where a stack has more than CloudFormation takes. */
function synthesized(app: App, { layout }: Settings): CloudAssembly {
  try {
    return app.synth()
  } catch (error) {
    if (!(error instanceof Error) || !/greater than allowed maximum/.test(error.message)) throw error
    error.message +=
      layout === 'one'
        ? '\nWith layout=services each service has a stack of its own: docs/deploy.md#layouts.'
        : '\nGive a service that is still in this stack one of its own (ownStacks), or make two services of it: docs/deploy.md#layouts.'
    throw error
  }
}
