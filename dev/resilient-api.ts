import { setTimeout as delay } from 'node:timers/promises'
import { type ApiAnswer, type ApiClient, ApiError, apiClient } from './api-client.ts'

const MAX_ATTEMPTS = 40

/**
 * A caller as it should be: the same request, with the same idempotency key, until it is answered. A crash, a timeout or
 * a conflict is tried again; any other refusal is an answer.
 * @param always headers of every request.
 */
export function resilientApi(apiUrl: string, always: Record<string, string> = {}): ApiClient {
  const api = apiClient(apiUrl, always)
  return {
    async call<Body>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
      const key = method === 'GET' ? {} : { 'idempotency-key': crypto.randomUUID() }
      for (let attempt = 1; ; attempt++) {
        const answer = await attemptOnce<Body>(api, method, path, body, { ...key, ...headers })
        if (!(answer instanceof Error)) return answer
        if (attempt === MAX_ATTEMPTS || !isWorthRetrying(answer)) throw answer
        await delay(Math.min(25 * 2 ** attempt, 1_000))
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
