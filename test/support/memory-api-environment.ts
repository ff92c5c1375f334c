import { onTestFailed, TestRunner } from 'vitest'
import type { StagedWrite } from '../../lambdas/runtime/effects/staged-write.ts'
import { createEventStore } from '../../lambdas/runtime/event-store/create-event-store.ts'
import { createMemoryEventStorage } from '../../lambdas/runtime/event-store/memory-event-storage.ts'
import type { ApiEnvironment } from '../../lambdas/runtime/http/environment.ts'
import { createIds } from '../../lambdas/runtime/system/ids.ts'

export interface LogLine {
  readonly level: string
  readonly message: string
  readonly fields: Record<string, unknown>
}

/** Everything in memory: what is committed is kept by key, and a condition holds as long as the key is new. */
export function memoryApiEnvironment(overrides: Partial<ApiEnvironment> = {}) {
  const clock = { now: () => Date.parse('2026-04-28T10:30:00.000Z') }
  let counter = 0
  const ids = createIds(clock, (count) => new Uint8Array(count).fill(++counter))
  const items = new Map<string, StagedWrite>()
  const lines: LogLine[] = []
  const waits: number[] = []
  if (TestRunner.getCurrentTest() !== undefined) showErrorsIfTestFails(lines)
  const environment: ApiEnvironment = {
    service: 'test',
    callers: { auth: 'none' },
    effects: { clock, ids, source: 'test-service', eventTable: 'events', commandTable: 'commands' },
    eventStore: createEventStore(createMemoryEventStorage()),
    processedTable: 'processed',
    commit: async ({ writes }, first) => {
      for (const write of [...first, ...writes]) {
        const known = items.get(write.key)
        if (known && typeof write.onConditionFailed === 'function') {
          throw write.onConditionFailed(known.item.Put?.Item)
        }
      }
      for (const write of [...first, ...writes]) items.set(write.key, write)
    },
    readItem: async ({ table, key }) => items.get(JSON.stringify([table, key.pk?.S]))?.item.Put?.Item,
    timers: {
      after: (milliseconds, callback) => {
        waits.push(milliseconds)
        queueMicrotask(callback)
        return () => {}
      },
    },
    random: () => 0.5,
    log: {
      info: (message, fields) => lines.push({ level: 'info', message, fields }),
      error: (message, fields) => lines.push({ level: 'error', message, fields }),
    },
    ...overrides,
  }
  return { environment, items, lines, waits, clock }
}

/** The answer 500 does not say what went wrong: the log does, so whoever writes the test sees that. */
const showErrorsIfTestFails = (lines: readonly LogLine[]) =>
  onTestFailed(() => {
    for (const { level, message, fields } of lines) if (level === 'error') console.error(message, fields)
  })
