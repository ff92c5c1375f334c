import { z } from 'zod'
import { alarmProperties, compositeAlarmProperties } from '../cloudwatch/definitions.ts'
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
  ofAlarms,
)

const compositeAlarm = resourceType(
  compositeAlarmProperties.extend({ AlarmName: text.optional(), Tags: noEffect }),
  ({ AlarmName, Tags: _, ...definition }, resource, { alarms, region, accountId }) => {
    const name = AlarmName ?? resource.uniqueName(255)
    const arn = `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`
    alarms.add({ ...definition, AlarmName: name, AlarmArn: arn })
    return { physicalId: name, attributes: { Arn: arn } }
  },
  ofAlarms,
)

export const operationsTypes: Record<string, ResourceType> = {
  'AWS::CloudWatch::Alarm': alarm,
  'AWS::CloudWatch::CompositeAlarm': compositeAlarm,
  'AWS::CloudWatch::Dashboard': inertType(
    z.strictObject({ DashboardName: text.optional(), DashboardBody: text }),
    ({ DashboardName }, resource) => ({ physicalId: DashboardName ?? resource.uniqueName(255) }),
    { replacedBy: ['DashboardName'], namedBy: 'DashboardName' },
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
