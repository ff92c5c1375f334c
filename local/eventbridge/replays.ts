import type { JsonOperation } from '../endpoint/json-protocol.ts'
import { ServiceError } from '../endpoint/service-error.ts'
import type { Clock } from '../ports.ts'
import type { Archives } from './archives.ts'
import { type BusEvent, busNameOf, eventsArn, type Place, type Replay } from './model.ts'
import type { Router } from './router.ts'
import { notFound } from './rules.ts'
import type { EventBridgeStore } from './store.ts'

const CHUNK = 100

interface ReplayInput {
  ReplayName: string
  Description?: string
  EventSourceArn: string
  /** Epoch seconds. */
  EventStartTime: number
  EventEndTime: number
  Destination: Replay['Destination']
}

/** Replays of archived events to a bus or to some of its rules; one that a crash interrupts goes on at the next start. */
export class Replays {
  readonly #replays = new Map<string, Replay>()
  readonly #running = new Map<string, Promise<void>>()
  readonly #store: EventBridgeStore
  readonly #archives: Archives
  readonly #router: Router
  readonly #place: Place
  readonly #clock: Clock
  #closed = false

  constructor(store: EventBridgeStore, archives: Archives, router: Router, place: Place, clock: Clock) {
    this.#store = store
    this.#archives = archives
    this.#router = router
    this.#place = place
    this.#clock = clock
    for (const replay of store.all<Replay>('replay')) this.#replays.set(replay.ReplayName, replay)
  }

  /** Goes on with what was interrupted; call it once all rules are there. */
  resume(): void {
    for (const replay of this.#replays.values()) if (isActive(replay)) this.#begin(replay)
  }

  api(): Record<string, JsonOperation> {
    return {
      StartReplay: (input: ReplayInput) => this.#start(input),
      DescribeReplay: ({ ReplayName }: { ReplayName: string }) => describe(this.#find(ReplayName)),
      ListReplays: (filter: { NamePrefix?: string; State?: string; EventSourceArn?: string }) => ({
        Replays: [...this.#replays.values()]
          .filter((replay) => replay.ReplayName.startsWith(filter.NamePrefix ?? ''))
          .filter((replay) => filter.State === undefined || replay.State === filter.State)
          .filter((replay) => filter.EventSourceArn === undefined || replay.EventSourceArn === filter.EventSourceArn)
          .map(describe),
      }),
      CancelReplay: ({ ReplayName }: { ReplayName: string }) => this.#cancel(this.#find(ReplayName)),
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all(this.#running.values())
  }

  #start(input: ReplayInput) {
    if (this.#replays.has(input.ReplayName)) {
      throw new ServiceError('ResourceAlreadyExistsException', `Replay ${input.ReplayName} already exists.`)
    }
    const archive = this.#archives.byArn(input.EventSourceArn)
    if (busNameOf(input.Destination.Arn) !== busNameOf(archive.EventSourceArn)) {
      const message = 'Parameter Destination.Arn is not valid. Reason: must be the event bus of the archive.'
      throw new ServiceError('ValidationException', message)
    }
    if (input.EventStartTime >= input.EventEndTime) {
      const message = 'Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.'
      throw new ServiceError('ValidationException', message)
    }
    const replay: Replay = {
      ReplayName: input.ReplayName,
      ReplayArn: eventsArn(this.#place, 'replay', input.ReplayName),
      ...(input.Description !== undefined && { Description: input.Description }),
      State: 'STARTING',
      EventSourceArn: input.EventSourceArn,
      Destination: input.Destination,
      EventStartTime: input.EventStartTime * 1000,
      EventEndTime: input.EventEndTime * 1000,
      ReplayStartTime: this.#clock.now(),
      position: 0,
    }
    this.#save(replay)
    this.#begin(replay)
    return { ReplayArn: replay.ReplayArn, State: 'STARTING', ReplayStartTime: replay.ReplayStartTime / 1000 }
  }

  #begin(replay: Replay): void {
    const run = this.#run(replay).catch((error: Error) => this.#end(replay, 'FAILED', error.message))
    this.#running.set(
      replay.ReplayName,
      run.finally(() => this.#running.delete(replay.ReplayName)),
    )
  }

  async #run(replay: Replay): Promise<void> {
    const bus = busNameOf(replay.Destination.Arn)
    while (!this.#closed) {
      // Lets requests in between, such as CancelReplay.
      await new Promise((resolve) => setImmediate(resolve))
      if (replay.State === 'CANCELLING') return this.#end(replay, 'CANCELLED')
      replay.State = 'RUNNING'
      const { EventSourceArn, EventStartTime, EventEndTime } = replay
      const events = this.#archives.read(EventSourceArn, EventStartTime, EventEndTime, replay.position, CHUNK)
      if (events.length === 0) return this.#end(replay, 'COMPLETED')
      for (const archived of events) {
        const event = { ...(JSON.parse(archived.event) as BusEvent), 'replay-name': replay.ReplayName }
        await this.#router.route(bus, event, replay.Destination.FilterArns)
        replay.position = archived.position
        replay.EventLastReplayedTime = archived.at
      }
      this.#save(replay)
    }
  }

  #cancel(replay: Replay) {
    if (!isActive(replay)) {
      throw new ServiceError(
        'IllegalStatusException',
        `Replay ${replay.ReplayName} is not in a valid state for this operation.`,
      )
    }
    replay.State = 'CANCELLING'
    this.#save(replay)
    return { ReplayArn: replay.ReplayArn, State: 'CANCELLING' }
  }

  #end(replay: Replay, state: Replay['State'], reason?: string): void {
    replay.State = state
    replay.ReplayEndTime = this.#clock.now()
    if (reason !== undefined) replay.StateReason = reason
    this.#save(replay)
  }

  #find(name: string): Replay {
    const replay = this.#replays.get(name)
    if (!replay) throw notFound(`Replay ${name} does not exist.`)
    return replay
  }

  #save(replay: Replay): void {
    this.#replays.set(replay.ReplayName, replay)
    this.#store.put('replay', replay.ReplayName, replay)
  }
}

function isActive({ State }: Replay): boolean {
  return State === 'STARTING' || State === 'RUNNING' || State === 'CANCELLING'
}

function describe({ position: _, ...replay }: Replay) {
  const seconds = (time: number | undefined) => (time === undefined ? undefined : time / 1000)
  return {
    ...replay,
    EventStartTime: seconds(replay.EventStartTime),
    EventEndTime: seconds(replay.EventEndTime),
    EventLastReplayedTime: seconds(replay.EventLastReplayedTime),
    ReplayStartTime: seconds(replay.ReplayStartTime),
    ReplayEndTime: seconds(replay.ReplayEndTime),
  }
}
