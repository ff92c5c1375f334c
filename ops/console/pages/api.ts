import { ownKey } from './key.ts'

/** The server's own words for what went wrong. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** Whether a request failed because this browser has no session: it was never let in, or the console was restarted since. */
export const isWithoutSession = (error: unknown): boolean => error instanceof ApiError && error.status === 401

export type Input = Readonly<Record<string, string>>

export interface Answered {
  /** The answer as it was written, so that it can be compared with the one before. */
  readonly text: string
  /** US dollars that this look has cost, or would have in an account. */
  readonly usd: number
}

/** The server itself gives a read up after 30 s: without an answer after this time it hangs, or is not there any more. */
const PATIENCE_SECONDS = 45

/** @throws {ApiError} @throws {DOMException} `AbortError` when the signal aborts. */
export async function ask(operation: string, input: Input, signal: AbortSignal): Promise<Answered> {
  const query = new URLSearchParams(input).toString()
  const late = new AbortController()
  const timer = setTimeout(
    () => late.abort(new ApiError(0, `The console has not answered within ${PATIENCE_SECONDS} s.`)),
    PATIENCE_SECONDS * 1000,
  )
  try {
    return await call(`/api/${operation}${query ? `?${query}` : ''}`, {
      signal: AbortSignal.any([signal, late.signal]),
    })
  } finally {
    clearTimeout(timer)
  }
}

export async function change<Result>(operation: string, body: object): Promise<Result> {
  const { text } = await call(`/api/${operation}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return JSON.parse(text) as Result
}

async function call(path: string, { headers, ...init }: RequestInit): Promise<Answered> {
  let response: Response
  try {
    response = await fetch(path, { ...init, headers: { ...headers, 'x-console': ownKey() } })
  } catch (error) {
    if (error instanceof ApiError || (error instanceof DOMException && error.name === 'AbortError')) throw error
    throw new ApiError(0, 'The console does not answer. Is it still running in the terminal?')
  }
  const text = await bodyOf(response)
  if (!response.ok) throw new ApiError(response.status, errorIn(text) ?? `Answered ${response.status}.`)
  return { text, usd: Number(response.headers.get('x-console-usd') ?? 0) }
}

/** The connection may end, or the patience, after the answer has begun. */
async function bodyOf(response: Response): Promise<string> {
  try {
    return await response.text()
  } catch (error) {
    if (error instanceof ApiError || (error instanceof DOMException && error.name === 'AbortError')) throw error
    throw new ApiError(0, 'The answer of the console broke off.')
  }
}

function errorIn(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: unknown }
    return typeof error === 'string' ? error : undefined
  } catch {
    return undefined
  }
}
