import { z } from 'zod'
import { mappingId, mappingProblems } from '../event-sources/index.ts'
import { count, defined, flag, list, noEffect, text } from '../template/property-values.ts'
import { resourceType } from './resource-type.ts'

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
    check: (properties) => mappingProblems(mappingOf(properties)),
    /**
     * CloudFormation compares the new template with the one before, not with what is there, and then hands the whole of what
     * the new one states to Lambda. So a mapping that an operator has disabled stays so while the template does not
     * state `Enabled`, whatever else changes; a template that does state it has its way with the next change of the mapping.
     * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/drift-aware-change-sets.html
     * @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html
     */
    async update(properties, _, { eventSources }, before) {
      const [old, now] = [mappingOf(before.properties), mappingOf(properties)]
      const { Enabled: _enabled, ...gone } = Object.fromEntries(Object.keys(old).map((name) => [name, undefined]))
      const { EventSourceArn: _source, StartingPosition: _start, ...stated } = { ...gone, ...now }
      await eventSources.change(before.created.physicalId, stated)
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
