import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CfnQueue } from 'aws-cdk-lib/aws-sqs'
import { AwsSolutionsChecks } from 'cdk-nag'
import { describe, expect, it } from 'vitest'
import { buildPipeline, synthesized, synthesizedOnce } from '../support/synthesized.ts'

const findings = (context: Record<string, unknown> = {}) => {
  const { app } = buildPipeline(context)
  const { violations } = new AwsSolutionsChecks().validateScope(app)
  return violations.map(({ ruleName, violatingResources }) => [
    ruleName,
    violatingResources.map((one) => one.constructPath),
  ])
}

describe('a synthesis', () => {
  it.each([
    {},
    { stage: 'prod', emailFrom: 'orders@example.com', alarmEmail: 'ops@example.com' },
    { apiAuth: 'none' },
    { corsOrigins: '*' },
  ])('leaves no finding of cdk-nag unanswered, context %j', (context) => {
    expect(findings(context)).toEqual([])
  })

  it('fails while a rule is broken, and shows every message', () => {
    const { app, stack } = buildPipeline()
    for (const queue of stack.node.findAll().filter((node) => node instanceof CfnQueue)) {
      if (/Queues\/(Payment|Audit)\/Queue\//.test(queue.node.path)) queue.addPropertyOverride('VisibilityTimeout', 7)
    }
    let message = ''
    try {
      app.synth()
    } catch (error) {
      message = (error as Error).message
    }
    expect(message).toContain('Consumer "payment": the visibility timeout is 7 s')
    expect(message).toContain('Consumer "audit": the visibility timeout is 7 s')
  })

  it('makes only resources that the local runtime knows: no custom resources, no nested stacks', () => {
    const types = new Set(
      Object.values(synthesized().toJSON().Resources as object[]).map((one) => (one as { Type: string }).Type),
    )
    for (const type of types) expect(type).not.toMatch(/^(Custom::|AWS::CloudFormation::)/)
  })

  it('notes of no resource which lines of code made it', () => {
    const { directory } = synthesizedOnce().assembly
    const text = readFileSync(join(directory, 'EventPipeline-dev.metadata.json'), 'utf8')
    const noted = Object.values(JSON.parse(text) as Record<string, { readonly type: string }[]>).flat()
    expect(noted.map(({ type }) => type)).toContain('aws:cdk:logicalId')
    expect(noted.filter(({ type }) => type === 'aws:cdk:creationStack')).toEqual([])
  })

  it('stays well below the limit of 500 resources', () => {
    expect(Object.keys(synthesized().toJSON().Resources).length).toBeLessThan(420)
  })
})
