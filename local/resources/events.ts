import { z } from 'zod'
import { count, defined, document, noEffect, text } from '../template/property-values.ts'
import { type ResourceType, resourceType } from './resource-type.ts'

const eventBus = resourceType(
  z.strictObject({
    Name: text,
    DeadLetterConfig: noEffect,
    Description: noEffect,
    EventSourceName: noEffect,
    KmsKeyIdentifier: noEffect,
    LogConfig: noEffect,
    Policy: noEffect,
    Tags: noEffect,
  }),
  ({ Name }, _, { eventBridge }) => {
    const { arn } = eventBridge.createBus(Name)
    return { physicalId: Name, attributes: { Arn: arn, Name } }
  },
  {
    replacedBy: ['Name', 'EventSourceName'],
    namedBy: 'Name',
    remove: ({ physicalId }, { eventBridge }) => eventBridge.deleteBus(physicalId),
  },
)

const target = z.strictObject({
  Id: text,
  Arn: text,
  Input: text.optional(),
  InputPath: text.optional(),
  InputTransformer: z
    .strictObject({ InputPathsMap: z.record(z.string(), text).optional(), InputTemplate: text })
    .transform(defined)
    .optional(),
  DeadLetterConfig: z.strictObject({ Arn: text.optional() }).transform(defined).optional(),
  RetryPolicy: z
    .strictObject({ MaximumRetryAttempts: count.optional(), MaximumEventAgeInSeconds: count.optional() })
    .transform(defined)
    .optional(),
  SqsParameters: z.strictObject({ MessageGroupId: text }).optional(),
  RoleArn: text.optional(),
})

const rule = resourceType(
  z.strictObject({
    Name: text.optional(),
    Description: text.optional(),
    EventBusName: text.optional(),
    EventPattern: document.optional(),
    ScheduleExpression: text.optional(),
    State: z.enum(['ENABLED', 'DISABLED']).optional(),
    Targets: z.array(target.transform(defined)).optional(),
    RoleArn: noEffect,
    Tags: noEffect,
  }),
  ({ Name, EventPattern, Targets, Description, EventBusName, ScheduleExpression, State }, resource, services) => {
    const created = services.eventBridge.putRule(
      defined({
        Name: Name ?? resource.uniqueName(64),
        EventPattern: EventPattern && JSON.stringify(EventPattern),
        Targets: Targets ?? [],
        Description,
        EventBusName,
        ScheduleExpression,
        State,
      }),
    )
    const onDefaultBus = created.EventBusName === 'default'
    return {
      physicalId: onDefaultBus ? created.Name : `${created.EventBusName}|${created.Name}`,
      attributes: { Arn: created.Arn },
    }
  },
  {
    replacedBy: ['Name', 'EventBusName'],
    namedBy: 'Name',
    remove({ physicalId }, { eventBridge }) {
      const [name = '', bus = 'default'] = physicalId.split('|').reverse()
      eventBridge.removeRule(name, bus)
    },
  },
)

const archive = resourceType(
  z.strictObject({
    ArchiveName: text.optional(),
    SourceArn: text,
    Description: text.optional(),
    EventPattern: document.optional(),
    RetentionDays: count.optional(),
    KmsKeyIdentifier: noEffect,
  }),
  ({ ArchiveName, SourceArn, Description, EventPattern, RetentionDays }, resource, { eventBridge }) => {
    const name = ArchiveName ?? resource.uniqueName(48)
    const { arn } = eventBridge.putArchive(
      defined({
        ArchiveName: name,
        EventSourceArn: SourceArn,
        EventPattern: EventPattern && JSON.stringify(EventPattern),
        Description,
        RetentionDays,
      }),
    )
    return { physicalId: name, attributes: { Arn: arn, ArchiveName: name } }
  },
  {
    replacedBy: ['ArchiveName', 'SourceArn'],
    namedBy: 'ArchiveName',
    holdsData: true,
    remove: ({ physicalId }, { eventBridge }) => eventBridge.deleteArchive(physicalId),
  },
)

/** Grants to other accounts are written with Action and Principal; there are no others here. */
const eventBusPolicy = resourceType(
  z.looseObject({ StatementId: text, EventBusName: text.optional(), Statement: document.optional() }),
  ({ StatementId, EventBusName = 'default', Statement }, _, { region, accountId, iam }) => {
    const arn = `arn:aws:events:${region}:${accountId}:event-bus/${EventBusName}`
    if (Statement) iam?.policies.put(arn, StatementId, { Statement })
    return { physicalId: StatementId }
  },
)

export const eventsTypes: Record<string, ResourceType> = {
  'AWS::Events::EventBus': eventBus,
  'AWS::Events::EventBusPolicy': eventBusPolicy,
  'AWS::Events::Rule': rule,
  'AWS::Events::Archive': archive,
}
