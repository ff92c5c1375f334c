import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SQSClient } from '@aws-sdk/client-sqs'
import type { Command } from 'commander'
import { createEventStore } from '../../lambdas/runtime/event-store/create-event-store.ts'
import { createDynamoEventStorage } from '../../lambdas/runtime/event-store/dynamo-event-storage.ts'
import { systemClock } from '../../lambdas/runtime/system/clock.ts'
import { type AuditOptions, auditedCommand, withAuditOptions } from '../audit/audited-command.ts'
import { examples } from '../cli/examples.ts'
import { JSON_OPTION, print } from '../cli/print.ts'
import { readCorrections } from '../corrections/corrections.ts'
import { stackOf, wholeNumber } from '../program.ts'
import { pascalCase } from '../stack/stack.ts'
import { confirm } from '../terminal/confirm.ts'
import { grouped } from '../terminal/progress-bar.ts'
import { dryRun, dryRunText } from './dry-run.ts'
import { consumerNames, effectOf, findConsumer, typesFor } from './find-consumer.ts'
import { type ReplayOptions, selectionOf } from './options.ts'
import { placeOf } from './place.ts'
import { runReplay } from './run-replay.ts'

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value]

export function addReplayCommand(program: Command): void {
  withAuditOptions(program.command('replay'))
    .description("send stored events into one consumer's own queue again; no other consumer notices")
    .requiredOption('--consumer <name>', consumerNames().join(', '))
    .option('--from <time>', 'events from this time on, ISO 8601 with its zone')
    .option('--to <time>', 'events before this time, ISO 8601 with its zone (default: now)')
    .option('--aggregate <type/id>', 'only events of this stream, e.g. order/ord_1')
    .option('--from-sequence <n>', 'with --aggregate: from this sequence on', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .option('--type <event type>', 'only this type; may be given several times', collect, [])
    .option('--rate <n>', 'events per second, at most', wholeNumber(1, 10_000), 50)
    .option('--dry-run', 'send nothing: count, and tell what the consumer has processed already')
    .option('--again', 'let the consumer take them as new, although it has processed them before; asks first')
    .option('--yes', 'the answer to what --again asks, for scripts')
    .option('--checkpoint <file>', 'keep the place in this file, and go on from there if it exists')
    .option('--after <event id>', 'go on behind this event, as an interrupted replay printed it')
    .option('--replay-id <id>', 'go on under this id, as an interrupted replay printed it')
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      examples(
        'replay --consumer payment --from 2026-04-28T10:00:00Z --dry-run',
        'replay --consumer payment --aggregate order/ord_1 --rate 20',
      ),
    )
    .action(async (options: ReplayOptions & AuditOptions, command: Command) => {
      const consumer = findConsumer(options.consumer)
      const { again = false, yes = false, dryRun: isDry = false, json } = options
      const asked = selectionOf(options, typesFor(consumer, options.type), systemClock)
      const effect = isDry ? '' : effectOf(consumer, again)
      const place = await placeOf(consumer.name, asked, options)
      const stack = await stackOf(command)
      const client = new DynamoDBClient(stack.clientSettings)
      const sqs = new SQSClient(stack.clientSettings)
      const storage = createDynamoEventStorage({ dynamo: client, eventTable: stack.output('EventTableName') })
      try {
        const operations = { dynamo: client, table: stack.output('OperationTableName') }
        const corrections = await readCorrections(operations, consumer.name)
        const source = { storage, eventStore: createEventStore(storage), corrections }
        if (isDry) {
          const markers = { client, table: stack.output('ProcessedTableName'), now: systemClock.now() }
          const found = await dryRun(markers, consumer, source, place)
          print(json, found, () => dryRunText(consumer, found, again))
          return
        }
        const queueUrl = stack.output(`Consumer${pascalCase(consumer.name)}QueueUrl`)
        if (again) await confirm(effect, yes)
        process.stderr.write(`${effect}\n`)
        const { from = '', to = '', aggregate = '' } = options
        const replayed = await auditedCommand(
          stack,
          options,
          { action: 'replay', target: consumer.name, details: { from, to, aggregate, types: options.type, again } },
          () => runReplay({ sqs, queueUrl, consumer: consumer.name, source, place }, options),
        )
        print(
          json,
          replayed,
          () => `Sent ${grouped(replayed.events)} events to ${consumer.name} as replay ${replayed.replay_id}.\n`,
        )
      } finally {
        client.destroy()
        sqs.destroy()
      }
    })
}
