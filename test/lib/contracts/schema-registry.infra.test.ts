import type { Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import { allEvents } from '../../../events/catalog.ts'
import { schemaWarnings } from '../../../lib/validation/schema-warnings.ts'
import { buildPipeline, resources, synthesized } from '../support/synthesized.ts'

const count = allEvents.reduce((sum, { versions }) => sum + versions.length, 0)
const schemasIn = (template: Template) => resources(template, 'AWS::EventSchemas::Schema')

describe('the schema registry', () => {
  it('is filled with the pipeline, one schema for each version of each event type', () => {
    const template = synthesized()
    const [[registryId, registry] = []] = resources(template, 'AWS::EventSchemas::Registry')
    expect(registry?.Properties.RegistryName).toBe('EventPipeline-dev')
    expect(schemasIn(template)).toHaveLength(count)
    for (const [, { Properties }] of schemasIn(template)) {
      expect(Properties.RegistryName).toEqual({ 'Fn::GetAtt': [registryId, 'RegistryName'] })
      expect(Properties.Type).toBe('JSONSchemaDraft4')
    }
    const names = schemasIn(template).map(([, { Properties }]) => Properties.SchemaName)
    expect(names).toEqual(
      expect.arrayContaining([
        'notification-service@notification.sent-v1',
        'notification-service@notification.sent-v2',
      ]),
    )
  })

  it('stands in a stack of its own where many schemas would burden the pipeline', () => {
    const { app, stack } = buildPipeline({ schemaRegistry: 'own-stack' })
    expect(schemasIn(Template.fromStack(stack))).toEqual([])
    const own = Template.fromStack(app.node.findChild('EventSchemas-dev') as Stack)
    expect(schemasIn(own)).toHaveLength(count)
    own.hasResourceProperties('AWS::EventSchemas::Registry', { RegistryName: 'EventSchemas-dev' })
  })

  it('is left out on request', () => {
    const { app, stack } = buildPipeline({ schemaRegistry: 'none' })
    expect(schemasIn(Template.fromStack(stack))).toEqual([])
    expect(app.node.tryFindChild('EventSchemas-dev')).toBeUndefined()
  })
})

describe('a synthesis with many schemas', () => {
  const warningsOf = (versions: number, schemaRegistry: 'with-pipeline' | 'own-stack' | 'none') =>
    schemaWarnings({ schemaRegistry, stage: 'dev' }, [{ versions: Array(versions).fill({}) }]).map(
      ({ message }) => message,
    )

  it('advises a stack of its own while there is room', () => {
    expect(warningsOf(50, 'with-pipeline')).toEqual([])
    expect(warningsOf(51, 'with-pipeline')).toEqual([expect.stringContaining('Set schemaRegistry=own-stack')])
    expect(warningsOf(100, 'own-stack')).toEqual([])
  })

  it('warns of the quota of a registry, which is 100 unless raised', () => {
    expect(warningsOf(101, 'own-stack')).toEqual([expect.stringContaining('quota "Schemas"')])
    expect(warningsOf(101, 'none')).toEqual([])
  })
})
