import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { describe, expect, it } from 'vitest'
import { services } from '../../../lib/services.ts'
import { importMapOf } from '../../../ops/import-map/import-map.ts'
import { readOutputs } from '../../../ops/stack/outputs.ts'
import { resources, synthesized } from '../../lib/support/synthesized.ts'

const queueUrl = (id: string) => `https://sqs.us-east-1.amazonaws.com/1/${id}`
const template = synthesized()
const physicalIdOf = (id: string, type: string) => (type === 'AWS::SQS::Queue' ? queueUrl(id) : `physical-${id}`)
const all = Object.entries(template.toJSON().Resources as Record<string, { Type: string }>).map(([id, { Type }]) => ({
  LogicalResourceId: id,
  ResourceType: Type,
  PhysicalResourceId: physicalIdOf(id, Type),
}))
const client = Object.assign(new CloudFormationClient({ region: 'us-east-1' }), {
  send: async () => ({ StackResourceSummaries: all }),
}) as CloudFormationClient

/** The outputs of the deployed stack, with what is called like that above. */
const outputs = readOutputs(
  Object.entries(template.toJSON().Outputs as Record<string, { Value: unknown }>).map(([name, { Value }]) => {
    const named = (value: unknown): string => {
      if (typeof value === 'string') return value
      const { Ref, 'Fn::Join': join } = value as { Ref?: string; 'Fn::Join'?: [string, unknown[]] }
      if (join) return join[1].map(named).join(join[0])
      return all.find((one) => one.LogicalResourceId === Ref)?.PhysicalResourceId ?? ''
    }
    return [name, named(Value)] as const
  }),
)
const stack = { name: 'EventPipeline-dev', outputs: () => outputs }
const service = (name: string) => services.find((one) => one.name === name)!

describe('the import map of a service', () => {
  it('names its table and each of its queues by the property that CloudFormation finds them by', async () => {
    expect(await importMapOf(client, stack, service('payment'))).toEqual({
      PaymentTable27855A31: { TableName: 'physical-PaymentTable27855A31' },
      ...Object.fromEntries(
        [
          'QueuesPaymentQueue90BF1446',
          'QueuesPaymentDeadLetters18E2E97E',
          'QueuesPaymentCommandsQueueE8DDB4E3',
          'QueuesPaymentCommandsDeadLettersFC5E3A4C',
          'QueuesAccountStatementQueueA0A452D6',
          'QueuesAccountStatementDeadLetters8E45AB1F',
        ].map((id) => [id, { QueueUrl: queueUrl(id) }]),
      ),
    })
  })

  it('of all services together has every table, bucket and queue that is a service’s', async () => {
    const withState = services.filter(({ name }) => name !== 'customer')
    const maps = await Promise.all(withState.map((one) => importMapOf(client, stack, one)))
    const mapped = Object.keys(Object.assign({}, ...maps))
    const stateful = ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::SQS::Queue'].flatMap((type) =>
      resources(template, type).map(([id]) => id),
    )
    const shared = stateful.filter((id) => /^(Tables|Claims|EventRelay|CommandRelay)/.test(id))
    expect(mapped.toSorted()).toEqual(stateful.filter((id) => !shared.includes(id)).toSorted())
  })

  it('is refused for a service that keeps nothing', async () => {
    await expect(importMapOf(client, stack, { name: 'nothing', consumers: [] })).rejects.toThrow(
      'Service nothing has no table, bucket or queue in EventPipeline-dev',
    )
  })
})
