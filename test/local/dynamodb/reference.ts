import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Call } from './random-calls.ts'

/** Amazon's own DynamoDB for one machine, or any other that is reachable: what the local one is compared with. */
export interface Reference {
  /** The answer, or the name of the error. */
  ask(call: Call): Promise<{ error?: string; [member: string]: unknown }>
  stop(): Promise<void>
}

/**
 * Why there is nothing to compare with, or undefined when there is. `DYNAMODB_LOCAL_DIR` names the directory with the jars
 * of DynamoDB Local (`com.amazonaws:DynamoDBLocal` with its dependencies) and its native libraries, which needs Java;
 * `DYNAMODB_REFERENCE_URL` names a DynamoDB that runs already. Neither comes with this project.
 */
export function whyNoReference(): string | undefined {
  const { DYNAMODB_REFERENCE_URL, DYNAMODB_LOCAL_DIR } = process.env
  if (DYNAMODB_REFERENCE_URL) return undefined
  if (!DYNAMODB_LOCAL_DIR) return 'DYNAMODB_LOCAL_DIR does not name a directory with DynamoDB Local'
  return existsSync(DYNAMODB_LOCAL_DIR) ? undefined : `there is no ${DYNAMODB_LOCAL_DIR} (DYNAMODB_LOCAL_DIR)`
}

export async function startReference(): Promise<Reference> {
  const { DYNAMODB_REFERENCE_URL, DYNAMODB_LOCAL_DIR = '' } = process.env
  if (DYNAMODB_REFERENCE_URL) return reference(DYNAMODB_REFERENCE_URL, async () => undefined)
  const port = await freePort()
  const libraries = ['native-libs', 'DynamoDBLocal_lib', '.'].map((folder) => join(DYNAMODB_LOCAL_DIR, folder))
  const jars = libraries.map((folder) => join(folder, '*'))
  const main = 'com.amazonaws.services.dynamodbv2.local.main.ServerRunner'
  const properties = [`-Djava.library.path=${libraries.join(':')}`, '-cp', jars.join(':')]
  const server = spawn('java', [...properties, main, '-inMemory', '-disableTelemetry', '-port', String(port)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let complaints = ''
  server.stderr.on('data', (chunk) => {
    complaints += chunk
  })
  const exited = once(server, 'exit')
  const failed = exited.then(([code]) => {
    throw new Error(`DynamoDB Local ended with ${code}: ${complaints}`)
  })
  const found = reference(`http://127.0.0.1:${port}`, async () => {
    server.kill()
    await exited
  })
  await Promise.race([answers(found), failed])
  failed.catch(() => undefined)
  return found
}

async function answers({ ask }: Reference): Promise<void> {
  for (;;) {
    const up = await ask(['ListTables', {}]).catch(() => undefined)
    if (up) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

function reference(url: string, stop: Reference['stop']): Reference {
  return {
    stop,
    async ask([operation, input]) {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': `DynamoDB_20120810.${operation}`,
          'x-amz-date': '20260428T000000Z',
          authorization:
            'AWS4-HMAC-SHA256 Credential=local/20260428/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
        },
        body: JSON.stringify(input),
      })
      const body = (await response.json()) as { __type?: string }
      return body.__type === undefined ? body : { error: body.__type.split('#')[1] ?? body.__type }
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
