import { access, type Input, list, members, type Operations, onEverything, type Surroundings, text } from './action.ts'

const arn = (resource: string, { region, accountId }: Surroundings) =>
  `arn:aws:events:${region}:${accountId}:${resource}`

/** A bus by its name or its ARN; without either, the account's default bus. */
const busName = (nameOrArn: unknown) => (text(nameOrArn) ?? 'default').replace(/^arn:.*:event-bus\//, '')

/** One access per entry: entries may go to several buses, and conditions look at each one's source and type. */
const putEvents = ({ Entries }: Input, surroundings: Surroundings) =>
  list(Entries).map((given) => {
    const { EventBusName, Source, DetailType } = members(given)
    return access('events:PutEvents', arn(`event-bus/${busName(EventBusName)}`, surroundings), {
      ...(text(Source) !== undefined && { 'events:source': text(Source) ?? '' }),
      ...(text(DetailType) !== undefined && { 'events:detail-type': text(DetailType) ?? '' }),
    })
  })

const onRule =
  (action: string, member = 'Name') =>
  (input: Input, surroundings: Surroundings) => {
    const bus = busName(input.EventBusName)
    const rule = bus === 'default' ? text(input[member]) : `${bus}/${text(input[member])}`
    return [access(`events:${action}`, arn(`rule/${rule}`, surroundings))]
  }

const named = (action: string, kind: string, member: string) => (input: Input, surroundings: Surroundings) => [
  access(`events:${action}`, arn(`${kind}/${text(input[member])}`, surroundings)),
]

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html */
export const events: Operations = {
  PutEvents: putEvents,
  DescribeEventBus: ({ Name }, surroundings) => [
    access('events:DescribeEventBus', arn(`event-bus/${busName(Name)}`, surroundings)),
  ],
  ...Object.fromEntries(
    ['PutRule', 'DescribeRule', 'DeleteRule', 'EnableRule', 'DisableRule'].map((name) => [name, onRule(name)]),
  ),
  ...Object.fromEntries(
    ['PutTargets', 'RemoveTargets', 'ListTargetsByRule'].map((name) => [name, onRule(name, 'Rule')]),
  ),
  DescribeArchive: named('DescribeArchive', 'archive', 'ArchiveName'),
  StartReplay: named('StartReplay', 'replay', 'ReplayName'),
  DescribeReplay: named('DescribeReplay', 'replay', 'ReplayName'),
  CancelReplay: named('CancelReplay', 'replay', 'ReplayName'),
  ...onEverything('events', 'ListEventBuses', 'ListRules', 'ListArchives', 'ListReplays', 'ListRuleNamesByTarget'),
}
