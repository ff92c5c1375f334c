import { AttributeType, BillingMode, Table, TableEncryption, type TableProps } from 'aws-cdk-lib/aws-dynamodb'
import type { Construct } from 'constructs'
import { type Keeping, removalOf } from './removal.ts'

/** Attribute with the time of expiry, epoch seconds. DynamoDB deletes up to days later: readers check it themselves. */
const TTL_ATTRIBUTE = 'expires_at'

export const stringKey = (name: string) => ({ name, type: AttributeType.STRING })
export const numberKey = (name: string) => ({ name, type: AttributeType.NUMBER })

export interface SecureTableProps
  extends Keeping,
    Pick<TableProps, 'partitionKey' | 'sortKey' | 'stream' | 'resourcePolicy'> {
  /** Items expire by {@link TTL_ATTRIBUTE}. Default false. */
  readonly expires?: boolean
}

/** On demand, encrypted with a key that shows in CloudTrail, restorable to any second of the last 35 days. */
export class SecureTable extends Table {
  constructor(scope: Construct, id: string, { retain, tablesRefuseDeletion, expires, ...props }: SecureTableProps) {
    super(scope, id, {
      ...props,
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: tablesRefuseDeletion,
      removalPolicy: removalOf({ retain }),
      ...(expires ? { timeToLiveAttribute: TTL_ATTRIBUTE } : {}),
    })
  }
}
