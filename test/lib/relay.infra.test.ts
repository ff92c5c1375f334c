import { describe, expect, it } from 'vitest'
import { relayTries } from '../../lambdas/runtime/declarations/relay.ts'
import { valueAt } from '../../lib/validation/template.ts'
import { consumers, resources, synthesized } from './support/synthesized.ts'

const template = synthesized()
const streams = resources(template, 'AWS::Lambda::EventSourceMapping').filter(
  ([, { Properties }]) => Properties.StartingPosition !== undefined,
)

describe('relays', () => {
  it('are two: of events and of commands', () => {
    expect(streams).toHaveLength(2)
  })

  it.each(streams)('%s never blocks a shard for good and never loses a record', (_id, { Properties }) => {
    expect(Properties).toMatchObject({
      StartingPosition: 'TRIM_HORIZON',
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      DestinationConfig: { OnFailure: { Destination: expect.anything() } },
    })
  })

  it.each(streams)('%s tries as long as the stream keeps a record, and notes it before it is lost', (_id, one) => {
    const { MaximumRetryAttempts, MaximumRecordAgeInSeconds } = one.Properties
    // "-1 means infinite: failed records are retried until the record expires. The data retention limit for DynamoDB Streams
    // is 24 hours." https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html
    expect(MaximumRetryAttempts).toBe(-1)
    expect(MaximumRecordAgeInSeconds).toBeLessThan(24 * 3600)
    expect(MaximumRecordAgeInSeconds).toBeGreaterThan(relayTries.setAsideAfterHours * 3600)
    expect(relayTries.setAsideAfterHours).toBeGreaterThanOrEqual(22)
  })

  it.each(streams)('%s runs one batch of a shard at a time: more would keep the order of an item only', (_id, one) => {
    expect(one.Properties.ParallelizationFactor).toBe(1)
  })

  it('of commands knows, and may send to, the queue of every addressee that services send commands to, and no other', () => {
    const functions = resources(template, 'AWS::Lambda::Function')
    const urls = functions.flatMap(([, { Properties }]) => {
      const joined = valueAt(Properties, 'Environment', 'Variables', 'COMMAND_QUEUES')
      return joined ? [JSON.stringify(joined)] : []
    })
    expect(urls).toHaveLength(1)
    const [sent, scheduled] = ['services', 'schedule'].map((by) =>
      consumers.filter(({ accepts }) => accepts.some(({ sentBy = 'services' }) => sentBy === by)),
    )
    expect(sent?.length).toBeGreaterThan(0)
    expect(scheduled?.map(({ name }) => name)).toEqual(['checkout-commands'])
    for (const { name } of sent ?? []) expect(urls[0]).toContain(`\\"${name}\\"`)
    for (const { name } of scheduled ?? []) expect(urls[0]).not.toContain(name)
    const [, role] = resources(template, 'AWS::IAM::Role').find(([id]) => id.startsWith('CommandRelayHandlerRole'))!
    expect(JSON.stringify(role)).not.toContain('CheckoutCommands')
  })
})
