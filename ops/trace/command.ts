import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { LambdaClient } from '@aws-sdk/client-lambda'
import type { Command } from 'commander'
import { systemClock } from '../../lambdas/runtime/system/clock.ts'
import { examples } from '../cli/examples.ts'
import { textGiven } from '../cli/given.ts'
import { JSON_OPTION, print, terminalWidth } from '../cli/print.ts'
import { assertSince, sinceOption } from '../cli/since.ts'
import { stackOf } from '../program.ts'
import { spansText } from '../spans/text.ts'
import { findTraces } from './find-traces.ts'
import { traceText } from './text.ts'
import type { Trace } from './trace.ts'
import { type TraceWithSpans, withSpans } from './with-spans.ts'

interface Options {
  readonly since: string
  readonly spans?: boolean
  readonly json?: boolean
}

const notes = `
The id is that of an event (evt_…), a command (cmd_…), an aggregate (order/ord_1, or ord_1 alone: the newest ten requests that
changed it), else a correlation id, as the header x-correlation-id and each log line have it.

It reads the event table by the time around it, the logs of all functions, markers and dead letters. A marker proves that an effect has
happened, whatever logs say. What it cannot know: attempts of which no log line is left (retention, a killed function), when
a consumer without markers was done, and events more than a minute after the last log line. With nothing but a correlation or
command id, logs are searched since --since; on AWS that takes several seconds, because an account may make about five such
calls a second.
`

export function addTraceCommand(program: Command): void {
  program
    .command('trace')
    .description('all that a request, event, command or aggregate set in motion, as a tree with milliseconds')
    .argument('<id>', 'of an event, a command, an aggregate, or a correlation id', textGiven)
    .option('--since <time>', 'where to begin looking for a correlation or command id: 15m, 2h, 3d, or ISO 8601', '1d')
    .option('--spans', 'also the spans of its OpenTelemetry trace, where one is recorded')
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      examples('trace order/ord_1', 'trace order/ord_1 --spans', 'trace evt_0198…', 'trace req_xyz --since 3d --json') +
        notes,
    )
    .action(async (id: string, { since, json, spans: wantsSpans }: Options, command: Command) => {
      assertSince('--since', since, systemClock.now())
      const stack = await stackOf(command)
      const now = stack.clock.now()
      const from = sinceOption('--since', since, now)
      const dynamo = new DynamoDBClient(stack.clientSettings)
      const lambda = new LambdaClient(stack.clientSettings)
      try {
        const found = await findTraces({ stack, dynamo, lambda }, { id, since: from, now })
        if (found.length === 0) throw new Error(`Nothing is on record of ${id} since ${new Date(from).toISOString()}.`)
        const traces = wantsSpans ? await withSpans(stack, found) : found
        print(json, traces, () => traces.map(textOf).join('\n'))
      } finally {
        for (const client of [dynamo, lambda]) client.destroy()
      }
    })
}

function textOf(trace: Trace & Partial<Pick<TraceWithSpans, 'spans'>>): string {
  const { spans } = trace
  const text = traceText(trace, terminalWidth())
  if (spans === undefined) return text
  return spans.length === 0 ? `${text}\n  ${NO_SPANS}\n` : `${text}${spansText(spans, terminalWidth())}`
}

const NO_SPANS =
  'There are no spans: its trace was not recorded (the setting traceRatio), or what is sent to CloudWatch is not kept there (docs/tracing.md).'
