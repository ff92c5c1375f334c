import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts'

/** The identity of the operator: the one that AWS knows for the credentials. Where several people share a role, `--as` says which of them it is. */
export interface Caller {
  /** ARN of the user or the session; `unknown` where AWS did not say in time. */
  readonly arn: string
  /** The name that the operator has given with `--as`. It is not verified. */
  readonly as?: string
}

/** In place of an ARN that AWS did not tell in time. */
export const UNKNOWN_CALLER = 'unknown'

/** Limit for the call. AWS allows it to everybody, whatever their permissions, and a repair must not wait for an answer that never comes. */
const LONGEST_WAIT_MS = 5_000

/** Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html. Never throws. */
export async function callerOf(sts: Pick<STSClient, 'send'>, as?: string): Promise<Caller> {
  const name = as === undefined ? {} : { as }
  try {
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}), {
      abortSignal: AbortSignal.timeout(LONGEST_WAIT_MS),
    })
    return { arn: Arn ?? UNKNOWN_CALLER, ...name }
  } catch {
    return { arn: UNKNOWN_CALLER, ...name }
  }
}
