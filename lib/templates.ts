import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CfnElement, Stack } from 'aws-cdk-lib'
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch'
import type { ServiceDeclaration } from '../lambdas/runtime/declarations/service.ts'
import { pipelineApp } from './app.ts'
import { noCode } from './functions/code.ts'
import { Alarms } from './monitoring/alarms.ts'
import { services } from './services.ts'
import { subscriptions } from './subscriptions.ts'
import type { StackTemplate } from './validation/joined-template.ts'

const CDK_JSON = join(import.meta.dirname, '..', 'cdk.json')

export interface SynthesizedPipeline {
  readonly templates: readonly StackTemplate[]
  /** Logical ids of the alarms that exist only with the setting `alarms=all`. */
  readonly furtherAlarms: readonly string[]
}

/**
 * The pipeline as it would be deployed with these settings, for those who only read it: nothing is bundled, no file of a stage is read,
 * and no assembly is left behind.
 * @throws {Error} as a synthesis does.
 */
export function synthesizedPipeline(
  settings: Readonly<Record<string, unknown>>,
  declared: readonly ServiceDeclaration[] = services,
): SynthesizedPipeline {
  const { context } = JSON.parse(readFileSync(CDK_JSON, 'utf8')) as { context: object }
  const outdir = mkdtempSync(join(tmpdir(), 'templates-'))
  try {
    const { app, stacks } = pipelineApp({
      services: declared,
      subscriptions,
      codeOf: noCode,
      context: { ...context, ...settings },
      outdir,
    })
    const assembly = app.synth()
    return {
      templates: stacks.all.map(({ stackName }) => ({
        stackName,
        template: assembly.getStackByName(stackName).template,
      })),
      furtherAlarms: app.node
        .findAll()
        .filter((part) => part instanceof Alarms)
        .flatMap(({ onlyWithAll }) => onlyWithAll.map(logicalIdOf)),
    }
  } finally {
    rmSync(outdir, { recursive: true })
  }
}

const logicalIdOf = (alarm: Alarm): string => {
  const stack = Stack.of(alarm)
  return stack.resolve(stack.getLogicalId(alarm.node.defaultChild as CfnElement))
}
