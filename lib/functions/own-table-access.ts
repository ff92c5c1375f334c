import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import type { ServiceDeclaration } from '../../lambdas/runtime/declarations/service.ts'
import type { TableAction, Uses } from '../../lambdas/runtime/declarations/uses.ts'
import { type Access, allow } from './access.ts'
import { eitherOf, GET_ITEMS } from './get-items.ts'

const TABLE_ACTIONS: Readonly<Record<TableAction, readonly string[]>> = {
  get: GET_ITEMS,
  query: ['dynamodb:Query'],
  put: ['dynamodb:PutItem'],
  update: ['dynamodb:UpdateItem'],
  delete: ['dynamodb:DeleteItem'],
  check: ['dynamodb:ConditionCheckItem'],
}

const TABLE_MODES: Readonly<Record<'read' | 'write', readonly TableAction[]>> = {
  read: ['get', 'query'],
  write: ['get', 'query', 'put', 'update'],
}

/** Access to the service's own table and its indexes. Where there are indexes, queries go to these. */
export const ownTable = (
  table: Table,
  { indexes = [] }: NonNullable<ServiceDeclaration['table']>,
  uses: NonNullable<Uses['table']>,
): Access => {
  const actions = typeof uses === 'string' ? TABLE_MODES[uses] : uses
  const ofItems = actions.filter((action) => action !== 'query' || indexes.length === 0)
  const granted = ofItems.flatMap((action) => TABLE_ACTIONS[action])
  return {
    environment: { STATE_TABLE: table.tableName },
    statements: [
      ...(granted.length > 0 ? [allow(granted, [table.tableArn])] : []),
      ...(actions.includes('query') && indexes.length > 0
        ? [
            allow(
              TABLE_ACTIONS.query,
              indexes.map((index) => `${table.tableArn}/index/${index.name}`),
            ),
          ]
        : []),
    ],
    unseen: actions.includes('get') ? [eitherOf(table.tableArn, GET_ITEMS)] : [],
  }
}
