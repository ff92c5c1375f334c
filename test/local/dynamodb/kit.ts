import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'
import { afterAll, beforeAll } from 'vitest'
import { type DynamoDbOptions, type LocalDynamoDb, startDynamoDb } from '../../../local/dynamodb/index.ts'
import type { AwsResponse, ServiceHandler } from '../../../local/ports.ts'

/** A clock that stands still until told otherwise. */
export class TestClock {
  #now = Date.UTC(2026, 3, 28)

  now(): number {
    return this.#now
  }

  advance(ms: number): void {
    this.#now += ms
  }
}

export interface Running {
  db: LocalDynamoDb
  client: DynamoDBClient
  streams: DynamoDBStreamsClient
  clock: TestClock
  /** Sends a body as it is, past the SDK. */
  raw(target: string, body: string): Promise<AwsResponse>
  close(): Promise<void>
}

/** The local DynamoDB behind a real HTTP server, with real SDK clients. */
export async function start(options: Partial<DynamoDbOptions> = {}): Promise<Running> {
  const clock = new TestClock()
  const db = await startDynamoDb({ region: 'us-east-1', accountId: '000000000000', clock, ...options })
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', async () => {
      const target = String(request.headers['x-amz-target'])
      const answer = await send(db.handle, target, Buffer.concat(chunks))
      response.writeHead(answer.status, answer.headers).end(answer.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const config = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  }
  const client = new DynamoDBClient(config)
  const streams = new DynamoDBStreamsClient(config)
  return {
    db,
    client,
    streams,
    clock,
    raw: (target, body) => send(db.handle, target, Buffer.from(body)),
    async close() {
      client.destroy()
      streams.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await db.close()
    },
  }
}

function send(handle: ServiceHandler, target: string, body: Buffer): Promise<AwsResponse> {
  const headers = { 'x-amz-target': target }
  const query = new URLSearchParams()
  return handle({ service: 'dynamodb', region: 'us-east-1', method: 'POST', path: '/', query, headers, body })
}

/** A new directory, and how to remove it. */
export async function temporaryDirectory(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'local-dynamodb-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

import { eventTable, plainTable } from './tables.ts'

export { eventTable, plainTable }

/** Both tables in memory or on disk, for all tests of the describe block that calls this. */
export function withTables(where: string): Pick<Running, 'client' | 'clock' | 'db' | 'raw'> {
  let running: Running
  let directory: Awaited<ReturnType<typeof temporaryDirectory>> | undefined
  beforeAll(async () => {
    directory = where === 'disk' ? await temporaryDirectory() : undefined
    running = await start(directory ? { dataDir: directory.path } : {})
    await running.client.send(new CreateTableCommand(plainTable))
    await running.client.send(new CreateTableCommand(eventTable))
  })
  afterAll(async () => {
    await running.close()
    await directory?.remove()
  })
  return {
    get client() {
      return running.client
    },
    get clock() {
      return running.clock
    },
    get db() {
      return running.db
    },
    raw: (target, body) => running.raw(target, body),
  }
}
