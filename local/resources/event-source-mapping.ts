import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { mappingId } from '../event-sources/index.ts'
import { resourceType } from './resource-type.ts'
import { count, defined, flag, list, noEffect, text } from './values.ts'

const eventSourceMappingProperties = z.strictObject({
  FunctionName: text,
  EventSourceArn: text,
  Enabled: flag.optional(),
  BatchSize: count.optional(),
  MaximumBatchingWindowInSeconds: count.optional(),
  FunctionResponseTypes: list.optional(),
  FilterCriteria: z
    .strictObject({ Filters: z.array(z.strictObject({ Pattern: text.optional() }).transform(defined)).optional() })
    .transform(defined)
    .optional(),
  ScalingConfig: z.strictObject({ MaximumConcurrency: count.optional() }).transform(defined).optional(),
  StartingPosition: text.optional(),
  ParallelizationFactor: count.optional(),
  BisectBatchOnFunctionError: flag.optional(),
  MaximumRetryAttempts: count.optional(),
  MaximumRecordAgeInSeconds: count.optional(),
  DestinationConfig: z
    .strictObject({ OnFailure: z.strictObject({ Destination: text.optional() }).transform(defined).optional() })
    .transform(defined)
    .optional(),
  KmsKeyArn: noEffect,
  LoggingConfig: noEffect,
  MetricsConfig: noEffect,
  ProvisionedPollerConfig: noEffect,
  Tags: noEffect,
})

export const eventSourceMapping = resourceType(
  eventSourceMappingProperties,
  (properties, _, services) => {
    const known = mappingOf(properties)
    const id = mappingId(known)
    const arn = `arn:aws:lambda:${services.region}:${services.accountId}:event-source-mapping:${id}`
    return {
      physicalId: id,
      attributes: { Id: id, EventSourceMappingArn: arn },
      start: () => void services.eventSources.start(known),
    }
  },
  {
    // On AWS it may get another function in place; here its position in a stream is its own and the function's.
    replacedBy: ['EventSourceArn', 'StartingPosition', 'FunctionName'],
    async update(properties, _, { eventSources }, before) {
      const [old, now] = [mappingOf(before.properties), mappingOf(properties)]
      const names = [...new Set([...Object.keys(old), ...Object.keys(now)])] as (keyof typeof now)[]
      const changed = names.filter((name) => !isDeepStrictEqual(old[name], now[name]))
      const changes = Object.fromEntries(changed.map((name) => [name, now[name]]))
      await eventSources.update(before.created.physicalId, changes)
      return before.created
    },
    remove: ({ physicalId }, { eventSources }) => eventSources.remove(physicalId),
  },
)

function mappingOf(properties: z.output<typeof eventSourceMappingProperties>) {
  const {
    KmsKeyArn: _kms,
    LoggingConfig: _log,
    MetricsConfig: _metrics,
    ProvisionedPollerConfig: _pollers,
    Tags: _tags,
    ...mapping
  } = properties
  return defined(mapping)
}
