import { type HttpHandlerOptions, type HttpRequest, HttpResponse } from '@smithy/core/protocols'
import type { AwsResponse } from '../../local/ports.ts'

/** Taken before any test puts another in its place. */
const { setImmediate: nextTurn } = globalThis
const turn = () => new Promise<void>((resolve) => nextTurn(resolve))

/**
 * Carries the requests of an SDK client to a service in this process. As over a network, what others do
 * comes between a request and its answer, a client that is told to gives up, and a connection that breaks says nothing of the request.
 * @param answer nothing where the connection breaks.
 */
export function inProcessTransport(answer: (request: HttpRequest) => Promise<AwsResponse | undefined>) {
  async function carry(request: HttpRequest): Promise<{ response: HttpResponse }> {
    await turn()
    const answered = await answer(request)
    await turn()
    if (!answered) throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET', name: 'TimeoutError' })
    const { status: statusCode, headers, body } = answered
    return { response: new HttpResponse({ statusCode, headers, body: Buffer.from(body) }) }
  }
  return {
    handle(request: HttpRequest, { abortSignal }: HttpHandlerOptions = {}): Promise<{ response: HttpResponse }> {
      return new Promise((resolve, reject) => {
        const giveUp = () => {
          const cause = (abortSignal as AbortSignal).reason
          reject(Object.assign(new Error('Request aborted'), { name: 'AbortError', cause }))
        }
        if (abortSignal?.aborted) return giveUp()
        const signal = abortSignal as AbortSignal | undefined
        signal?.addEventListener('abort', giveUp, { once: true })
        carry(request)
          .then(resolve, reject)
          .finally(() => signal?.removeEventListener('abort', giveUp))
      })
    },
  }
}
