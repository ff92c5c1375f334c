import type { Engine } from '../engine.ts'
import { validationError } from '../errors.ts'
import type { StreamDefinition, StreamViewType } from './table.ts'

export interface StreamSpecification {
  StreamEnabled: boolean
  StreamViewType?: StreamViewType
}

const viewTypes: unknown[] = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES']

/** A new stream of the table, as its specification says. */
export function openStream(engine: Engine, tableArn: string, specification: StreamSpecification): StreamDefinition {
  const { StreamViewType: viewType } = specification
  if (!viewType || !viewTypes.includes(viewType)) {
    throw validationError(
      'One or more parameter values were invalid: StreamViewType is required and must be one of ' +
        `[${viewTypes.join(', ')}] when StreamEnabled is true`,
    )
  }
  const label = new Date(engine.now()).toISOString().replace('Z', '')
  return {
    id: engine.catalog.newId(),
    arn: `${tableArn}/stream/${label}`,
    label,
    viewType,
    createdAt: engine.now(),
    enabled: true,
  }
}

interface SseSpecification {
  Enabled?: boolean
  SSEType?: string
  KMSMasterKeyId?: string
}

/** The description of a table's encryption; items are not encrypted here. */
export function sseDescription(given: unknown, engine: Engine): object {
  const specification = given as SseSpecification | undefined
  if (!specification?.Enabled) return {}
  const key = specification.KMSMasterKeyId ?? 'alias/aws/dynamodb'
  return {
    SSEDescription: {
      Status: 'ENABLED',
      SSEType: specification.SSEType ?? 'KMS',
      KMSMasterKeyArn: key.startsWith('arn:') ? key : `arn:aws:kms:${engine.region}:${engine.accountId}:key/${key}`,
    },
  }
}
