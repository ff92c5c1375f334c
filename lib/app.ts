import { App, Stack, Validations } from 'aws-cdk-lib'
import { DISABLE_CREATION_STACK_TRACES } from 'aws-cdk-lib/cx-api'
import { allCommands, allEvents } from '../events/catalog.ts'
import type { OutboundSubscription } from '../lambdas/runtime/declarations/outbound-subscription.ts'
import type { ServiceDeclaration } from '../lambdas/runtime/declarations/service.ts'
import { SchemaRegistry } from './contracts/schema-registry.ts'
import { buildEventPipeline } from './event-pipeline.ts'
import type { CodeOf } from './functions/code.ts'
import { LONGEST_STAGE, type ReadStageFile, readSettings, type Settings } from './settings.ts'
import { type PipelineStacks, pipelineStacks } from './stacks/pipeline-stacks.ts'
import { pipelineStackName } from './stacks/stack-names.ts'
import { warnAboutContracts } from './validation/contract-warnings.ts'
import { assertDeclaredOnce } from './validation/declared-once.ts'
import { largeVariables } from './validation/large-variables.ts'
import { longNames } from './validation/names/long-names.ts'
import { assertVariablesDeclared } from './validation/own-variables.ts'
import { warnAboutSchemas } from './validation/schema-warnings.ts'
import { warnAboutSettings } from './validation/settings-warnings.ts'
import { assertTakesEvery } from './validation/takes-every-event.ts'
import { TemplateChecks } from './validation/template-checks.ts'
import { WiringChecks } from './validation/wiring-checks.ts'

export interface PipelineAppOptions {
  readonly services: readonly ServiceDeclaration[]
  readonly codeOf: CodeOf
  /** Subscriptions of other teams to the events. Default: none. */
  readonly subscriptions?: readonly OutboundSubscription[]
  /** Default: no stage has a file of settings. */
  readonly stageFile?: ReadStageFile
  /** Context besides what the command line and `cdk.json` give. */
  readonly context?: Readonly<Record<string, unknown>>
  /** Default: what the command line asks for. */
  readonly outdir?: string
}

export interface PipelineApp {
  readonly app: App
  /** The pipeline's only stack, or that of what its services share. */
  readonly stack: Stack
  readonly stacks: PipelineStacks
  readonly settings: Settings
}

export function pipelineApp({
  services,
  codeOf,
  subscriptions = [],
  stageFile,
  context,
  outdir,
}: PipelineAppOptions): PipelineApp {
  // Without it, a mistake that is found later leaves an empty assembly in place of the one that was there.
  const app = new App({
    autoSynth: false,
    // Otherwise the CDK notes for each resource which lines of code made it, which takes a twentieth of the time and is three
    // quarters of the assembly's metadata. Our messages name the declaration instead. `cdk --debug` turns the notes on again.
    context: { [DISABLE_CREATION_STACK_TRACES]: true, ...context },
    ...(outdir ? { outdir } : {}),
    // A third of the time, and of no use here: no one browses the tree, and the template is the same on every path.
    treeMetadata: false,
    stackTraces: false,
    analyticsReporting: false,
    // CloudFormation's own schemas take seconds to load; the CI asks for them with CDK_VALIDATION=true.
    builtinCloudFormationValidation: process.env.CDK_VALIDATION === 'true',
  })
  assertDeclaredOnce(services)
  const consumers = services.flatMap((service) => service.consumers)
  assertTakesEvery(consumers, allEvents)
  const settings = readSettings(app.node.getAllContext(), stageFile)
  assertVariablesDeclared(settings, services)
  const stacks = pipelineStacks(app, settings, services)
  const stack = stacks.shared
  buildEventPipeline(stacks, { settings, services, codeOf, subscriptions })
  if (settings.schemaRegistry === 'own-stack') {
    const name = `EventSchemas-${settings.stage}`
    const description = `Schemas of the events of ${pipelineStackName(settings.stage)}`
    new SchemaRegistry(new Stack(app, name, { description }), 'Schemas', { events: allEvents })
  }
  warnAboutSettings(stack, settings)
  warnAboutSchemas(stack, settings, allEvents)
  warnAboutContracts(stack, {
    events: allEvents,
    commands: allCommands,
    services,
    subscriptions,
    ...(stageFile && { isStage: (stage: string) => stage === settings.stage || stageFile(stage) !== undefined }),
  })
  Validations.of(app).addPlugins(new WiringChecks(consumers))
  const [part, longest] = [settings.stage, 'x'.repeat(LONGEST_STAGE)].map((stage) => `-${stage}`) as [string, string]
  Validations.of(app).addPlugins(
    new TemplateChecks('names/length', (template, stackName) =>
      longNames(template, { stackName, longestStackName: stackName.replace(part, longest) }),
    ),
    new TemplateChecks('variables/size', largeVariables),
  )
  return { app, stack, stacks, settings }
}
