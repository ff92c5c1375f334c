import { z } from 'zod'
import { alarmProblems, compositeAlarmProblems, dashboardProblems } from '../cloudwatch/alarm-problems.ts'
import { alarmProperties, compositeAlarmProperties } from '../cloudwatch/definitions.ts'
import { inputProblems, optional } from '../endpoint/checked-input.ts'
import { groupName } from '../logs/groups.ts'
import { count, document, noEffect, text } from '../template/property-values.ts'
import { type Created, inertType, type ResourceType, resourceType } from './resource-type.ts'
import type { Services } from './services.ts'

const ofAlarms = {
  replacedBy: ['AlarmName'],
  namedBy: 'AlarmName',
  remove: ({ physicalId }: Created, { alarms }: Services) => alarms.remove(physicalId),
}

const alarm = resourceType(
  alarmProperties.extend({ AlarmName: text.optional(), Tags: noEffect }),
  ({ AlarmName, Tags: _, ...definition }, resource, { alarms, region, accountId }) => {
    const name = AlarmName ?? resource.uniqueName(255)
    const arn = `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`
    alarms.add({ ...definition, AlarmName: name, AlarmArn: arn })
    return { physicalId: name, attributes: { Arn: arn } }
  },
  { ...ofAlarms, check: alarmProblems },
)

const compositeAlarm = resourceType(
  compositeAlarmProperties.extend({ AlarmName: text.optional(), Tags: noEffect }),
  ({ AlarmName, Tags: _, ...definition }, resource, { alarms, region, accountId }) => {
    const name = AlarmName ?? resource.uniqueName(255)
    const arn = `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`
    alarms.add({ ...definition, AlarmName: name, AlarmArn: arn })
    return { physicalId: name, attributes: { Arn: arn } }
  },
  { ...ofAlarms, check: compositeAlarmProblems },
)

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]
const logGroupForm = z.object({
  LogGroupName: optional(groupName),
  RetentionInDays: optional(
    z.number().refine((days) => RETENTIONS.includes(days), `Member must be one of ${RETENTIONS.join(', ')}`),
  ),
})

export const operationsTypes: Record<string, ResourceType> = {
  'AWS::CloudWatch::Alarm': alarm,
  'AWS::CloudWatch::CompositeAlarm': compositeAlarm,
  'AWS::CloudWatch::Dashboard': inertType(
    z.strictObject({ DashboardName: text.optional(), DashboardBody: text }),
    ({ DashboardName }, resource) => ({ physicalId: DashboardName ?? resource.uniqueName(255) }),
    {
      replacedBy: ['DashboardName'],
      namedBy: 'DashboardName',
      check: ({ DashboardName, DashboardBody }) => dashboardProblems(DashboardName, DashboardBody),
    },
  ),
  'AWS::Logs::LogGroup': resourceType(
    z.strictObject({
      LogGroupName: text.optional(),
      BearerTokenAuthenticationEnabled: noEffect,
      DataProtectionPolicy: noEffect,
      DeletionProtectionEnabled: noEffect,
      FieldIndexPolicies: noEffect,
      KmsKeyId: noEffect,
      LogGroupClass: noEffect,
      ResourcePolicyDocument: noEffect,
      RetentionInDays: count.optional(),
      Tags: noEffect,
    }),
    ({ LogGroupName, RetentionInDays }, resource, { region, accountId, logs }) => {
      const name = LogGroupName ?? resource.uniqueName(512)
      logs.addGroup(name, RetentionInDays)
      return { physicalId: name, attributes: { Arn: `arn:aws:logs:${region}:${accountId}:log-group:${name}:*` } }
    },
    {
      replacedBy: ['LogGroupName'],
      namedBy: 'LogGroupName',
      check: ({ LogGroupName, RetentionInDays }) =>
        inputProblems(logGroupForm, { LogGroupName, RetentionInDays }, 'InvalidParameterException'),
      update({ RetentionInDays }, _, { logs }, { created }) {
        logs.addGroup(created.physicalId, RetentionInDays)
        return created
      },
      remove: ({ physicalId }, { logs }) => logs.removeGroup(physicalId),
    },
  ),
  'AWS::Logs::ResourcePolicy': inertType(
    z.strictObject({ PolicyName: text, PolicyDocument: document }),
    ({ PolicyName }) => ({ physicalId: PolicyName }),
  ),
  'AWS::CDK::Metadata': inertType(z.unknown(), (_, resource) => ({ physicalId: resource.logicalId })),
}
