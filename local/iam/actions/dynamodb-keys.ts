import { type Input, list, members, text } from './action.ts'

/** An attribute value of a key as `dynamodb:LeadingKeys` shows it. */
export function keyValue(value: unknown): string | undefined {
  const { S, N, B } = members(value)
  return text(S) ?? text(N) ?? text(B)
}

/** One comparison of a key condition: `pk = :pk`, with or without parentheses around it. */
const EQUALITY = /^[\s(]*([^\s()=<>]+)\s*=\s*(:[^\s()]+)[\s)]*$/

/**
 * The one partition that a query reads. Undefined where it cannot be told, which the caller takes for a key that nobody
 * is granted: an expression that the service takes and this does not would else be judged as if it had no key.
 */
export function partitionValueOfQuery(input: Input, partitionKey: string | undefined): string | undefined {
  if (partitionKey === undefined) return undefined
  const { ComparisonOperator, AttributeValueList } = members(members(input.KeyConditions)[partitionKey])
  if (ComparisonOperator === 'EQ') return keyValue(list(AttributeValueList)[0])
  const names = members(input.ExpressionAttributeNames)
  const values = members(input.ExpressionAttributeValues)
  const found = (text(input.KeyConditionExpression) ?? '').split(/(?<=[\s)])AND(?=[\s(])/i).flatMap((term) => {
    const [, name = '', value = ''] = EQUALITY.exec(term) ?? []
    return (text(names[name]) ?? name) === partitionKey ? [keyValue(values[value])] : []
  })
  return found.length === 1 ? found[0] : undefined
}
