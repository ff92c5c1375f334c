import type { S3Client } from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { orderCreated } from '../../../events/order.ts'
import { archiveEvent } from '../../../lambdas/audit/archive.ts'
import { toArchiveObject } from '../../../lambdas/audit/archive-object.ts'
import type { MessageContext } from '../../../lambdas/runtime/consumer/handlers.ts'
import { eventOf } from '../../support/messages.ts'

const event = eventOf(orderCreated)

describe('the archive', () => {
  it('has one object per event, by day and type, of one line', () => {
    const { key, body } = toArchiveObject(event)
    expect(key).toBe(`audit/day=2026-04-28/type=order.created/${event.event_id}.ndjson`)
    expect(body.endsWith('\n')).toBe(true)
    expect(
      body
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([event])
  })

  it('has the same object for a replayed event', () => {
    const replayed = { ...event, metadata: { ...event.metadata, replay_id: 'rpl_1' } }
    expect(toArchiveObject(replayed)).toEqual(toArchiveObject(event))
  })
})

describe('archiving', () => {
  const context = { signal: new AbortController().signal, logger: { debug: () => {} } } as unknown as MessageContext

  function bucket(fail?: Error) {
    const puts: Record<string, unknown>[] = []
    const send = async ({ input }: { input: Record<string, unknown> }) => {
      puts.push(input)
      if (fail) throw fail
    }
    return { puts, archive: archiveEvent({ send } as unknown as S3Client, 'bucket') }
  }

  it('puts the object unless it is there', async () => {
    const { puts, archive } = bucket()
    await archive(event, context)
    expect(puts).toMatchObject([
      { Bucket: 'bucket', Key: toArchiveObject(event).key, Body: toArchiveObject(event).body, IfNoneMatch: '*' },
    ])
  })

  it('takes what is there for done', async () => {
    const there = Object.assign(new Error('At least one of the pre-conditions did not hold'), {
      name: 'PreconditionFailed',
    })
    await expect(bucket(there).archive(event, context)).resolves.toBeUndefined()
  })

  it.each(['ConditionalRequestConflict', 'SlowDown', 'AccessDenied'])(
    'fails on %s, to be tried again',
    async (name) => {
      await expect(bucket(Object.assign(new Error(name), { name })).archive(event, context)).rejects.toThrow(name)
    },
  )
})
