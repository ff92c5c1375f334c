import { z } from 'zod'
import { inertType, type ResourceType, resourceType } from './resource-type.ts'
import { noEffect, text } from './values.ts'

const parameter = resourceType(
  z.strictObject({
    Name: text.optional(),
    Type: z.enum(['String', 'StringList']),
    Value: text,
    AllowedPattern: noEffect,
    DataType: noEffect,
    Description: noEffect,
    Policies: noEffect,
    Tags: noEffect,
    Tier: noEffect,
  }),
  ({ Name, Type, Value }, resource, { parameters }) => {
    const name = Name ?? resource.uniqueName()
    parameters.set(name, { value: Value, type: Type })
    return { physicalId: name, attributes: { Type, Value } }
  },
  {
    replacedBy: ['Name'],
    namedBy: 'Name',
    remove: ({ physicalId }, { parameters }) => void parameters.delete(physicalId),
  },
)

const registry = inertType(
  z.strictObject({ RegistryName: text.optional(), Description: noEffect, Tags: noEffect }),
  ({ RegistryName }, resource, { region, accountId }) => {
    const name = RegistryName ?? resource.uniqueName(64)
    const arn = `arn:aws:schemas:${region}:${accountId}:registry/${name}`
    return { physicalId: arn, attributes: { RegistryArn: arn, RegistryName: name } }
  },
)

const schema = inertType(
  z.strictObject({
    RegistryName: text,
    SchemaName: text.optional(),
    Type: z.enum(['OpenApi3', 'JSONSchemaDraft4']),
    Content: text,
    Description: noEffect,
    Tags: noEffect,
  }),
  ({ RegistryName, SchemaName }, resource, { region, accountId }) => {
    const name = SchemaName ?? resource.uniqueName(385)
    const arn = `arn:aws:schemas:${region}:${accountId}:schema/${RegistryName}/${name}`
    return { physicalId: arn, attributes: { SchemaArn: arn, SchemaName: name, SchemaVersion: '1' } }
  },
)

export const configurationTypes: Record<string, ResourceType> = {
  'AWS::SSM::Parameter': parameter,
  'AWS::EventSchemas::Registry': registry,
  'AWS::EventSchemas::Schema': schema,
}
