import { UsageError } from '../usage/usage-error.ts'

/** An OTLP endpoint of the developer's own, such as a collector or a viewer of traces. */
export interface ForwardTarget {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Where OpenTelemetry's own variables say that spans go; nothing without them.
 * Source: https://opentelemetry.io/docs/specs/otel/protocol/exporter/#endpoint-urls-for-otlphttp
 * @throws {UsageError} naming the variable that is no URL.
 */
export function forwardTarget(env: Readonly<Record<string, string | undefined>>): ForwardTarget | undefined {
  const { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: exact, OTEL_EXPORTER_OTLP_ENDPOINT: base } = env
  const [name, given] = exact ? ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', exact] : ['OTEL_EXPORTER_OTLP_ENDPOINT', base]
  if (!given) return undefined
  if (!URL.canParse(given) || !/^https?:$/.test(new URL(given).protocol)) {
    throw new UsageError(`${name} is "${given}", it must be an http address, e.g. http://localhost:4318.`)
  }
  const url = exact ? given : `${given.replace(/\/+$/, '')}/v1/traces`
  return { url, headers: headersOf(env.OTEL_EXPORTER_OTLP_TRACES_HEADERS || env.OTEL_EXPORTER_OTLP_HEADERS || '') }
}

/** `name=value,name=value`, each value percent-encoded. */
const headersOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    text.split(',').flatMap((pair) => {
      const [name = '', ...value] = pair.split('=')
      return name.trim() === '' ? [] : [[name.trim(), decoded(value.join('=').trim())]]
    }),
  )

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

export interface Forwarding {
  /** Returns at once. */
  send(body: Buffer): void
  /** Resolves when nothing is under way any more, after `drainMs` at the latest. */
  settled(drainMs: number): Promise<void>
}

/** Spans above this number are dropped, so that an endpoint that hangs does not fill the memory. */
const MOST_UNDER_WAY = 50
const LONGEST_MS = 5_000

/** Sends requests on as they came, beside the work. @param onProblem told when one fails, once until it works again. */
export function createForwarding({ url, headers }: ForwardTarget, onProblem: (message: string) => void): Forwarding {
  const underWay = new Set<Promise<void>>()
  let isFailing = false
  const failed = (why: string) => {
    if (!isFailing) onProblem(`Spans were not sent on to ${url}: ${why}`)
    isFailing = true
  }
  const post = async (body: Buffer) => {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: new Uint8Array(body),
        signal: AbortSignal.timeout(LONGEST_MS),
      })
      await answer.arrayBuffer()
      if (!answer.ok) return failed(`it answered ${answer.status}`)
      isFailing = false
    } catch (error) {
      const { message, cause } = error as Error
      failed(cause instanceof Error ? `${message}: ${cause.message}` : message)
    }
  }
  return {
    send(body) {
      if (underWay.size >= MOST_UNDER_WAY) return failed(`it is too slow: ${MOST_UNDER_WAY} requests are under way`)
      const sending: Promise<void> = post(body).finally(() => underWay.delete(sending))
      underWay.add(sending)
    },
    async settled(drainMs) {
      const { promise: over, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, drainMs)
      await Promise.race([Promise.all(underWay), over])
      clearTimeout(timer)
    },
  }
}
