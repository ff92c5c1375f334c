import { endToEndPart } from './part.ts'

/**
 * What the suite runs against, from the environment: a running local runtime, another emulator, or a real account.
 * - `PIPELINE_API_URL`: the HTTP API.
 * - `PIPELINE_ENDPOINT_URL`: the AWS endpoint; leave it out for a real account.
 * - `PIPELINE_STACK_NAME`: default `EventPipeline-dev`.
 * - `PIPELINE_LACKS`: what the target does not have, e.g. `metrics,scheduler`; see {@link file://./needs.ts}.
 * - Credentials and region as every AWS SDK reads them (`AWS_ACCESS_KEY_ID`, `AWS_PROFILE`, `AWS_REGION`, …).
 * With none of them set (or only `PIPELINE_ISOLATION` and `PIPELINE_LAYOUT`, for the options `--isolation` and `--layout` of `npm start`), the local runtime is started for the run, and `PIPELINE_CONSOLE_URL` is where it serves its console.
 */
export interface Target {
  readonly endpointUrl: string | undefined
  readonly apiUrl: string
  readonly stackName: string
}

export function targetFromEnvironment(): Target {
  const { PIPELINE_ENDPOINT_URL, PIPELINE_API_URL, PIPELINE_STACK_NAME } = process.env
  if (!PIPELINE_API_URL) throw new Error('PIPELINE_API_URL is not set: give the address of the HTTP API under test.')
  for (const [name, url] of Object.entries({ PIPELINE_API_URL, PIPELINE_ENDPOINT_URL })) {
    if (url && !/^https?:\/\//.test(url)) throw new Error(`${name} is "${url}", it must be an http address.`)
  }
  return {
    endpointUrl: PIPELINE_ENDPOINT_URL || undefined,
    apiUrl: PIPELINE_API_URL,
    stackName: PIPELINE_STACK_NAME || 'EventPipeline-dev',
  }
}

/** Asks the endpoint whether it is the project's own local runtime: an address says nothing about who answers there. */
export async function isOwnRuntime(): Promise<boolean> {
  if (endToEndPart === 'own-runtime') return true
  const { endpointUrl } = targetFromEnvironment()
  if (!endpointUrl) return false
  try {
    const answer = await fetch(new URL('/_local/runtime', endpointUrl), { signal: AbortSignal.timeout(60_000) })
    return answer.ok && ((await answer.json()) as { runtime?: unknown } | null)?.runtime === 'local'
  } catch {
    return false
  }
}
