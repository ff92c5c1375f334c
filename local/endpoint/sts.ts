import type { ServiceHandler } from '../ports.ts'
import { queryService } from './query-protocol.ts'

/** STS: everyone is the account's root. */
export function stsApi(accountId: string): ServiceHandler {
  return queryService('STS', 'https://sts.amazonaws.com/doc/2011-06-15/', {
    GetCallerIdentity: () => ({ UserId: accountId, Account: accountId, Arn: `arn:aws:iam::${accountId}:root` }),
  })
}
