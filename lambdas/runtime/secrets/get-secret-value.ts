import { fromEnv } from '@aws-sdk/credential-provider-env'
import { Sha256 } from '@smithy/core/checksum'
import { HttpRequest } from '@smithy/core/protocols'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { SignatureV4 } from '@smithy/signature-v4'
import { isAway } from '../retry/is-away.ts'
import type { Variables } from '../system/variable.ts'
import { toError } from '../to-error.ts'

/** A read has no effect, so a second request is always safe. Together they stay well below the time of a function. */
const ATTEMPTS = 2
const TIMES = { connectionTimeout: 1000, requestTimeout: 2000, throwOnRequestTimeout: true } as const

/** An answer of Secrets Manager that is an error, in the form by which errors of the SDK are classified (`isAway`). */
class SecretsManagerError extends Error {
  readonly $fault: 'client' | 'server'
  readonly $metadata: { readonly httpStatusCode: number }

  constructor(name: string, message: string, httpStatusCode: number) {
    super(message)
    this.name = name
    this.$fault = httpStatusCode < 500 ? 'client' : 'server'
    this.$metadata = { httpStatusCode }
  }
}

const handler = new NodeHttpHandler(TIMES)

/**
 * The text of a secret's current version, by one signed request: 1.5 KB, because every function has the signer already. The SDK's client of
 * Secrets Manager would be 11 KB more to load before the first value, Powertools' parameters 17 KB.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 * @param variables of the process. `AWS_ENDPOINT_URL_SECRETS_MANAGER` or `AWS_ENDPOINT_URL` stands for the endpoint, as it does for the SDK.
 * @throws {Error} with the name that Secrets Manager gives, or of the network.
 */
export async function getSecretValue(name: string, variables: Variables = process.env): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await getOnce(name, variables)
    } catch (thrown) {
      const error = toError(thrown)
      if (attempt === ATTEMPTS || !isAway(error)) throw error
    }
  }
}

async function getOnce(name: string, variables: Variables): Promise<string> {
  const { AWS_REGION: region = '' } = variables
  const url = new URL(
    variables.AWS_ENDPOINT_URL_SECRETS_MANAGER ||
      variables.AWS_ENDPOINT_URL ||
      `https://secretsmanager.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`,
  )
  const body = JSON.stringify({ SecretId: name })
  const request = new HttpRequest({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port !== '' && { port: Number(url.port) }),
    path: '/',
    headers: {
      host: url.host,
      'content-type': 'application/x-amz-json-1.1',
      'content-length': String(Buffer.byteLength(body)),
      'x-amz-target': 'secretsmanager.GetSecretValue',
    },
    body,
  })
  // For each request, because Lambda's credentials last as long as the environment, and no function lives to see them end.
  const signer = new SignatureV4({ service: 'secretsmanager', region, credentials: fromEnv(), sha256: Sha256 })
  const { response } = await sent((await signer.sign(request)) as HttpRequest)
  const answer = await jsonOf(response.body as AsyncIterable<Uint8Array>)
  if (response.statusCode >= 300) throw errorOf(response.statusCode, answer)
  // A secret without a text has bytes, and those are not given back either: they might stand in a log.
  if (typeof answer.SecretString !== 'string') {
    throw new SecretsManagerError('NoText', 'The secret has bytes (SecretBinary) in place of a text.', 400)
  }
  return answer.SecretString
}

/** @throws {Error} of the network, or of the time that is over, marked as the SDK marks what its clients throw. */
async function sent(request: HttpRequest): ReturnType<NodeHttpHandler['handle']> {
  try {
    return await handler.handle(request)
  } catch (thrown) {
    throw Object.assign(toError(thrown), { $metadata: {} })
  }
}

async function jsonOf(body: AsyncIterable<Uint8Array>): Promise<Record<string, unknown>> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  try {
    return JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>
  } catch {
    return {}
  }
}

function errorOf(status: number, { __type, message, Message }: Record<string, unknown>): Error {
  const name = typeof __type === 'string' ? (__type.split('#').at(-1) ?? '') : 'UnknownError'
  return new SecretsManagerError(name, String(message ?? Message ?? 'no reason given'), status)
}
