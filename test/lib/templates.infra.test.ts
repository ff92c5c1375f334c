import { expect, it } from 'vitest'
import { synthesizedPipeline } from '../../lib/templates.ts'
import { joinedTemplate } from '../../lib/validation/joined-template.ts'

it.each(['one', 'services'])('tells which alarms only alarms=all adds, in the layout %s', (layout) => {
  const of = (alarms: 'essential' | 'all') => {
    const { templates, furtherAlarms } = synthesizedPipeline({ layout, alarms })
    const resources = Object.entries(joinedTemplate(templates).Resources)
    const ids = resources.flatMap(([id, { Type }]) => (Type === 'AWS::CloudWatch::Alarm' ? [id] : []))
    return { ids, furtherAlarms }
  }
  const [essential, all] = [of('essential'), of('all')]
  expect(essential.furtherAlarms).toEqual([])
  expect(all.furtherAlarms.length).toBeGreaterThan(0)
  expect(all.furtherAlarms.toSorted()).toEqual(all.ids.filter((id) => !essential.ids.includes(id)).toSorted())
})
