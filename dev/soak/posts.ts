import type { EventEnvelope } from '../../events/envelope.ts'
import { type ApiClient, ApiError } from '../api-client.ts'

/** A request that changes something, and what its caller knows of it. */
export interface Post {
  readonly correlationId: string
  /** The type of the event that it brings about once, if it is taken. */
  readonly eventType: string
  /** `unknown`: there was no answer, or one that leaves open what has happened. */
  readonly answer: 'taken' | 'refused' | 'unknown'
  /** Money that it brings in from outside, in cents. Default 0. */
  readonly paidIn?: number
}

export interface Request extends Pick<Post, 'correlationId' | 'eventType' | 'paidIn'> {
  readonly path: string
  readonly body: object
}

/**
 * One request without an Idempotency-Key, as by a caller who has never heard of it: never repeated.
 * @param api one that does not repeat requests.
 * @returns the answer if it was taken.
 */
export async function postOnce<Body>(
  api: ApiClient,
  posts: Post[],
  { path, body, ...post }: Request,
): Promise<Body | undefined> {
  try {
    const answer = await api.call<Body>('POST', path, body, { 'x-correlation-id': post.correlationId })
    posts.push({ ...post, answer: 'taken' })
    return answer.body
  } catch (error) {
    const isRefused = error instanceof ApiError && error.status < 500
    posts.push({ ...post, answer: isRefused ? 'refused' : 'unknown' })
    return undefined
  }
}

/** How often each of these took effect. */
export function effectsOf(posts: readonly Post[], events: readonly EventEnvelope[]): Map<Post, number> {
  const keyOf = (type: string, correlationId: string | undefined) => `${type} ${correlationId}`
  const counts = new Map<string, number>()
  for (const { event_type, metadata } of events) {
    const key = keyOf(event_type, metadata.correlation_id)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return new Map(posts.map((post) => [post, counts.get(keyOf(post.eventType, post.correlationId)) ?? 0]))
}
