import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listen, serve } from '../../../local/endpoint/server.ts'
import { type LocalMessaging, startMessaging } from '../../../local/messaging/index.ts'

const started: LocalMessaging[] = []
const endpoints: { close(): Promise<void> }[] = []
const directories: string[] = []

export const take = { max: 10, waitMs: 0 }
export const bodies = (records: { body: string }[]) => records.map((record) => record.body)

export function dataDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'queues-'))
  directories.push(directory)
  return directory
}

export async function start(dataDir?: string): Promise<LocalMessaging> {
  const messaging = await startMessaging({
    region: 'us-east-1',
    accountId: '000000000000',
    baseUrl: 'http://127.0.0.1:4566',
    ...(dataDir && { dataDir }),
  })
  started.push(messaging)
  return messaging
}

/** Of a request that no SDK makes. */
export const signedFor = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/${service}/aws4_request`,
})

/** Over HTTP, as the local runtime serves it: what an SDK client needs to know, and how to make requests that no SDK would make. */
export async function overTheWire(messaging: LocalMessaging) {
  const { server, url: endpoint } = await listen(0)
  const services = { sqs: messaging.handle, sns: messaging.handle }
  endpoints.push(serve(server, { region: 'us-east-1', services, raw: { s3: messaging.serve }, pages: {} }))
  const config = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }

  /** The status and the error's code of an SQS request with exactly this body. */
  async function sqs(action: string, body: string) {
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` },
      body,
    })
    const output = JSON.parse(await answer.text()) as Record<string, unknown>
    return { status: answer.status, code: String(output.__type ?? '').split('#')[1] ?? '', output }
  }

  /** The same for SNS. */
  async function sns(parameters: Record<string, string>) {
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: signedFor('sns'),
      body: new URLSearchParams(parameters),
    })
    const xml = await answer.text()
    return { status: answer.status, code: /<Code>(.*?)<\/Code>/.exec(xml)?.[1] ?? '', xml }
  }
  return { config, sqs, sns }
}

/** For `afterEach`. */
export async function cleanUp(): Promise<void> {
  await Promise.all(endpoints.splice(0).map((endpoint) => endpoint.close()))
  await Promise.all(started.splice(0).map((messaging) => messaging.close()))
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true })
}
