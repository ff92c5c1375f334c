import { setTimeout as delay } from 'node:timers/promises'
import type { SQSClient } from '@aws-sdk/client-sqs'
import { systemClock } from '../../lambdas/runtime/system/clock.ts'
import { createIds, systemRandomBytes } from '../../lambdas/runtime/system/ids.ts'
import { interruption } from '../read-models/environment.ts'
import { grouped, progressBar } from '../terminal/progress-bar.ts'
import { readCheckpoint, writeCheckpoint } from './checkpoint-file.ts'
import type { ReplayOptions } from './options.ts'
import { type EventSource, type Selection, selectEvents } from './selection.ts'
import { type Sent, sendEvents } from './send-events.ts'

export interface Replay {
  readonly sqs: SQSClient
  readonly queueUrl: string
  readonly consumer: string
  readonly source: EventSource
  readonly selection: Selection
}

type RunOptions = Pick<ReplayOptions, 'again' | 'rate' | 'to' | 'checkpoint' | 'after' | 'replayId'>

/**
 * Sends, shows how far it is, and says how to go on when it is interrupted.
 * @throws {Error} for a checkpoint of another replay; and when it ends early, with the options to go on with.
 */
export async function runReplay(replay: Replay, { again = false, rate, checkpoint, ...options }: RunOptions) {
  const { consumer, source } = replay
  const resumption = { consumer, again, selection: replay.selection, isEndGiven: options.to !== undefined }
  const known = checkpoint ? await readCheckpoint(checkpoint, resumption) : undefined
  const selection = known?.selection ?? replay.selection
  const replayId = known?.replay_id ?? options.replayId ?? createIds(systemClock, systemRandomBytes).next('rpl')
  const after = known?.after ?? options.after
  let last: Sent = { sent: 0, cursor: after }

  const save = async ({ sent, cursor }: Sent) => {
    last = { sent, cursor: cursor ?? after }
    bar.update(sent)
    if (!checkpoint) return
    const place = last.cursor === undefined ? {} : { after: last.cursor }
    await writeCheckpoint(checkpoint, {
      replay_id: replayId,
      consumer,
      again,
      selection,
      sent: (known?.sent ?? 0) + sent,
      ...place,
    })
  }
  const bar = progressBar(`replay to ${consumer}`, 'events', undefined)
  try {
    // Before anything is sent: what goes out before a crash must not go out again under another id.
    await save(last)
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
    const reason = error instanceof Error ? error.message : String(error)
    const place = last.cursor ? ` --after ${last.cursor}` : ''
    const end = options.to === undefined ? ` --to ${selection.to}` : ''
    const goOn = checkpoint ? `--checkpoint ${checkpoint}` : `--replay-id ${replayId}${place}${end}`
    throw new Error(`${reason} ${grouped(last.sent)} events were sent. Go on with the same options and ${goOn}`, {
      cause: error,
    })
  }
  process.stdout.write(`Sent ${grouped(last.sent)} events to ${consumer} as replay ${replayId}.\n`)
}
