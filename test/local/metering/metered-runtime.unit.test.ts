import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { afterEach, expect, it } from 'vitest'
import type { Template } from '../../../local/template/template.ts'
import { eventually } from '../../support/eventually.ts'
import { cleanUp, clientConfig, inlineFunction, start } from '../fixture.ts'

afterEach(cleanUp)

/** A bus, a queue, and a function that reads it and writes each event to a table. */
const template: Template = {
  Resources: {
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'shop' } },
    Queue: { Type: 'AWS::SQS::Queue' },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventBusName: { Ref: 'Bus' },
        EventPattern: { source: ['test'] },
        Targets: [{ Id: 'Queue', Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] } }],
      },
    },
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: 'items',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      },
    },
    Consumer: inlineFunction(
      `const Item = { pk: { S: 'a' }, text: { S: 'x'.repeat(1500) } }
       const scope = process.env.AWS_ACCESS_KEY_ID + '/20260428/us-east-1/dynamodb/aws4_request'
       const headers = { 'x-amz-target': 'DynamoDB_20120810.PutItem', authorization: 'AWS4-HMAC-SHA256 Credential=' + scope }
       const body = JSON.stringify({ TableName: 'items', Item })
       const { status } = await fetch(process.env.AWS_ENDPOINT_URL, { method: 'POST', headers, body })
       if (status !== 200) throw new Error('PutItem: ' + status)
       console.log('done')`,
      { Description: 'Consumer of events' },
    ),
    Source: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { FunctionName: { Ref: 'Consumer' }, EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] } },
    },
  },
}

const putEvent = (runtime: { endpointUrl: string; region: string }) =>
  new EventBridgeClient(clientConfig(runtime)).send(
    new PutEventsCommand({ Entries: [{ EventBusName: 'shop', Source: 'test', DetailType: 'sold', Detail: '{}' }] }),
  )

it('counts what AWS would bill for an event: to its sender the event, to its consumer queue, function, table and log', async () => {
  const runtime = await start(template, { metering: true })
  await putEvent(runtime)
  await eventually(() => expect(runtime.usage()['Consumer of events']?.sqsStandardRequests).toBe(3))
  const { outside, 'Consumer of events': consumer = {} } = runtime.usage()
  expect(outside).toEqual({ eventBridgeEvents: 1 })
  // A delivery, a receive and a delete; an item of 1.5 KB.
  expect(consumer).toMatchObject({
    sqsStandardRequests: 3,
    sqsMessagesReceived: 1,
    lambdaRequests: 1,
    dynamodbWriteUnits: 2,
  })
  expect(consumer.logBytes).toBeGreaterThan('done'.length)
  const page = await fetch(new URL('/_local/usage', runtime.endpointUrl))
  expect(await page.json()).toEqual(runtime.usage())
})

it('counts nothing unless it is asked to', async () => {
  const runtime = await start({ Resources: { Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'shop' } } } })
  await putEvent(runtime)
  expect(runtime.usage()).toEqual({})
  expect((await fetch(new URL('/_local/usage', runtime.endpointUrl))).status).toBe(400)
})
