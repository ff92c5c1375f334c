import { Stack } from 'aws-cdk-lib'
import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import type { ApiDeclaration, ServiceDeclaration } from '../lambdas/runtime/declarations/service.ts'
import { tellCallersApart } from './api/api-auth.ts'
import { Consumer } from './consumers/consumer.ts'
import { mergeAccess, noAccess } from './functions/access.ts'
import { apiDescription, apiEntry } from './functions/entries.ts'
import { PipelineFunction } from './functions/pipeline-function.ts'
import { mayWait, rememberAnswers } from './functions/table-access.ts'
import { traceRequests } from './functions/trace-access.ts'
import { pascalCase } from './names.ts'
import type { Platform } from './platform.ts'
import type { ConsumerQueues } from './queues/consumer-queues.ts'
import { ServiceBucket } from './storage/service-bucket.ts'
import { ServiceTable } from './storage/service-table.ts'
import { accessOf, type ServiceResources } from './uses/uses-access.ts'

export interface ServiceProps extends Pick<ServiceResources, 'emailSender' | 'deadlines'> {
  readonly declaration: ServiceDeclaration
  readonly platform: Platform
  readonly queues: ConsumerQueues
}

/** Everything that one service declares: its table, its bucket, its consumers and the function behind its routes. */
export class Service extends Construct {
  readonly declaration: ServiceDeclaration
  readonly table: Table | undefined
  readonly bucket: Bucket | undefined
  /** By consumer name. */
  readonly consumers = new Map<string, Consumer>()
  /** Function behind its routes. */
  readonly api: LambdaFunction | undefined

  constructor(scope: Construct, id: string, { declaration, platform, queues, ...shared }: ServiceProps) {
    super(scope, id)
    this.declaration = declaration
    const { retain, tablesRefuseDeletion } = platform.settings
    const keeping = { retain, tablesRefuseDeletion }
    this.table = declaration.table ? new ServiceTable(this, 'Table', declaration.table, keeping) : undefined
    this.bucket = declaration.bucket ? new ServiceBucket(this, 'Bucket', { retain }) : undefined
    const resources: ServiceResources = {
      ...shared,
      service: declaration,
      stack: Stack.of(this),
      settings: platform.settings,
      tables: platform.tables,
      claims: platform.claims,
      table: this.table,
      bucket: this.bucket,
    }
    for (const consumer of declaration.consumers) {
      const props = { declaration: consumer, queues: queues.of(consumer.name), platform, resources }
      this.consumers.set(consumer.name, new Consumer(this, pascalCase(consumer.name), props))
    }
    this.api = declaration.api ? this.#apiOf(declaration.api, platform, resources) : undefined
  }

  #apiOf(api: ApiDeclaration, platform: Platform, resources: ServiceResources): LambdaFunction {
    const service = this.declaration.name
    return new PipelineFunction(this, 'Api', {
      settings: platform.settings,
      service,
      description: apiDescription(service),
      code: platform.codeOf(apiEntry(service, api)),
      timeoutSeconds: api.timeoutSeconds ?? 10,
      memoryMb: api.memoryMb ?? 1024,
      reservedConcurrency: platform.settings.apiConcurrency,
      access: mergeAccess([
        tellCallersApart(platform.settings.apiAuth),
        // Only commands have an Idempotency-Key.
        api.routes.some(({ method }) => method !== 'GET') ? rememberAnswers(platform.tables, service) : noAccess,
        api.waits ? mayWait(platform.tables, service, platform.settings.maxWaiting) : noAccess,
        accessOf(api.uses, resources),
        traceRequests(platform.settings),
      ]),
      uses: api.uses,
    }).function
  }
}
