import { setTimeout as delay } from 'node:timers/promises'
import { styleText } from 'node:util'
import type { LocalRuntime } from '../local/index.ts'
import { operatorHeaders } from './api-access.ts'
import type { Sample } from './define-sample.ts'
import { openQueueBacklog } from './queue-backlog.ts'
import { resilientApi } from './resilient-api.ts'
import type { Journeys } from './timeline/journeys.ts'

/** Generous: a laptop that is busy elsewhere is no failure. */
const PATIENCE_MS = 30_000

/** The messages of a stopped function come back after a visibility timeout of a minute, and may be stopped again. */
const PATIENCE_UNDER_FAULTS_MS = 300_000

/**
 * Sets the sample going through the API, and prints what has come of it.
 * @returns whether it reached every consumer, and nothing was dead-lettered meanwhile.
 */
export async function runSample(
  sample: Sample,
  local: LocalRuntime,
  journeys: Journeys,
  isFaulty: boolean,
): Promise<boolean> {
  const deadline = performance.now() + (isFaulty ? PATIENCE_UNDER_FAULTS_MS : PATIENCE_MS)
  const left = () => Math.max(0, deadline - performance.now())
  const queues = await openQueueBacklog(local.endpointUrl)
  try {
    const before = await queues.deadLetters()
    const api = resilientApi(local.apiUrl, { headers: await operatorHeaders(local), patienceMs: left() })
    const { title, isReached, missing, next } = await sample.run({ local, api, journeys, left })
    // All that came is on the screen already.
    const gaps = missing.map((delivery) => styleText('red', `  missing     ${delivery}\n`)).join('')
    process.stdout.write(`${gaps}${styleText('bold', title)}\n\n${next}\n`)
    // It is through with its consumers only when what followed from their work has been worked off, too.
    while (isReached && left() > 0 && (await queues.count()) > 0) await delay(50)
    const dead = Math.max(journeys.deadLettered, (await queues.deadLetters()) - before)
    if (dead > 0) process.stdout.write(styleText('red', `Dead-lettered: ${dead} of the messages that followed.\n`))
    return isReached && dead === 0
  } catch (error) {
    process.stdout.write(
      styleText(
        'red',
        `The ${sample.name} did not get through: ${(error as Error).message}\nWhat it does stands in dev/sample.\n`,
      ),
    )
    return false
  } finally {
    queues.close()
  }
}
