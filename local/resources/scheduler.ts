import { z } from 'zod'
import { scheduleProblems } from '../scheduler/index.ts'
import { count, defined, noEffect, text } from '../template/property-values.ts'
import { type ResourceType, resourceType } from './resource-type.ts'
import { targetDelivery } from './target-delivery.ts'

const target = z.strictObject({
  Arn: text,
  RoleArn: text,
  Input: text.optional(),
  ...targetDelivery,
})

const scheduleProperties = z.strictObject({
  Name: text.optional(),
  GroupName: text.optional(),
  ScheduleExpression: text,
  ScheduleExpressionTimezone: z.enum(['UTC', 'Etc/UTC']).optional(),
  FlexibleTimeWindow: z.strictObject({ Mode: text, MaximumWindowInMinutes: count.optional() }),
  Target: target.transform(defined),
  State: z.enum(['ENABLED', 'DISABLED']).optional(),
  Description: text.optional(),
  EndDate: text.optional(),
  StartDate: text.optional(),
  KmsKeyArn: noEffect,
})

function scheduleOf({ KmsKeyArn: _, FlexibleTimeWindow, ...stated }: z.output<typeof scheduleProperties>) {
  return { ...defined(stated), FlexibleTimeWindow: defined(FlexibleTimeWindow) }
}

const schedule = resourceType(
  scheduleProperties,
  (properties, resource, { scheduler }) => {
    const { Name: name = resource.uniqueName(64), GroupName = 'default', ...stated } = scheduleOf(properties)
    const { arn } = scheduler.putFromTemplate({ ...stated, Name: name, GroupName })
    return { physicalId: name, attributes: { Arn: arn } }
  },
  {
    replacedBy: ['Name', 'GroupName'],
    namedBy: 'Name',
    check: (properties) => scheduleProblems(scheduleOf(properties)),
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
