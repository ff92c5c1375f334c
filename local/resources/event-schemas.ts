import { z } from 'zod'
import { noEffect, text } from '../template/property-values.ts'
import { isJson } from '../values.ts'
import { inertType, type ResourceType, resourceType } from './resource-type.ts'

/** Limits of `CreateSchemaInput`: https://docs.aws.amazon.com/eventbridge/latest/schema-reference/v1-registries-name-registryname-schemas-name-schemaname.html */
const LONGEST_CONTENT = 100_000
const LONGEST_DESCRIPTION = 256
const LONGEST_REGISTRY_NAME = 64
const LONGEST_SCHEMA_NAME = 385

const name = (most: number) =>
  text.pipe(
    z
      .string()
      .min(1)
      .max(most)
      .regex(/^[\w.@-]+$/, 'expected letters, digits, ".", "_", "@" and "-"'),
  )

const description = text.pipe(z.string().max(LONGEST_DESCRIPTION)).optional()

const registry = inertType(
  z.strictObject({
    RegistryName: name(LONGEST_REGISTRY_NAME).optional(),
    Description: description,
    Tags: noEffect,
  }),
  ({ RegistryName }, resource, { region, accountId }) => {
    const registryName = RegistryName ?? resource.uniqueName(LONGEST_REGISTRY_NAME)
    const arn = `arn:aws:schemas:${region}:${accountId}:registry/${registryName}`
    return { physicalId: arn, attributes: { RegistryArn: arn, RegistryName: registryName } }
  },
  { replacedBy: ['RegistryName'], namedBy: 'RegistryName' },
)

const schema = resourceType(
  z.strictObject({
    // As it is checked before anything is created, it may be a reference to a registry that has no name yet.
    RegistryName: text,
    SchemaName: name(LONGEST_SCHEMA_NAME).optional(),
    Type: z.enum(['OpenApi3', 'JSONSchemaDraft4']),
    Content: z.string().min(1).max(LONGEST_CONTENT).refine(isJson, 'expected a JSON document'),
    Description: description,
    Tags: noEffect,
  }),
  ({ RegistryName, SchemaName }, resource, { region, accountId }) => {
    const schemaName = SchemaName ?? resource.uniqueName(LONGEST_SCHEMA_NAME)
    const arn = `arn:aws:schemas:${region}:${accountId}:schema/${RegistryName}/${schemaName}`
    return { physicalId: arn, attributes: { SchemaArn: arn, SchemaName: schemaName, SchemaVersion: '1' } }
  },
  {
    replacedBy: ['RegistryName', 'SchemaName'],
    namedBy: 'SchemaName',
    // Other content is the next version of the same schema; what was there before stays readable.
    update: (_, __, ___, { created }) => ({
      ...created,
      attributes: {
        ...created.attributes,
        SchemaVersion: String(Number(created.attributes?.SchemaVersion ?? 1) + 1),
      },
    }),
  },
)

export const eventSchemasTypes: Record<string, ResourceType> = {
  'AWS::EventSchemas::Registry': registry,
  'AWS::EventSchemas::Schema': schema,
}
