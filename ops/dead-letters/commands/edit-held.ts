import { openAuditLog } from '../../audit/open-audit-log.ts'
import { confirm } from '../../cli/confirm.ts'
import { print } from '../../cli/print.ts'
import { UsageError } from '../../cli/usage-error.ts'
import { decideAndRelease } from '../../parked/decide-and-release.ts'
import { openParked } from '../../parked/environment.ts'
import { readParked } from '../../parked/holds.ts'
import { releasedText } from '../../parked/print.ts'
import { replacementOf } from '../../parked/replacement.ts'
import { pausedText } from '../../pauses/paused-text.ts'
import { readPauses } from '../../pauses/read-pauses.ts'
import { targetOf } from '../../stack/where.ts'
import { differences, diffText } from '../edit/diff.ts'
import { originalOf } from '../edit/edited-body.ts'
import type { DeadLetterEnvironment } from '../environment.ts'
import type { Letter } from '../letters/letter.ts'

type Data = Record<string, unknown>

interface Editing {
  /** @returns the data that are to stand in place of these. */
  readonly change: (data: Data) => Data
  readonly reason: string
  readonly dryRun: boolean
  readonly yes: boolean
  readonly json: boolean | undefined
  readonly as: string | undefined
}

const WAIT_SECONDS = 30

/**
 * A letter behind which later events of its aggregate wait is edited in its place, by what `parked edit` does: sent as a letter it would come
 * after them.
 */
export async function editHeld(
  environment: DeadLetterEnvironment,
  letter: Letter,
  { change, reason, dryRun, yes, json, as }: Editing,
): Promise<void> {
  const parked = openParked(environment.stack)
  try {
    const consumer = environment.consumers.get(letter.consumer)!
    const aggregate = letter.groupId ?? letter.aggregateId ?? ''
    const event = (await readParked(parked, consumer.name, aggregate)).find(({ id }) => id === letter.id)
    if (!event) {
      throw new UsageError(
        `${letter.id} is not parked, and ${aggregate} is held at ${consumer.name} behind another event: see npm run ops -- parked show ${consumer.name} ${aggregate}`,
      )
    }
    const { data } = originalOf(event.body)
    const changed = change(data)
    const found = differences(data, changed)
    if (found.length === 0) throw new UsageError('The new data equals the present data: nothing was changed.')
    const replacement = replacementOf(event, changed, parked.ids.next('evt'))
    if (dryRun) {
      return print(json, { consumer: consumer.name, id: letter.id, aggregate, differences: found }, () =>
        diffText(found),
      )
    }
    process.stderr.write(`${letter.id} for ${consumer.name}, which holds ${aggregate} behind it:\n${diffText(found)}`)
    const question = 'The original is closed, this stands in its place, and what waits behind it goes on.'
    const pauses = await readPauses(parked.dynamo, environment.stack)
    process.stderr.write(pausedText(pauses, [consumer.name], environment.now()))
    await confirm(targetOf(environment.stack), question, yes)
    const log = await openAuditLog(environment.stack, environment.dynamo, as)
    const decision = { verb: 'edit', consumer, aggregate, event, replacement, reason } as const
    const released = await decideAndRelease(parked, log, decision, pauses.has(consumer.name) ? 0 : WAIT_SECONDS)
    print(json, { replaced_by: replacement.event_id, ...released }, () => releasedText([released], pauses))
    if (released.outcome === 'failed' || released.outcome === 'under-way') process.exitCode = 1
  } finally {
    parked.close()
  }
}
