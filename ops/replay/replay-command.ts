import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SQSClient } from '@aws-sdk/client-sqs'
import type { Command } from 'commander'
import { quickToCopy } from '../../lambdas/runtime/aws/quick-to-copy.ts'
import { mayHaveParked } from '../../lambdas/runtime/declarations/parking.ts'
import { createEventStore } from '../../lambdas/runtime/event-store/create-event-store.ts'
import { createDynamoEventStorage } from '../../lambdas/runtime/event-store/dynamo-event-storage.ts'
import { type Clock, systemClock } from '../../lambdas/runtime/system/clock.ts'
import { type AuditOptions, auditedCommand, withAuditOptions } from '../audit/audited-command.ts'
import { confirm } from '../cli/confirm.ts'
import { examples } from '../cli/examples.ts'
import { severalGiven } from '../cli/given.ts'
import { JSON_OPTION, print } from '../cli/print.ts'
import { grouped } from '../cli/progress-bar.ts'
import { readCorrections } from '../corrections/corrections.ts'
import { readWaiting } from '../parked/waiting.ts'
import { pausedText } from '../pauses/paused-text.ts'
import { readPauses } from '../pauses/read-pauses.ts'
import { stackOf, wholeNumber } from '../program.ts'
import { pascalCase } from '../stack/stack.ts'
import { targetOf } from '../stack/where.ts'
import { dryRun, dryRunText, leftOutText } from './dry-run.ts'
import { consumerNames, effectOf, findConsumer, typesFor } from './find-consumer.ts'
import { type ReplayOptions, selectionOf } from './options.ts'
import { replayPositionOf } from './replay-position.ts'
import { runReplay } from './run-replay.ts'

export function addReplayCommand(program: Command): void {
  withAuditOptions(program.command('replay'))
    .description("send stored events into one consumer's own queue again; no other consumer notices")
    .requiredOption('--consumer <name>', consumerNames().join(', '))
    .option('--from <time>', 'events from this time on, ISO 8601 with its zone')
    .option('--to <time>', 'events before this time, ISO 8601 with its zone (default: now)')
    .option('--aggregate <type/id>', 'only events of this stream, e.g. order/ord_1')
    .option('--from-sequence <n>', 'with --aggregate: from this sequence on', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .option('--type <event type>', 'only this type; may be given several times', severalGiven)
    .option('--rate <n>', 'events per second, at most', wholeNumber(1, 10_000), 50)
    .option('--dry-run', 'send nothing: count, and tell what the consumer has processed already')
    .option('--again', 'let the consumer take them as new, although it has processed them before')
    .option('--yes', 'do not ask, for scripts')
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
      const { again = false, yes = false, dryRun: isDry = false, type: asked = [], json } = options
      const types = typesFor(consumer, asked)
      const positionAt = (clock: Clock) => replayPositionOf(consumer.name, selectionOf(options, types, clock), options)
      const effectOfSent = isDry ? '' : effectOf(consumer, again)
      // A mistake in what was typed is told before anything is asked of AWS. The time up to which events are read is that of AWS.
      await positionAt(systemClock)
      const stack = await stackOf(command)
      const place = await positionAt(stack.clock)
      const client = quickToCopy(new DynamoDBClient(stack.clientSettings))
      const sqs = quickToCopy(new SQSClient(stack.clientSettings))
      const storage = createDynamoEventStorage({ dynamo: client, eventTable: stack.output('EventTableName') })
      try {
        const operations = { dynamo: client, table: stack.output('OperationTableName') }
        const corrections = await readCorrections(operations, consumer.name)
        const source = { storage, eventStore: createEventStore(storage), corrections }
        const reading = { dynamo: client, tables: { parked: stack.output('ParkedTableName') } }
        const asksParked = mayHaveParked(consumer) && (isDry || again)
        const parked = asksParked ? await readWaiting(reading, consumer.name) : new Set<string>()
        const pauses = await readPauses(client, stack)
        process.stderr.write(pausedText(pauses, [consumer.name], stack.clock.now()))
        if (isDry) {
          const markers = { client, table: stack.output('ProcessedTableName'), now: stack.clock.now() }
          const found = await dryRun(markers, consumer, { ...source, parked }, place, again)
          print(json, found, () => dryRunText(consumer, found, again))
          return
        }
        const queueUrl = stack.output(`Consumer${pascalCase(consumer.name)}QueueUrl`)
        // A second copy of what is parked would take effect a second time when both are released.
        const sent = again ? { ...source, leftOut: parked } : source
        const effect = `${effectOfSent}${again ? leftOutText(parked.size) : ''}`
        await confirm(targetOf(stack), effect, yes)
        if (yes) process.stderr.write(`${effect}\n`)
        const { from = '', to = '', aggregate = '' } = options
        const replayed = await auditedCommand(
          stack,
          options,
          { action: 'replay', target: consumer.name, details: { from, to, aggregate, types: asked, again } },
          () => runReplay({ sqs, queueUrl, consumer: consumer.name, source: sent, place }, options),
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
