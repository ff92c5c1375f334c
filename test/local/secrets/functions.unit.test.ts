import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { getSecretValue, secretsSettings } from '../../../lambdas/runtime/secrets/get-secret-value.ts'
import type { LocalOptions, LocalRuntime } from '../../../local/index.ts'
import { cleanUp, clientConfig, inlineFunction, start } from '../fixture.ts'
import { allow, roleOf } from '../iam/stack.ts'
import { call } from './kit.ts'

const NAME = 'EventPipeline/dev/billing/payment-provider'
const OTHER = 'EventPipeline/dev/billing/payment-provider-old'
const arn = (name: string) => `arn:aws:secretsmanager:us-east-1:000000000000:secret:${name}`
const runtimeFile = join(import.meta.dirname, '../../../lambdas/runtime/secrets/secret.ts')

const printed: string[] = []
const closing: (() => unknown)[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  await cleanUp()
  for (const close of closing.splice(0)) close()
})

/** A function that answers with a secret of its service, by the runtime's own `secret`, or with the failure. */
const reading = (Resource: string[]) => ({
  Resources: {
    Role: roleOf([allow('secretsmanager:GetSecretValue', Resource)]),
    Reader: inlineFunction(
      `const { secret } = await import(${JSON.stringify(runtimeFile)})
       try { return { value: await secret(event.name).value() } } catch ({ name, code, message }) { return { name, code, message } }`,
      {
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        FunctionName: 'reader',
        Environment: { Variables: { STAGE: 'dev', SERVICE: 'billing' } },
      },
    ),
  },
})

async function started(
  options: Partial<LocalOptions> = {},
  resources = [`${arn(NAME)}-??????`],
): Promise<LocalRuntime> {
  printed.length = 0
  vi.spyOn(console, 'error').mockImplementation((line: string) => void printed.push(line))
  return start(reading(resources) as never, { iam: true, quiet: false, ...options })
}

async function read(runtime: LocalRuntime, name: string): Promise<Record<string, string>> {
  const lambda = new LambdaClient(clientConfig(runtime))
  const { Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: 'reader', Payload: JSON.stringify({ name }) }),
  )
  lambda.destroy()
  return JSON.parse(Buffer.from(Payload ?? []).toString())
}

describe('a function', () => {
  it('reads exactly the secret that its role names', async () => {
    const runtime = await started({ secrets: { [NAME]: 'k1', [OTHER]: 'k0' } })
    expect(await read(runtime, 'payment-provider')).toEqual({ value: 'k1' })
    // "Secrets Manager matches not just the intended secret …, but also" others only where a grant ends with `*`:
    // https://docs.aws.amazon.com/secretsmanager/latest/userguide/permissions_grant-limited-resources.html
    const denied = await read(runtime, 'payment-provider-old')
    expect(denied).toMatchObject({ name: 'HeldError', code: 'SECRET_REFUSED' })
    expect(denied.message).toMatch(
      new RegExp(
        `^The secret ${OTHER} cannot be read: .* AccessDeniedException: User: arn:aws:sts::000000000000:assumed-role/\\S+ is not authorized to perform: secretsmanager:GetSecretValue on resource: ${arn(OTHER)}-[A-Za-z0-9]{6} because no identity-based policy allows`,
      ),
    )
    expect(printed.join('\n')).not.toMatch(/k[01]/)
  })

  it('is told at the start that its secret has no value, is refused as on AWS, and has it once somebody creates it', async () => {
    const runtime = await started()
    expect(printed).toContain(
      `The secret ${NAME} has no value here: add "${NAME}" to .secrets.local.json and start again (docs/secrets.md).`,
    )
    // Without the secret there is no ARN with random characters, which the policy is about. Measured on AWS:
    // https://github.com/ministackorg/ministack/pull/1737
    expect((await read(runtime, 'payment-provider')).message).toContain(`on resource: ${arn(NAME)} because`)
    await call(runtime, 'CreateSecret', { Name: NAME, SecretString: 'k1' })
    expect(await read(runtime, 'payment-provider')).toEqual({ value: 'k1' })
  })

  it('reads the current version', async () => {
    const runtime = await started({ secrets: { [NAME]: 'k1' } })
    await call(runtime, 'PutSecretValue', { SecretId: NAME, SecretString: 'k2' })
    expect(await read(runtime, 'payment-provider')).toEqual({ value: 'k2' })
  })

  it('waits while Secrets Manager is away', async () => {
    const runtime = await started({ secrets: { [NAME]: 'k1' }, faults: {} })
    runtime.beginOutages([{ target: 'secretsmanager', milliseconds: 3_600_000 }])
    expect(await read(runtime, 'payment-provider')).toMatchObject({
      name: 'UnavailableError',
      code: 'SECRET_UNAVAILABLE',
      message: expect.stringContaining('ServiceUnavailable: secretsmanager is away'),
    })
  })
})

describe('the request for a secret', () => {
  /** An endpoint that answers one request after the other. */
  async function endpoint(...answers: RequestListener[]): Promise<{ url: string; seen: string[] }> {
    const seen: string[] = []
    const server = createServer((request, response) => {
      seen.push(String(request.headers['x-amz-target']))
      const answer = answers[Math.min(seen.length, answers.length) - 1]
      answer?.(request, response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => {
      server.close()
      server.closeAllConnections()
    })
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
  }
  const answering =
    (status: number, body: object | string): RequestListener =>
    (_, response) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    }
  const get = (url: string) => {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
    return getSecretValue(
      NAME,
      new SecretsManagerClient({ ...secretsSettings, region: 'us-east-1', endpoint: url, credentials }),
    )
  }
  const good = answering(200, { SecretString: 'k1' })

  it.each<[what: string, first: RequestListener]>([
    ['that breaks off', (request) => request.socket.destroy()],
    ['that is an error of Secrets Manager itself', answering(500, { __type: 'InternalServiceError' })],
    ['that is throttled', answering(400, { __type: 'com.amazonaws.secretsmanager#ThrottlingException' })],
    ['that a proxy answers with a page', answering(503, '<html>')],
  ])('is made once more after one %s', async (_, first) => {
    const { url, seen } = await endpoint(first, good)
    expect(await get(url)).toBe('k1')
    expect(seen).toEqual(['secretsmanager.GetSecretValue', 'secretsmanager.GetSecretValue'])
  })

  it.each(['AccessDeniedException', 'ResourceNotFoundException', 'DecryptionFailure', 'InvalidRequestException'])(
    'is not repeated after %s',
    async (name) => {
      const { url, seen } = await endpoint(answering(400, { __type: name, Message: 'no' }))
      await expect(get(url)).rejects.toMatchObject({ name, message: 'no', $metadata: { httpStatusCode: 400 } })
      expect(seen).toHaveLength(1)
    },
  )

  it('is refused a secret that has bytes, which are not shown', async () => {
    const { url } = await endpoint(answering(200, { SecretBinary: 'c2tfbGl2ZV8x' }))
    await expect(get(url)).rejects.toMatchObject({ message: 'The secret has bytes (SecretBinary) in place of a text.' })
  })
})
