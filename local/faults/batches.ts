/** A request that carries a batch of entries, taken apart so that some of them can fail. */
export interface Batch {
  /** One text for each entry. */
  entries: string[]
  /** The request body without the entries that are to fail; undefined when none is left. */
  without(failed: ReadonlySet<number>): string | undefined
  /** The answer with the failures put in; `answer` is that to the remaining entries, undefined when there are none. */
  withFailures(answer: string | undefined, failed: ReadonlySet<number>): string
}

const reason = 'Injected by the local fault plan'

/** The batch in a request, if it is one of PutEvents, SendMessageBatch and PublishBatch. */
export function readBatch(service: string, target: string, body: string): Batch | undefined {
  if (service === 'events' && target.endsWith('.PutEvents')) return putEvents(body)
  if (service === 'sqs' && target.endsWith('.SendMessageBatch')) return sendMessageBatch(body)
  if (service === 'sns' && new URLSearchParams(body).get('Action') === 'PublishBatch') return publishBatch(body)
  return undefined
}

function putEvents(body: string): Batch {
  const request = JSON.parse(body) as { Entries: unknown[] }
  return {
    entries: request.Entries.map((entry) => JSON.stringify(entry)),
    without: (failed) => withoutEntries(request, request.Entries, failed),
    withFailures(answer, failed) {
      const result = answer === undefined ? { FailedEntryCount: 0, Entries: [] } : JSON.parse(answer)
      const passed = [...result.Entries]
      // The answer has an entry for each of the request's, in the same order.
      const Entries = request.Entries.map((_, index) =>
        failed.has(index) ? { ErrorCode: 'InternalFailure', ErrorMessage: reason } : passed.shift(),
      )
      return JSON.stringify({ FailedEntryCount: result.FailedEntryCount + failed.size, Entries })
    },
  }
}

function sendMessageBatch(body: string): Batch {
  const request = JSON.parse(body) as { Entries: { Id: string; MessageBody: string }[] }
  return {
    entries: request.Entries.map(({ MessageBody }) => MessageBody),
    without: (failed) => withoutEntries(request, request.Entries, failed),
    withFailures(answer, failed) {
      const result = answer === undefined ? { Successful: [] } : JSON.parse(answer)
      const injected = request.Entries.filter((_, index) => failed.has(index)).map(({ Id }) => ({
        Id,
        SenderFault: false,
        Code: 'InternalError',
        Message: reason,
      }))
      return JSON.stringify({ ...result, Failed: [...(result.Failed ?? []), ...injected] })
    },
  }
}

function withoutEntries(request: object, entries: unknown[], failed: ReadonlySet<number>): string | undefined {
  const Entries = entries.filter((_, index) => !failed.has(index))
  return Entries.length === 0 ? undefined : JSON.stringify({ ...request, Entries })
}

const memberName = /^PublishBatchRequestEntries\.(?:member\.)?(\d+)\.(.+)$/

function publishBatch(body: string): Batch {
  const fields = [...new URLSearchParams(body)].map(([name, value]) => ({ name, value, member: memberName.exec(name) }))
  const numbers = [...new Set(fields.flatMap(({ member }) => (member ? [Number(member[1])] : [])))].sort(
    (a, b) => a - b,
  )
  const fieldOf = (number: number, field: string) =>
    fields.find(({ member }) => member && Number(member[1]) === number && member[2] === field)?.value ?? ''
  return {
    entries: numbers.map((number) => fieldOf(number, 'Message')),
    without(failed) {
      const kept = numbers.filter((_, index) => !failed.has(index))
      if (kept.length === 0) return undefined
      const result = new URLSearchParams()
      for (const { name, value, member } of fields) {
        const position = member ? kept.indexOf(Number(member[1])) + 1 : 0
        if (!member) result.append(name, value)
        else if (position > 0) result.append(`PublishBatchRequestEntries.member.${position}.${member[2]}`, value)
      }
      return result.toString()
    },
    withFailures(answer, failed) {
      const members = numbers
        .filter((_, index) => failed.has(index))
        .map(
          (number) =>
            `<member><Id>${fieldOf(number, 'Id')}</Id><Code>InternalError</Code><Message>${reason}</Message><SenderFault>false</SenderFault></member>`,
        )
        .join('')
      const xml = answer ?? emptyPublishBatchAnswer
      if (xml.includes('</Failed>')) return xml.replace('</Failed>', `${members}</Failed>`)
      return xml
        .replace(/<Failed\s*\/>/, '')
        .replace('</PublishBatchResult>', `<Failed>${members}</Failed></PublishBatchResult>`)
    },
  }
}

const emptyPublishBatchAnswer =
  '<PublishBatchResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishBatchResult><Successful/>' +
  '</PublishBatchResult><ResponseMetadata><RequestId>injected</RequestId></ResponseMetadata></PublishBatchResponse>'
