import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { replayPositionOf } from '../../../ops/replay/replay-position.ts'
import { runReplay } from '../../../ops/replay/run-replay.ts'
import { rememberSignalListeners } from '../../support/signal-listeners.ts'

let directory: string
let checkpoint: string
let removeSignalListeners: () => void
beforeEach(() => {
  removeSignalListeners = rememberSignalListeners()
  directory = mkdtempSync(join(tmpdir(), 'replay-'))
  checkpoint = join(directory, 'checkpoint.json')
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true)
})
afterEach(() => {
  removeSignalListeners()
  vi.restoreAllMocks()
  rmSync(directory, { recursive: true, force: true })
})

const selection = { from: '2026-04-28T10:00:00.000Z', to: '2026-04-28T11:00:00.000Z', types: ['order.created'] }
const later = { ...selection, to: '2026-04-28T12:00:00.000Z' }

const idOf = (number: number | string) => `evt_019dd3a4-0000-7000-8000-0000000000${String(number).padStart(2, '0')}`

const stored = Array.from({ length: 25 }, (_, index) => {
  const number = String(index).padStart(2, '0')
  return {
    event_id: idOf(number),
    timestamp: `2026-04-28T10:30:${number}.000Z`,
    aggregate_type: 'order',
    aggregate_id: `ord_${number}`,
    sequence: 1,
    metadata: {},
  } as EventEnvelope
})

interface Options {
  readonly isEndGiven?: boolean
  readonly again?: boolean
  /** Empty: none. */
  readonly checkpoint?: string
  readonly after?: string
  readonly replayId?: string
}

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

async function replay(sqs: SQSClient, asked = selection, { isEndGiven = false, ...options }: Options = {}) {
  const readByTime = async function* ({ to, after = '' }: { to: string; after?: string }) {
    // One more every hour: who asks until later gets more.
    const events = to === later.to ? [...stored, { ...stored[0], event_id: idOf(99) } as EventEnvelope] : stored
    yield* events.filter(({ event_id }) => event_id > after)
  }
  const source = { eventStore: { readByTime }, storage: {} } as never
  const { checkpoint: file = checkpoint, ...others } = options
  const settings = { rate: 10_000, ...(file !== '' && { checkpoint: file }), ...others }
  const consumer = 'notification'
  const place = await replayPositionOf(consumer, { selection: asked, isEndGiven }, settings)
  return runReplay({ sqs, queueUrl: 'http://127.0.0.1/q', consumer, source, place }, settings)
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
  expect(JSON.parse(readFileSync(checkpoint, 'utf8'))).toMatchObject({ sent: 25, after: idOf(24), selection })
})

it('tells how to go on without a file, to the same end', async () => {
  const { sqs, sent } = queue(2)
  const error = await replay(sqs, selection, { checkpoint: '' }).catch((reason: Error) => reason)
  expect(String(error)).toContain(
    `Go on with the same options and --replay-id ${sent[0]?.replay_id} --after ${idOf('09')} --to ${selection.to}`,
  )
})

it.each<[string, object, object, string]>([
  ['another consumer', { consumer: 'audit' }, {}, 'belongs to a replay to audit, not to notification'],
  ['a replay that does not take effect again', {}, { again: true }, 'belongs to a replay without --again'],
  ['another selection', { selection: { ...selection, types: ['order.cancelled'] } }, {}, 'order.cancelled'],
  ['another end, when one is given', { selection: later }, { isEndGiven: true }, later.to],
])('refuses the checkpoint of %s', async (_what, known, options, message) => {
  const place = { replay_id: 'rpl_1', consumer: 'notification', again: false, selection, sent: 3, after: idOf('02') }
  writeFileSync(checkpoint, JSON.stringify({ ...place, ...known }))
  const { sqs, sent } = queue()
  await expect(replay(sqs, selection, options)).rejects.toThrow(message)
  expect(sent).toEqual([])
})

const whole = {
  replay_id: 'rpl_1',
  consumer: 'notification',
  again: false,
  selection,
  sent: 3,
  after: idOf('02'),
}

it.each([
  '',
  '{}',
  '{"replay_id":1}',
  'not JSON',
  JSON.stringify(whole).slice(0, -20),
  JSON.stringify({ ...whole, after: 'aaa' }),
  JSON.stringify({ ...whole, after: '' }),
  JSON.stringify({ ...whole, replay_id: 'a b#c' }),
  JSON.stringify({ ...whole, replay_id: 'x'.repeat(200) }),
  JSON.stringify({ ...whole, sent: -1 }),
  JSON.stringify({ ...whole, selection: { ...selection, from: '2026-02-30T00:00:00.000Z' } }),
])('refuses a damaged checkpoint and sends nothing: %s', async (text) => {
  writeFileSync(checkpoint, text)
  const { sqs, sent } = queue()
  await expect(replay(sqs)).rejects.toThrow('is not the checkpoint of a replay, or is damaged.')
  expect(sent).toEqual([])
})

it.each([{ after: idOf('05') }, { replayId: 'rpl_2' }])(
  'refuses a second place beside that of the file: %j',
  async (options) => {
    writeFileSync(checkpoint, JSON.stringify(whole))
    await expect(replay(queue().sqs, selection, options)).rejects.toThrow('says where to go on')
  },
)

it('takes the checkpoint whatever the order in which the types were named', async () => {
  const types = ['order.created', 'order.cancelled']
  writeFileSync(checkpoint, JSON.stringify({ ...whole, selection: { ...selection, types } }))
  const { sqs, sent } = queue()
  await replay(sqs, { ...selection, types: types.toReversed() })
  expect(sent).toHaveLength(22)
})

it('refuses a file that cannot be read or written, before anything is sent', async () => {
  const { sqs, sent } = queue()
  await expect(replay(sqs, selection, { checkpoint: directory })).rejects.toThrow('cannot be read')
  const nowhere = join(directory, 'missing', 'file.json')
  await expect(replay(sqs, selection, { checkpoint: nowhere })).rejects.toThrow('cannot be written')
  expect(sent).toEqual([])
})
