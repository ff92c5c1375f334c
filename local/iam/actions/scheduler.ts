import { access, type Input, members, type Surroundings, text } from './action.ts'
import type { Route } from './rest.ts'

const SCHEDULE = /^\/schedules\/(?<Name>[^/]+)$/
const GROUP = /^\/schedule-groups\/(?<Name>[^/]+)$/

const arn = (resource: string, { region, accountId }: Surroundings) =>
  `arn:aws:scheduler:${region}:${accountId}:${resource}`

const schedule = (action: string, group: unknown, { Name }: Input, surroundings: Surroundings) =>
  access(`scheduler:${action}`, arn(`schedule/${text(group) ?? 'default'}/${Name}`, surroundings))

/** The caller that sets a schedule passes the role to Scheduler with which it will act. */
const set = (action: string) => (input: Input, surroundings: Surroundings) => {
  const role = text(members(input.Target).RoleArn)
  const passed = { 'iam:passedtoservice': 'scheduler.amazonaws.com' }
  return [
    schedule(action, input.GroupName, input, surroundings),
    ...(role === undefined ? [] : [access('iam:PassRole', role, passed)]),
  ]
}

const look = (action: string) => (input: Input, surroundings: Surroundings, query: URLSearchParams) => [
  schedule(action, query.get('groupName') ?? undefined, input, surroundings),
]

const group = (action: string) => (input: Input, surroundings: Surroundings) => [
  access(`scheduler:${action}`, arn(`schedule-group/${input.Name}`, surroundings)),
]

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridgescheduler.html */
export const scheduler: readonly Route[] = [
  { method: 'POST', path: SCHEDULE, requires: set('CreateSchedule') },
  { method: 'PUT', path: SCHEDULE, requires: set('UpdateSchedule') },
  { method: 'GET', path: SCHEDULE, requires: look('GetSchedule') },
  { method: 'DELETE', path: SCHEDULE, requires: look('DeleteSchedule') },
  { method: 'POST', path: GROUP, requires: group('CreateScheduleGroup') },
  { method: 'GET', path: GROUP, requires: group('GetScheduleGroup') },
  { method: 'DELETE', path: GROUP, requires: group('DeleteScheduleGroup') },
  { method: 'GET', path: /^\/schedules$/, requires: () => [access('scheduler:ListSchedules', '*')] },
  { method: 'GET', path: /^\/schedule-groups$/, requires: () => [access('scheduler:ListScheduleGroups', '*')] },
]
