import type { Environment } from '../ports.ts'

/** A function as its CloudFormation resource describes it, with its code unpacked in a folder. */
export interface FunctionDefinition {
  name: string
  arn: string
  /** Absolute path of the unpacked asset. */
  codeDir: string
  /** `<file without extension>.<export>`, such as `index.handler`. */
  handler: string
  environment: Environment
  /** Default 3, as in Lambda. */
  timeoutSeconds?: number
  /** Heap limit of each worker, in MB; functions of a shared thread have it together. Default 128, as in Lambda. */
  memoryMb?: number
  /** Reserved concurrency: most workers (execution environments) at once; `createFunctions` may allow less. */
  concurrency?: number
  asyncInvoke?: AsyncInvokeConfig
  /** Its role. */
  roleArn?: string
  /** Its log group. Default: `/aws/lambda/<name>`. */
  logGroup?: string
  /** Shown by GetFunction only. */
  runtime?: string
  description?: string
  /** Epoch milliseconds at which code or configuration last changed; the table of functions keeps it. */
  modifiedAt?: number
}

/** What AWS::Lambda::EventInvokeConfig (or a dead letter queue) says about asynchronous invocations. */
export interface AsyncInvokeConfig {
  /** 0 to 2. Default 2. */
  maximumRetryAttempts?: number
  /** ARN that gets an invocation record after the last failed attempt. */
  onFailure?: string
  /** ARN that gets an invocation record after success. */
  onSuccess?: string
}

/** The source of an invocation, as far as the fault plan has to know. */
export interface InvocationTrigger {
  source: 'sqs' | 'stream' | 'http' | 'direct'
  /** How often the most unlucky record of the batch was delivered so far, this time included; from 1. */
  attempt: number
  /** The text of each message of the batch; called only when faults are injected. */
  messages: () => string[]
  /** Only for a batch of a stream: the age of its last record. */
  iteratorAgeMs?: () => number
}

export interface InvokeOptions {
  /** Gives up waiting for a free worker; an invocation that has begun runs to its end. */
  signal?: AbortSignal
  trigger?: InvocationTrigger
}

export interface FunctionError {
  errorType: string
  errorMessage: string
  /** Lines of the stack. */
  trace: string[]
}

export interface InvocationResult {
  requestId: string
  /** JSON text: what the handler returned, or the error. */
  payload: string
  /** Set when the function failed; never a rejection, because Lambda answers a failure with 200. */
  error?: FunctionError
  /** The fault plan has stopped the worker; the function did not fail by itself. */
  injected?: true
  /** The function is away by the fault plan, and no invocation can succeed for so long. */
  awayMs?: number
  /** The last 4 KB that the function wrote. */
  logTail: string
}

/** One line that a function wrote, or that Lambda wrote about its invocations, as CloudWatch Logs gets it. */
export interface LogEventInfo {
  functionName: string
  logGroup: string
  /** Log stream of the execution environment. */
  logStream: string
  message: string
}

export interface InvocationInfo {
  functionName: string
  requestId: string
  outcome: 'ok' | 'error' | 'timeout' | 'crash'
  error?: FunctionError
  /** Epoch milliseconds at which the handler was called. */
  startedAt: number
  durationMs: number
  /** Time spent waiting for a free worker. */
  queuedMs: number
  /** Set on the first invocation of a worker: how long it took to load. */
  initMs?: number
  source: InvocationTrigger['source']
  /** Only for a stream: the age of the last record when the handler was called. */
  iteratorAgeMs?: number
}
