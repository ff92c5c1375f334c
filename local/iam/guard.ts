import type { AwsRequest, AwsResponse } from '../ports.ts'
import type { Surroundings } from './actions/action.ts'
import { operationOf, requirementsOf } from './actions/index.ts'
import { type RefusalLog, reasonOf } from './explain.ts'
import type { Judge, Session } from './judge.ts'
import { awsMessage, refusalAnswer } from './refusal.ts'

export interface GuardParts {
  judge: Judge
  surroundings: Surroundings
  log: RefusalLog
}

/** Judges requests that come over the wire. */
export class Guard {
  readonly #parts: GuardParts

  constructor(parts: GuardParts) {
    this.#parts = parts
  }

  /** AWS's answer in place of the service's, when the session may not do all that the request asks for. */
  refuse(session: Session, request: AwsRequest): AwsResponse | undefined {
    const { judge, surroundings, log } = this.#parts
    const requirements = requirementsOf(request, surroundings)
    if (!requirements) return this.#unmapped(session, request)
    for (const required of requirements) {
      const decision = judge.session(session, required)
      if (decision.allowed) continue
      log.refused(session.name, required, reasonOf(required, decision, session.role.policies))
      const { service } = request
      return refusalAnswer(
        request,
        awsMessage({ service, sessionArn: session.sessionArn, request: required, decision }),
      )
    }
    return undefined
  }

  /** The permissions for an operation have to be known before it is let through. */
  #unmapped(session: Session, request: AwsRequest): AwsResponse {
    const { service, method, path } = request
    const operation = operationOf(request).operation || `${method} ${path}`
    const message = `The local runtime does not know which permissions ${service} ${operation} demands, so that nobody who is bound by a role may call it here (--iam off lets everyone)`
    this.#parts.log.note(`IAM: ${session.name}: ${message}.`)
    return refusalAnswer(request, message)
  }
}
