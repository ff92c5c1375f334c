import type { Route } from '../declarations/routes.ts'
import type { Effects } from '../effects/effects.ts'
import type { EventStore } from '../event-store/event-store.ts'
import type { Clock } from '../system/clock.ts'
import type { Ids } from '../system/ids.ts'
import type { Answer } from './answer.ts'
import type { Ownership } from './ownership.ts'
import type { ApiRequest, RequestSchemas } from './request.ts'

/** The services that an operation may use. Made anew for each try of each request. */
export interface ApiContext {
  /** Stage what is to be stored: it is committed, all or nothing, after the operation has returned. */
  readonly effects: Effects
  readonly eventStore: EventStore
  readonly clock: Clock
  readonly ids: Ids
  /** Decides whose resources the caller may see and change. Behind a route with `access: 'owner'` it has to be asked. */
  readonly ownership: Ownership
  readonly correlationId: string
  /** Aborted just before the function times out. */
  readonly signal: AbortSignal
}

/** @param answer as it was committed, or as it was kept under the request's Idempotency-Key. */
type AfterCommit<Request> = (
  request: Request,
  answer: Answer,
  context: Omit<ApiContext, 'effects' | 'ids' | 'ownership'>,
) => Promise<Answer>

export interface Operation {
  readonly schemas: RequestSchemas
  readonly run: (request: ApiRequest, context: ApiContext) => Answer | Promise<Answer>
  readonly afterCommit?: AfterCommit<ApiRequest>
}

/** Exactly one operation per route: a missing or superfluous one does not compile. */
export type OperationsOf<Routes extends readonly Route[]> = {
  readonly [One in Routes[number] as One['operation']]: Operation
}

/**
 * An operation with its request typed by its schemas. It may run several times for one request (another writer was
 * first), so everything that it changes is staged in `context.effects`.
 * @param afterCommit runs once, before the answer is sent, and gives the one that is, e.g. after having waited for an
 *   outcome (`Prefer: wait`); also for a request that repeats an earlier one. What it gives is not kept under an
 *   Idempotency-Key. If it throws, the answer goes out as it was.
 */
export const operation = <const Schemas extends RequestSchemas>(
  schemas: Schemas,
  run: (request: ApiRequest<Schemas>, context: ApiContext) => Answer | Promise<Answer>,
  afterCommit?: AfterCommit<ApiRequest<Schemas>>,
): Operation => ({
  schemas,
  run: run as unknown as Operation['run'],
  ...(afterCommit && { afterCommit: afterCommit as unknown as AfterCommit<ApiRequest> }),
})
