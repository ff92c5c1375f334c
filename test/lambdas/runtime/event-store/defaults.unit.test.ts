import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { defineEvent } from '../../../../events/define-event.ts'
import { upcast } from '../../../../lambdas/runtime/event-store/upcast.ts'
import { counterEvent } from './counter.ts'

/** What is read of an event that code from before a change of its schema has stored. */
function read(schema: z.ZodMiniType, data: object, example: object): unknown {
  const definition = defineEvent({
    type: 'counter.raised',
    aggregate: 'counter',
    producer: 'test-service',
    meaning: 'A counter went up.',
    schema,
    example,
  })
  const kind = { type: 'counter', events: new Map([['counter.raised', definition]]) } as never
  return upcast(kind, { ...counterEvent('c', 1), data: { ...data } } as never).data
}

const line = z.object({ by: z.int(), fee: z._default(z.int(), 7) })
const chain: z.ZodMiniType = z.lazy(() => z.object({ fee: z._default(z.int(), 7), next: z.optional(chain) }))

describe('an event that is older than a default of its schema', () => {
  it.each([
    ['a field', line, { by: 1 }, { by: 1, fee: 7 }],
    ['a field in a list', z.object({ lines: z.array(line) }), { lines: [{ by: 1 }] }, { lines: [{ by: 1, fee: 7 }] }],
    ['a field that is read before it is checked', z.object({ fee: z.prefault(z.int(), 7) }), {}, { fee: 7 }],
    ['a value that is not taken any more', z.object({ fee: z.catch(z.int(), 7) }), { fee: 'x' }, { fee: 7 }],
    [
      'one of several forms',
      z.object({ pay: z.union([line, z.string()]) }),
      { pay: { by: 1 } },
      { pay: { by: 1, fee: 7 } },
    ],
    ['what contains itself', chain, { next: {} }, { fee: 7, next: { fee: 7 } }],
  ])('is folded with it, as consumers read it: %s', (_, schema, stored, expected) => {
    expect(read(schema, stored, expected)).toEqual(expected)
  })

  it('is taken as it is where nothing is filled in', () => {
    const data = { by: 1, unknown: 'kept' }
    expect(read(z.object({ by: z.int(), note: z.optional(z.string()) }), data, { by: 1 })).toEqual(data)
  })
})
