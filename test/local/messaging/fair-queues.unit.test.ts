import { describe, expect, test } from 'vitest'
import { noisyGroups, takeFairly } from '../../../local/messaging/fair-selection.ts'
import { SqsStore } from '../../../local/messaging/library.ts'
import { LocalQueue } from '../../../local/messaging/queue.ts'

const message = (group?: string) => SqsStore.createMessage(group ?? 'alone', {}, undefined, group)
const inflight = (counts: Readonly<Record<string, number>>, alone = 0) => {
  const groups = Object.entries(counts).flatMap(([group, count]) => Array.from({ length: count }, () => message(group)))
  const messages = [...groups, ...Array.from({ length: alone }, () => message())]
  return new Map(messages.map((one, index) => [String(index), { message: one }]))
}

describe('fair queues', () => {
  test.each<[string, Record<string, number>, number, string[]]>([
    ['29 messages in flight', { retry: 29 }, 0, []],
    ['30 messages in flight', { retry: 30 }, 0, ['retry']],
    ['30 of 300, which is a tenth', { retry: 30 }, 270, []],
    ['30 of 299, which is more', { retry: 30 }, 269, ['retry']],
    ['two of them', { one: 40, other: 60, quiet: 5 }, 0, ['one', 'other']],
  ])('take a group for noisy with %s', (_, counts, alone, noisy) => {
    expect([...noisyGroups(inflight(counts, alone)).keys()]).toEqual(noisy)
  })

  test('hand out the messages of the quiet first, in their order; those without a group are quiet', () => {
    const waiting = ['retry', 'retry', undefined, 'quiet', 'retry', undefined].map(message)
    const noisy = noisyGroups(inflight({ retry: 30 }))
    const taken = Array.from({ length: 6 }, () => takeFairly(waiting, noisy)?.messageGroupId)
    expect(taken).toEqual([undefined, 'quiet', undefined, 'retry', 'retry', 'retry'])
    expect(takeFairly(waiting, noisy)).toBeUndefined()
  })

  test('hand out the one with the fewest in flight, where all are noisy', () => {
    const noisy = noisyGroups(inflight({ one: 60, other: 40 }))
    expect(takeFairly([message('one'), message('other')], noisy)?.messageGroupId).toBe('other')
  })

  test('let a live message pass a backlog of a retry, as soon as thirty of that are in flight', () => {
    const queue = new LocalQueue('orders', 'http://q', 'arn:aws:sqs:us-east-1:000000000000:orders', {
      VisibilityTimeout: '60',
    })
    for (let count = 0; count < 100; count++) queue.enqueue(message('op_1'))
    queue.enqueue(message())
    const groups = () => queue.dequeue(10).map(({ Body }) => Body)
    for (let receive = 1; receive <= 3; receive++) expect(groups()).toEqual(Array.from({ length: 10 }, () => 'op_1'))
    expect(groups()).toEqual(['alone', ...Array.from({ length: 9 }, () => 'op_1')])
  })
})
