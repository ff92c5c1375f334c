import { ProjectionType } from 'aws-cdk-lib/aws-dynamodb'
import type { Construct } from 'constructs'
import type { ServiceDeclaration } from '../../lambdas/runtime/declarations/service.ts'
import type { Keeping } from './removal.ts'
import { SecureTable, stringKey } from './secure-table.ts'

/** A service's own table with the indexes that it declares. */
export class ServiceTable extends SecureTable {
  constructor(scope: Construct, id: string, table: NonNullable<ServiceDeclaration['table']>, keeping: Keeping) {
    super(scope, id, { partitionKey: stringKey('pk'), sortKey: stringKey('sk'), expires: true, ...keeping })
    for (const index of table.indexes ?? []) {
      this.addGlobalSecondaryIndex({
        indexName: index.name,
        partitionKey: stringKey(index.partitionKey),
        sortKey: stringKey(index.sortKey),
        projectionType: ProjectionType.ALL,
      })
    }
  }
}
