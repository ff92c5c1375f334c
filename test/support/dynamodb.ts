import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { silentLogger } from '../../lambdas/runtime/aws/clients.ts'
import type { TableIndex } from '../../lambdas/runtime/declarations/table-index.ts'
import { pipelineTables, serviceTable, type TableShape } from '../../lambdas/runtime/declarations/tables.ts'
import { type LocalDynamoDb, startDynamoDb } from '../../local/dynamodb/index.ts'
import { tableInput } from './table-input.ts'

export interface TestDynamoDb {
  readonly client: DynamoDBClient
  readonly endpoint: string
  /** Every operation that reached the database, in order, since the last `calls.length = 0`. */
  readonly calls: string[]
  readonly database: LocalDynamoDb
  /** What happens to the next requests, first in, first out. `pass` lets one through unharmed. */
  readonly faults: Fault[]
  close(): Promise<void>
}

/**
 * - `lose-answer`: the operation is carried out, then the connection breaks.
 * - `refuse`: the connection breaks, nothing is carried out.
 * - a function: answers itself (a throttle, say), nothing is carried out.
 * - `before` and `after`: are called before it is carried out, or after it and before the answer.
 */
export type Fault =
  | 'pass'
  | 'lose-answer'
  | 'refuse'
  | (() => { status: number; body: object })
  | { before: () => void }
  | { after: () => void }

export const testTables = {
  events: 'events',
  commands: 'commands',
  processed: 'processed',
  snapshots: 'snapshots',
  deadLetters: 'dead-letters',
  breakers: 'breakers',
  parked: 'parked',
  operations: 'operations',
  auditLog: 'audit-log',
  state: 'state',
} as const

/** DynamoDB over HTTP on a free port, with the pipeline's tables. Close it after the tests. */
export async function startTestDynamoDb(
  options: { readonly stateIndexes?: readonly TableIndex[]; readonly now?: () => number } = {},
): Promise<TestDynamoDb> {
  const database = await startDynamoDb({
    region: 'eu-central-1',
    accountId: '000000000000',
    ...(options.now ? { clock: { now: options.now } } : {}),
  })
  const calls: string[] = []
  const faults: Fault[] = []
  const server = createServer((request, response) => void answer(request, response, { database, calls, faults }))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client = testClient(endpoint)
  await createTestTables(client, options.stateIndexes)
  calls.length = 0
  return {
    client,
    endpoint,
    calls,
    database,
    faults,
    async close() {
      client.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await database.close()
    },
  }
}

/** Of a database over HTTP. @param maxSockets calls at once. */
export const testClient = (endpoint: string, maxSockets = 50): DynamoDBClient =>
  new DynamoDBClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestHandler: { httpAgent: { maxSockets } },
    logger: silentLogger,
  })

/** The pipeline's tables, in a database that has none of them. */
export async function createTestTables(client: DynamoDBClient, stateIndexes?: readonly TableIndex[]): Promise<void> {
  const shapes: Record<keyof typeof testTables, TableShape> = { ...pipelineTables, state: serviceTable(stateIndexes) }
  for (const [name, shape] of Object.entries(shapes)) {
    await client.send(new CreateTableCommand(tableInput(testTables[name as keyof typeof testTables], shape)))
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { database, calls, faults }: Pick<TestDynamoDb, 'database' | 'calls' | 'faults'>,
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const fault = faults.shift() ?? 'pass'
  if (fault === 'refuse') {
    request.socket.destroy()
    return
  }
  calls.push((request.headers['x-amz-target'] as string | undefined)?.split('.')[1] ?? 'unknown')
  if (typeof fault === 'function') {
    const { status, body } = fault()
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body))
    return
  }
  if (typeof fault === 'object' && 'before' in fault) {
    fault.before()
    request.socket.destroy()
    return
  }
  const result = await database.handle({
    service: 'dynamodb',
    region: 'eu-central-1',
    method: request.method ?? 'POST',
    path: request.url ?? '/',
    query: new URLSearchParams(),
    headers: request.headers as Record<string, string>,
    body: Buffer.concat(chunks),
  })
  if (typeof fault === 'object' && 'after' in fault) fault.after()
  if (fault === 'lose-answer' || typeof fault === 'object') request.socket.destroy()
  else response.writeHead(result.status, result.headers).end(result.body)
}
