import type { MiddlewareObj } from '@middy/core'
import type { Context, SQSEvent } from 'aws-lambda'
import type { Delivery } from '../../messages/message.ts'
import type { SettledDelivery } from '../../messages/outcome.ts'
import type { InvocationDeadline } from '../../system/deadline.ts'

/** The event as the middlewares hand it on to the handler inside. */
export interface BatchEvent extends SQSEvent {
  /** Added by `receive`. */
  readonly deliveries?: readonly Delivery[]
  /** Added by `deadline`. */
  readonly deadline?: InvocationDeadline
  /** Epoch milliseconds at which its messages were settled. Added by `afterCommit` where something follows; absent: just now. */
  doneAt?: number
}

/** On the way in it adds to the event; on the way out the response is the outcomes, until `partialBatchResponse`. */
export type BatchMiddleware = MiddlewareObj<BatchEvent, unknown, Error, Context>

export const outcomesOf = (response: unknown): readonly SettledDelivery[] => response as readonly SettledDelivery[]
