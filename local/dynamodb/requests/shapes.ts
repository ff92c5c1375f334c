/** The shape of a parameter that needs no further check. */
export type Kind = 'table' | 'text' | 'item' | 'names' | 'boolean' | 'positive' | 'whole' | readonly string[]

export interface Shape {
  required: string[]
  parameters: Record<string, Kind>
}

const capacity = ['NONE', 'TOTAL', 'INDEXES'] as const
const onFailure = ['NONE', 'ALL_OLD'] as const
const select = ['ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES', 'SPECIFIC_ATTRIBUTES', 'COUNT'] as const

const write = {
  TableName: 'table',
  ConditionExpression: 'text',
  ExpressionAttributeNames: 'names',
  ExpressionAttributeValues: 'item',
  ReturnConsumedCapacity: capacity,
  ReturnItemCollectionMetrics: ['NONE', 'SIZE'],
  ReturnValuesOnConditionCheckFailure: onFailure,
} as const

const read = {
  TableName: 'table',
  IndexName: 'text',
  FilterExpression: 'text',
  ProjectionExpression: 'text',
  ExpressionAttributeNames: 'names',
  ExpressionAttributeValues: 'item',
  ExclusiveStartKey: 'item',
  Limit: 'positive',
  ConsistentRead: 'boolean',
  ReturnConsumedCapacity: capacity,
  Select: select,
} as const

/** The parameters of the operations on items that are in use today; requests with others take dynalite's validation. */
export const shapes = {
  PutItem: { required: ['Item'], parameters: { ...write, Item: 'item', ReturnValues: ['NONE', 'ALL_OLD'] } },
  DeleteItem: { required: ['Key'], parameters: { ...write, Key: 'item', ReturnValues: ['NONE', 'ALL_OLD'] } },
  UpdateItem: {
    required: ['Key'],
    parameters: {
      ...write,
      Key: 'item',
      UpdateExpression: 'text',
      ReturnValues: ['NONE', 'ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATED_NEW'],
    },
  },
  GetItem: {
    required: ['Key'],
    parameters: {
      TableName: 'table',
      Key: 'item',
      ConsistentRead: 'boolean',
      ProjectionExpression: 'text',
      ExpressionAttributeNames: 'names',
      ReturnConsumedCapacity: capacity,
    },
  },
  Query: {
    required: ['KeyConditionExpression'],
    parameters: { ...read, KeyConditionExpression: 'text', ScanIndexForward: 'boolean' },
  },
  Scan: { required: [], parameters: { ...read, Segment: 'whole', TotalSegments: 'positive' } },
} as const satisfies Record<string, Shape>

export type ItemOperation = keyof typeof shapes
