import { dynamoClient } from '../runtime/aws/clients.ts'
import type { ParkingLimits } from '../runtime/declarations/parking.ts'
import { sqsClient } from '../runtime/queue/sqs-client.ts'
import { systemClock } from '../runtime/system/clock.ts'
import { createIds, systemRandomBytes } from '../runtime/system/ids.ts'
import { systemRandom } from '../runtime/system/random.ts'
import { systemTimers } from '../runtime/system/timers.ts'
import { variable } from '../runtime/system/variable.ts'

/** A consumer of which events may be parked, as it was deployed. */
export interface ParkingConsumer extends ParkingLimits {
  readonly consumer: string
  readonly queueUrl: string
  /** Absent: it does not hold behind dead events, or not any more, so its dead letters stay where they are. */
  readonly deadLetterUrl?: string
}

/** The real environment of the function, read from its variables. @throws {Error} naming a missing one. */
export function systemParkingEnvironment() {
  const queues = JSON.parse(variable('PARKING_CONSUMERS')) as Record<string, Omit<ParkingConsumer, 'consumer'>>
  return {
    dynamo: dynamoClient(),
    sqs: sqsClient(),
    clock: systemClock,
    timers: systemTimers,
    ids: createIds(systemClock, systemRandomBytes),
    random: systemRandom,
    tables: {
      parked: variable('PARKED_TABLE'),
      processed: variable('PROCESSED_TABLE'),
      deadLetters: variable('DEAD_LETTER_TABLE'),
    },
    consumers: Object.entries(queues).map(([consumer, rest]): ParkingConsumer => ({ consumer, ...rest })),
  }
}
