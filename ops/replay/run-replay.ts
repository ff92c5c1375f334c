import { setTimeout as delay } from 'node:timers/promises'
import type { SQSClient } from '@aws-sdk/client-sqs'
import { systemClock } from '../../lambdas/runtime/system/clock.ts'
import { createIds, systemRandomBytes } from '../../lambdas/runtime/system/ids.ts'
import { interruption } from '../cli/interruption.ts'
import { grouped, progressBar } from '../cli/progress-bar.ts'
import { UsageError } from '../cli/usage-error.ts'
import { writeCheckpoint } from './checkpoint-file.ts'
import type { ReplayOptions } from './options.ts'
import type { ReplayPosition } from './replay-position.ts'
import { type StoredEvents, selectEvents } from './selection.ts'
import { type Sent, sendEvents } from './send-events.ts'

export interface Replay {
  readonly sqs: SQSClient
  readonly queueUrl: string
  readonly consumer: string
  readonly source: StoredEvents
  readonly place: ReplayPosition
}

type RunOptions = Pick<ReplayOptions, 'again' | 'rate' | 'checkpoint'>

/**
 * Sends, shows how far it is, and says how to go on when it is interrupted. @returns what was sent, under which id.
 * @throws {UsageError} with nothing sent; {Error} when it ends early, with the options to go on with.
 */
export async function runReplay(replay: Replay, { again = false, rate, checkpoint }: RunOptions) {
  const { consumer, source, place } = replay
  const { selection, after } = place
  const replayId = place.replayId ?? createIds(systemClock, systemRandomBytes).next('rpl')
  let last: Sent = { sent: 0, cursor: after }

  const save = async ({ sent, cursor }: Sent) => {
    last = { sent, cursor: cursor ?? after }
    bar.update(sent)
    if (!checkpoint) return
    await writeCheckpoint(checkpoint, {
      replay_id: replayId,
      consumer,
      again,
      selection,
      sent: place.sent + sent,
      ...(last.cursor !== undefined && { after: last.cursor }),
    })
  }
  const bar = progressBar(`replay to ${consumer}`, 'events', undefined)
  // Before anything is sent: what goes out before a crash must not go out again under another id.
  await save(last).catch((cause: Error) => {
    throw new UsageError(`--checkpoint ${checkpoint} cannot be written: ${cause.message}`, { cause })
  })
  try {
    await sendEvents(
      {
        ...replay,
        replayId,
        again,
        rate,
        now: systemClock.now,
        pause: (milliseconds) => delay(milliseconds),
        signal: interruption(),
        onSent: save,
      },
      selectEvents(source, selection, after),
    ).finally(() => bar.end())
  } catch (error) {
    if (error instanceof UsageError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    const cursor = last.cursor ? ` --after ${last.cursor}` : ''
    const end = place.isEndGiven ? '' : ` --to ${selection.to}`
    const goOn = checkpoint ? `--checkpoint ${checkpoint}` : `--replay-id ${replayId}${cursor}${end}`
    throw new Error(`${reason} ${grouped(last.sent)} events were sent. Go on with the same options and ${goOn}`, {
      cause: error,
    })
  }
  return { consumer, replay_id: replayId, events: last.sent }
}
