import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { silentLogger } from '../../lambdas/runtime/aws/clients.ts'

export interface Store {
  readonly client: DynamoDBClient
  close(): void
}

/** The local runtime's DynamoDB in a process of its own, empty. */
export async function openStore(): Promise<Store> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'store-process.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [address] = (await once(child.stdout, 'data')) as [Buffer]
  const client = new DynamoDBClient({
    endpoint: String(address).trim(),
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestHandler: { httpAgent: { maxSockets: 128 } },
    logger: silentLogger,
  })
  return {
    client,
    close() {
      client.destroy()
      child.stdin.end()
    },
  }
}
