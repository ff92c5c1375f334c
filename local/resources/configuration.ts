import { z } from 'zod'
import { noEffect, text } from '../template/property-values.ts'
import { type ResourceType, resourceType } from './resource-type.ts'

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

export const configurationTypes: Record<string, ResourceType> = {
  'AWS::SSM::Parameter': parameter,
}
