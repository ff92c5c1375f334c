import type { ServiceHandler } from '../ports.ts'
import { queryService } from './query-protocol.ts'

export interface AssumeRoleRequest {
  roleArn: string
  sessionName: string
  /** How long the key is to be good for, seconds; undefined: an hour. */
  durationSeconds: number | undefined
  /** Whether it brings policies that narrow what the session may do (`Policy`, `PolicyArns`). */
  isNarrowed: boolean
}

/** Roles as STS sees them. */
export interface RoleSessions {
  /** The ARN of the session that signs with this key; undefined for those whom no role binds. */
  arnOf(accessKey: string): string | undefined
  /** A key that stands for the role until `expiresAt` (epoch ms); throws a `ServiceError`. */
  assume(
    request: AssumeRoleRequest,
    by: string | undefined,
  ): { accessKeyId: string; sessionArn: string; expiresAt: number }
}

/** STS: whoever is bound by no role is the account's root. Without IAM, no role binds anyone. */
export function stsApi(accountId: string, roles: RoleSessions | undefined): ServiceHandler {
  return queryService('STS', 'https://sts.amazonaws.com/doc/2011-06-15/', {
    GetCallerIdentity: (_, { accessKey }) => {
      const session = accessKey === undefined ? undefined : roles?.arnOf(accessKey)
      const Arn = session ?? `arn:aws:iam::${accountId}:root`
      return { UserId: session ? (accessKey ?? '') : accountId, Account: accountId, Arn }
    },
    ...(roles && {
      AssumeRole: (input: URLSearchParams, { accessKey }: { accessKey?: string | undefined }) => {
        const asked = requestOf(input)
        const { accessKeyId, sessionArn, expiresAt } = roles.assume(asked, accessKey)
        return {
          Credentials: {
            AccessKeyId: accessKeyId,
            SecretAccessKey: 'local',
            SessionToken: 'local',
            Expiration: new Date(expiresAt),
          },
          AssumedRoleUser: { AssumedRoleId: `${accessKeyId}:${asked.sessionName}`, Arn: sessionArn },
        }
      },
    }),
  })
}

function requestOf(input: URLSearchParams): AssumeRoleRequest {
  const duration = input.get('DurationSeconds')
  return {
    roleArn: input.get('RoleArn') ?? '',
    sessionName: input.get('RoleSessionName') ?? '',
    durationSeconds: duration === null ? undefined : Number(duration),
    isNarrowed: [...input.keys()].some((name) => /^Policy$|^PolicyArns\./.test(name)),
  }
}
