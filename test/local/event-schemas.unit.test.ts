import { describe, expect, it } from 'vitest'
import { eventSchemasTypes } from '../../local/resources/event-schemas.ts'
import type { Resource, ResourceType, Services } from '../../local/resources/index.ts'

const of = (type: string) => eventSchemasTypes[type] as ResourceType
const registry = of('AWS::EventSchemas::Registry')
const schema = of('AWS::EventSchemas::Schema')
const given = { RegistryName: 'shop', SchemaName: 'order-service@order.created-v1', Type: 'JSONSchemaDraft4' }
const problems = (type: ResourceType, properties: object) =>
  type.properties.safeParse(properties).error?.issues.map(({ path }) => path.join('.')) ?? []
const services = { region: 'us-east-1', accountId: '000000000000' } as Services

describe('schema registries', () => {
  it('have names and contents that AWS allows', () => {
    expect(problems(registry, { RegistryName: 'shop' })).toEqual([])
    expect(problems(registry, { RegistryName: 'shop/events' })).toEqual(['RegistryName'])
    expect(problems(registry, { RegistryName: 's'.repeat(65) })).toEqual(['RegistryName'])
    expect(problems(registry, { Description: 'd'.repeat(257) })).toEqual(['Description'])
    expect(problems(schema, { ...given, Content: '{}' })).toEqual([])
    expect(problems(schema, { ...given, Content: '{' })).toEqual(['Content'])
    expect(problems(schema, { ...given, Content: JSON.stringify('x'.repeat(100_000)) })).toEqual(['Content'])
    expect(problems(schema, { ...given, Content: '{}', SchemaName: 'order created' })).toEqual(['SchemaName'])
    expect(problems(schema, { ...given, Content: '{}', Type: 'Avro' })).toEqual(['Type'])
  })

  it('count the versions of a schema, and make another schema of one with another name', async () => {
    const resource = {} as Resource
    const created = await schema.create({ ...given, Content: '{}' }, resource, services)
    expect(created).toMatchObject({
      physicalId: 'arn:aws:schemas:us-east-1:000000000000:schema/shop/order-service@order.created-v1',
      attributes: { SchemaVersion: '1' },
    })
    const before = { properties: { ...given, Content: '{}' }, created }
    const updated = await schema.update({ ...given, Content: '{"type":"object"}' }, resource, services, before)
    expect(updated).toMatchObject({ physicalId: created.physicalId, attributes: { SchemaVersion: '2' } })
    expect(schema.replacedBy).toEqual(['RegistryName', 'SchemaName'])
  })
})
