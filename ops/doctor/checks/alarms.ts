import { type MetricAlarm, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch'
import { paginateListSubscriptionsByTopic } from '@aws-sdk/client-sns'
import { act, type Check, type Examined, watch } from '../finding.ts'

const receivers: Check = {
  name: 'who gets alarms',
  fine: 'somebody has confirmed a subscription to the alarms',
  async run({ sns, stack }) {
    const pending: string[] = []
    let confirmed = 0
    const TopicArn = stack.output('AlarmTopicArn')
    for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client: sns }, { TopicArn })) {
      for (const { SubscriptionArn, Endpoint = '' } of Subscriptions) {
        if (SubscriptionArn === 'PendingConfirmation') pending.push(Endpoint)
        else confirmed++
      }
    }
    return [
      ...pending.map((endpoint) =>
        act(
          `${endpoint} has not confirmed its subscription to alarms: look for the e-mail of AWS, it is valid for two days`,
        ),
      ),
      ...(confirmed + pending.length === 0
        ? [act('nobody gets alarms: set alarmEmail, or subscribe to the topic (docs/deploy.md)')]
        : []),
      ...(confirmed === 0 && pending.length > 0 ? [act('nobody gets alarms until then')] : []),
    ]
  },
}

const states: Check = {
  name: 'alarms',
  fine: 'no alarm is on, and each notifies its topic',
  async run({ cloudWatch, stack }) {
    const alarms = await alarmsOf({ cloudWatch, stack })
    if (alarms.length === 0) return [act('the stack has no alarms that can be seen')]
    const silent = alarms.filter(
      ({ ActionsEnabled, AlarmActions = [] }) => ActionsEnabled === false || AlarmActions.length === 0,
    )
    const ringing = alarms.filter(({ StateValue }) => StateValue === 'ALARM')
    return [
      ...ringing.map(({ AlarmName, AlarmDescription }) => act(`${AlarmName} rings: ${firstLine(AlarmDescription)}`)),
      ...silent.map(({ AlarmName }) => watch(`${AlarmName} has no action: nobody is notified when it goes off`)),
    ]
  },
}

/** The alarms whose names begin with that of the stack, which is how CloudFormation names them. */
async function alarmsOf({ cloudWatch, stack }: Pick<Examined, 'cloudWatch' | 'stack'>): Promise<MetricAlarm[]> {
  const alarms: MetricAlarm[] = []
  const input = { AlarmNamePrefix: `${stack.name}-` }
  for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client: cloudWatch }, input))
    alarms.push(...MetricAlarms)
  return alarms
}

const firstLine = (text = ''): string => text.split('\n', 1)[0] ?? ''

export const alarmChecks: readonly Check[] = [receivers, states]
