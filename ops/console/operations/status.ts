import { z } from 'zod'
import { readHeld } from '../../consumers/read-held.ts'
import { readPauses } from '../../pauses/read-pauses.ts'
import { StatusReader } from '../../status/read-status.ts'
import { type ConsoleOperation, consoleOperation } from '../operation.ts'
import { pageOf } from './about.ts'
import type { ConsoleEnvironment } from './environment.ts'

/** The same as `ops status`; metrics are kept for longer, because they are what costs. */
export function statusOperation(environment: ConsoleEnvironment): ConsoleOperation {
  const { stack, sqs, cloudWatch, lambda, dynamo, now } = environment
  const { depthsEverySeconds, metricsEverySeconds } = pageOf(environment)
  const reader = new StatusReader({
    stack,
    clients: { sqs, cloudWatch, lambda, dynamo },
    now,
    pauses: () => readPauses(dynamo, stack),
    held: (circuits) => readHeld(dynamo, stack, circuits, now()),
    metricsKeptMs: metricsEverySeconds * 1000,
  })
  return consoleOperation({
    name: 'status',
    kind: 'read',
    // A little less than the pages wait, so that each of their looks is a new one, but for those of another tab.
    keptMs: depthsEverySeconds * 900,
    input: z.object({}),
    run: () => reader.read(),
  })
}
