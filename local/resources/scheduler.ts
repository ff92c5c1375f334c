import { z } from 'zod'
import { count, defined, noEffect, text } from '../template/property-values.ts'
import { type ResourceType, resourceType } from './resource-type.ts'

const target = z.strictObject({
  Arn: text,
  RoleArn: text,
  Input: text.optional(),
  DeadLetterConfig: z.strictObject({ Arn: text.optional() }).transform(defined).optional(),
  RetryPolicy: z
    .strictObject({ MaximumRetryAttempts: count.optional(), MaximumEventAgeInSeconds: count.optional() })
    .transform(defined)
    .optional(),
  SqsParameters: z.strictObject({ MessageGroupId: text }).optional(),
})

const schedule = resourceType(
  z.strictObject({
    Name: text.optional(),
    GroupName: text.optional(),
    ScheduleExpression: text,
    ScheduleExpressionTimezone: z.enum(['UTC', 'Etc/UTC']).optional(),
    FlexibleTimeWindow: z.strictObject({ Mode: text, MaximumWindowInMinutes: noEffect }),
    Target: target.transform(defined),
    State: z.enum(['ENABLED', 'DISABLED']).optional(),
    Description: text.optional(),
    EndDate: text.optional(),
    StartDate: text.optional(),
    KmsKeyArn: noEffect,
  }),
  ({ Name, GroupName, KmsKeyArn: _, ScheduleExpressionTimezone: __, ...definition }, resource, { scheduler }) => {
    const name = Name ?? resource.uniqueName(64)
    const { arn } = scheduler.putFromTemplate({
      ...defined(definition),
      Name: name,
      GroupName: GroupName ?? 'default',
    })
    return { physicalId: name, attributes: { Arn: arn } }
  },
  {
    replacedBy: ['Name', 'GroupName'],
    namedBy: 'Name',
    remove: ({ physicalId }, { scheduler }, { GroupName }) => scheduler.delete(GroupName, physicalId),
  },
)

const group = resourceType(
  z.strictObject({ Name: text.optional(), Tags: noEffect }),
  ({ Name }, resource, { scheduler }) => {
    const name = Name ?? resource.uniqueName(64)
    return { physicalId: name, attributes: { Arn: scheduler.createGroup(name).arn, State: 'ACTIVE' } }
  },
  {
    replacedBy: ['Name'],
    namedBy: 'Name',
    holdsData: true,
    remove: ({ physicalId }, { scheduler }) => scheduler.deleteGroup(physicalId),
  },
)

export const schedulerTypes: Record<string, ResourceType> = {
  'AWS::Scheduler::Schedule': schedule,
  'AWS::Scheduler::ScheduleGroup': group,
}
