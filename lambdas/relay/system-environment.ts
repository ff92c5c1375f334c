import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { sqsClient } from '../runtime/aws/sqs-client.ts'
import { systemClock } from '../runtime/system/clock.ts'
import { systemRandom } from '../runtime/system/random.ts'
import { systemTimers } from '../runtime/system/timers.ts'
import { createTaken } from './publishing/taken.ts'
import type { RelayEnvironment } from './relay-batch.ts'

/** @throws {Error} naming a missing variable. */
export function variable(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`The environment variable ${name} is missing.`)
  return value
}

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
