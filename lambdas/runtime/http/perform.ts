import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { isDomainError } from '../aggregate/domain-error.ts'
import type { RouteAccess } from '../declarations/routes.ts'
import { type CausalMetadata, Effects } from '../effects/effects.ts'
import { retryOnConflict } from '../retry/retry-on-conflict.ts'
import { toError } from '../to-error.ts'
import type { Answer } from './answer.ts'
import { type Caller, callerOf } from './caller.ts'
import type { ApiEnvironment } from './environment.ts'
import { AnsweredBefore, answerAgain, findAnswer, recordOf } from './idempotency-record.ts'
import type { Operation } from './operation.ts'
import { admit, Ownership } from './ownership.ts'
import { rejectionProblem, toProblem } from './problem.ts'
import { idempotentRequest, keptForInvalid } from './repeated-request.ts'
import type { ApiRequest } from './request.ts'
import { traceOf } from './request-trace.ts'
import { type ValidInput, validateInput } from './validate.ts'
import { noteWaiting } from './waiting-time.ts'

export interface OperationCall {
  readonly access: RouteAccess | undefined
  readonly event: APIGatewayProxyEventV2
  readonly correlationId: string
  readonly signal: AbortSignal
  /** Epoch milliseconds after which no further attempt to store starts. */
  readonly deadline: number
}

/**
 * Lets the caller in, validates, runs the operation, commits what it staged together with its answer's record, and does
 * what the operation does after that. A request that was answered before gets that answer, whatever would be decided now, or
 * whether it would be valid. Only who is let in now gets it: rights are judged first, and as they are at present.
 */
export async function perform(
  operation: Operation,
  environment: ApiEnvironment,
  invocation: OperationCall,
): Promise<Answer> {
  const caller = callerOf(invocation.event, environment.callers)
  admit(caller, invocation.access)
  let input: ValidInput
  try {
    input = validateInput(operation.schemas, invocation.event)
  } catch (refusal) {
    const { event, signal } = invocation
    const kept = await keptForInvalid(environment, event, caller, operation.schemas, signal)
    if (kept) return kept
    throw refusal
  }
  const request = toRequest(invocation.event, caller, input)
  const answer = await decideAndCommit(operation, environment, invocation, request, input)
  if (!operation.afterCommit) return answer
  const { correlationId, signal } = invocation
  const { eventStore, log, effects } = environment
  const committedAt = effects.clock.now()
  try {
    return await operation.afterCommit(request, answer, { eventStore, clock: effects.clock, correlationId, signal })
  } catch (thrown) {
    log.error('after-commit step failed', { error: toError(thrown), correlation_id: correlationId })
    return answer
  } finally {
    noteWaiting(invocation.event, effects.clock.now() - committedAt)
  }
}

async function decideAndCommit(
  operation: Operation,
  environment: ApiEnvironment,
  invocation: OperationCall,
  request: ApiRequest,
  input: ValidInput,
): Promise<Answer> {
  const idempotent = idempotentRequest(environment, invocation.event, request.caller, input.rawBody)
  const metadata = causeOf(environment, invocation, request)
  const trace = traceOf(invocation.event)
  const { clock } = environment.effects
  const answeredBefore = async (): Promise<AnsweredBefore | undefined> =>
    idempotent && findAnswer(idempotent, environment.readItem, clock.now(), invocation.signal)
  try {
    return await retryOnConflict(async () => {
      const effects = new Effects({ ...environment.effects, traceOf: trace?.traceOf }, metadata)
      const { answer, isFinal } = await decide(operation, environment, invocation, request, effects)
      const before = isFinal ? undefined : await answeredBefore()
      if (before) throw before
      const record = idempotent && isFinal ? [recordOf(idempotent, answer, clock.now())] : []
      if (effects.writes.length + record.length > 0) {
        await environment.commit(effects, record, { deadline: invocation.deadline, signal: invocation.signal })
        if (trace && effects.writes.length > 0)
          trace.stored = { events: effects.events, commands: effects.commands, at: clock.now() }
      }
      return answer
    }, environment)
  } catch (error) {
    const before = error instanceof AnsweredBefore ? error : deniesTheRequest(error) && (await answeredBefore())
    if (before && idempotent) return answerAgain(before, idempotent.fingerprint)
    throw error
  }
}

/** Whether the answer to this error says that the request came to nothing. A 503 leaves it open, and asks for a repeat with the same key. */
const deniesTheRequest = (error: unknown): boolean => toProblem(error).status !== 503

interface Decision {
  readonly answer: Answer
  /** Whether this answer was stored under the request's key. If not, an earlier answer may be stored there, and is sent instead. */
  readonly isFinal: boolean
}

/** A refusal of the domain is an answer too: it changes nothing, and is kept where it will stay true. */
async function decide(
  operation: Operation,
  environment: ApiEnvironment,
  { access, correlationId, signal }: OperationCall,
  request: ApiRequest,
  effects: Effects,
): Promise<Decision> {
  const { eventStore } = environment
  const { clock, ids } = environment.effects
  const ownership = new Ownership(request.caller)
  try {
    const answer = await operation.run(request, { effects, eventStore, clock, ids, ownership, correlationId, signal })
    if (access === 'owner' && answer.status < 400) ownership.assertHeeded()
    return { answer, isFinal: answer.status < 400 }
  } catch (thrown) {
    const error = toError(thrown)
    if (!isDomainError(error)) throw error
    // A refusal because of a thing's state would reveal that the thing exists.
    if (access === 'owner' && error.kind === 'rejected') ownership.assertAsked()
    effects.writes.length = 0
    return { answer: rejectionProblem(error), isFinal: error.isFinal }
  }
}

const toRequest = (
  event: APIGatewayProxyEventV2,
  caller: Caller,
  { path, query, headers, body }: ValidInput,
): ApiRequest => ({
  method: event.requestContext.http.method,
  url: event.rawPath,
  path: path as undefined,
  query: query as undefined,
  headers: headers as Readonly<Record<string, string>>,
  body: body as undefined,
  caller,
})

/** The request is the command that causes the events. */
const causeOf = (
  { effects }: ApiEnvironment,
  { correlationId }: OperationCall,
  { caller }: ApiRequest,
): CausalMetadata => ({
  correlation_id: correlationId,
  causation_id: effects.ids.next('cmd'),
  ...(caller.userId !== undefined && { user_id: caller.userId }),
  ...(caller.ipAddress !== undefined && { ip_address: caller.ipAddress }),
  ...(caller.userAgent !== undefined && { user_agent: caller.userAgent }),
})
