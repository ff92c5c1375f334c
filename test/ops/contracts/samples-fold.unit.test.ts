import { describe, expect, it } from 'vitest'
import { catalog } from '../../../events/catalog.ts'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { toEventItem } from '../../../lambdas/runtime/event-store/event-item.ts'
import { services } from '../../../lib/services.ts'
import { readContracts } from '../../../ops/contracts/released/contract-files.ts'
import type { ReleasedContract } from '../../../ops/contracts/released/released-contract.ts'
import { type Folds, streamFolder } from '../../../ops/contracts/verify/fold-streams.ts'
import { judgeEvent } from '../../../ops/contracts/verify/judge-event.ts'
import { testEventId } from '../../support/events.ts'

const released = await readContracts('contracts')
const samples = released
  .filter(({ kind, removed }) => kind === 'event' && removed === undefined)
  .flatMap((file) =>
    file.samples.map((_, index) => [`${file.type} version ${file.version}, sample ${index + 1}`, file, index] as const),
  )

/** The sample as the first event of a stream, stored as it was then. */
function storedSample({ type, version, samples: all }: ReleasedContract, index: number): EventEnvelope {
  const definition = catalog.get(type)
  return {
    event_id: testEventId(index + 1),
    event_type: type,
    version,
    timestamp: '2026-01-01T00:00:00.000Z',
    aggregate_type: definition?.aggregate ?? 'gone',
    aggregate_id: 'a_1',
    sequence: 1,
    data: all[index] as EventEnvelope['data'],
    metadata: { source: definition?.producer ?? 'gone', correlation_id: 'req_1', causation_id: 'req_1' },
  }
}

const faultOf = (file: ReleasedContract, index: number, folds: Folds) => {
  const { event, failure } = judgeEvent(catalog, toEventItem(storedSample(file, index)))
  return failure ?? (event && streamFolder(folds).fold(event))
}

const pipeline: Folds = {
  aggregates: services.flatMap(({ aggregates = [] }) => aggregates),
  readModels: services.flatMap(({ readModels = [] }) => readModels),
}

describe('data that was written under a released version, as it may be stored', () => {
  it.each(samples)('is upcast and folded into its aggregate and every read model: %s', (_, file, index) => {
    expect(faultOf(file, index, pipeline)).toBeUndefined()
  })

  it('is named where a read model fails at it', () => {
    const readModels = [
      {
        name: 'broken',
        changeOf: () => {
          throw new Error('no channel')
        },
      },
    ] as never
    const [[, file, index]] = samples as [(typeof samples)[number]]
    expect(faultOf(file, index, { ...pipeline, readModels })).toMatchObject({
      code: 'FOLD_FAILED',
      reason: 'the read model broken: no channel',
    })
  })
})
