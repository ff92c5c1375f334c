/** An answer of the HTTP API that is no success: says what was asked, the status and the problem's own words. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly problem: unknown

  constructor(request: string, status: number, problem: unknown) {
    super(`${request} answered ${status}: ${typeof problem === 'string' ? problem : JSON.stringify(problem)}`)
    this.status = status
    this.problem = problem
  }
}

export interface ApiAnswer<Body> {
  readonly status: number
  readonly headers: Headers
  readonly body: Body
}

export interface ApiClient {
  /** @throws {ApiError} unless the answer is 2xx. */
  call<Body = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<ApiAnswer<Body>>
}

/** @param always headers of every request. */
export const apiClient = (apiUrl: string, always: Record<string, string> = {}): ApiClient => ({
  async call<Body>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(new URL(path, apiUrl), {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...always, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json')
    const parsed = isJson && text ? JSON.parse(text) : text
    if (!response.ok) throw new ApiError(`${method} ${path}`, response.status, parsed)
    return { status: response.status, headers: response.headers, body: parsed as Body }
  },
})
