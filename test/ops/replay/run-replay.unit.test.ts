import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { runReplay } from '../../../ops/replay/run-replay.ts'

let directory: string
let checkpoint: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'replay-'))
  checkpoint = join(directory, 'checkpoint.json')
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true)
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(directory, { recursive: true, force: true })
})

const selection = { from: '2026-04-28T10:00:00.000Z', to: '2026-04-28T11:00:00.000Z', types: ['order.created'] }
const later = { ...selection, to: '2026-04-28T12:00:00.000Z' }

const stored = Array.from({ length: 25 }, (_, index) => {
  const number = String(index).padStart(2, '0')
  return {
    event_id: `evt_${number}`,
    timestamp: `2026-04-28T10:30:${number}.000Z`,
    aggregate_type: 'order',
    aggregate_id: `ord_${number}`,
    sequence: 1,
    metadata: {},
  } as EventEnvelope
})

/** Takes batches until it has taken `fails`, takes that one too, and then is gone before anybody hears of it. */
function queue(fails = Number.POSITIVE_INFINITY) {
  const sent: { event_id: string; replay_id: string }[] = []
  let batches = 0
  const send = async ({ input: { Entries = [] } }: SendMessageBatchCommand) => {
    for (const { MessageBody = '' } of Entries) {
      const { event_id, metadata } = JSON.parse(MessageBody)
      sent.push({ event_id, replay_id: metadata.replay_id })
    }
    if (++batches === fails) throw new Error('The connection was lost.')
    return {}
  }
  const sqs = Object.assign(new SQSClient({ region: 'us-east-1' }), { send }) as SQSClient
  return { sqs, sent }
}

function replay(sqs: SQSClient, asked = selection, options = {}) {
  const readByTime = async function* ({ to, after = '' }: { to: string; after?: string }) {
    // One more every hour: who asks until later gets more.
    const events = to === later.to ? [...stored, { ...stored[0], event_id: 'evt_99' } as EventEnvelope] : stored
    yield* events.filter(({ event_id }) => event_id > after)
  }
  const source = { eventStore: { readByTime }, storage: {} } as never
  const settings = { rate: 10_000, checkpoint, ...options }
  return runReplay(
    { sqs, queueUrl: 'http://127.0.0.1/q', consumer: 'notification', source, selection: asked },
    settings,
  )
}

it.each([1, 2, 3])('goes on under its own id, to its own end, after a crash in batch %i', async (fails) => {
  const first = queue(fails)
  await expect(replay(first.sqs)).rejects.toThrow(`The connection was lost. ${10 * (fails - 1)} events were sent.`)
  const second = queue()
  await replay(second.sqs, later)

  const ids = new Set([...first.sent, ...second.sent].map(({ replay_id }) => replay_id))
  expect(ids.size, 'ids of the replay').toBe(1)
  expect(new Set([...first.sent, ...second.sent].map(({ event_id }) => event_id))).toEqual(
    new Set(stored.map(({ event_id }) => event_id)),
  )
  expect(second.sent[0]?.event_id, 'only what was in hand goes out twice').toBe(stored[10 * (fails - 1)]?.event_id)
  expect(JSON.parse(readFileSync(checkpoint, 'utf8'))).toMatchObject({ sent: 25, after: 'evt_24', selection })
})

it('tells how to go on without a file, to the same end', async () => {
  const { sqs, sent } = queue(2)
  const error = await replay(sqs, selection, { checkpoint: undefined }).catch((reason: Error) => reason)
  expect(String(error)).toContain(
    `Go on with the same options and --replay-id ${sent[0]?.replay_id} --after evt_09 --to ${selection.to}`,
  )
})

it.each<[string, object, object, string]>([
  ['another consumer', { consumer: 'audit' }, {}, 'belongs to a replay to audit, not to notification'],
  ['a replay that does not take effect again', {}, { again: true }, 'belongs to a replay without --again'],
  ['another selection', { selection: { ...selection, types: ['order.cancelled'] } }, {}, 'order.cancelled'],
  ['another end, when one is given', { selection: later }, { to: selection.to }, later.to],
])('refuses the checkpoint of %s', async (_what, known, options, message) => {
  const place = { replay_id: 'rpl_1', consumer: 'notification', again: false, selection, sent: 3, after: 'evt_02' }
  writeFileSync(checkpoint, JSON.stringify({ ...place, ...known }))
  const { sqs, sent } = queue()
  await expect(replay(sqs, selection, options)).rejects.toThrow(message)
  expect(sent).toEqual([])
})

it.each(['', '{}', '{"replay_id":1}', 'not JSON'])('refuses %j for a checkpoint', async (text) => {
  writeFileSync(checkpoint, text)
  await expect(replay(queue().sqs)).rejects.toThrow('is no checkpoint of a replay.')
})
