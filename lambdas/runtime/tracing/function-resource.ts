import type { Variables } from '../system/variable.ts'
import type { AttributeValue } from './span-record.ts'

/**
 * What is said of a function beside each of its spans, in OpenTelemetry's words.
 * Sources: https://opentelemetry.io/docs/specs/semconv/resource/, https://opentelemetry.io/docs/specs/semconv/resource/faas/
 */
export const functionResource = ({
  SERVICE,
  STAGE,
  CODE_REVISION,
  AWS_REGION,
  AWS_LAMBDA_FUNCTION_NAME,
  AWS_LAMBDA_LOG_GROUP_NAME,
}: Variables): Readonly<Record<string, AttributeValue>> => ({
  'service.name': SERVICE ?? 'unnamed',
  'service.namespace': 'event-pipeline',
  'service.version': CODE_REVISION,
  'deployment.environment.name': STAGE,
  'cloud.provider': 'aws',
  'cloud.platform': 'aws_lambda',
  'cloud.region': AWS_REGION,
  'faas.name': AWS_LAMBDA_FUNCTION_NAME,
  'aws.log.group.names': AWS_LAMBDA_LOG_GROUP_NAME,
})
