import type { ServiceHandler } from '../ports.ts'
import { queryService } from './query-protocol.ts'

/** Roles as STS sees them. */
export interface RoleSessions {
  /** The ARN of the session that signs with this key; undefined for those whom no role binds. */
  arnOf(accessKey: string): string | undefined
  /** A key that stands for the role until `expiresAt` (epoch ms); throws a `ServiceError`. */
  assume(
    roleArn: string,
    sessionName: string,
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
        const name = input.get('RoleSessionName') ?? ''
        const { accessKeyId, sessionArn, expiresAt } = roles.assume(input.get('RoleArn') ?? '', name, accessKey)
        return {
          Credentials: {
            AccessKeyId: accessKeyId,
            SecretAccessKey: 'local',
            SessionToken: 'local',
            Expiration: new Date(expiresAt),
          },
          AssumedRoleUser: { AssumedRoleId: `${accessKeyId}:${name}`, Arn: sessionArn },
        }
      },
    }),
  })
}
