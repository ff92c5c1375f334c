/**
 * What the suite runs against, from the environment: a running local runtime, another emulator, or a real account.
 * - `PIPELINE_ENDPOINT_URL`: the AWS endpoint; leave it out for a real account.
 * - `PIPELINE_API_URL`: the HTTP API.
 * - `PIPELINE_STACK_NAME`: default `EventPipeline-dev`.
 * With none of them set, the local runtime is started for the run.
 */
export interface Target {
  readonly endpointUrl: string | undefined
  readonly apiUrl: string
  readonly stackName: string
}

export function targetFromEnvironment(): Target {
  const { PIPELINE_ENDPOINT_URL, PIPELINE_API_URL, PIPELINE_STACK_NAME } = process.env
  if (!PIPELINE_API_URL) throw new Error('PIPELINE_API_URL is not set: give the address of the HTTP API under test.')
  return {
    endpointUrl: PIPELINE_ENDPOINT_URL || undefined,
    apiUrl: PIPELINE_API_URL,
    stackName: PIPELINE_STACK_NAME || 'EventPipeline-dev',
  }
}

/** Tests that need what only the local runtime has (the mailbox, killing the process) are left out elsewhere. */
export const isLocal = (): boolean => /127\.0\.0\.1|localhost/.test(process.env.PIPELINE_ENDPOINT_URL ?? '')
