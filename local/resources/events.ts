import { z } from 'zod'
import { archiveRefusals, busProblems, ruleRefusals } from '../eventbridge/index.ts'
import { count, defined, document, noEffect, text } from '../template/property-values.ts'
import { type ResourceType, resourceType } from './resource-type.ts'
import { targetDelivery } from './target-delivery.ts'

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
    check: ({ Name }) => busProblems(Name),
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
  ...targetDelivery,
  RoleArn: text.optional(),
})

const ruleProperties = z.strictObject({
  Name: text.optional(),
  Description: text.optional(),
  EventBusName: text.optional(),
  EventPattern: document.optional(),
  ScheduleExpression: text.optional(),
  State: z.enum(['ENABLED', 'DISABLED']).optional(),
  Targets: z.array(target.transform(defined)).optional(),
  RoleArn: noEffect,
  Tags: noEffect,
})

function ruleOf({ EventPattern, RoleArn: _, Tags: __, Targets = [], ...rest }: z.output<typeof ruleProperties>) {
  return defined({ ...rest, Targets, EventPattern: EventPattern && JSON.stringify(EventPattern) })
}

const rule = resourceType(
  ruleProperties,
  (properties, resource, services) => {
    const { Name = resource.uniqueName(64), ...stated } = ruleOf(properties)
    const created = services.eventBridge.putRule({ Name, ...stated })
    const onDefaultBus = created.EventBusName === 'default'
    return {
      physicalId: onDefaultBus ? created.Name : `${created.EventBusName}|${created.Name}`,
      attributes: { Arn: created.Arn },
    }
  },
  {
    replacedBy: ['Name', 'EventBusName'],
    namedBy: 'Name',
    check: (properties) => ruleRefusals(ruleOf(properties)),
    remove({ physicalId }, { eventBridge }) {
      const [name = '', bus = 'default'] = physicalId.split('|').reverse()
      eventBridge.removeRule(name, bus)
    },
  },
)

const archiveProperties = z.strictObject({
  ArchiveName: text.optional(),
  SourceArn: text,
  Description: text.optional(),
  EventPattern: document.optional(),
  RetentionDays: count.optional(),
  KmsKeyIdentifier: noEffect,
})

function archiveOf({ SourceArn, EventPattern, KmsKeyIdentifier: _, ...rest }: z.output<typeof archiveProperties>) {
  return defined({ ...rest, EventSourceArn: SourceArn, EventPattern: EventPattern && JSON.stringify(EventPattern) })
}

const archive = resourceType(
  archiveProperties,
  (properties, resource, { eventBridge }) => {
    const { ArchiveName: name = resource.uniqueName(48), ...stated } = archiveOf(properties)
    const { arn } = eventBridge.putArchive({ ArchiveName: name, ...stated })
    return { physicalId: name, attributes: { Arn: arn, ArchiveName: name } }
  },
  {
    replacedBy: ['ArchiveName', 'SourceArn'],
    namedBy: 'ArchiveName',
    holdsData: true,
    check: (properties) =>
      [...archiveRefusals(archiveOf(properties))].map(({ path, ...rest }) =>
        path[0] === 'EventSourceArn' ? { path: ['SourceArn'], ...rest } : { path, ...rest },
      ),
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
