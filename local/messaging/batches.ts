import { SqsError } from './library.ts'
import { type SendRequest, wrongType } from './message-checks.ts'

const MAX_ENTRIES = 10
const ENTRY_ID = /^[\w-]{1,80}$/

export interface BatchEntry extends SendRequest {
  Id: string
  ReceiptHandle?: unknown
  VisibilityTimeout?: unknown
}

export interface BatchAnswer<Result> {
  Successful: (Result & { Id: string })[]
  Failed: { Id: string; SenderFault: boolean; Code: string; Message: string }[]
}

/**
 * Runs a batch action of SQS: a malformed batch is refused whole, then each entry succeeds or fails on its own.
 * `entryType` is what AWS calls an entry in its messages.
 */
export function runBatch<Result extends object>(
  input: unknown,
  entryType: string,
  run: (entry: BatchEntry) => Result,
  checkWhole: (entries: BatchEntry[]) => void = () => undefined,
): BatchAnswer<Result> {
  const entries = checkEntries(input, entryType)
  checkWhole(entries)
  const answer: BatchAnswer<Result> = { Successful: [], Failed: [] }
  for (const entry of entries) {
    try {
      answer.Successful.push({ ...run(entry), Id: entry.Id })
    } catch (error) {
      // A request that cannot be read is refused whole, wherever in it the fault is.
      if (!(error instanceof SqsError) || error.code === 'SerializationException') throw error
      answer.Failed.push({
        Id: entry.Id,
        SenderFault: error.senderFault,
        Code: error.code,
        Message: error.message.replace('parameters are invalid', 'parameters cannot be validated'),
      })
    }
  }
  return answer
}

function checkEntries(input: unknown, entryType: string): BatchEntry[] {
  if (input !== undefined && input !== null && !Array.isArray(input)) throw wrongType('Entries', 'a list')
  const entries = (input ?? []) as unknown[]
  if (entries.length === 0) {
    throw new SqsError('EmptyBatchRequest', `There should be at least one ${entryType} in the request.`)
  }
  for (const entry of entries) {
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) throw wrongType(entryType, 'a structure')
  }
  if (entries.length > MAX_ENTRIES) {
    throw new SqsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${MAX_ENTRIES}. You have sent ${entries.length}.`,
    )
  }
  const seen = new Set<string>()
  for (const { Id } of entries as { Id?: unknown }[]) {
    if (Id !== undefined && Id !== null && typeof Id !== 'string') throw wrongType('Id', 'a string')
    if (!Id || !ENTRY_ID.test(Id)) {
      throw new SqsError(
        'InvalidBatchEntryId',
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      )
    }
    if (seen.has(Id)) throw new SqsError('BatchEntryIdsNotDistinct', `Id ${Id} repeated.`)
    seen.add(Id)
  }
  return entries as BatchEntry[]
}
