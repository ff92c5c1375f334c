import { TargetDelivery, type TargetServices } from '../delivery/delivery.ts'
import { jsonService } from '../endpoint/json-protocol.ts'
import type { Clock, ServiceHandler } from '../ports.ts'
import { type ArchiveInput, Archives } from './archives.ts'
import { type BusEvent, busNameOf, type Place, type Rule, type Target } from './model.ts'
import { putEvents } from './put-events.ts'
import { Replays } from './replays.ts'
import { withCheckedInput } from './request-types.ts'
import { Router } from './router.ts'
import { RuleSchedules } from './rule-schedules.ts'
import { type RuleInput, Rules } from './rules.ts'
import { rulesApi } from './rules-api.ts'
import { EventBridgeStore } from './store.ts'

export { archiveRefusals, ruleRefusals } from './request-types.ts'
export { busProblems } from './rule-problems.ts'

const HOUR_MS = 60 * 60 * 1000

export interface EventBridgeOptions extends Place {
  /** Rules, archives, replays and pending retries are kept here; without it, in memory. */
  dataDir?: string
  clock?: Clock
  /** `putOnBus` is this service's own. */
  targets: Omit<TargetServices, 'putOnBus'>
  /** Told of the bytes of each event that an archive has kept. */
  onArchived?: ((bytes: number) => void) | undefined
}

export interface LocalEventBridge {
  /** Scope `events`. */
  handle: ServiceHandler
  createBus(name: string): { arn: string }
  /** Throws while rules are on it. */
  deleteBus(name: string): void
  /** Makes a rule what the template says, with exactly these targets. */
  putRule(rule: RuleInput & { Targets: Target[] }): Rule
  removeRule(name: string, busName: string): void
  putArchive(archive: ArchiveInput): { arn: string }
  /** The archived events are deleted with it. */
  deleteArchive(name: string): void
  /** Accepts an event (JSON text) that another service puts on a bus. */
  putOnBus(busArn: string, event: string): Promise<void>
  /** Goes on with interrupted replays; call it once all rules of the templates are there. */
  resume(): void
  close(): Promise<void>
}

export function startEventBridge(options: EventBridgeOptions): LocalEventBridge {
  const { region, accountId, clock = { now: Date.now } } = options
  const place = { region, accountId }
  const store = new EventBridgeStore(options.dataDir)
  const putOnBus = (arn: string, body: string) => accept(busNameOf(arn), JSON.parse(body))
  const targets = { ...options.targets, putOnBus }
  const delivery = new TargetDelivery(targets, store, clock)
  const router = new Router(delivery)
  const rules = new Rules(store, router, place)
  const schedules = new RuleSchedules(router, place, clock)
  const archives = new Archives(store, rules, place, clock)
  if (options.onArchived) archives.onArchived = options.onArchived
  const replays = new Replays(store, archives, router, place, clock)
  rules.onChange = (rule, removed) => schedules.update(rule, removed)
  for (const rule of rules.all()) schedules.update(rule, false)
  const expiry = setInterval(() => {
    try {
      archives.expire()
    } catch (error) {
      // A full disk, say: what is past its retention is dropped an hour later.
      console.error(`Archives: ${(error as Error).message}`)
    }
  }, HOUR_MS).unref()

  async function accept(busName: string, event: BusEvent): Promise<void> {
    archives.keep(busName, event)
    await router.route(busName, event)
  }

  const parts = { place, clock, accept, hasBus: (name: string) => rules.hasBus(name) }
  const handle = jsonService('EventBridge', {
    PutEvents: (input: { Entries?: unknown }) => putEvents(input, parts),
    ...withCheckedInput({ ...rulesApi(rules), ...archives.api(), ...replays.api() }),
  })

  return {
    handle,
    createBus: (name) => ({ arn: rules.createBus(name) }),
    deleteBus: (name) => rules.deleteBus(name),
    removeRule: (name, busName) => rules.removeFromTemplate(name, busName),
    deleteArchive: (name) => archives.delete(name),
    putRule: ({ Targets, ...input }) => rules.putFromTemplate(input, Targets),
    putArchive: (archive) => ({ arn: archives.put(archive).ArchiveArn }),
    putOnBus,
    resume() {
      rules.dropLeftOvers()
      replays.resume()
    },
    async close() {
      clearInterval(expiry)
      schedules.close()
      delivery.close()
      await replays.close()
      store.close()
    },
  }
}
