import { SnsError } from './library.ts'
import type { PublishRequest } from './publish.ts'

/** A form-encoded request, as its parser left it. */
export type Parameters = Record<string, string>

const MAX_ENTRIES = 10
const MAX_ID_LENGTH = 80

/** Throws what SNS answers to a malformed batch, whatever its messages. */
export function entriesOf(parameters: Parameters): { id: string; request: PublishRequest }[] {
  const prefixes = membersOf(parameters, 'PublishBatchRequestEntries.member.')
  if (prefixes.length === 0) throw new SnsError('EmptyBatchRequest', "The batch request doesn't contain any entries.")
  if (prefixes.length > MAX_ENTRIES) {
    throw new SnsError('TooManyEntriesInBatchRequest', 'The batch request contains more entries than permissible.')
  }
  const seen = new Set<string>()
  return prefixes.map((prefix) => {
    const id = parameters[`${prefix}Id`] ?? ''
    checkEntryId(id)
    if (seen.has(id)) {
      throw new SnsError('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.')
    }
    seen.add(id)
    return { id, request: requestOf(parameters, prefix) }
  })
}

function checkEntryId(id: string): void {
  if (id.length > MAX_ID_LENGTH) {
    throw new SnsError('InvalidBatchEntryId', `The Id of a batch entry in the batch request is too long: ${id}`)
  }
  if (/^[\w-]+$/.test(id)) return
  const reason = `The Id of a batch entry in the batch request contains an impermissible character: ${id}`
  throw new SnsError('InvalidBatchEntryId', reason)
}

/** One message to publish; `prefix` is that of its parameters. */
export function requestOf(parameters: Parameters, prefix: string): PublishRequest {
  const attributes = membersOf(parameters, `${prefix}MessageAttributes.entry.`).map((entry) => {
    const value = {
      DataType: parameters[`${entry}Value.DataType`],
      StringValue: parameters[`${entry}Value.StringValue`],
      BinaryValue: parameters[`${entry}Value.BinaryValue`],
    }
    const given = Object.entries(value).filter(([, text]) => text !== undefined)
    return [parameters[`${entry}Name`] ?? '', Object.fromEntries(given)] as const
  })
  return {
    message: parameters[`${prefix}Message`],
    subject: parameters[`${prefix}Subject`],
    structure: parameters[`${prefix}MessageStructure`],
    groupId: parameters[`${prefix}MessageGroupId`],
    deduplicationId: parameters[`${prefix}MessageDeduplicationId`],
    attributes: Object.fromEntries(attributes),
  }
}

/** The prefixes `<list>1.`, `<list>2.`, ... of the members that are there, in order. */
function membersOf(parameters: Parameters, list: string): string[] {
  const numbers = new Set<number>()
  for (const name of Object.keys(parameters)) {
    if (name.startsWith(list)) numbers.add(Number.parseInt(name.slice(list.length), 10))
  }
  return [...numbers]
    .filter((number) => Number.isSafeInteger(number))
    .sort((a, b) => a - b)
    .map((number) => `${list}${number}.`)
}
