import { z } from 'zod'
import type { Problem } from '../problem.ts'
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
    Tier: z.enum(['Standard', 'Advanced', 'Intelligent-Tiering']).optional(),
  }),
  ({ Name, Type, Value }, resource, { parameters }) => {
    const name = Name ?? resource.uniqueName()
    parameters.set(name, { value: Value, type: Type })
    return { physicalId: name, attributes: { Type, Value } }
  },
  {
    replacedBy: ['Name'],
    namedBy: 'Name',
    check: parameterProblems,
    remove: ({ physicalId }, { parameters }) => void parameters.delete(physicalId),
  },
)

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
function* parameterProblems({ Name, Value, Tier = 'Standard' }: Parameter): Iterable<Problem> {
  if (Name !== undefined && !/^[\w./-]{1,1011}$/.test(Name)) {
    const message = 'A name must be made of letters, digits and any of _ . - /, and be at most 1011 characters long.'
    yield { path: ['Name'], code: 'ValidationException', message }
  }
  const most = Tier === 'Standard' ? 4096 : 8192
  if (Value === '' || Buffer.byteLength(Value) > most) {
    const message = `A value of tier ${Tier} must have 1 to ${most} characters.`
    yield { path: ['Value'], code: 'ValidationException', message }
  }
}

interface Parameter {
  Name?: string | undefined
  Value: string
  Tier?: 'Standard' | 'Advanced' | 'Intelligent-Tiering' | undefined
}

export const configurationTypes: Record<string, ResourceType> = {
  'AWS::SSM::Parameter': parameter,
}
