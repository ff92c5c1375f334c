import type { Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { ServiceDeclaration } from '../../lambdas/runtime/declarations/service.ts'
import { SettingsError } from '../settings/settings-error.ts'
import type { Settings } from '../settings.ts'
import { PipelineStack } from './pipeline-stack.ts'
import { JOINT, pipelineStackName, serviceStackName } from './stack-names.ts'

/**
 * The stacks of a layout. With `one` all of these are the same stack. With `services` a service's stack refers to the shared one only,
 * never to that of another service, and nothing refers to it but the joint stack: so it can be deployed alone.
 */
export interface PipelineStacks {
  /** Parts that all services build on: tables, bus, topic, API. This stack keeps its name in either layout. */
  readonly shared: Stack
  /** Parts that need to know every service: the relay of commands and the dashboard. Deployed last. */
  readonly joint: Stack
  /** The stack of a service. */
  of(service: string): Stack
  /** Each of them once, the shared one first, the joint one last. */
  readonly all: readonly Stack[]
}

type Named = Pick<ServiceDeclaration, 'name'>

/** @throws {SettingsError} for a stage or a service whose stack would have the name of another one; for services that do not exist. */
export function pipelineStacks(app: Construct, settings: Settings, services: readonly Named[]): PipelineStacks {
  const { stage, layout } = settings
  const names = services.map(({ name }) => name)
  refuseNameOfAnother(stage, [...names, JOINT])
  const own = ownStacks(settings, names)
  const shared = new PipelineStack(app, pipelineStackName(stage), settings)
  if (layout === 'one') return { shared, joint: shared, of: () => shared, all: [shared] }
  const byService = new Map(
    own.map((name) => [name, new PipelineStack(app, serviceStackName(stage, name), settings, `service ${name}`)]),
  )
  const joint = new PipelineStack(app, serviceStackName(stage, JOINT), settings, 'what needs to know every service')
  for (const stack of byService.values()) {
    stack.addStackDependency(shared)
    joint.addStackDependency(stack)
  }
  joint.addStackDependency(shared)
  return {
    shared,
    joint,
    of: (service) => byService.get(service) ?? shared,
    all: [shared, ...byService.values(), joint],
  }
}

/** `EventPipeline-dev-payment` is a stack of stage `dev`: a stage of the name `dev-payment` would replace everything in it. */
function refuseNameOfAnother(stage: string, names: readonly string[]): void {
  const service = names.find((name) => stage.endsWith(`-${name}`))
  if (service === undefined) return
  const other = stage.slice(0, -service.length - 1)
  throw new SettingsError([
    `Context stage is "${stage}": ${pipelineStackName(stage)} is a stack of stage ${other} with layout=services. A stage's name must not end in -${service}.`,
  ])
}

function ownStacks({ layout, ownStacks }: Settings, names: readonly string[]): readonly string[] {
  if (layout === 'one') {
    if (ownStacks === undefined) return []
    throw new SettingsError(['ownStacks says which services have a stack of their own, so it needs layout=services.'])
  }
  if (names.includes(JOINT)) {
    throw new SettingsError([`A service named "${JOINT}" cannot have a stack of its own: give it another name.`])
  }
  const unknown = (ownStacks ?? []).filter((name) => !names.includes(name))
  if (unknown.length === 0) return ownStacks ?? names
  throw new SettingsError([`ownStacks names ${unknown.join(', ')}; there are the services ${names.join(', ')}.`])
}
