import { ServiceError } from '../endpoint/service-error.ts'
import type { AssumeRoleRequest } from '../endpoint/sts.ts'
import type { LocalIam } from './index.ts'
import type { Role } from './roles.ts'

const SESSION_NAME = /^[\w+=,.@-]{2,64}$/
const HOUR_SECONDS = 3600

/** Roles as STS sees them. A caller without a role of the template is the person who runs the stack, and may assume every role. */
export function roleSessions({ sessions, roles, judge }: LocalIam) {
  return {
    arnOf: (accessKey: string) => sessions.of(accessKey)?.sessionArn,
    assume(request: AssumeRoleRequest, accessKey: string | undefined) {
      const { roleArn, sessionName, durationSeconds = HOUR_SECONDS, isNarrowed } = request
      if (!SESSION_NAME.test(sessionName)) {
        throw invalid(
          `1 validation error detected: Value '${sessionName}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
        )
      }
      const role = roles.find(roleArn)
      const by = accessKey === undefined ? undefined : sessions.of(accessKey)
      if (!role || (by && !judge.trustsSession(role, by))) {
        const user = by?.sessionArn ?? 'the account'
        throw new ServiceError(
          'AccessDenied',
          `User: ${user} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
          403,
        )
      }
      // Its session could do more here than on AWS, which allows what both the role and these policies allow.
      if (isNarrowed)
        throw invalid('The local runtime does not know session policies: leave Policy and PolicyArns out.')
      assertDuration(durationSeconds, role, by !== undefined)
      const { accessKeyId, session, expiresAt } = sessions.assume(roleArn, sessionName, durationSeconds)
      return { accessKeyId, sessionArn: session.sessionArn, expiresAt }
    },
  }
}

const invalid = (message: string) => new ServiceError('ValidationError', message)

/**
 * @param isChained whether a session of a role asks, which gets no more than an hour.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
function assertDuration(seconds: number, { maxSessionSeconds }: Role, isChained: boolean): void {
  if (!Number.isInteger(seconds)) throw new ServiceError('MalformedInput', 'DurationSeconds must be a whole number.')
  const out = (bound: string) =>
    invalid(
      `1 validation error detected: Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value ${bound}`,
    )
  if (seconds < 900) throw out('greater than or equal to 900')
  if (seconds > 43_200) throw out('less than or equal to 43200')
  if (isChained && seconds > HOUR_SECONDS)
    throw invalid('The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.')
  if (seconds > maxSessionSeconds)
    throw invalid('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.')
}
