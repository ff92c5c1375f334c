import { accessTypes } from './access.ts'
import { apiGatewayTypes } from './api-gateway.ts'
import { configurationTypes } from './configuration.ts'
import { dynamodbTypes } from './dynamodb.ts'
import { eventSchemasTypes } from './event-schemas.ts'
import { eventsTypes } from './events.ts'
import { lambdaTypes } from './lambda.ts'
import { operationsTypes } from './operations.ts'
import type { ResourceType } from './resource-type.ts'
import { schedulerTypes } from './scheduler.ts'
import { sesTypes } from './ses.ts'
import { snsTypes } from './sns.ts'
import { sqsTypes } from './sqs.ts'
import { storageTypes } from './storage.ts'

export type { Created, Resource, ResourceType } from './resource-type.ts'
export type { Services } from './services.ts'

/** Every CloudFormation resource type that the local runtime knows. */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  ...accessTypes,
  ...apiGatewayTypes,
  ...configurationTypes,
  ...dynamodbTypes,
  ...eventSchemasTypes,
  ...eventsTypes,
  ...lambdaTypes,
  ...operationsTypes,
  ...schedulerTypes,
  ...sesTypes,
  ...snsTypes,
  ...sqsTypes,
  ...storageTypes,
}
