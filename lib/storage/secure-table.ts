import {
  AttributeType,
  BillingMode,
  ProjectionType,
  Table,
  TableEncryption,
  type TableProps,
} from 'aws-cdk-lib/aws-dynamodb'
import type { Construct } from 'constructs'
import type { TableShape } from '../../lambdas/runtime/declarations/tables.ts'
import { type RemovalSettings, removalOf } from './removal.ts'

/** Attribute with the time of expiry, epoch seconds. DynamoDB deletes up to days later: readers check it themselves. */
const TTL_ATTRIBUTE = 'expires_at'

const stringKey = (name: string) => ({ name, type: AttributeType.STRING })

export interface SecureTableProps extends RemovalSettings, Pick<TableProps, 'stream' | 'resourcePolicy'> {
  readonly shape: TableShape
}

/** On demand, encrypted with a key that shows in CloudTrail, restorable to any second of the last 35 days. */
export class SecureTable extends Table {
  constructor(scope: Construct, id: string, { retain, tablesRefuseDeletion, shape, ...props }: SecureTableProps) {
    const { sortKey, indexes = [], expires } = shape
    super(scope, id, {
      ...props,
      partitionKey: stringKey('pk'),
      ...(sortKey && { sortKey: { name: 'sk', type: sortKey === 'N' ? AttributeType.NUMBER : AttributeType.STRING } }),
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: tablesRefuseDeletion,
      removalPolicy: removalOf({ retain }),
      ...(expires ? { timeToLiveAttribute: TTL_ATTRIBUTE } : {}),
    })
    for (const index of indexes) {
      this.addGlobalSecondaryIndex({
        indexName: index.name,
        partitionKey: stringKey(index.partitionKey),
        sortKey: stringKey(index.sortKey),
        projectionType: ProjectionType.ALL,
      })
    }
  }
}
