import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Template } from 'aws-cdk-lib/assertions'
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

const templates = new Map<string, Template>()

/** The template as it would be deployed; synthesized once per context. */
export function synthesized(context: Record<string, unknown> = {}): Template {
  const key = JSON.stringify(context)
  const template = templates.get(key) ?? Template.fromStack(buildPipeline(context).stack)
  templates.set(key, template)
  return template
}

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
