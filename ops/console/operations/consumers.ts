import { z } from 'zod'
import { audited } from '../../audit/audit-log.ts'
import { keep, pause, resume } from '../../consumers/change.ts'
import type { ConsumerRow } from '../../consumers/consumer-state.ts'
import { drain } from '../../consumers/drain.ts'
import { changeOf, queueUrlOf } from '../../consumers/environment.ts'
import { anyConsumer } from '../../consumers/find.ts'
import { listConsumers } from '../../consumers/list.ts'
import { readBacklog } from '../../consumers/read-backlog.ts'
import { pauseOf } from '../../pauses/pause.ts'
import { PauseRecords } from '../../pauses/pause-records.ts'
import { type ConsoleOperation, consoleOperation, InputError } from '../operation.ts'
import type { Work } from '../work/background-work.ts'
import { consumer } from './dead-letters/inputs.ts'
import { type ConsoleEnvironment, isLocal } from './environment.ts'

/** A consumer, and the draining of it that this console does. */
export type ShownConsumer = ConsumerRow & { readonly draining?: Work }

const reason = z.string().trim().max(1_000)
const needed = reason.min(1, 'Say why, for whoever finds it paused.')
/** SQS's counts are exact within a minute, and those of the local queues at once. */
const SETTLE_SECONDS = 60
const LOCAL_SETTLE_SECONDS = 2
const drainName = (name: string): string => `drain ${name}`

/** Operations that list which consumers take their messages, pause one and resume it. */
export function consumerOperations(clients: ConsoleEnvironment): ConsoleOperation[] {
  const { work, auditLog, now } = clients
  const environment = () => ({
    ...clients,
    records: new PauseRecords(clients.dynamo, clients.stack.output('OperationTableName')),
  })
  /** Under the audit log, as the command line does it. */
  const change = async <Value extends { readonly outcome: string }>(
    verb: string,
    name: string,
    why: string | undefined,
    run: (one: ReturnType<typeof changeOf>) => Promise<Value>,
  ): Promise<Value> => {
    const log = await auditLog()
    const one = changeOf(environment(), anyConsumer(name).name, log)
    const action = { action: `consumers ${verb}`, target: name, ...(why && { reason: why }) }
    return audited(
      log,
      action,
      () => run(one),
      ({ outcome }) => ({ result: 'done', outcome }),
    )
  }
  return [
    consoleOperation({
      name: 'consumers',
      kind: 'read',
      keptMs: 1_000,
      input: z.object({}),
      async run(): Promise<readonly ShownConsumer[]> {
        const rows = await listConsumers(environment())
        return rows.map((row) => {
          const draining = work.get(drainName(row.consumer))
          return { ...row, ...(draining && { draining }) }
        })
      },
    }),
    consoleOperation({
      name: 'consumer-pause',
      kind: 'change',
      input: z.strictObject({ consumer, reason: needed }),
      run: ({ consumer: name, reason: why }) =>
        change('pause', name, why, async (one) => {
          const { record, already } = await pause(one, why)
          const { by, since, reason: because } = pauseOf(record)
          return {
            outcome: `${name} ${already ? 'was paused already,' : 'is paused'} by ${by} since ${since}: ${because}`,
          }
        }),
    }),
    consoleOperation({
      name: 'consumer-resume',
      kind: 'change',
      input: z.strictObject({ consumer, reason: reason.optional() }),
      run: ({ consumer: name, reason: why }) =>
        change('resume', name, why, async (one) => {
          const resumed = await resume(one, why || 'no reason given')
          return { outcome: resumed ? `${name} is running again` : `${name} is running: there is nothing to resume` }
        }),
    }),
    consoleOperation({
      name: 'consumer-keep',
      kind: 'change',
      input: z.strictObject({ consumer }),
      run: ({ consumer: name }) =>
        change('keep', name, undefined, async (one) => ({
          outcome: (await keep(one)) ? `${name} is paused again` : `${name} is paused, or is not to be`,
        })),
    }),
    consoleOperation({
      name: 'consumer-drain',
      kind: 'change',
      input: z.strictObject({
        consumer,
        reason: needed,
        settleSeconds: z
          .number()
          .int()
          .min(0)
          .max(3_600)
          .default(isLocal(clients) ? LOCAL_SETTLE_SECONDS : SETTLE_SECONDS),
      }),
      async run({ consumer: name, reason: why, settleSeconds }) {
        const { records } = environment()
        const seen = await records.read(anyConsumer(name).name)
        if (seen?.intent === 'pause') throw new InputError(`${name} is paused by ${seen.by}: resume it first.`)
        const begun = work.start(drainName(name), async ({ signal, say }) => {
          const backlog = () => readBacklog(clients, queueUrlOf(clients, name), now())
          const { outcome } = await change('drain', name, why, async (one) => {
            const { left } = await drain(
              {
                ...one,
                backlog,
                settleSeconds,
                signal,
                onProgress: ({ waiting, inFlight, delayed }) => say(`${waiting} wait, ${inFlight + delayed} in hand`),
              },
              why,
            )
            return { outcome: `${name} is drained and paused; ${left.waiting + left.inFlight + left.delayed} stay` }
          })
          return outcome
        })
        return { begun }
      },
    }),
  ]
}
