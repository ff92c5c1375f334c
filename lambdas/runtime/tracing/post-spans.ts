import { fromEnv } from '@aws-sdk/credential-provider-env'
import { Sha256 } from '@smithy/core/checksum'
import { HttpRequest } from '@smithy/core/protocols'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { SignatureV4 } from '@smithy/signature-v4'
import type { Variables } from '../system/variable.ts'

/** @throws {Error} when the spans have not been taken, all of them. */
export type PostSpans = (body: Uint8Array, signal: AbortSignal) => Promise<void>

/** CloudWatch takes OTLP there, in the name of X-Ray: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-OTLPEndpoint.html */
const CLOUDWATCH = /^xray\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?$/

/** What an answer may say, beyond which it is not read. */
const LONGEST_ANSWER = 10_000

/**
 * Sends spans to an OTLP endpoint, signed where that is CloudWatch. OpenTelemetry's own exporter cannot sign: it is told its headers
 * before it has a body.
 * @param variables where `AWS_ENDPOINT_URL` stands for every service of AWS, as it does for the SDK, it stands for CloudWatch, too.
 */
export function postSpans(endpoint: string, variables: Variables): PostSpans {
  const named = new URL(endpoint)
  const [, region] = CLOUDWATCH.exec(named.hostname) ?? []
  const { AWS_ENDPOINT_URL } = variables
  const url = region && AWS_ENDPOINT_URL ? new URL(named.pathname, AWS_ENDPOINT_URL) : named
  const signer =
    region === undefined
      ? undefined
      : new SignatureV4({ service: 'xray', region, credentials: fromEnv(), sha256: Sha256 })
  const handler = new NodeHttpHandler({ connectionTimeout: 1000 })
  return async (body, abortSignal) => {
    const request = new HttpRequest({
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port !== '' && { port: Number(url.port) }),
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { host: url.host, 'content-type': 'application/json', 'content-length': String(body.byteLength) },
      body,
    })
    const sent = signer ? await signer.sign(request) : request
    const { response } = await handler.handle(sent as HttpRequest, { abortSignal })
    const answer = await textOf(response.body as AsyncIterable<Uint8Array>)
    if (response.statusCode >= 300) throw new Error(`The endpoint answered ${response.statusCode}: ${answer}`)
    if (isPartial(answer)) throw new Error(`The endpoint took only some of them: ${answer}`)
  }
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of body) if (text.length < LONGEST_ANSWER) text += decoder.decode(chunk, { stream: true })
  return text.slice(0, LONGEST_ANSWER)
}

/** A success that names spans which were refused: https://opentelemetry.io/docs/specs/otlp/#partial-success */
function isPartial(answer: string): boolean {
  try {
    const { partialSuccess } = JSON.parse(answer) as { partialSuccess?: { rejectedSpans?: number | string } }
    return Number(partialSuccess?.rejectedSpans ?? 0) > 0
  } catch {
    return false
  }
}
