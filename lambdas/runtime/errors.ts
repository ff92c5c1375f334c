/** The classes of errors: the class decides what happens to the message. */
export abstract class PipelineError extends Error {
  /** Written out, because minified class names mean nothing to a person. */
  abstract override readonly name: string
  /** Stable, upper snake case; what people search for and code compares. */
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** Trying again cannot help: the message goes to the dead-letter queue at once, with this as its cause. */
export class PermanentError extends PipelineError {
  override readonly name: string = 'PermanentError'
}

/** Trying again may help: the message waits with exponential backoff. Any unknown error is treated the same. */
export class TransientError extends PipelineError {
  override readonly name: string = 'TransientError'
  /** Wait at least this long, seconds; otherwise the consumer's backoff decides. */
  readonly retryAfterSeconds: number | undefined

  constructor(code: string, message: string, options?: ErrorOptions & { retryAfterSeconds?: number | undefined }) {
    super(code, message, options)
    this.retryAfterSeconds = options?.retryAfterSeconds
  }
}

/**
 * Says that the message has not failed but has to wait: it is in progress elsewhere, its downstream is down, or what it needs is not there yet. It waits
 * without burning an attempt; only the queue's own limit of receives ends it.
 */
export class DeferredError extends PipelineError {
  override readonly name: string = 'DeferredError'
  /** Seconds until it is worth looking again. Absent: nobody knows, so the wait grows with each receive. */
  readonly delaySeconds: number | undefined
  /** The downstream whose circuit is open, if that is why. */
  readonly downstream: string | undefined

  constructor(code: string, message: string, delaySeconds?: number, options?: ErrorOptions & { downstream?: string }) {
    super(code, message, options)
    this.delaySeconds = delaySeconds
    this.downstream = options?.downstream
  }
}

/**
 * A downstream did not do anything, and may do it later: it is down, throttles, or its account is not set up. The message
 * is deferred, and unlike with a plain {@link DeferredError} a circuit breaker counts the call as failed.
 */
export class UnavailableError extends DeferredError {
  override readonly name: string = 'UnavailableError'

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(code, message, undefined, options)
  }
}

/**
 * Says that the message has not failed, but will have to wait for long: the consumer is held, as when nearly everything fails for one cause. The message
 * waits in its queue until that is over, as long as the queue keeps it; its receives are spread over that time. Its `cause`, if
 * there is one, is that of the dead letter when the queue's time runs out.
 */
export class HeldError extends DeferredError {
  override readonly name: string = 'HeldError'
}

/** Someone else wrote first. Load again, decide again; after a bounded number of tries it is transient. */
export class ConflictError extends PipelineError {
  override readonly name: string = 'ConflictError'
  constructor(message: string, options?: ErrorOptions) {
    super('CONFLICT', message, options)
  }
}
