import { setTimeout as delay } from 'node:timers/promises'
import { type ApiAnswer, type ApiClient, ApiError, apiClient } from './api-client.ts'

/** Longer than any fault of a single call lasts, retries included. Whoever meets an outage has to say how long that lasts. */
const PATIENCE_MS = 60_000

const LONGEST_PAUSE_MS = 1_000

export interface ResilientOptions {
  /** Headers that are sent with every request. */
  readonly headers?: Record<string, string>
  /** For how long a request is repeated, milliseconds. Default 60,000. */
  readonly patienceMs?: number
  readonly time?: { now(): number; sleep(milliseconds: number): Promise<unknown> }
}

const systemTime = { now: () => performance.now(), sleep: (milliseconds: number) => delay(milliseconds) }

/**
 * A caller as it should be: the same request, with the same idempotency key, until it is answered. A crash, a timeout or
 * a conflict is tried again; any other refusal is an answer. How often it asks does not count, only for how long: a
 * service that is away refuses within milliseconds, so attempts would be used up long before it is back.
 */
export function resilientApi(
  apiUrl: string,
  { headers: always = {}, patienceMs = PATIENCE_MS, time = systemTime }: ResilientOptions = {},
): ApiClient {
  const api = apiClient(apiUrl, always)
  return {
    async call<Body>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
      const key = method === 'GET' ? {} : { 'idempotency-key': crypto.randomUUID() }
      const until = time.now() + patienceMs
      for (let pause = 50; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
        const answer = await attemptOnce<Body>(api, method, path, body, { ...key, ...headers })
        if (!(answer instanceof Error)) return answer
        if (time.now() + pause > until || !isWorthRetrying(answer)) throw answer
        await time.sleep(pause)
      }
    },
  }
}

async function attemptOnce<Body>(
  api: ApiClient,
  ...request: Parameters<ApiClient['call']>
): Promise<ApiAnswer<Body> | Error> {
  try {
    return await api.call<Body>(...request)
  } catch (error) {
    return error as Error
  }
}

function isWorthRetrying(error: Error): boolean {
  if (!(error instanceof ApiError)) return true
  const code = (error.problem as { code?: string } | null)?.code ?? ''
  return error.status >= 500 || error.status === 429 || /conflict|in_progress/i.test(code)
}
