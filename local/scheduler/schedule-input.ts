import { z } from 'zod'
import type { DeliveryTarget } from '../delivery/delivery.ts'
import { bounded, checkInput, inputProblems, oneOf, optional, refuse, wholeBetween } from '../endpoint/checked-input.ts'
import type { Problem } from '../problem.ts'
import { parseScheduleExpression, ScheduleExpressionError } from './expression.ts'

const name = bounded(1, 64, /^[0-9a-zA-Z-_.]+$/)
const arn = bounded(1, 1600)
/** Epoch seconds; some clients write ISO 8601 instead. */
const time = z.union([
  z.number(),
  z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'Member must be a timestamp'),
])

const clientToken = bounded(1, 64, /^[a-zA-Z0-9-_]+$/)

/** https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html; other members have no effect here. */
const schedule = z.looseObject({
  Name: name,
  GroupName: optional(name),
  ScheduleExpression: bounded(1, 256),
  ScheduleExpressionTimezone: optional(bounded(1, 50)),
  FlexibleTimeWindow: z.looseObject({
    Mode: oneOf('OFF', 'FLEXIBLE'),
    MaximumWindowInMinutes: optional(wholeBetween(1, 1440)),
  }),
  Target: z.looseObject({
    Arn: arn,
    RoleArn: arn,
    Input: optional(bounded(1, 1024 * 1024)),
    DeadLetterConfig: optional(z.looseObject({ Arn: optional(arn) })),
    RetryPolicy: optional(
      z.looseObject({
        MaximumEventAgeInSeconds: optional(wholeBetween(60, 86_400)),
        MaximumRetryAttempts: optional(wholeBetween(0, 185)),
      }),
    ),
    SqsParameters: optional(z.looseObject({ MessageGroupId: bounded(1, 128) })),
  }),
  State: optional(oneOf('ENABLED', 'DISABLED')),
  ActionAfterCompletion: optional(oneOf('NONE', 'DELETE')),
  Description: optional(bounded(0, 512)),
  ClientToken: optional(clientToken),
  StartDate: optional(time),
  EndDate: optional(time),
})

export interface ScheduleInput {
  Name: string
  GroupName?: string
  ScheduleExpression: string
  ScheduleExpressionTimezone?: string
  Target: DeliveryTarget & { RoleArn?: string; Input?: string }
  FlexibleTimeWindow?: unknown
  State?: 'ENABLED' | 'DISABLED'
  ActionAfterCompletion?: 'NONE' | 'DELETE'
  Description?: string
  /** Epoch seconds or ISO 8601; nothing is run before. */
  StartDate?: number | string
  /** Epoch seconds or ISO 8601; nothing is run after. */
  EndDate?: number | string
}

/** https://docs.aws.amazon.com/scheduler/latest/APIReference/API_DeleteSchedule.html */
const address = z.object({ Name: name, GroupName: optional(name), ClientToken: optional(clientToken) })

/** Which schedule a request without a body is about. Throws what Scheduler answers to one that names none. */
export const readAddress = (name: string, query: URLSearchParams): { Name: string; GroupName?: string | undefined } =>
  checkInput(address, { Name: name, GroupName: query.get('groupName'), ClientToken: query.get('clientToken') })

/** The schedule that a request describes. Throws what Scheduler answers to one that it would not create. */
export function readSchedule(input: unknown): ScheduleInput {
  const checked = checkInput(schedule, input) as ScheduleInput
  refuse(consistencyProblems(checked))
  return checked
}

/** What Scheduler refuses in a schedule that a template declares; a name is left out where one is made that fits. */
export function scheduleProblems({ Name = 'schedule', ...rest }: Partial<ScheduleInput>): Iterable<Problem> {
  const input = { Name, ...rest } as ScheduleInput
  const problems = inputProblems(schedule, input)
  return problems.length > 0 ? problems : consistencyProblems(input)
}

/** What Scheduler refuses in members that each have the right form, but do not go together or cannot be read. */
function* consistencyProblems(input: ScheduleInput): Iterable<Problem> {
  const { Mode, MaximumWindowInMinutes } = input.FlexibleTimeWindow as { Mode: string; MaximumWindowInMinutes?: number }
  if ((Mode === 'FLEXIBLE') !== (MaximumWindowInMinutes !== undefined)) {
    yield invalid(
      ['FlexibleTimeWindow'],
      'MaximumWindowInMinutes belongs to a flexible time window of mode FLEXIBLE, and must be there for it.',
    )
  }
  const { ScheduleExpression, ScheduleExpressionTimezone: zone = 'UTC', Target } = input
  if (!['UTC', 'Etc/UTC'].includes(zone)) {
    yield invalid(['ScheduleExpressionTimezone'], `The local runtime schedules in UTC only, not in ${zone}.`)
  }
  try {
    parseScheduleExpression(ScheduleExpression)
  } catch (error) {
    if (!(error instanceof ScheduleExpressionError)) throw error
    yield invalid(['ScheduleExpression'], error.message)
  }
  if (Target.Arn.endsWith('.fifo') && !Target.SqsParameters?.MessageGroupId) {
    yield invalid(['Target', 'Arn'], 'A FIFO queue needs SqsParameters with a MessageGroupId.')
  }
}

const invalid = (path: readonly PropertyKey[], message: string): Problem => ({
  path,
  code: 'ValidationException',
  message,
})
