import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { sqsClient } from '../runtime/queue/sqs-client.ts'
import { systemClock } from '../runtime/system/clock.ts'
import { systemRandom } from '../runtime/system/random.ts'
import { systemTimers } from '../runtime/system/timers.ts'
import { variable } from '../runtime/system/variable.ts'
import { createTaken } from './publishing/taken.ts'
import type { RelayEnvironment } from './relay-batch.ts'

/** Records are set aside in the relay's own failure queue (DLQ_URL). */
export function systemRelayEnvironment(sqs = sqsClient()): RelayEnvironment {
  return {
    clock: systemClock,
    timers: systemTimers,
    random: systemRandom,
    taken: createTaken(),
    log: (line) => console.log(JSON.stringify(line)),
    setAside: async (MessageBody, abortSignal) => {
      await sqs.send(new SendMessageCommand({ QueueUrl: variable('DLQ_URL'), MessageBody }), { abortSignal })
    },
  }
}
