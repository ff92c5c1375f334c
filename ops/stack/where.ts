import type { Stack } from './stack.ts'

const QUEUE_URL = /^https:\/\/sqs\.([a-z0-9-]+)\.amazonaws\.com[^/]*\/(\d{12})\//

/** Account and region of a stack, or the address of a local runtime. Both are told by the stack's own queues, so that nobody has to be asked. */
export function whereOf({
  clientSettings: { endpoint, region },
  outputs,
}: Pick<Stack, 'clientSettings' | 'outputs'>): string {
  if (endpoint !== undefined) return endpoint
  for (const value of outputs().values()) {
    const [, own, account] = QUEUE_URL.exec(value) ?? []
    if (account !== undefined) return `AWS account ${account}, ${own}`
  }
  return `AWS ${region ?? ''}`.trim()
}

/** `EventPipeline-dev at http://127.0.0.1:4566`: an operator who is about to change something reads here that it is the right one. */
export const targetOf = (stack: Pick<Stack, 'name' | 'clientSettings' | 'outputs'>): string =>
  `${stack.name} at ${whereOf(stack)}`
