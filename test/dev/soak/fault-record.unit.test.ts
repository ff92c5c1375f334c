import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { compareFaults, FaultRecord, readFaults, writeFaults } from '../../../dev/soak/fault-record.ts'
import { messageIdentity } from '../../../dev/soak/message-identity.ts'
import { createFaultPlan, parseFaults } from '../../../local/faults/index.ts'
import type { SqsRecord } from '../../../local/ports.ts'
import { orderCreatedEvent } from '../../e2e/kit/events.ts'

const SEED = 7
const FAULTS = 'duplicate=0.2,reorder=0.3,crash=0.1,timeout=0.1'

const message = (order: number) => {
  const event = orderCreatedEvent()
  return JSON.stringify({ ...event, metadata: { ...event.metadata, correlation_id: `soak-${SEED}-${order}` } })
}

/** A run of 200 orders: new ids, in an order and in batches of its own. */
function decisionsOf(batchSize: number, order: (orders: number[]) => number[], seed = SEED): FaultRecord {
  const record = new FaultRecord()
  const plan = createFaultPlan({
    rates: parseFaults(FAULTS),
    seed,
    identify: messageIdentity,
    onDecision: (decision) => record.add(decision),
  })
  const messages = order(Array.from({ length: 200 }, (_, index) => index)).map(message)
  for (let from = 0; from < messages.length; from += batchSize) {
    const batch = messages.slice(from, from + batchSize)
    for (const body of batch) plan.deliveries.onReceive('queue', { body, attributes: {} } as SqsRecord)
    plan.invocations.plan('payment', { source: 'sqs', attempt: 1, messages: () => batch })
  }
  return record
}

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'faults-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('the same seed decides the same faults', () => {
  it('in a run with other ids, another order and other batches, as its record shows', async () => {
    const file = join(folder, 'faults.txt')
    await writeFaults(
      file,
      decisionsOf(1, (orders) => orders),
      SEED,
      FAULTS,
    )
    const recorded = await readFaults(file, SEED, FAULTS)
    const { differing, shared } = compareFaults(recorded, decisionsOf(10, (orders) => orders.reverse()).answers)
    expect(differing).toEqual([])
    expect(shared.get('crash')).toEqual({ asked: 200, both: 200 })
    expect(shared.get('reorder')).toEqual({ asked: 200, both: 200 })
    const struck = [...recorded].filter(([, strikes]) => strikes).length
    expect(struck).toBeGreaterThan(50)
  })

  it('and another seed other ones', () => {
    const one = decisionsOf(1, (orders) => orders, 1).answers
    const { differing } = compareFaults(
      new Map([...one].map(([question, strikes]) => [question.replaceAll('soak-1-', 'soak-7-'), strikes])),
      decisionsOf(1, (orders) => orders, 2).answers,
    )
    expect(differing.length).toBeGreaterThan(50)
  })
})

describe('a message that both runs had', () => {
  const asked = (...questions: string[]) => new Map(questions.map((question) => [question, false]))

  it('but whose first delivery was in question in one of them only, differs', () => {
    const [both, one] = ['reorder\tqueue\tm\t0', 'crash\tpayment\tm\t0']
    expect(compareFaults(asked(both), asked(both, one)).differing).toEqual([one])
    expect(compareFaults(asked(both, one), asked(both)).differing).toEqual([one])
  })

  it('does not, by its further deliveries, by calls shared with others, or by messages that were in one run only', () => {
    const both = 'reorder\tqueue\tm\t0'
    const others = ['crash\tpayment\tm\t1', 'throttle\tpayment.sqs\tm\t0', 'crash\tpayment\tother\t0']
    expect(compareFaults(asked(both), asked(both, ...others)).differing).toEqual([])
  })
})

it('a record made with another seed or other faults is no match', async () => {
  const file = join(folder, 'faults.txt')
  await writeFaults(file, new FaultRecord(), SEED, FAULTS)
  await expect(readFaults(file, 8, FAULTS)).rejects.toThrow('was recorded with "# seed 7')
  await expect(readFaults(file, SEED, 'crash=1')).rejects.toThrow('this run has "# seed 7 faults crash=1"')
  await expect(readFaults(join(folder, 'none'), SEED, FAULTS)).rejects.toThrow('Cannot read the recorded faults')
})
