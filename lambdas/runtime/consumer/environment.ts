import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { ConsumerDeclaration } from '../declarations/consumer.ts'
import type { StreamReader } from '../event-store/event-store.ts'
import type { Queue } from '../queue/queue.ts'
import type { Clock } from '../system/clock.ts'
import type { Ids } from '../system/ids.ts'
import type { Random } from '../system/random.ts'
import type { Timers } from '../system/timers.ts'
import type { ConsumerTelemetry } from '../telemetry/consumer-telemetry.ts'

/** Table names; an absent one makes the operation that needs it an error. */
export interface ConsumerTables {
  readonly processed: string
  readonly deadLetters: string
  readonly breakers?: string
  /**
   * The table in which the instances share whether nearly everything fails: that of the breakers. Absent: each instance is on its
   * own.
   */
  readonly health?: string
  readonly parked?: string
  /** The table in which operators record that they have paused a consumer. Absent: the consumer does not look for it. */
  readonly operations?: string
  readonly events?: string
  readonly commands?: string
}

/** Everything that a consumer takes from outside: time, chance, AWS. */
export interface ConsumerEnvironment {
  readonly clock: Clock
  readonly timers: Timers
  readonly ids: Ids
  readonly random: Random
  readonly dynamo: DynamoDBClient
  readonly queue: Queue
  readonly tables: ConsumerTables
  /** The event store that handlers read. */
  readonly eventStore: StreamReader
  /** Revision of the code that runs, to be written into dead letters. Absent: it is not known. */
  readonly codeRevision?: string
  /** In which way the consumer shall fail on purpose; see declarations/drill.ts. Absent: it does not. */
  readonly failureDrill?: string
  readonly telemetry: (declaration: ConsumerDeclaration) => ConsumerTelemetry
}
