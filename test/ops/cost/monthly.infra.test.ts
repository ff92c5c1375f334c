import { expect, it } from 'vitest'
import { idleCost } from '../../../lib/estimates/idle-cost.ts'
import { services } from '../../../lib/services.ts'
import type { Template } from '../../../lib/validation/template.ts'
import { monthlyCost } from '../../../ops/cost/monthly.ts'
import { synthesized } from '../../lib/support/synthesized.ts'

const { Resources } = synthesized().toJSON() as Template
const consumers = services.flatMap((service) => service.consumers)

it('alarms and polling of a consumer cost by its declaration what they cost by the template', () => {
  for (const consumer of consumers) {
    const alarms = Object.entries(Resources).filter(
      ([id, { Type, Properties }]) =>
        // That of a schedule belongs to whoever sets deadlines.
        !id.startsWith('Deadlines') &&
        Type === 'AWS::CloudWatch::Alarm' &&
        JSON.stringify(Properties?.AlarmDescription).includes(`"${consumer.name}: `),
    )
    expect(alarms.length, consumer.name).toBeGreaterThan(2)
    const usd = idleCost({ Resources: Object.fromEntries(alarms) }).reduce((sum, line) => sum + line.usd, 0)
    expect(monthlyCost(consumer).alarms, consumer.name).toBeCloseTo(usd)
  }
  const polling = idleCost({ Resources }).filter(({ what }) => what.endsWith('queues polled'))
  const polled = polling.reduce((sum, { usd }) => sum + usd, 0)
  const ofConsumers = consumers.reduce((sum, consumer) => sum + monthlyCost(consumer).polling, 0)
  // One more is that in which commands wait for the relay.
  const { polling: ofRelay } = monthlyCost({ ...(consumers[0] as (typeof consumers)[number]), ordering: 'none' })
  expect(ofConsumers + ofRelay).toBeCloseTo(polled)
})
