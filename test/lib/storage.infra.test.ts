import { describe, expect, it } from 'vitest'
import { TIME_INDEX } from '../../lambdas/runtime/declarations/tables.ts'
import { target, valueAt } from '../../lib/validation/template.ts'
import { resources, synthesized } from './support/synthesized.ts'

const dev = synthesized()
const prod = synthesized({ stage: 'prod', emailFrom: 'orders@example.com' })
const tables = resources(dev, 'AWS::DynamoDB::Table')
const tableOf = (output: string) => tables.find(([id]) => id === target(dev.toJSON().Outputs[output].Value))![1]

describe('tables', () => {
  it.each(tables)('%s is on demand, encrypted and restorable', (_id, { Properties }) => {
    expect(Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    })
  })

  it('have streams that feed the relays, where they are outboxes', () => {
    for (const output of ['EventTableName', 'CommandTableName']) {
      expect(tableOf(output).Properties).toMatchObject({ StreamSpecification: { StreamViewType: 'NEW_IMAGE' } })
    }
  })

  it('index events by time under the name that the store asks for', () => {
    expect(valueAt(tableOf('EventTableName').Properties, 'GlobalSecondaryIndexes')).toEqual([
      expect.objectContaining({ IndexName: TIME_INDEX }),
    ])
  })

  it('let markers expire, events never', () => {
    const ttl = { TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true } }
    expect(tableOf('ProcessedTableName').Properties).toMatchObject(ttl)
    expect(tableOf('EventTableName').Properties.TimeToLiveSpecification).toBeUndefined()
  })

  it('go with the stack of any stage but prod', () => {
    for (const [, { DeletionPolicy, Properties }] of tables) {
      expect(DeletionPolicy).toBe('Delete')
      expect(Properties.DeletionProtectionEnabled ?? false).toBe(false)
    }
    for (const [, { DeletionPolicy, Properties }] of resources(prod, 'AWS::DynamoDB::Table')) {
      expect(DeletionPolicy).toBe('RetainExceptOnCreate')
      expect(Properties.DeletionProtectionEnabled).toBe(true)
    }
  })
})

describe('buckets and topics', () => {
  it('are encrypted and refuse everything without TLS', () => {
    const [, bucket] = resources(dev, 'AWS::S3::Bucket')[0]!
    expect(bucket.Properties).toHaveProperty('BucketEncryption')
    expect(bucket.Properties).not.toHaveProperty('VersioningConfiguration')
    const [, retained] = resources(prod, 'AWS::S3::Bucket')[0]!
    expect(retained.Properties.VersioningConfiguration).toEqual({ Status: 'Enabled' })
    for (const [, topic] of resources(dev, 'AWS::SNS::Topic')) expect(topic.Properties).toHaveProperty('KmsMasterKeyId')
    const denying = [...resources(dev, 'AWS::S3::BucketPolicy'), ...resources(dev, 'AWS::SNS::TopicPolicy')]
    expect(denying).toHaveLength(3)
    for (const [, { Properties }] of denying) {
      expect(valueAt(Properties, 'PolicyDocument', 'Statement')).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      )
    }
  })

  it('publish in order per aggregate, at the throughput of each aggregate', () => {
    const [, topic] = resources(dev, 'AWS::SNS::Topic').find(([, { Properties }]) => Properties.FifoTopic === true)!
    expect(topic.Properties).toMatchObject({ FifoThroughputScope: 'MessageGroup', ContentBasedDeduplication: false })
  })
})
