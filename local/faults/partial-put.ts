import { signatureScope } from '../endpoint/signature-scope.ts'
import type { AwsResponse, ServiceHandler } from '../ports.ts'
import { type Batch, readBatch } from './batches.ts'

/** Whether one entry of a batch fails; the access key names the calling worker. */
export type EntryFails = (call: { service: string; accessKey: string | undefined }, entry: string) => boolean

const contentTypes: Record<string, string> = {
  events: 'application/x-amz-json-1.1',
  sqs: 'application/x-amz-json-1.0',
  sns: 'text/xml',
}

/** The service, some of whose batches' entries fail though the answer is 200. */
export function withPartialBatches(handler: ServiceHandler, entryFails: EntryFails): ServiceHandler {
  return async (request) => {
    const { service, headers } = request
    const batch = readBatch(service, headers['x-amz-target'] ?? '', request.body.toString())
    const accessKey = signatureScope(headers, '', request.region)?.accessKey
    const failed = batch ? failures(batch, service, accessKey, entryFails) : new Set<number>()
    if (!batch || failed.size === 0) return handler(request)
    const body = batch.without(failed)
    if (body === undefined) return allFailed(batch, service, failed)
    const answer = await handler({ ...request, body: Buffer.from(body) })
    if (answer.status !== 200) return answer
    return { ...answer, body: batch.withFailures(answer.body.toString(), failed) }
  }
}

function failures(batch: Batch, service: string, accessKey: string | undefined, entryFails: EntryFails): Set<number> {
  return new Set(batch.entries.flatMap((entry, index) => (entryFails({ service, accessKey }, entry) ? [index] : [])))
}

function allFailed(batch: Batch, service: string, failed: ReadonlySet<number>): AwsResponse {
  const headers = { 'content-type': contentTypes[service] ?? 'application/json' }
  return { status: 200, headers, body: batch.withFailures(undefined, failed) }
}
