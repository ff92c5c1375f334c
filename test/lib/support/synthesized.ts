import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Template } from 'aws-cdk-lib/assertions'
import type { CloudAssembly } from 'aws-cdk-lib/cx-api'
import type { OutboundSubscription } from '../../../lambdas/runtime/declarations/outbound-subscription.ts'
import type { ServiceDeclaration } from '../../../lambdas/runtime/declarations/service.ts'
import { type PipelineApp, pipelineApp } from '../../../lib/app.ts'
import { noCode } from '../../../lib/functions/code.ts'
import { services } from '../../../lib/services.ts'
import type { ReadStageFile } from '../../../lib/settings.ts'
import { folderOfTheRun } from '../../support/temporary-folder.ts'

const featureFlags = JSON.parse(readFileSync(join(import.meta.dirname, '../../../cdk.json'), 'utf8')).context

/** Builds the pipeline's app with the flags of `cdk.json`, without bundling; not synthesized yet. */
export const buildPipeline = (
  context: Record<string, unknown> = {},
  declared: readonly ServiceDeclaration[] = services,
  stageFile?: ReadStageFile,
  subscriptions: readonly OutboundSubscription[] = [],
): PipelineApp =>
  pipelineApp({
    subscriptions,
    ...(stageFile && { stageFile }),
    services: declared,
    codeOf: noCode,
    // What its declarations are warned of has tests of its own; here it would be printed with every synthesis.
    context: { ...featureFlags, '@aws-cdk/core:annotationsInValidationReport': false, ...context },
    outdir: folderOfTheRun('pipeline-'),
  })

interface Synthesized {
  readonly assembly: CloudAssembly
  /** Of the pipeline's only stack, or of that of what its services share. */
  readonly template: Template
  /** How long it took. */
  readonly seconds: number
}

const made = new Map<readonly ServiceDeclaration[], Map<string, Synthesized>>()

/**
 * The pipeline as it would be deployed, for tests that only read it: files share a worker, so each context is synthesized once for all of them. Its
 * assembly lies there until the run ends.
 */
export function synthesizedOnce(
  context: Record<string, unknown> = {},
  declared: readonly ServiceDeclaration[] = services,
): Synthesized {
  const ofDeclared = made.get(declared) ?? new Map<string, Synthesized>()
  made.set(declared, ofDeclared)
  const key = JSON.stringify(context)
  const known = ofDeclared.get(key)
  if (known) return known
  const started = performance.now()
  const { app, stack } = buildPipeline(context, declared)
  const assembly = app.synth()
  const seconds = (performance.now() - started) / 1000
  const one = { assembly, seconds, template: Template.fromJSON(assembly.getStackArtifact(stack.artifactId).template) }
  ofDeclared.set(key, one)
  return one
}

/** The template as it would be deployed; synthesized once per context. */
export const synthesized = (context: Record<string, unknown> = {}): Template => synthesizedOnce(context).template

export interface Resource {
  readonly Type: string
  readonly Properties: Record<string, unknown>
  readonly DependsOn?: readonly string[]
  readonly DeletionPolicy?: string
  readonly UpdateReplacePolicy?: string
}

export const resources = (template: Template, type: string): [string, Resource][] =>
  Object.entries(template.findResources(type)) as [string, Resource][]

export const consumers = services.flatMap((service) => service.consumers)
