import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { StagedWrite } from './staged-write.ts'

/** DynamoDB's limits for one transaction. */
export const MAX_TRANSACTION_ITEMS = 100
export const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024

/** An upper estimate: short strings count as if their characters took three bytes each. */
export function bytesOf({ item }: StagedWrite): number {
  const { Put, Update, Delete, ConditionCheck } = item
  const expression = (Put ?? Update ?? Delete ?? ConditionCheck)?.ExpressionAttributeValues
  return (
    attributesSize(Put?.Item) + attributesSize((Update ?? Delete ?? ConditionCheck)?.Key) + attributesSize(expression)
  )
}

function attributesSize(attributes: Record<string, AttributeValue> | undefined): number {
  let size = 0
  for (const name in attributes) size += name.length * 3 + valueSize(attributes[name])
  return size
}

function valueSize(value: AttributeValue | null | undefined): number {
  // It is not a valid value. It counts as nothing here, because DynamoDB's own error message is clearer.
  if (!value) return 1
  if (value.S !== undefined) return stringSize(value.S)
  if (value.N !== undefined) return 21
  if (value.B !== undefined) return value.B.length
  if (value.M !== undefined) return 3 + attributesSize(value.M)
  if (value.L !== undefined) return value.L.reduce((sum, one) => sum + 1 + valueSize(one), 3)
  if (value.SS !== undefined) return value.SS.reduce((sum, one) => sum + one.length * 3, 0)
  if (value.NS !== undefined) return value.NS.length * 21
  if (value.BS !== undefined) return value.BS.reduce((sum, one) => sum + one.length, 0)
  return 1
}

const stringSize = (text: string): number => (text.length < 1000 ? text.length * 3 : Buffer.byteLength(text))
