import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry'
import type { ConsumerDeclaration } from '../declarations/consumer.ts'
import { DeferredError, TransientError } from '../errors.ts'
import { isContention } from '../sdk-failure.ts'

/** Errors for which no connection was made, so the request was not sent. */
const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])
/** Errors for which the connection broke, so the request may have been carried out. */
const DISCONNECTED = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT'])

/**
 * Whether the message is not to blame and only has to wait until a system that is away comes back. An effect that no transaction guards
 * is repeated freely only where it is sure that it has not happened; otherwise the attempts that it has are counted.
 */
export const onlyWaits = ({ idempotency }: Pick<ConsumerDeclaration, 'idempotency'>, error: Error): boolean =>
  error instanceof DeferredError || (idempotency === 'lease' ? isRefused(error) : isAway(error))

/**
 * Whether an AWS client, or Node's network, reports that the other side is away, overloaded or throttling: that says nothing
 * about the message, and lasts as long as it lasts. Known by the SDK's own classification, by which it retries, too.
 */
export const isAway = (error: Error): boolean =>
  isRefused(error) ||
  readable(() => isOfClient(error) && (isTransientError(error) || isServerError(error))) ||
  readable(() => hasCode(error, DISCONNECTED)) ||
  isFailedCommit(error)

/** The same, and it is sure that nothing was done: safe to repeat, whatever the call was for, and however often. */
export const isRefused = (error: Error): boolean =>
  readable(() => isOfClient(error) && (isThrottlingError(error) || isContention(error.name))) ||
  readable(() => hasCode(error, NEVER_CONNECTED)) ||
  isOfStore(error, 'STORE_THROTTLED')

/**
 * A commit fails with an error of ours in place of the client's. Contention, throttling included, passes; where there was no
 * answer, the cause says why. A write that is refused for another reason, a permission say, counts.
 */
const isFailedCommit = (error: Error): boolean =>
  isOfStore(error, 'STORE_CONTENDED') ||
  (isOfStore(error, 'STORE_UNAVAILABLE') && error.cause instanceof Error && isAway(error.cause))

const isOfStore = (error: Error, code: string): boolean => error instanceof TransientError && error.code === code

type SdkError = Error & Parameters<typeof isThrottlingError>[0]

/** Errors of the SDK's clients say how the call went; names alone could be anyone's. */
const isOfClient = (error: Error): error is SdkError => '$metadata' in error

/** Errors may cause each other in a circle. */
const MAX_CAUSES = 5

/** `fetch` hides the network's error in the cause of its own. */
function hasCode(error: Error, codes: ReadonlySet<string>): boolean {
  let one: unknown = error
  for (let depth = 0; depth < MAX_CAUSES && one instanceof Error; depth++) {
    const { code } = one as { readonly code?: unknown }
    if (typeof code === 'string' && codes.has(code)) return true
    one = one.cause
  }
  return false
}

/** Reading a thrown value may run code, which may throw in its turn. */
function readable(test: () => boolean): boolean {
  try {
    return test()
  } catch {
    return false
  }
}
