import { randomUUID } from 'node:crypto'
import type { TargetDelivery } from '../delivery/delivery.ts'
import type { RecordStore } from '../delivery/record-store.ts'
import { refuse } from '../endpoint/checked-input.ts'
import { ServiceError } from '../endpoint/service-error.ts'
import type { Clock } from '../ports.ts'
import { parseScheduleExpression, type ScheduleExpression } from './expression.ts'
import { type ScheduleInput, scheduleProblems } from './schedule-input.ts'
import { runAt } from './timer.ts'

/** Times are epoch ms. */
export interface Schedule extends ScheduleInput {
  Arn: string
  GroupName: string
  State: 'ENABLED' | 'DISABLED'
  CreationDate: number
  LastModificationDate: number
  /** A one-time schedule that has run. */
  completed: boolean
}

export interface SchedulerPlace {
  region: string
  accountId: string
  /** Whether a role lets Scheduler act as it for this group of schedules. Default: it does. */
  trusts?: (roleArn: string, groupArn: string) => boolean
}

const DEFAULT_GROUP = 'default'
const key = (group: string, name: string) => `${group}/${name}`

/**
 * Schedules and their timers. Each run is at least once: a one-time schedule whose time passed while the process was
 * down runs at the next start; a recurring one goes on with its next time.
 */
export class Schedules {
  readonly #schedules = new Map<string, Schedule>()
  readonly #groups = new Set([DEFAULT_GROUP])
  readonly #cancels = new Map<string, () => void>()
  readonly #store: RecordStore
  readonly #delivery: TargetDelivery
  readonly #clock: Clock
  readonly #place: SchedulerPlace

  constructor(store: RecordStore, delivery: TargetDelivery, clock: Clock, place: SchedulerPlace) {
    this.#store = store
    this.#delivery = delivery
    this.#clock = clock
    this.#place = place
    for (const { name } of store.all<{ name: string }>('group')) this.#groups.add(name)
    for (const schedule of store.all<Schedule>('schedule')) this.#remember(schedule)
  }

  create(input: ScheduleInput): Schedule {
    const group = input.GroupName ?? DEFAULT_GROUP
    if (this.#schedules.has(key(group, input.Name))) {
      throw new ServiceError('ConflictException', `Schedule ${input.Name} already exists.`, 409)
    }
    return this.put(input)
  }

  update(input: ScheduleInput): Schedule {
    this.get(input.GroupName, input.Name)
    return this.put(input)
  }

  put(input: ScheduleInput): Schedule {
    refuse(scheduleProblems(input))
    const group = input.GroupName ?? DEFAULT_GROUP
    if (!this.#groups.has(group)) throw notFound(`Schedule group ${group} does not exist.`)
    const { trusts = () => true } = this.#place
    if (!trusts(input.Target.RoleArn ?? '', this.#schedulerOf(group).sourceArn)) {
      throw new ServiceError(
        'ValidationException',
        'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.',
      )
    }
    const now = this.#clock.now()
    const before = this.#schedules.get(key(group, input.Name))
    const schedule: Schedule = {
      ...input,
      GroupName: group,
      Arn: this.#arn('schedule', key(group, input.Name)),
      State: input.State ?? 'ENABLED',
      CreationDate: before?.CreationDate ?? now,
      LastModificationDate: now,
      completed: before?.ScheduleExpression === input.ScheduleExpression && before.completed,
    }
    this.#store.put('schedule', key(group, input.Name), schedule)
    this.#remember(schedule)
    return schedule
  }

  get(group: string | undefined, name: string): Schedule {
    const schedule = this.#schedules.get(key(group ?? DEFAULT_GROUP, name))
    if (!schedule) throw notFound(`Schedule ${name} does not exist.`)
    return schedule
  }

  list(group: string | null): Schedule[] {
    return [...this.#schedules.values()].filter(({ GroupName }) => group === null || GroupName === group)
  }

  delete(group: string | undefined, name: string): void {
    this.get(group, name)
    this.#forget(key(group ?? DEFAULT_GROUP, name))
  }

  createGroup(name: string): { arn: string } {
    this.#groups.add(name)
    this.#store.put('group', name, { name })
    return { arn: this.#arn('schedule-group', name) }
  }

  deleteGroup(name: string): void {
    if (!this.#groups.delete(name)) throw notFound(`Schedule group ${name} does not exist.`)
    this.#store.delete('group', name)
    for (const schedule of this.list(name)) this.#forget(key(name, schedule.Name))
  }

  groups() {
    return [...this.#groups].map((Name) => ({ Name, Arn: this.#arn('schedule-group', Name), State: 'ACTIVE' }))
  }

  close(): void {
    for (const cancel of this.#cancels.values()) cancel()
  }

  #remember(schedule: Schedule): void {
    const id = key(schedule.GroupName, schedule.Name)
    this.#schedules.set(id, schedule)
    this.#cancels.get(id)?.()
    this.#cancels.delete(id)
    if (schedule.State !== 'ENABLED' || schedule.completed) return
    const expression = expressionOf(schedule)
    if (!expression) return
    const { kind, next } = expression
    const startAt = timeOf(schedule.StartDate) ?? schedule.CreationDate
    const endAt = timeOf(schedule.EndDate) ?? Number.POSITIVE_INFINITY
    const arm = (after: number) => {
      const time = next(after, startAt)
      if (time === undefined || time > endAt) return
      const run = () => {
        if (kind !== 'at') arm(time)
        this.#run(id, schedule, time, kind === 'at').catch((error: Error) => {
          console.error(`Schedule ${schedule.Name}: ${error.message}`)
        })
      }
      this.#cancels.set(id, runAt(time, this.#clock, run))
    }
    arm(kind === 'at' ? 0 : Math.max(this.#clock.now(), startAt - 1))
  }

  async #run(id: string, schedule: Schedule, time: number, last: boolean): Promise<void> {
    const { RoleArn = '', Input = '{}', ...target } = schedule.Target
    const executionId = randomUUID()
    await this.#delivery.deliver({
      target,
      body: Input.replaceAll('<aws.scheduler.schedule-arn>', schedule.Arn)
        .replaceAll('<aws.scheduler.scheduled-time>', `${new Date(time).toISOString().slice(0, 19)}Z`)
        .replaceAll('<aws.scheduler.execution-id>', executionId)
        .replaceAll('<aws.scheduler.attempt-number>', '1'),
      deduplicationId: executionId,
      sender: { ...this.#schedulerOf(schedule.GroupName), roleArn: RoleArn },
      origin: { SCHEDULE_ARN: schedule.Arn, EXECUTION_ID: executionId },
    })
    // While it was delivered, the schedule may have been deleted, or another one put in its place.
    if (!last || this.#schedules.get(id) !== schedule) return
    if (schedule.ActionAfterCompletion === 'DELETE') return this.#forget(id)
    const completed = { ...schedule, completed: true }
    this.#schedules.set(id, completed)
    this.#store.put('schedule', id, completed)
  }

  /** Scheduler as it assumes the roles of schedules: for their group. */
  #schedulerOf(group: string) {
    return { service: 'scheduler.amazonaws.com', sourceArn: this.#arn('schedule-group', group) }
  }

  #forget(id: string): void {
    this.#cancels.get(id)?.()
    this.#cancels.delete(id)
    this.#schedules.delete(id)
    this.#store.delete('schedule', id)
  }

  #arn(kind: string, name: string): string {
    return `arn:aws:scheduler:${this.#place.region}:${this.#place.accountId}:${kind}/${name}`
  }
}

/** CreateSchedule refuses what cannot be parsed, so this is a schedule that an older version has kept: it stays, and never runs. */
function expressionOf({ Name, ScheduleExpression: text }: Schedule): ScheduleExpression | undefined {
  try {
    return parseScheduleExpression(text)
  } catch (error) {
    console.error(`Schedule ${Name} is left out: ${(error as Error).message}`)
    return undefined
  }
}

function timeOf(time: number | string | undefined): number | undefined {
  if (time === undefined) return undefined
  return typeof time === 'number' ? time * 1000 : Date.parse(time)
}

const notFound = (message: string) => new ServiceError('ResourceNotFoundException', message, 404)
