import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { ConsumerDeclaration } from '../declarations/consumer.ts'
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
  /** Where the instances share whether nearly everything fails: the table of the breakers. Absent: they do not. */
  readonly health?: string
  readonly parked?: string
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
  /** Of the code that runs, as dead letters tell it. Absent: nobody knows. */
  readonly codeRevision?: string
  /** How it is to fail on purpose; see declarations/drill.ts. Absent: not at all. */
  readonly failureDrill?: string
  readonly telemetry: (declaration: ConsumerDeclaration) => ConsumerTelemetry
}
