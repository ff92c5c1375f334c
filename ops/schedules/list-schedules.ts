import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { GetScheduleCommand, paginateListSchedules, type SchedulerClient } from '@aws-sdk/client-scheduler'
import { concurrently } from '../rebuild/concurrently.ts'
import { resourcesOfType } from '../stack/resources.ts'

/** Something that will be sent at its time. */
export interface Scheduled {
  readonly name: string
  readonly group: string
  /** `at(2026-04-28T10:30:00)`, `rate(5 minutes)` or `cron(…)`, in `timezone`. */
  readonly expression: string
  readonly timezone: string
  readonly isEnabled: boolean
  /** ISO 8601 */
  readonly createdAt: string
  /** ARN of what it is sent to. */
  readonly target: string
  /** The text that is sent. */
  readonly input: string
}

export interface Schedules {
  /**
   * Soonest first, as far as they are one-time schedules. Where there are more, these are some of all and not the soonest: Scheduler lists
   * names without times, so that only asking for each of them would tell.
   */
  readonly schedules: readonly Scheduled[]
  /** Whether there are more schedules than were read. */
  readonly isCut: boolean
}

const WIDTH = 8

const GROUPS = 'AWS::Scheduler::ScheduleGroup'

/** The schedules in the groups of a stack. Each is asked for by itself, because a list does not tell when. @param most at most so many. */
export async function listSchedules(
  { cloudFormation, scheduler }: { readonly cloudFormation: CloudFormationClient; readonly scheduler: SchedulerClient },
  stackNames: readonly string[],
  most: number,
): Promise<Schedules> {
  const names: { readonly Name: string; readonly GroupName: string }[] = []
  let isCut = false
  for (const GroupName of await resourcesOfType(cloudFormation, stackNames, GROUPS)) {
    for await (const { Schedules = [] } of paginateListSchedules({ client: scheduler }, { GroupName })) {
      names.push(...Schedules.map(({ Name = '' }) => ({ Name, GroupName })))
      isCut = names.length > most
      if (isCut) break
    }
  }
  const schedules: Scheduled[] = []
  await concurrently(names.slice(0, most), WIDTH, async (address) => {
    const found = await scheduler.send(new GetScheduleCommand(address)).catch((error: unknown) => {
      // The schedule has fired and deleted itself since it was listed.
      if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined
      throw error
    })
    if (!found) return
    schedules.push({
      name: address.Name,
      group: address.GroupName,
      expression: found.ScheduleExpression ?? '',
      timezone: found.ScheduleExpressionTimezone ?? 'UTC',
      isEnabled: found.State !== 'DISABLED',
      createdAt: found.CreationDate?.toISOString() ?? '',
      target: found.Target?.Arn ?? '',
      input: found.Target?.Input ?? '',
    })
  })
  return { schedules: schedules.toSorted(soonestFirst), isCut }
}

/** `at(…)` sorts by its time; what recurs comes last. */
const soonestFirst = (one: Scheduled, other: Scheduled): number =>
  Number(!one.expression.startsWith('at(')) - Number(!other.expression.startsWith('at(')) ||
  (one.expression < other.expression ? -1 : 1)
