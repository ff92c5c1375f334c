import{createRequire as __r}from'node:module';const require=__r(import.meta.url);

// lambdas/runtime/errors.ts
var PipelineError = class extends Error {
  /** Stable, upper snake case; what people search for and code compares. */
  code;
  constructor(code, message, options) {
    super(message, options);
    this.code = code;
  }
};
var PermanentError = class extends PipelineError {
  name = "PermanentError";
};
var TransientError = class extends PipelineError {
  name = "TransientError";
  /** Wait at least this long, seconds; otherwise the consumer's backoff decides. */
  retryAfterSeconds;
  constructor(code, message, options) {
    super(code, message, options);
    this.retryAfterSeconds = options?.retryAfterSeconds;
  }
};
var DeferredError = class extends PipelineError {
  name = "DeferredError";
  /** Seconds until it is worth looking again. */
  delaySeconds;
  /** The downstream whose circuit is open, if that is why. */
  downstream;
  constructor(code, message, delaySeconds, options) {
    super(code, message);
    this.delaySeconds = delaySeconds;
    this.downstream = options?.downstream;
  }
};
var ConflictError = class extends PipelineError {
  name = "ConflictError";
  constructor(message, options) {
    super("CONFLICT", message, options);
  }
};

export {
  PipelineError,
  PermanentError,
  TransientError,
  DeferredError,
  ConflictError
};
