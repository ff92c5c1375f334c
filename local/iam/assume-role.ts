import { ServiceError } from '../endpoint/service-error.ts'
import type { LocalIam } from './index.ts'

const SESSION_NAME = /^[\w+=,.@-]{2,64}$/

/** Roles as STS sees them. A caller without a role of the template is the person who runs the stack, and may assume every role. */
export function roleSessions({ sessions, roles, judge }: LocalIam) {
  return {
    arnOf: (accessKey: string) => sessions.of(accessKey)?.sessionArn,
    assume(roleArn: string, sessionName: string, accessKey: string | undefined) {
      if (!SESSION_NAME.test(sessionName)) {
        throw new ServiceError(
          'ValidationError',
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
      const { accessKeyId, session, expiresAt } = sessions.assume(roleArn, sessionName)
      return { accessKeyId, sessionArn: session.sessionArn, expiresAt }
    },
  }
}
