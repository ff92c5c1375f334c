import { expect, it } from 'vitest'
import { idleCost } from '../../../lib/estimates/idle-cost.ts'
import { services } from '../../../lib/services.ts'
import type { Template } from '../../../lib/validation/template.ts'
import { monthlyCost } from '../../../ops/cost/monthly.ts'
import { synthesized } from '../../lib/support/synthesized.ts'

const { Resources } = synthesized().toJSON() as Template
const consumers = services.flatMap((service) => service.consumers)

it('alarms and polling of all consumers cost by their declarations what they cost by the template', () => {
  const alarms = Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm')
  const ofOne = (name: string) =>
    alarms.filter(
      ([id, { Properties }]) =>
        // That of a schedule belongs to whoever sets deadlines.
        !id.startsWith('Deadlines') && JSON.stringify(Properties?.AlarmDescription).includes(`"${name}: `),
    )
  for (const { name } of consumers) expect(ofOne(name).length, name).toBeGreaterThan(2)
  // Several consumers share these, each with a metric of its own. One watches the function that looks at what is parked, for the stage.
  const shared = alarms.filter(([id]) => /^(Joint|Parking)Alarms(?!NotLookedAt)/.test(id))
  const all = Object.fromEntries([...consumers.flatMap(({ name }) => ofOne(name)), ...shared])
  const usd = idleCost({ Resources: all }).reduce((sum, line) => sum + line.usd, 0)
  expect(consumers.reduce((sum, consumer) => sum + monthlyCost(consumer).alarms, 0)).toBeCloseTo(usd)
  const polling = idleCost({ Resources }).filter(({ what }) => what.endsWith('queues polled'))
  const polled = polling.reduce((sum, { usd }) => sum + usd, 0)
  const ofConsumers = consumers.reduce((sum, consumer) => sum + monthlyCost(consumer).polling, 0)
  // One more is that in which commands wait for the relay.
  const { polling: ofRelay } = monthlyCost({ ...(consumers[0] as (typeof consumers)[number]), ordering: 'none' })
  expect(ofConsumers + ofRelay).toBeCloseTo(polled)
})
