import { TargetDelivery, type TargetServices } from '../delivery/delivery.ts'
import { RecordStore } from '../delivery/record-store.ts'
import { restJsonService } from '../endpoint/rest-json-protocol.ts'
import type { Clock, ServiceHandler } from '../ports.ts'
import { readAddress, readSchedule, type ScheduleInput } from './schedule-input.ts'
import { type Schedule, type SchedulerPlace, Schedules } from './schedules.ts'

export { scheduleProblems } from './schedule-input.ts'

export interface SchedulerOptions extends SchedulerPlace {
  /** Schedules and pending retries are kept here; without it, in memory. */
  dataDir?: string
  clock?: Clock
  targets: TargetServices
}

/** EventBridge Scheduler: one-time and recurring schedules with queues, functions and buses as targets. */
export interface LocalScheduler {
  /** Scope `scheduler`. */
  handle: ServiceHandler
  /** Creates the schedule or makes it what the template says. */
  putFromTemplate(input: ScheduleInput): { arn: string }
  createGroup(name: string): { arn: string }
  /** Its schedules go with it. */
  deleteGroup(name: string): void
  delete(group: string | undefined, name: string): void
  close(): void
}

export function startScheduler(options: SchedulerOptions): LocalScheduler {
  const { clock = { now: Date.now }, targets } = options
  const store = new RecordStore('scheduler', options.dataDir)
  const delivery = new TargetDelivery(targets, store, clock)
  const schedules = new Schedules(store, delivery, clock, options)

  const handle = restJsonService('Scheduler', [
    {
      method: 'POST',
      path: '/schedules/{Name}',
      handle: (input: object, { Name = '' }) => ({
        ScheduleArn: schedules.create(readSchedule({ ...input, Name })).Arn,
      }),
    },
    {
      method: 'PUT',
      path: '/schedules/{Name}',
      handle: (input: object, { Name = '' }) => ({
        ScheduleArn: schedules.update(readSchedule({ ...input, Name })).Arn,
      }),
    },
    {
      method: 'GET',
      path: '/schedules/{Name}',
      handle: (_, path, { query }) => {
        const { Name, GroupName } = readAddress(path.Name ?? '', query)
        return describe(schedules.get(GroupName, Name))
      },
    },
    {
      method: 'DELETE',
      path: '/schedules/{Name}',
      handle: (_, path, { query }) => {
        const { Name, GroupName } = readAddress(path.Name ?? '', query)
        schedules.delete(GroupName, Name)
      },
    },
    {
      method: 'GET',
      path: '/schedules',
      handle: (_, __, { query }) => ({
        Schedules: schedules
          .list(query.get('ScheduleGroup'))
          .filter(({ Name }) => Name.startsWith(query.get('NamePrefix') ?? ''))
          .filter(({ State }) => !query.get('State') || State === query.get('State'))
          .map((schedule) => ({ ...describe(schedule), Target: { Arn: schedule.Target.Arn } })),
      }),
    },
    {
      method: 'POST',
      path: '/schedule-groups/{Name}',
      handle: (_, { Name = '' }) => ({ ScheduleGroupArn: schedules.createGroup(Name).arn }),
    },
    {
      method: 'GET',
      path: '/schedule-groups',
      handle: () => ({ ScheduleGroups: schedules.groups() }),
    },
    {
      method: 'DELETE',
      path: '/schedule-groups/{Name}',
      handle: (_, { Name = '' }) => schedules.deleteGroup(Name),
    },
  ])

  return {
    handle,
    putFromTemplate: (input) => ({ arn: schedules.put(input).Arn }),
    createGroup: (name) => schedules.createGroup(name),
    deleteGroup: (name) => schedules.deleteGroup(name),
    delete: (group, name) => schedules.delete(group, name),
    close() {
      schedules.close()
      delivery.close()
      store.close()
    },
  }
}

function describe({ completed: _, CreationDate, LastModificationDate, ...schedule }: Schedule) {
  return { ...schedule, CreationDate: CreationDate / 1000, LastModificationDate: LastModificationDate / 1000 }
}
