import type { SQSClient } from '@aws-sdk/client-sqs'
import type { Ops } from '../ops.ts'

/** The running stack that the commands of the documentation are tried on. */
export interface Stage {
  readonly ops: Ops
  readonly apiUrl: string
  readonly sqs: SQSClient
  readonly outputs: ReadonlyMap<string, string>
  /** The sample order, and its customer. */
  readonly order: string
  readonly customer: string
  /** Where the tools read and write files. */
  readonly directory: string
}

/** @throws {Error} unless the answer is a success. */
export async function callApi<Body>(
  { apiUrl }: Pick<Stage, 'apiUrl'>,
  method: 'GET' | 'POST',
  path: string,
  json?: unknown,
): Promise<Body> {
  const body = json === undefined ? null : JSON.stringify(json)
  const answer = await fetch(apiUrl + path, { method, headers: { 'content-type': 'application/json' }, body })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Body
}
