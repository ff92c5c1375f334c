import { describe, expect, it } from 'vitest'
import { valueAt } from '../../lib/validation/template.ts'
import { type Resource, resources, synthesized } from './support/synthesized.ts'

const dev = synthesized()
const prod = synthesized({ stage: 'prod', emailFrom: 'orders@example.com', alarmEmail: 'ops@example.com' })
const everything = (of: typeof dev) => Object.entries(of.toJSON().Resources) as [string, Resource][]
const policies = ({ DeletionPolicy, UpdateReplacePolicy }: Resource) => [DeletionPolicy, UpdateReplacePolicy]

/** What loses something when it is deleted. */
const stateful = ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::SQS::Queue', 'AWS::Logs::LogGroup']

describe('a stage that is not prod', () => {
  it('leaves nothing behind when its stack is destroyed', () => {
    const kept = everything(dev).filter(
      ([, { DeletionPolicy }]) => DeletionPolicy !== undefined && DeletionPolicy !== 'Delete',
    )
    expect(kept).toEqual([])
  })

  it('lets everything be deleted', () => {
    for (const [, { Properties }] of resources(dev, 'AWS::DynamoDB::Table')) {
      expect(Properties.DeletionProtectionEnabled ?? false).toBe(false)
    }
    expect(dev.toJSON()).not.toHaveProperty('terminationProtection')
  })

  it('has every log group in its stack, so that none is made beside it by whoever writes first', () => {
    for (const [id, { Properties }] of resources(dev, 'AWS::Lambda::Function')) {
      expect([id, valueAt(Properties, 'LoggingConfig', 'LogGroup')]).toEqual([id, { Ref: expect.any(String) }])
    }
    const permissions = JSON.stringify(resources(dev, 'AWS::IAM::Role'))
    expect(permissions).not.toContain('logs:CreateLogGroup')
    expect(permissions).not.toContain('AWSLambdaBasicExecutionRole')
  })
})

describe('stage prod', () => {
  it.each(stateful)('keeps every %s, but not one that a failed first deployment has just created', (type) => {
    const found = resources(prod, type)
    expect(found.length).toBeGreaterThan(0)
    for (const [id, resource] of found) {
      expect([id, ...policies(resource)]).toEqual([id, 'RetainExceptOnCreate', 'Retain'])
    }
  })

  it('keeps nothing that would be an orphan after a failed first deployment', () => {
    const orphans = everything(prod).filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain')
    expect(orphans).toEqual([])
  })

  it('has tables that refuse deletion, except in a first deployment that could not be undone otherwise', () => {
    const first = synthesized({ stage: 'prod', tablesRefuseDeletion: 'false' })
    for (const [, { Properties }] of resources(prod, 'AWS::DynamoDB::Table')) {
      expect(Properties.DeletionProtectionEnabled).toBe(true)
    }
    for (const [, { Properties }] of resources(first, 'AWS::DynamoDB::Table')) {
      expect(Properties.DeletionProtectionEnabled).toBe(false)
    }
  })
})

describe('one stage in two regions of an account', () => {
  it('has two dashboards: their names are global', () => {
    const [[, dashboard] = []] = resources(dev, 'AWS::CloudWatch::Dashboard')
    expect(dashboard?.Properties.DashboardName).toEqual({
      'Fn::Join': ['', ['EventPipeline-dev-', { Ref: 'AWS::Region' }]],
    })
  })

  it('names no role and no bucket, whose names are global, too', () => {
    for (const type of ['AWS::IAM::Role', 'AWS::S3::Bucket']) {
      for (const [, { Properties }] of resources(dev, type)) {
        expect(Properties).not.toHaveProperty('RoleName')
        expect(Properties).not.toHaveProperty('BucketName')
      }
    }
  })
})

describe('access logs', () => {
  it('stand under /aws/vendedlogs/, apart for every stack that there ever was', () => {
    const named = resources(prod, 'AWS::Logs::LogGroup').flatMap(([, { Properties }]) => Properties.LogGroupName ?? [])
    expect(named).toEqual([
      {
        'Fn::Join': [
          '',
          [
            '/aws/vendedlogs/http-apis/EventPipeline-prod/',
            { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] },
          ],
        ],
      },
    ])
  })
})

describe('logical ids of what holds data', () => {
  /**
   * Another id is another resource: CloudFormation would create an empty one and drop, or strand, the one with the data. Add
   * lines here; change or remove one only together with a plan for the data.
   */
  const pinned = [
    'AWS::DynamoDB::Table AnalyticsTable2EE822A0',
    'AWS::DynamoDB::Table AuditTable18A3095C',
    'AWS::DynamoDB::Table CheckoutTable089AB7CB',
    'AWS::DynamoDB::Table InventoryTable40A3050B',
    'AWS::DynamoDB::Table NotificationTable502723E6',
    'AWS::DynamoDB::Table OrderTableA6ACA365',
    'AWS::DynamoDB::Table OrderViewTable858F6EDA',
    'AWS::DynamoDB::Table PaymentTable27855A31',
    'AWS::DynamoDB::Table TablesAuditLog5AA97AA9',
    'AWS::DynamoDB::Table TablesBreakersB0AD1112',
    'AWS::DynamoDB::Table TablesCommands66F8BB6F',
    'AWS::DynamoDB::Table TablesDeadLetters9956AC4E',
    'AWS::DynamoDB::Table TablesEventsE8DD42EA',
    'AWS::DynamoDB::Table TablesOperations2081F30E',
    'AWS::DynamoDB::Table TablesParked5678F203',
    'AWS::DynamoDB::Table TablesProcessedBC159ADF',
    'AWS::DynamoDB::Table TablesSnapshotsBA0A82B1',
    'AWS::Events::Archive FabricArchive82AB0693',
    'AWS::Events::EventBus FabricBus1B2B3326',
    'AWS::S3::Bucket AuditBucket7486E833',
    'AWS::SNS::Topic FabricTopic0339F2E4',
    'AWS::SQS::Queue CommandRelayFailures474912C4',
    'AWS::SQS::Queue CommandRelayWaitingC8833E90',
    'AWS::SQS::Queue EventRelayFailures62A56579',
    'AWS::SQS::Queue QueuesAccountStatementDeadLetters8E45AB1F',
    'AWS::SQS::Queue QueuesAccountStatementQueueA0A452D6',
    'AWS::SQS::Queue QueuesAnalyticsDeadLetters89C368C7',
    'AWS::SQS::Queue QueuesAnalyticsQueueC7E7D6E5',
    'AWS::SQS::Queue QueuesAuditDeadLettersDEEB03F0',
    'AWS::SQS::Queue QueuesAuditQueue2FB08D68',
    'AWS::SQS::Queue QueuesCheckoutCommandsDeadLettersE41084E4',
    'AWS::SQS::Queue QueuesCheckoutCommandsQueue164B0A96',
    'AWS::SQS::Queue QueuesCheckoutDeadLetters2DF76B5C',
    'AWS::SQS::Queue QueuesCheckoutQueue55A478C7',
    'AWS::SQS::Queue QueuesInventoryCommandsDeadLettersE0012B5C',
    'AWS::SQS::Queue QueuesInventoryCommandsQueue0723948C',
    'AWS::SQS::Queue QueuesInventoryDeadLetters760AFED2',
    'AWS::SQS::Queue QueuesInventoryQueueE4C3DA55',
    'AWS::SQS::Queue QueuesNotificationCustomersDeadLetters60E01D58',
    'AWS::SQS::Queue QueuesNotificationCustomersQueue04D36701',
    'AWS::SQS::Queue QueuesNotificationDeadLettersD94C0C6A',
    'AWS::SQS::Queue QueuesNotificationQueueBC393D8C',
    'AWS::SQS::Queue QueuesOrderCommandsDeadLetters7D6274AD',
    'AWS::SQS::Queue QueuesOrderCommandsQueue003E3A2C',
    'AWS::SQS::Queue QueuesOrderPricesDeadLetters4C0F0DDE',
    'AWS::SQS::Queue QueuesOrderPricesQueueC55073D5',
    'AWS::SQS::Queue QueuesOrderRepliesDeadLettersA4354A1E',
    'AWS::SQS::Queue QueuesOrderRepliesQueue5084D7D2',
    'AWS::SQS::Queue QueuesOrderSummaryDeadLettersDF127951',
    'AWS::SQS::Queue QueuesOrderSummaryQueueAA944588',
    'AWS::SQS::Queue QueuesOrderViewDeadLetters55EE72BD',
    'AWS::SQS::Queue QueuesOrderViewQueue5EC2EA4F',
    'AWS::SQS::Queue QueuesPaymentCommandsDeadLettersFC5E3A4C',
    'AWS::SQS::Queue QueuesPaymentCommandsQueueE8DDB4E3',
    'AWS::SQS::Queue QueuesPaymentDeadLetters18E2E97E',
    'AWS::SQS::Queue QueuesPaymentQueue90BF1446',
    'AWS::Scheduler::ScheduleGroup DeadlinesCheckoutCommandsGroup8BAB9C83',
  ]

  it('stay as they are', () => {
    const types = [
      'AWS::DynamoDB::Table',
      'AWS::S3::Bucket',
      'AWS::SQS::Queue',
      'AWS::Events::EventBus',
      'AWS::Events::Archive',
      'AWS::Scheduler::ScheduleGroup',
    ]
    const found = everything(prod)
      .filter(([, { Type, Properties }]) => types.includes(Type) || Properties?.FifoTopic === true)
      .map(([id, { Type }]) => `${Type} ${id}`)
    expect(found.toSorted()).toEqual(pinned.toSorted())
  })
})
