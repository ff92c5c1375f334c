import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts'

/** Who changes something, as AWS knows the credentials; a role that several people take says who of them with `--as`. */
export interface Caller {
  /** ARN of the user or the session; `unknown` where AWS did not say in time. */
  readonly arn: string
  /** What the caller calls itself. Nobody checks it. */
  readonly as?: string
}

/** AWS lets everybody ask who they are, whatever their permissions; a repair does not wait for an answer that never comes. */
const LONGEST_WAIT_MS = 5_000

/** Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html. Never throws. */
export async function callerOf(sts: Pick<STSClient, 'send'>, as?: string): Promise<Caller> {
  const name = as === undefined ? {} : { as }
  try {
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}), {
      abortSignal: AbortSignal.timeout(LONGEST_WAIT_MS),
    })
    return { arn: Arn ?? 'unknown', ...name }
  } catch {
    return { arn: 'unknown', ...name }
  }
}
