import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ServiceDeclaration } from '../lambdas/runtime/declarations/service.ts'
import { pipelineApp } from './app.ts'
import { noCode } from './functions/code.ts'
import { services } from './services.ts'
import { subscriptions } from './subscriptions.ts'
import type { StackTemplate } from './validation/joined-template.ts'

const CDK_JSON = join(import.meta.dirname, '..', 'cdk.json')

/**
 * The templates of the pipeline as they would be deployed with these settings, for those who only read them: nothing is bundled, no file
 * of a stage is read, and no assembly is left behind.
 * @throws {Error} as a synthesis does.
 */
export function templatesOf(
  settings: Readonly<Record<string, unknown>>,
  declared: readonly ServiceDeclaration[] = services,
): StackTemplate[] {
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
    return stacks.all.map(({ stackName }) => ({ stackName, template: assembly.getStackByName(stackName).template }))
  } finally {
    rmSync(outdir, { recursive: true })
  }
}
