import type { AuditEnvironment } from '../../audit/audit-log.ts'
import type { DeadLetterEnvironment } from '../environment.ts'
import type { LetterSummary } from '../letters/letter.ts'
import type { LetterSelection } from '../letters/selection.ts'
import { type FoundCauseless, findCauseless, readKept } from '../queue/find-causeless.ts'
import { keepAudited } from '../retry/prepare-retry.ts'
import type { Change } from './change-status.ts'
import { withoutLeft } from './letters-to-close.ts'

interface ToClose {
  readonly found: FoundCauseless
  /** The consumer into whose queue nobody has looked, because what lies there is parked within a minute. */
  readonly holder: string | undefined
}

const NOTHING: FoundCauseless = { messageIds: new Set(), consumers: [], unseen: [], large: 0 }

/**
 * Looks for the messages without a record that an archive of the selection takes. What SQS has moved into the dead-letter queue of a consumer that
 * holds is parked within a minute, with the rest of its aggregate behind it: were it archived before, later events of the aggregate would overtake it.
 */
export async function causelessToClose(
  environment: Pick<DeadLetterEnvironment, keyof Parameters<typeof findCauseless>[0]>,
  selection: LetterSelection,
  verb: Change | 'purge',
): Promise<ToClose> {
  const { consumer } = selection
  if (verb !== 'archive') return { found: NOTHING, holder: undefined }
  const isHolding = consumer !== undefined && environment.consumers.get(consumer)?.onDeadLetter === 'hold'
  if (isHolding) return { found: NOTHING, holder: consumer }
  return { found: await findCauseless(environment, selection), holder: undefined }
}

/**
 * Gives messages without a record theirs, so that they can be archived with the letters that were selected with them.
 * @returns their letters, by the rules for all others. What has died since they were found is not among them. @throws {AuditError}
 */
export async function lettersOfFound(
  environment: DeadLetterEnvironment,
  log: AuditEnvironment,
  found: FoundCauseless,
  selection: LetterSelection,
  reason: string | undefined,
): Promise<readonly LetterSummary[]> {
  const kept = await keepAudited(environment, log, found, selection, reason)
  if (kept.size === 0) return []
  const waiting = await readKept(environment, kept, { ...selection, statuses: ['dead'] })
  return (await withoutLeft(environment, waiting, selection, 'archive')).letters
}
