import { App, Stack } from 'aws-cdk-lib'
import { Match, Template } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { allEvents } from '../../../events/catalog.ts'
import { defineExternalEvent } from '../../../events/cloud-events/define-external-event.ts'
import { toCloudEvent } from '../../../events/cloud-events/to-cloud-event.ts'
import { orderConfirmed, orderCreated } from '../../../events/order.ts'
import { defineOutboundSubscription } from '../../../lambdas/runtime/declarations/outbound-subscription.ts'
import { cloudEventTemplate } from '../../../lib/outbound/cloud-event-template.ts'
import { checkRegion } from '../../../lib/outbound/region.ts'
import { ClaimBucket } from '../../../lib/storage/claim-bucket.ts'
import { addSecurityChecks } from '../../../lib/validation/security-checks.ts'
import { transform, transformerProblems } from '../../../local/eventbridge/input-transformer.ts'
import { folderOfTheRun } from '../../support/temporary-folder.ts'
import { buildPipeline } from '../support/synthesized.ts'

const queueArn = 'arn:aws:sqs:us-east-1:111122223333:partner-orders'
const given = { name: 'loyalty-team', events: [orderConfirmed], queueArns: { dev: queueArn } }
const [InputPathsMap, InputTemplate] = [cloudEventTemplate.inputPathsMap, cloudEventTemplate.inputTemplate]

describe('the template by which EventBridge makes CloudEvents', () => {
  it.each(allEvents.map((event) => [event.type, event] as const))(
    'gives what toCloudEvent gives, for %s',
    (_, event) => {
      const envelope = {
        event_id: 'evt_01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4b',
        event_type: event.type,
        version: event.version,
        timestamp: '2026-04-28T10:30:00.000Z',
        aggregate_type: event.aggregate,
        aggregate_id: 'any_1.2:3-4',
        sequence: 17,
        data: { ...(event.example as object), hostile: '"<id>\\ \u2028 </script>', list: [1, null, { a: true }] },
        metadata: { source: event.producer, correlation_id: 'req_1', causation_id: 'cmd_1', user_id: 'u-1' },
      }
      expect(JSON.parse(transform({ InputPathsMap, InputTemplate }, { detail: envelope }))).toEqual(
        toCloudEvent(envelope),
      )
    },
  )

  it('is one that EventBridge takes', () => {
    expect([...transformerProblems('Queue', { InputPathsMap, InputTemplate })]).toEqual([])
    expect(InputTemplate.length).toBeLessThanOrEqual(8192)
  })
})

describe('an outbound subscription', () => {
  it('is a rule with the other queue as its target, a queue for what is not taken, and an alarm on that', () => {
    const template = Template.fromStack(buildPipeline({}, [], undefined, [defineOutboundSubscription(given)]).stack)
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { 'detail-type': ['order.confirmed'] },
      Targets: [
        {
          Arn: queueArn,
          InputTransformer: { InputPathsMap, InputTemplate },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('ToLoyaltyTeamUndelivered'), 'Arn'] } },
          RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
        },
      ],
    })
    const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map((alarm) => JSON.stringify(alarm))
    expect(alarms.filter((alarm) => alarm.includes('Outbound subscription loyalty-team'))).toHaveLength(1)
  })

  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-cross-account.html: "Specify an execution role for EventBridge to use
  // when sending events to the target". eb-use-resource-based.html of the same account's queues: "do not specify a RoleArn".
  it('sends to another account as a role that may send there and nowhere else, and to its own without one', () => {
    const template = Template.fromStack(buildPipeline({}, [], undefined, [defineOutboundSubscription(given)]).stack)
    const elsewhere = Object.keys(template.toJSON().Conditions).find((name) => name.startsWith('ToLoyaltyTeam'))
    expect(template.toJSON().Conditions[elsewhere!]).toEqual({
      'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'AWS::AccountId' }, '111122223333'] }],
    })
    const [role] = Object.entries(template.findResources('AWS::IAM::Role')).find(([id]) =>
      id.startsWith('ToLoyaltyTeam'),
    )!
    template.hasResource('AWS::IAM::Role', {
      Condition: elsewhere,
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' } }],
        },
        Policies: [
          { PolicyDocument: { Statement: [{ Action: 'sqs:SendMessage', Effect: 'Allow', Resource: queueArn }] } },
        ],
      },
    })
    const roleArn = { 'Fn::GetAtt': [role, 'Arn'] }
    template.hasResourceProperties('AWS::Events::Rule', {
      Targets: [{ Arn: queueArn, RoleArn: { 'Fn::If': [elsewhere, roleArn, { Ref: 'AWS::NoValue' }] } }],
    })
    // The other team needs it for the policy of its queue.
    template.hasOutput('ToLoyaltyTeamRoleArn', { Value: roleArn, Condition: elsewhere })
  })

  it('warns of a queue in another region than the one deployed to, and refuses it in a stack that names its region', () => {
    const warned = (defaultRegion: string | undefined, region?: string) => {
      const app = new App({ outdir: folderOfTheRun('app-') })
      const stack = new Stack(app, 'Any', region === undefined ? {} : { env: { region } })
      checkRegion(stack, { name: 'loyalty-team', queueArn, defaultRegion })
      return stack.node.metadata.filter(({ type }) => type === 'aws:cdk:warning').length
    }
    expect([warned(undefined), warned('us-east-1'), warned('eu-west-1'), warned('eu-west-1', 'us-east-1')]).toEqual([
      0, 0, 1, 0,
    ])
    expect(() => warned(undefined, 'eu-west-1')).toThrow(
      `Outbound subscription "loyalty-team": the queue ${queueArn} is not in eu-west-1`,
    )
  })

  it('may be given our own envelope, and is left out of stages that it does not name', () => {
    const ours = defineOutboundSubscription({ ...given, format: 'event', filter: { source: ['order-service'] } })
    Template.fromStack(buildPipeline({}, [], undefined, [ours]).stack).hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['order-service'] },
      Targets: [Match.objectLike({ Arn: queueArn, InputPath: '$.detail' })],
    })
    const template = Template.fromStack(buildPipeline({ stage: 'test' }, [], undefined, [ours]).stack)
    template.resourceCountIs('AWS::Events::Rule', 0)
  })

  it("passes AWS's own rules, which a deployment asks for", async () => {
    const { app, stack } = buildPipeline({}, [], undefined, [defineOutboundSubscription(given)])
    new ClaimBucket(stack, 'LargeEvents', { retain: true })
    await addSecurityChecks(app)
    expect(() => app.synth()).not.toThrow()
  })

  const parcel = defineExternalEvent({
    type: 'parcel.delivered',
    aggregate: 'parcel',
    producer: 'carrier',
    meaning: 'Theirs.',
    sources: ['/carrier'],
    schema: z.object({}),
    example: {},
  })

  it.each([
    [{ name: 'Loyalty' }, 'Outbound subscription "Loyalty": the name must be kebab-case'],
    [{ events: [] }, 'name at least one event'],
    [{ events: [orderCreated, parcel] }, 'parcel.delivered is stated by another team'],
    [
      { queueArns: { dev: 'https://sqs.example' } },
      'https://sqs.example of stage dev is not the ARN of a standard queue',
    ],
    [{ queueArns: { dev: `${queueArn}.fifo` } }, 'is not the ARN of a standard queue'],
  ])('is refused with %j', (wrong, message) => {
    expect(() => defineOutboundSubscription({ ...given, ...wrong })).toThrow(message)
  })
})
