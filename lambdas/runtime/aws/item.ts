import type { AttributeValue } from '@aws-sdk/client-dynamodb'

/** An item of DynamoDB, or a part of one such as its key, in the form of DynamoDB's API: an attribute's value by its name. */
export type Item = Readonly<Record<string, AttributeValue>>
