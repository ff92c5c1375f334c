import { setTimeout as delay } from 'node:timers/promises'
import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { interruption } from '../cli/interruption.ts'
import { functionsNamed, listFunctions, type PipelineFunction } from '../functions/functions.ts'
import { type Stack, stackNamesOf } from '../stack/stack.ts'
import { followLogs } from './follow-logs.ts'
import { type LogLine, readLogs } from './read-logs.ts'

export interface OpenLogs {
  readonly functions: readonly PipelineFunction[]
  /** The existing lines, or, when following, one page of lines after another until Ctrl-C. */
  parts(query: { readonly pattern: string; readonly from: number; readonly follow: boolean }): AsyncIterable<LogLine[]>
}

/** Runs the work with the logs of these functions of a stack, of all if none is named. The clients are closed afterwards. */
export async function withLogs(
  stack: Stack,
  named: readonly string[],
  work: (logs: OpenLogs) => Promise<void>,
): Promise<void> {
  const settings = stack.clientSettings
  const [cloudFormation, lambda, logs] = [
    new CloudFormationClient(settings),
    new LambdaClient(settings),
    new CloudWatchLogsClient(settings),
  ]
  try {
    const functions = functionsNamed(await listFunctions(cloudFormation, lambda, stackNamesOf(stack)), named)
    await work({
      functions,
      async *parts({ pattern, from, follow }) {
        if (!follow) return yield await readLogs(logs, functions, { pattern, from })
        const signal = interruption()
        const pause = (milliseconds: number) => delay(milliseconds, undefined, { signal }).catch(() => undefined)
        const read = (query: Parameters<typeof readLogs>[2]) => readLogs(logs, functions, query)
        yield* followLogs({ read, pattern, from, now: stack.clock.now, pause, signal })
      },
    })
  } finally {
    for (const client of [cloudFormation, lambda, logs]) client.destroy()
  }
}
