import type { LocalRuntime } from '../local/index.ts'
import type { ConsoleOperation } from '../ops/console/operation.ts'
import type { ApiClient } from './api-client.ts'
import type { Journeys } from './timeline/journeys.ts'

/**
 * The sample that `npm start` runs on the services that there are: something small that it starts through their API. It belongs to
 * the project, in `dev/sample/`; all else that starts the pipeline works with whatever services there are.
 */
export interface Sample {
  /** Its name within a sentence, e.g. `sample order`. */
  readonly name: string
  /** Requests that lead to an event of this type are shown as a timeline that grows, others in one line. */
  readonly follows: string
  /** Path of a `GET` to try once the pipeline is up. */
  readonly look: string
  /** Sets it going and waits for its end. A refused request or a lost connection may be thrown: it is shown. */
  run(world: SampleWorld): Promise<SampleEnd>
  /** Further operations for the console of the local runtime. */
  consoleOperations?(world: Pick<SampleWorld, 'api' | 'local'>, nextId: () => string): readonly ConsoleOperation[]
}

export interface SampleWorld {
  readonly local: LocalRuntime
  /** Repeats a request until it is answered, while there is time. */
  readonly api: ApiClient
  readonly journeys: Journeys
  /** Milliseconds until nobody waits any more. */
  left(): number
}

export interface SampleEnd {
  /** Its result in words, e.g. `Order ord_1 for 59.98 USD: confirmed`. */
  readonly title: string
  /** Whether it reached every consumer and came to its end. */
  readonly isReached: boolean
  /** Deliveries that have not come, for the screen. */
  readonly missing: readonly string[]
  /** Commands to try next. */
  readonly next: string
}
